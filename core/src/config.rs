//! What the app decides: where the wallet lives, how it is registered, where the callback comes back.
//!
//! Everything is parsed once here. Further in, a [`Redirect`] is known to keep RFC 8252 and an endpoint is known to be
//! https, or plain http to this very machine.

use std::path::PathBuf;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use url::{Host, Url};

use crate::error::ConfigError;
use crate::payer::Preset;
use crate::ports::ClientSigner;
use crate::secret::ClientSecret;

/// Where a wallet lives and what it permits.
#[derive(Debug, Clone)]
pub struct WalletConfig {
    /// Directory of the wallet's file. It is created when it is missing.
    pub directory: PathBuf,
    /// Presets to add to the built-in ones, or to replace those of the same id.
    pub presets: Vec<Preset>,
    /// Permits a client secret in the app. For sandboxes and prototypes: anybody can read it there.
    pub allow_embedded_secret: bool,
    /// Permits a custom-scheme redirect that any app may receive. For prototypes.
    pub accept_unbound_redirect: bool,
    /// The key of clients that authenticate by [`ClientAuthMethod::PrivateKeyJwt`].
    pub signer: Option<Arc<dyn ClientSigner>>,
}

impl WalletConfig {
    /// A wallet in `directory` with the built-in presets and nothing loosened.
    pub fn new(directory: impl Into<PathBuf>) -> Self {
        Self {
            directory: directory.into(),
            presets: Vec::new(),
            allow_embedded_secret: false,
            accept_unbound_redirect: false,
            signer: None,
        }
    }
}

/// How a client proves at the token endpoint who it is (RFC 6749 section 2.3, names of RFC 7591).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClientAuthMethod {
    /// A public client: `client_id` in the body and no proof.
    None,
    /// Client id and secret in the `Authorization` header.
    ClientSecretBasic,
    /// Client id and secret in the body.
    ClientSecretPost,
    /// An assertion signed with a key that the device's key store holds (RFC 7523 section 2.2).
    PrivateKeyJwt,
}

impl ClientAuthMethod {
    /// The method's name in RFC 7591.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::ClientSecretBasic => "client_secret_basic",
            Self::ClientSecretPost => "client_secret_post",
            Self::PrivateKeyJwt => "private_key_jwt",
        }
    }
}

/// What the payer assigned to the app at registration.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ClientRegistration {
    /// The client id.
    pub client_id: String,
    /// The client secret. Refused unless [`WalletConfig::allow_embedded_secret`] is set.
    pub client_secret: Option<ClientSecret>,
    /// The method to authenticate with; `None` leaves the choice to the preset and to discovery.
    pub method: Option<ClientAuthMethod>,
}

impl ClientRegistration {
    /// A client without a secret, as RFC 8252 wants a native app to be.
    pub fn public(client_id: impl Into<String>) -> Self {
        Self { client_id: client_id.into(), client_secret: None, method: None }
    }

    /// A client whose key is [`WalletConfig::signer`].
    pub fn with_key(client_id: impl Into<String>) -> Self {
        let method = Some(ClientAuthMethod::PrivateKeyJwt);
        Self { client_id: client_id.into(), client_secret: None, method }
    }

    /// A client with a secret inside the app: for sandboxes and prototypes.
    pub fn with_embedded_secret(client_id: impl Into<String>, secret: impl Into<ClientSecret>) -> Self {
        Self { client_id: client_id.into(), client_secret: Some(secret.into()), method: None }
    }
}

/// What keeps other apps from receiving the callback.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RedirectBinding {
    /// The browser session returns it to the app that started it: ASWebAuthenticationSession, Android Auth Tab.
    AuthSession,
    /// An https address that the operating system gives to the app that proved its claim.
    ClaimedHttps,
    /// A port of the loopback interface that this process holds.
    Loopback,
    /// Nothing: any app may register the same custom scheme (RFC 8252 section 8.1).
    Unbound,
}

impl RedirectBinding {
    /// The name that reports use.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AuthSession => "auth_session",
            Self::ClaimedHttps => "claimed_https",
            Self::Loopback => "loopback",
            Self::Unbound => "unbound",
        }
    }
}

/// A redirect URI of a native app and how it is bound to it (RFC 8252 section 7).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Redirect {
    uri: String,
    binding: RedirectBinding,
}

impl Redirect {
    /// Checks `uri` against RFC 8252 and takes it verbatim: authorization servers compare it letter by letter.
    pub fn new(uri: impl Into<String>, binding: RedirectBinding) -> Result<Self, ConfigError> {
        let uri = uri.into();
        let refuse = |rule| Err(ConfigError::Redirect { rule });
        let Ok(url) = Url::parse(&uri) else { return refuse("it is not an absolute URI") };
        if url.fragment().is_some() {
            return refuse("it must not have a fragment (RFC 6749 section 3.1.2)");
        }
        if !url.username().is_empty() || url.password().is_some() {
            return refuse("it must not carry a user name");
        }
        match url.scheme() {
            "https" => match binding {
                RedirectBinding::ClaimedHttps | RedirectBinding::AuthSession => {}
                _ => return refuse("an https redirect must be claimed by the app (RFC 8252 section 7.2)"),
            },
            "http" => {
                if binding != RedirectBinding::Loopback || !is_loopback(&url) {
                    return refuse(
                        "plain http is for the loopback interface only: http://127.0.0.1:PORT/.. (RFC 8252 section 7.3)",
                    );
                }
                if matches!(url.host(), Some(Host::Domain(_))) {
                    return refuse("use the address 127.0.0.1 or [::1], not a name (RFC 8252 section 8.3)");
                }
            }
            scheme => {
                if !scheme.contains('.') {
                    return refuse(
                        "a custom scheme must be a reverse domain name such as com.example.app (RFC 8252 section 7.1)",
                    );
                }
                if url.has_authority() {
                    return refuse(
                        "a custom scheme is followed by a single slash: com.example.app:/callback (RFC 8252 section 7.1)",
                    );
                }
                if !matches!(binding, RedirectBinding::AuthSession | RedirectBinding::Unbound) {
                    return refuse("a custom scheme is bound by an authentication session or not at all");
                }
            }
        }
        Ok(Self { uri, binding })
    }

