//! What the app's developer, or the author of a preset, has to change.

/// A preset that does not hold together, with the file, the field and the rule that it breaks.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("preset {file}: field `{field}`: {rule}")]
pub struct PresetError {
    /// The file or name that the preset was loaded from.
    pub file: String,
    /// The field, as a path such as `endpoints.token`.
    pub field: String,
    /// The rule that it breaks and what would satisfy it.
    pub rule: String,
}

/// A configuration that the core refuses. The app's developer has to change it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// No preset has this id.
    #[error("no payer has the id `{id}`: use one of the presets or add your own to WalletConfig::presets")]
    UnknownPayer {
        /// The id that was asked for.
        id: String,
    },
    /// The redirect URI is not one that a native app may use (RFC 8252 section 7).
    #[error("the redirect URI is refused: {rule}")]
    Redirect {
        /// The rule of RFC 8252 that it breaks.
        rule: &'static str,
    },
    /// A URL is malformed, or plain http to something other than this machine.
    #[error("{what} is not a usable URL: {rule}")]
    Url {
        /// Which URL.
        what: &'static str,
        /// The rule that it breaks.
        rule: &'static str,
    },
    /// The payer hosts many plans and the app must say which FHIR base it means.
    #[error(
        "`{payer}` is a platform of many plans: set SignInOptions::fhir_base to the API endpoint you were given"
    )]
    FhirBaseNeeded {
        /// Preset id.
        payer: String,
    },
    /// A client secret in an app can be read by anybody who has the app (RFC 8252 section 8.5).
    #[error(
        "a client secret inside an app is refused (RFC 8252 section 8.5): go through a broker that holds it, \
         or set WalletConfig::allow_embedded_secret for a sandbox or prototype"
    )]
    EmbeddedSecret,
    /// The payer authenticates its clients by a secret and none was given.
    #[error(
        "`{payer}` authenticates clients by a secret ({method}): register with the payer and go through a broker, or give the secret"
    )]
    SecretNeeded {
        /// Preset id.
        payer: String,
        /// The method, in the words of RFC 7591.
        method: &'static str,
    },
    /// To a broker the app is a public client (RFC 8252 section 8.5).
    #[error("a broker holds the client's secret: give the client id that it has for this app, and no secret")]
    SecretThroughBroker,
    /// The client authenticates by a key, and the wallet was opened without one.
    #[error("`{payer}` is to be told by a signed assertion who the client is: set WalletConfig::signer")]
    SignerNeeded {
        /// Preset id.
        payer: String,
    },
    /// The sign-in relies on a redirect that only this app can receive, and this one is open to any app.
    #[error(
        "`{payer}` gives no confirmed PKCE, so the redirect must be bound to this app: use ASWebAuthenticationSession, \
         Android Auth Tab, claimed https or loopback; WalletConfig::accept_unbound_redirect is for prototypes only"
    )]
    UnboundRedirect {
        /// Preset id.
        payer: String,
    },
    /// The sign-in relies on an ID token, and without `openid` there is none.
    #[error("`{payer}` gives no confirmed PKCE, so its ID token is needed: ask for the scope openid")]
    OpenIdNeeded {
        /// Preset id.
        payer: String,
    },
    /// Two payers share a redirect URI, so that one could answer for the other (RFC 9700 section 4.4).
    #[error(
        "this redirect URI is already used for another payer: give each payer its own, such as scheme:/callback/{payer}"
    )]
    SharedRedirect {
        /// Preset id.
        payer: String,
    },
    /// A preset does not hold together.
    #[error(transparent)]
    Preset(#[from] PresetError),
}
