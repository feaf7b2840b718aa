//! A sign-in, from discovery to the tokens.

use super::{ConfigError, HttpError, StoreError};

/// Discovery that found no way to sign in, or one that may not be followed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DiscoveryError {
    /// Neither a document nor the preset tells an endpoint that is needed.
    #[error(
        "{payer} publishes no {endpoint}: neither the SMART configuration, the CapabilityStatement nor the preset has it"
    )]
    MissingEndpoint {
        /// Preset id.
        payer: String,
        /// The endpoint that is missing.
        endpoint: &'static str,
    },
    /// A published endpoint is malformed or plain http.
    #[error("{payer} publishes an unusable {endpoint}: it must be an https URL")]
    UnusableEndpoint {
        /// Preset id.
        payer: String,
        /// The endpoint.
        endpoint: &'static str,
    },
    /// A document names a host that the preset does not know; following it could hand the sign-in to somebody else.
    #[error(
        "{payer} now names the host `{host}` as its {endpoint}, which its preset does not know: sign-in is stopped until the preset is updated"
    )]
    ForeignHost {
        /// Preset id.
        payer: String,
        /// The endpoint.
        endpoint: &'static str,
        /// The host that the document names.
        host: String,
    },
    /// The payer's sign-in moved to another host since it was last used here.
    #[error(
        "{payer}'s {endpoint} moved from {known} to {named}: show this to the member, and call Wallet::accept_changed_hosts if the payer confirms it"
    )]
    HostChanged {
        /// Preset id.
        payer: String,
        /// The endpoint.
        endpoint: &'static str,
        /// The host until now.
        known: String,
        /// The host that the documents name now.
        named: String,
    },
    /// The server advertised S256 before and does not now: somebody may be taking the protection away.
    #[error(
        "{payer} supported PKCE with S256 and no longer says so: sign-in is stopped until Wallet::accept_changed_hosts is called"
    )]
    PkceWithdrawn {
        /// Preset id.
        payer: String,
    },
    /// The preset demands PKCE and the server says that it has none (SMART App Launch 2.2 section 2.0.3).
    #[error("{payer} must support PKCE with S256, and says that it does not: sign-in is stopped")]
    PkceMissing {
        /// Preset id.
        payer: String,
    },
    /// The broker through which the app is to sign in cannot be used.
    #[error("the broker at {host} cannot be used for {payer}: {rule}")]
    Broker {
        /// The broker's host.
        host: String,
        /// Preset id.
        payer: String,
        /// What is wrong with it.
        rule: &'static str,
    },
    /// The server cannot be asked.
    #[error(transparent)]
    Http(#[from] HttpError),
}

/// Why the payer's authorization server said no (RFC 6749 sections 4.1.2.1 and 5.2, OpenID Connect Core 3.1.2.6).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum OAuthRefusal {
    /// `access_denied`: the member, or a rule of the payer, refused.
    AccessDenied,
    /// `login_required`, `interaction_required`, `account_selection_required`, `consent_required`.
    LoginFailed,
    /// `invalid_client` or `unauthorized_client`.
    UnknownClient,
    /// `invalid_grant`: the code is spent, expired or not ours.
    InvalidGrant,
    /// `invalid_scope`.
    InvalidScope,
    /// `server_error` or `temporarily_unavailable`.
    Unavailable,
    /// `invalid_request`, `unsupported_response_type`, `unsupported_grant_type` and anything else.
    InvalidRequest,
}

impl OAuthRefusal {
    /// Reads the `error` member. Its free text is never kept: it may hold anything.
    pub fn from_code(code: &str) -> Self {
        match code {
            "access_denied" => Self::AccessDenied,
            "login_required" | "interaction_required" | "account_selection_required" | "consent_required" => {
                Self::LoginFailed
            }
            "invalid_client" | "unauthorized_client" => Self::UnknownClient,
            "invalid_grant" => Self::InvalidGrant,
            "invalid_scope" => Self::InvalidScope,
            "server_error" | "temporarily_unavailable" => Self::Unavailable,
            _ => Self::InvalidRequest,
        }
    }

