//! What a server says of itself: SMART configuration, CapabilityStatement, OpenID configuration and preset, merged.
//!
//! Sources: SMART App Launch 2.2 section 7 (`.well-known/smart-configuration`), SMART App Launch 1.0 (`oauth-uris`),
//! OpenID Connect Discovery 1.0, RFC 8414. Each value remembers where it came from. Discovery may confirm or tighten a
//! preset; it can neither loosen its PKCE nor lead to a host that the preset does not know. Where the app goes through a
//! broker, the broker's metadata takes the place of all of them.

mod broker;
mod merge;

pub use broker::{Brokered, discover_through};
pub use merge::discover;
#[cfg(fuzzing)]
pub(crate) use merge::read_documents;

use serde::{Deserialize, Serialize};
use url::Url;

use crate::error::DiscoveryError;
use crate::http::host;

/// Where a value was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// The preset, from the payer's own documents.
    Preset,
    /// `{fhir base}/.well-known/smart-configuration`.
    SmartConfiguration,
    /// `{fhir base}/metadata`, extension `oauth-uris`.
    CapabilityStatement,
    /// `{issuer}/.well-known/openid-configuration`.
    OpenIdConfiguration,
    /// `/.well-known/oauth-authorization-server` of the issuer (RFC 8414).
    AuthorizationServerMetadata,
}

impl Source {
    /// The name that reports use.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Preset => "preset",
            Self::SmartConfiguration => "SMART configuration",
            Self::CapabilityStatement => "CapabilityStatement",
            Self::OpenIdConfiguration => "OpenID configuration",
            Self::AuthorizationServerMetadata => "authorization server metadata",
        }
    }
}

/// A value and where it was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found<T> {
    /// The value.
    pub value: T,
    /// Where it was read.
    pub source: Source,
}

/// What a payer's servers say of themselves.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ServerConfiguration {
    /// FHIR base URL, verbatim.
    pub fhir_base: Url,
    /// Authorization endpoint.
    pub authorization_endpoint: Found<Url>,
    /// Token endpoint.
    pub token_endpoint: Found<Url>,
    /// Revocation endpoint (RFC 7009).
    pub revocation_endpoint: Option<Found<Url>>,
    /// UserInfo endpoint.
    pub userinfo_endpoint: Option<Found<Url>>,
    /// Where a session in the browser is ended (OpenID Connect RP-Initiated Logout 1.0).
    #[serde(default)]
    pub end_session_endpoint: Option<Found<Url>>,
    /// Key set that ID tokens are signed with.
    pub jwks_uri: Option<Found<Url>>,
    /// Issuer identifier.
    pub issuer: Option<Found<String>>,
    /// PKCE methods that are advertised, such as `S256`; `None` where nothing is said.
    pub code_challenge_methods: Option<Found<Vec<String>>>,
    /// Client authentication methods that are advertised; `None` where nothing is said.
    pub token_auth_methods: Option<Found<Vec<String>>>,
    /// Scopes that are advertised. SMART says that the list need not be exhaustive.
    pub scopes_supported: Vec<String>,
    /// SMART capabilities that are advertised.
    pub capabilities: Vec<String>,
    /// Whether callbacks carry `iss` (RFC 9207).
    pub iss_in_callback: bool,
    /// Documents that were asked for and not served, with the status or the reason.
    pub missing: Vec<String>,
    /// Whether a document could not be asked for: it may come the next time.
    #[serde(default)]
    pub interrupted: bool,
    /// What the broker says of the payer behind it, where these endpoints are a broker's.
    #[serde(default)]
    pub broker: Option<Brokered>,
    /// Where two sources say different things, in sentences. The first in the order of [`Source`]s counts, the preset last.
    #[serde(default)]
    pub contradictions: Vec<String>,
}

impl ServerConfiguration {
    /// Whether S256 is advertised.
    pub fn advertises_s256(&self) -> bool {
        self.code_challenge_methods
            .as_ref()
            .is_some_and(|found| found.value.iter().any(|method| method == "S256"))
    }

    /// Who signs the ID tokens for a client, and for whom; `None` where nothing tells where the keys are. Behind a broker
    /// they are the payer's, for the broker.
    pub fn id_tokens(&self, client_id: &str) -> Option<IdTokens> {
        if let Some(broker) = &self.broker {
            return broker.id_tokens.clone();
        }
        Some(IdTokens {
            issuer: self.issuer.as_ref()?.value.clone(),
            jwks_uri: self.jwks_uri.as_ref()?.value.clone(),
            audience: client_id.to_owned(),
        })
    }

    /// Whether no document that was asked for failed to come for a reason that passes.
    pub fn is_whole(&self) -> bool {
        !self.interrupted
    }

    /// Refuses what is looser than, or leads elsewhere than, what the same payer published before: a server that once
    /// had S256 has not lost it, and an authorization server does not move without a word.
    pub fn check_against(&self, before: &Self, payer: &str) -> Result<(), DiscoveryError> {
        if before.advertises_s256() && !self.advertises_s256() {
            return Err(DiscoveryError::PkceWithdrawn { payer: payer.to_owned() });
        }
        let endpoints = [
            ("authorization endpoint", &before.authorization_endpoint, &self.authorization_endpoint),
            ("token endpoint", &before.token_endpoint, &self.token_endpoint),
        ];
        for (endpoint, before, now) in endpoints {
            if before.value.origin() != now.value.origin() {
                let (known, named) = (host(&before.value), host(&now.value));
                return Err(DiscoveryError::HostChanged { payer: payer.to_owned(), endpoint, known, named });
            }
        }
        Ok(())
    }
}

/// What ID tokens have to say of themselves (OpenID Connect Core section 3.1.3.7).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdTokens {
    /// Their issuer.
    pub issuer: String,
    /// Its key set.
    pub jwks_uri: Url,
    /// The client that they are for.
    pub audience: String,
}
