//! What can go wrong: one enum per step, each variant with what to do next.
//!
//! Every `Display` here is safe to log and to show. It carries numbers, fixed words and names from the preset or the
//! configuration; never a word of the server's answer, a URL's query, a token or an id.

mod kind;

pub use kind::{Error, ErrorKind};

use std::time::Duration;

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

/// An HTTP exchange that brought no usable answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum HttpError {
    /// No connection: the phone is offline, the name does not resolve, or the server refuses.
    #[error("{host} cannot be reached: check the connection and try again later")]
    Unreachable {
        /// Host that was called.
        host: String,
    },
    /// The deadline passed.
    #[error("{host} did not answer in time: try again later")]
    Timeout {
        /// Host that was called.
        host: String,
    },
    /// TLS failed, so nobody knows who answered.
    #[error("no safe connection to {host}: its certificate was not accepted")]
    Tls {
        /// Host that was called.
        host: String,
    },
    /// The answer broke off or was no HTTP.
    #[error("the answer of {host} broke off: try again")]
    Broken {
        /// Host that was called.
        host: String,
    },
    /// The answer is larger than this kind of answer may be.
    #[error("the answer of {host} is larger than {limit} bytes and was refused")]
    TooLarge {
        /// Host that was called.
        host: String,
        /// Bytes that were allowed.
        limit: usize,
    },
    /// The server sent the request on to another address, and this kind of request is never sent on.
    #[error("{host} answered with a redirect, which is not followed here")]
    Redirected {
        /// Host that was called.
        host: String,
    },
    /// The server answered with an error status.
    #[error("{host} answered with status {status}")]
    Status {
        /// Host that was called.
        host: String,
        /// HTTP status code.
        status: u16,
        /// What `Retry-After` said.
        retry_after: Option<Duration>,
    },
}

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

/// A connection that cannot get an access token.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SessionError {
    /// Access has ended: expired without refresh, revoked, or refused for good.
    #[error("access to this payer has ended: sign in again")]
    Ended,
    /// The payer could not be asked now. Nobody is signed out by that.
    #[error(transparent)]
    Http(#[from] HttpError),
    /// The replies to two refreshes in a row were lost. Nobody is signed out by that; the next try waits.
    #[error("the payer's token endpoint did not answer twice: try again in {} s", retry_after.as_secs())]
    Unanswered {
        /// How long the next try waits.
        retry_after: Duration,
    },
    /// The payer's token endpoint answered nonsense. Nobody is signed out by that.
    #[error("the payer's token response is unusable: {rule}")]
    TokenResponse {
        /// The rule that it breaks.
        rule: &'static str,
    },
    /// The secure store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why one type of record could not be fetched whole.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FhirError {
    /// No usable answer.
    #[error(transparent)]
    Http(#[from] HttpError),
    /// 401 or 403: the grant does not cover it.
    #[error("access refused (status {status}): the grant does not cover this type")]
    Forbidden {
        /// HTTP status code.
        status: u16,
    },
    /// The body is not the FHIR JSON that was asked for.
    #[error("the answer is not FHIR JSON: {rule}")]
    Malformed {
        /// The rule that it breaks.
        rule: &'static str,
    },
    /// The server reported an error inside of an answer that it called good.
    #[error("the server says that its answer is not whole")]
    Incomplete,
    /// A link leads to another origin, where the access token must not go.
    #[error("a link leads to the host `{host}`, which is not the payer's: it was not followed")]
    ForeignLink {
        /// The host that it leads to.
        host: String,
    },
    /// The pages link back to one that was already read.
    #[error("the pages link in a circle")]
    LinkLoop,
    /// A record of another person came. It was left out, because the connection is for one patient.
    #[error("the payer sent a record of another patient: it was left out")]
    OtherPatient,
    /// No access token.
    #[error(transparent)]
    Session(#[from] SessionError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The caller cancelled.
    #[error("cancelled")]
    Cancelled,
}

/// A list that cannot be made as it was asked for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum QueryError {
    /// `after` is not a mark that a page of this list gave.
    #[error("`after` is no mark of this list: give the `next` of its last page, or nothing to begin anew")]
    Mark,
    /// `from` or `to` is no date.
    #[error("`from` and `to` are dates such as 2024, 2024-03 or 2024-03-09")]
    Date,
    /// The payer's provider directory is not open to everybody.
    #[error(
        "`{payer}` has no provider directory that is open to everybody: show the providers of the member's claims"
    )]
    NoDirectory {
        /// Preset id.
        payer: String,
    },
    /// There is no such person in the wallet.
    #[error("there is no such person in the wallet: take the id from Wallet::people")]
    UnknownPerson,
}

/// The wallet's store, or the host's secure store, failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The host's secure store (Keychain, Keystore) did not do as asked.
    #[error("the device's secure store is not available: unlock the device and try again")]
    SecureStore,
    /// The file cannot be opened or written.
    #[error("the wallet's file cannot be used ({operation}): check free space and permissions")]
    Unavailable {
        /// What was being done.
        operation: &'static str,
    },
    /// What an export is written to took no more.
    #[error("the export cannot be written: check free space and permissions")]
    Export,
    /// The file was written by a newer Billfold.
    #[error("the wallet's file is of version {found}, newer than this app understands: update the app")]
    TooNew {
        /// Schema version found.
        found: i64,
    },
    /// The file is damaged. What can be read of it has been put into a new one.
    #[error("the wallet's file was damaged and has been rebuilt: try again")]
    Damaged,
    /// A row cannot be decrypted: lost key, restored backup, or damage.
    #[error("stored data cannot be decrypted: sign in to this payer again")]
    Undecryptable,
    /// No such connection.
    #[error("there is no such connection")]
    UnknownConnection,
}

/// A sync that could not run to its end. What was stored until then stays, and the next sync goes on from there.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SyncError {
    /// The caller cancelled.
    #[error("the sync was cancelled: the next one goes on where it was")]
    Cancelled,
    /// Another sync of this connection is running.
    #[error("this connection is already being synced")]
    AlreadyRunning,
    /// The payer answered nothing at all.
    #[error(transparent)]
    Http(#[from] HttpError),
    /// No access token.
    #[error(transparent)]
    Session(#[from] SessionError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}