    fn words(self) -> &'static str {
        match self {
            Self::AccessDenied => "access was not granted",
            Self::LoginFailed => "the member could not be logged in",
            Self::UnknownClient => {
                "the payer does not know this app: check client id, client secret and registration"
            }
            Self::InvalidGrant => "the authorization code or token is no longer valid",
            Self::InvalidScope => "the payer does not offer the scopes that were asked for",
            Self::Unavailable => "the payer's sign-in is not available now",
            Self::InvalidRequest => {
                "the payer refused the request as malformed: check redirect URI and preset"
            }
        }
    }
}

impl std::fmt::Display for OAuthRefusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.words())
    }
}

/// Why an ID token was not believed (OpenID Connect Core section 3.1.3.7).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum IdTokenError {
    /// Not a JSON Web Token.
    #[error("it is not a JSON Web Token")]
    Malformed,
    /// `none`, an HMAC, or an algorithm nobody should use.
    #[error("its algorithm is not one that is accepted")]
    Algorithm,
    /// No key of the payer fits.
    #[error("the payer publishes no key for it")]
    NoKey,
    /// The signature is wrong.
    #[error("its signature is wrong")]
    Signature,
    /// Another issuer.
    #[error("its issuer is another")]
    Issuer,
    /// Not meant for this app.
    #[error("it is meant for another app")]
    Audience,
    /// Expired, or issued in the future.
    #[error("it is expired, or from the future")]
    Time,
    /// Belongs to another sign-in.
    #[error("its nonce belongs to another sign-in")]
    Nonce,
    /// Belongs to another access token.
    #[error("it belongs to another access token")]
    AccessTokenHash,
    /// It says that somebody else is signed in now.
    #[error("it is about another person than the one who signed in")]
    Subject,
    /// Its `fhirUser` is on a server that is not the payer's.
    #[error("its fhirUser is on another server")]
    ForeignUser,
    /// The payer issues one and sent none.
    #[error("the payer sent none")]
    Missing,
}

/// A sign-in that did not end in a connection.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SignInError {
    /// The app's configuration has to change first.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// No way to the payer's sign-in was found.
    #[error(transparent)]
    Discovery(#[from] DiscoveryError),
    /// The callback belongs to no pending sign-in of this wallet. Pending ones are untouched.
    #[error("this callback belongs to no pending sign-in and was ignored")]
    StrayRedirect,
    /// The callback came more than ten minutes after the sign-in began.
    #[error("the sign-in took too long: start it again")]
    Expired,
    /// The callback is not one that an authorization server sends (doubled or missing parameters).
    #[error("the callback is malformed and was ignored")]
    MalformedCallback,
    /// The callback names another issuer: it may be an attack (RFC 9207). The sign-in is over.
    #[error("the callback came from another authorization server: start the sign-in again")]
    WrongIssuer,
    /// The authorization server refused.
    #[error("sign-in refused: {0}")]
    Refused(OAuthRefusal),
    /// The ID token was not believed, so no token of this answer is used.
    #[error("the payer's ID token was refused because {0}: start the sign-in again")]
    IdToken(#[from] IdTokenError),
    /// The token endpoint answered something that is no token response (RFC 6749 section 5.1).
    #[error("the payer's token response is unusable: {rule}")]
    TokenResponse {
        /// The rule that it breaks.
        rule: &'static str,
    },
    /// Signed in, but nothing told whose records these are.
    #[error("the payer did not say whose records these are: sign in again or ask the payer")]
    PatientUnknown,
    /// Signed in, and the grant opens the records of several patients: the member has to say whose they want.
    #[error(
        "this sign-in opens the records of {found} patients: ask the member whose they want, and choose within ten minutes"
    )]
    SeveralPatients {
        /// Names the sign-in for `Wallet::patient_choices` and `Wallet::choose_patient`.
        sign_in: String,
        /// How many patients there are.
        found: usize,
    },
    /// The member, or the app, gave up.
    #[error("the sign-in was cancelled")]
    Cancelled,
    /// The payer cannot be reached.
    #[error(transparent)]
    Http(#[from] HttpError),
    /// The wallet's own store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}
