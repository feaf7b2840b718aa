//! What was and what was not protected, as part of the result.

use serde::{Deserialize, Serialize};

use crate::config::{ClientAuthMethod, RedirectBinding};
use crate::discovery::ServerConfiguration;
use crate::payer::{Pkce, Preset};

/// How much PKCE protected a sign-in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum PkceProtection {
    /// S256, promised by the payer's documents or advertised by the server.
    #[serde(rename = "S256")]
    S256,
    /// S256 was sent and nothing says that the server checks it. The fallback's demands were met.
    #[serde(rename = "S256-unconfirmed")]
    S256Unconfirmed,
    /// The payer has no PKCE. The fallback's demands were met.
    #[serde(rename = "none")]
    None,
}

impl PkceProtection {
    /// What can be counted on at this payer. Discovery confirms; it never takes a preset's *unsupported* back, because
    /// the payer's documents are harder to tamper with than its answers.
    pub fn at(preset: &Preset, server: &ServerConfiguration) -> Self {
        match preset.pkce {
            Pkce::Required => Self::S256,
            Pkce::Expected if server.advertises_s256() => Self::S256,
            Pkce::Expected => Self::S256Unconfirmed,
            Pkce::Unsupported => Self::None,
        }
    }

    /// Whether the rest of the fallback is demanded.
    pub fn needs_fallback(self) -> bool {
        self != Self::S256
    }

    /// The name that reports use.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::S256 => "S256",
            Self::S256Unconfirmed => "S256-unconfirmed",
            Self::None => "none",
        }
    }
}

/// Where the code was exchanged for tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Exchange {
    /// On the device itself.
    Device,
    /// At the broker, which holds the client's secret. PKCE is the one between app and broker.
    Broker,
}

impl Exchange {
    /// The name that reports use.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Device => "device",
            Self::Broker => "broker",
        }
    }
}

/// How a sign-in was protected, for a shell to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignInProtection {
    /// PKCE (RFC 7636).
    pub pkce: PkceProtection,
    /// How the app proved who it is. A secret in an app proves little (RFC 8252 section 8.5).
    pub client_auth: ClientAuthMethod,
    /// What kept other apps from receiving the callback.
    pub redirect: RedirectBinding,
    /// Where the code was exchanged.
    pub exchange: Exchange,
    /// Whether an ID token with this sign-in's nonce was checked.
    pub id_token: bool,
}