    /// A redirect that ASWebAuthenticationSession or Android Auth Tab returns to this app alone.
    ///
    /// ```
    /// use billfold::Redirect;
    ///
    /// assert!(Redirect::auth_session("org.billfold.wallet:/callback").is_ok());
    /// // One word that any app could choose, and two slashes: RFC 8252 section 7.1 wants neither.
    /// assert!(Redirect::auth_session("billfold:/callback").is_err());
    /// assert!(Redirect::auth_session("org.billfold.wallet://callback").is_err());
    /// ```
    pub fn auth_session(uri: impl Into<String>) -> Result<Self, ConfigError> {
        Self::new(uri, RedirectBinding::AuthSession)
    }

    /// A redirect to a port of the loopback interface that this process holds.
    pub fn loopback(uri: impl Into<String>) -> Result<Self, ConfigError> {
        Self::new(uri, RedirectBinding::Loopback)
    }

    /// The URI as the payer knows it.
    pub fn uri(&self) -> &str {
        &self.uri
    }

    /// What binds it to this app.
    pub fn binding(&self) -> RedirectBinding {
        self.binding
    }
}

/// How to sign in to a payer.
#[derive(Debug, Clone)]
pub struct SignInOptions {
    /// What the payer assigned to the app.
    pub client: ClientRegistration,
    /// Where the callback comes back.
    pub redirect: Redirect,
    /// Scopes to ask for instead of the preset's.
    pub scopes: Option<Vec<String>>,
    /// FHIR base instead of the preset's; needed where the preset is a platform of many plans.
    pub fhir_base: Option<String>,
    /// The broker to sign in through, such as `https://broker.example`: it holds the client's secret, and gives every payer
    /// S256. The client is then the one that the broker knows.
    pub broker: Option<Url>,
}

impl SignInOptions {
    /// The preset's scopes and FHIR base.
    pub fn new(client: ClientRegistration, redirect: Redirect) -> Self {
        Self { client, redirect, scopes: None, fhir_base: None, broker: None }
    }

    /// Through the broker at `url`, as the client that it knows by `client_id`.
    pub fn through_broker(
        url: &str,
        client_id: impl Into<String>,
        redirect: Redirect,
    ) -> Result<Self, ConfigError> {
        Ok(Self {
            broker: Some(parse_broker(url)?),
            ..Self::new(ClientRegistration::public(client_id), redirect)
        })
    }
}

/// Parses the address of a broker.
pub fn parse_broker(text: &str) -> Result<Url, ConfigError> {
    parse_endpoint(text).map_err(|rule| ConfigError::Url { what: "the broker", rule })
}

/// Parses a URL to which requests will go: https, or plain http to this very machine.
pub fn parse_endpoint(text: &str) -> Result<Url, &'static str> {
    let url = Url::parse(text).map_err(|_| "it is not an absolute URL")?;
    if url.fragment().is_some() {
        return Err("it has a fragment");
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("it carries a user name");
    }
    match url.scheme() {
        "https" => Ok(url),
        "http" if is_loopback(&url) => Ok(url),
        _ => Err("it must be https (plain http is for the loopback interface only)"),
    }
}

/// Whether a URL leads to this very machine.
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn redirects_keep_rfc_8252() {
        use RedirectBinding::{AuthSession, ClaimedHttps, Loopback, Unbound};
        for (uri, binding, accepted) in [
            ("org.billfold.wallet:/callback/bcbsmn", AuthSession, true),
            ("org.billfold.wallet:/callback/bcbsmn", Unbound, true),
            ("org.billfold.wallet:/callback/bcbsmn", ClaimedHttps, false),
            ("org.billfold.wallet://callback", AuthSession, false),
            ("billfold:/callback", AuthSession, false),
            ("https://wallet.example/callback", ClaimedHttps, true),
            ("https://wallet.example/callback", AuthSession, true),
            ("https://wallet.example/callback", Unbound, false),
            ("https://user@wallet.example/callback", ClaimedHttps, false),
            ("http://127.0.0.1:4711/callback", Loopback, true),
            ("http://[::1]:4711/callback", Loopback, true),
            ("http://localhost:4711/callback", Loopback, false),
            ("http://wallet.example/callback", Loopback, false),
            ("http://127.0.0.1:4711/callback#x", Loopback, false),
            ("callback", AuthSession, false),
            ("", AuthSession, false),
        ] {
            assert_eq!(Redirect::new(uri, binding).is_ok(), accepted, "{uri} {binding:?}");
        }
    }

    #[test]
    fn endpoints_are_https_or_on_this_machine() {
        for (text, accepted) in [
            ("https://api.example/fhir", true),
            ("http://127.0.0.1:80/fhir", true),
            ("http://localhost/fhir", true),
            ("http://api.example/fhir", false),
            ("ftp://api.example/fhir", false),
            ("https://a:b@api.example/fhir", false),
            ("api.example", false),
        ] {
            assert_eq!(parse_endpoint(text).is_ok(), accepted, "{text}");
        }
    }
}
