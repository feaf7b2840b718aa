//! Any of the steps' errors, and what the app should do next.

use std::time::Duration;

use super::{
    ConfigError, DiscoveryError, FhirError, HttpError, OAuthRefusal, QueryError, SessionError, SignInError,
    StoreError, SyncError,
};

/// Any of them, as the wallet's methods return it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Configuration.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// Sign-in.
    #[error(transparent)]
    SignIn(#[from] SignInError),
    /// Discovery outside of a sign-in.
    #[error(transparent)]
    Discovery(#[from] DiscoveryError),
    /// Sync.
    #[error(transparent)]
    Sync(#[from] SyncError),
    /// A search outside of a sync.
    #[error(transparent)]
    Fhir(#[from] FhirError),
    /// A list.
    #[error(transparent)]
    Query(#[from] QueryError),
    /// Store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What the app should do next. The same names stand at the boundary to Swift and Kotlin, which is why it is exhaustive:
/// a new one must be given a meaning there too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ErrorKind {
    /// Nothing: the member or the app stopped it.
    Cancelled,
    /// Tell the member that access was not granted; they can start again.
    AccessDenied,
    /// Tell the member that the payer could not log them in.
    LoginFailed,
    /// Developer: the payer does not know this client. Check id, secret and registration.
    UnknownClient,
    /// Developer: the configuration is refused; the text says which rule.
    Misconfigured,
    /// Try again when there is a connection, or later.
    Offline,
    /// The payer has a problem; try again later.
    PayerUnavailable,
    /// The payer's answer breaks the rules of its protocol; report it.
    PayerMisbehaved,
    /// The payer does not cover this with the member's grant.
    Forbidden,
    /// Ignore: this callback was for nobody.
    StrayRedirect,
    /// Begin the sign-in again.
    RestartSignIn,
    /// Ask the member whose records they want, and choose.
    ChoosePatient,
    /// Access has ended: sign in again.
    SignInRequired,
    /// A sync of this connection is already running.
    AlreadyRunning,
    /// The device's secure store or the wallet's file is not available.
    StoreUnavailable,
    /// There is no such connection or record.
    NotFound,
}

impl Error {
    /// What the app should do next.
    ///
    /// ```
    /// use billfold::{Error, ErrorKind};
    ///
    /// fn advice(error: &Error) -> &'static str {
    ///     match error.kind() {
    ///         ErrorKind::Offline => "Try again when you are online.",
    ///         ErrorKind::SignInRequired => "Sign in again.",
    ///         _ => "Something went wrong.",
    ///     }
    /// }
    ///
    /// let error = billfold::Redirect::auth_session("nothing").map(|_| ()).map_err(Error::from).unwrap_err();
    /// assert_eq!((error.kind(), advice(&error)), (ErrorKind::Misconfigured, "Something went wrong."));
    /// ```
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::Config(_) => ErrorKind::Misconfigured,
            Self::SignIn(error) => error.kind(),
            Self::Discovery(error) => error.kind(),
            Self::Sync(error) => error.kind(),
            Self::Fhir(error) => error.kind(),
            Self::Query(error) => error.kind(),
            Self::Store(error) => error.kind(),
        }
    }

    /// The sign-in that waits for the choice of a patient, where that is the error.
    pub fn sign_in(&self) -> Option<&str> {
        let Self::SignIn(SignInError::SeveralPatients { sign_in, .. }) = self else { return None };
        Some(sign_in)
    }

    /// How long the payer asked to wait, where it did.
    pub fn retry_after(&self) -> Option<Duration> {
        if let Self::Sync(SyncError::Session(SessionError::Unanswered { retry_after })) = self {
            return Some(*retry_after);
        }
        let (Self::SignIn(SignInError::Http(http) | SignInError::Discovery(DiscoveryError::Http(http)))
        | Self::Discovery(DiscoveryError::Http(http))
        | Self::Fhir(FhirError::Http(http))
        | Self::Sync(SyncError::Http(http) | SyncError::Session(SessionError::Http(http)))) = self
        else {
            return None;
        };
        if let HttpError::Status { retry_after, .. } = http { *retry_after } else { None }
    }
}

impl SignInError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Config(_) => ErrorKind::Misconfigured,
            Self::Discovery(error) => error.kind(),
            Self::StrayRedirect | Self::MalformedCallback => ErrorKind::StrayRedirect,
            Self::Expired | Self::WrongIssuer | Self::IdToken(_) => ErrorKind::RestartSignIn,
            Self::Refused(refusal) => match refusal {
                OAuthRefusal::AccessDenied => ErrorKind::AccessDenied,
                OAuthRefusal::LoginFailed => ErrorKind::LoginFailed,
                OAuthRefusal::UnknownClient => ErrorKind::UnknownClient,
                OAuthRefusal::InvalidGrant => ErrorKind::RestartSignIn,
                OAuthRefusal::Unavailable => ErrorKind::PayerUnavailable,
                OAuthRefusal::InvalidScope | OAuthRefusal::InvalidRequest => ErrorKind::Misconfigured,
            },
            Self::TokenResponse { .. } | Self::PatientUnknown => ErrorKind::PayerMisbehaved,
            Self::SeveralPatients { .. } => ErrorKind::ChoosePatient,
            Self::Cancelled => ErrorKind::Cancelled,
            Self::Http(error) => error.kind(),
            Self::Store(error) => error.kind(),
        }
    }
}

impl DiscoveryError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Http(error) => error.kind(),
            Self::Broker { .. } => ErrorKind::Misconfigured,
            Self::MissingEndpoint { .. }
            | Self::UnusableEndpoint { .. }
            | Self::ForeignHost { .. }
            | Self::HostChanged { .. }
            | Self::PkceWithdrawn { .. }
            | Self::PkceMissing { .. } => ErrorKind::PayerMisbehaved,
        }
    }
}

impl FhirError {
    /// Whether the same request may well succeed soon.
    pub fn is_transient(&self) -> bool {
        let Self::Http(error) = self else { return false };
        matches!(error.kind(), ErrorKind::Offline | ErrorKind::PayerUnavailable)
    }

    fn kind(&self) -> ErrorKind {
        match self {
            Self::Http(error) => error.kind(),
            Self::Forbidden { .. } => ErrorKind::Forbidden,
            Self::Malformed { .. }
            | Self::Incomplete
            | Self::ForeignLink { .. }
            | Self::LinkLoop
            | Self::OtherPatient => ErrorKind::PayerMisbehaved,
            Self::Session(error) => error.kind(),
            Self::Store(error) => error.kind(),
            Self::Cancelled => ErrorKind::Cancelled,
        }
    }
}

impl HttpError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Unreachable { .. } | Self::Timeout { .. } | Self::Broken { .. } => ErrorKind::Offline,
            Self::Status { status: 401 | 403, .. } => ErrorKind::Forbidden,
            Self::Status { status: 429 | 500.., .. } => ErrorKind::PayerUnavailable,
            Self::Tls { .. } | Self::TooLarge { .. } | Self::Redirected { .. } | Self::Status { .. } => {
                ErrorKind::PayerMisbehaved
            }
        }
    }
}

impl SyncError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Cancelled => ErrorKind::Cancelled,
            Self::AlreadyRunning => ErrorKind::AlreadyRunning,
            Self::Http(error) => error.kind(),
            Self::Session(error) => error.kind(),
            Self::Store(error) => error.kind(),
        }
    }
}

impl SessionError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Ended => ErrorKind::SignInRequired,
            Self::Http(error) => error.kind(),
            Self::TokenResponse { .. } => ErrorKind::PayerMisbehaved,
            Self::Unanswered { .. } => ErrorKind::PayerUnavailable,
            Self::Store(error) => error.kind(),
        }
    }
}

impl QueryError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Mark | Self::Date | Self::Position => ErrorKind::Misconfigured,
            Self::NoDirectory { .. } | Self::UnknownPerson => ErrorKind::NotFound,
        }
    }
}

impl StoreError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::SecureStore
            | Self::Export
            | Self::Unavailable { .. }
            | Self::TooNew { .. }
            | Self::Damaged => ErrorKind::StoreUnavailable,
            Self::Undecryptable => ErrorKind::SignInRequired,
            Self::UnknownConnection => ErrorKind::NotFound,
        }
    }
}
