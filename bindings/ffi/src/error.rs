//! The one public error: by what the app should do next.

use std::time::Duration;

use billfold::ErrorKind;

/// What went wrong, by what the app should do next. `detail` is for developers and logs: it never holds a token, an id,
/// a record or a word of the server's.
#[derive(Debug, thiserror::Error, uniffi::Error)]
pub enum BillfoldError {
    /// Nothing to do: the member or the app stopped it.
    #[error("{detail}")]
    Cancelled {
        /// For developers and logs.
        detail: String,
    },
    /// Tell the member that access was not granted; they can start again.
    #[error("{detail}")]
    AccessDenied {
        /// For developers and logs.
        detail: String,
    },
    /// Tell the member that the payer could not log them in.
    #[error("{detail}")]
    LoginFailed {
        /// For developers and logs.
        detail: String,
    },
    /// Developer: the payer does not know this client. Check id, secret and registration.
    #[error("{detail}")]
    UnknownClient {
        /// For developers and logs.
        detail: String,
    },
    /// Developer: the configuration is refused; the text says which rule.
    #[error("{detail}")]
    Misconfigured {
        /// For developers and logs.
        detail: String,
    },
    /// Try again when there is a connection, or later.
    #[error("{detail}")]
    Offline {
        /// For developers and logs.
        detail: String,
    },
    /// The payer has a problem; try again later.
    #[error("{detail}")]
    PayerUnavailable {
        /// For developers and logs.
        detail: String,
        /// How long the payer asked to wait, where it did.
        retry_after: Option<Duration>,
    },
    /// The payer's answer breaks the rules of its protocol; report it.
    #[error("{detail}")]
    PayerMisbehaved {
        /// For developers and logs.
        detail: String,
    },
    /// The payer does not cover this with the member's grant.
    #[error("{detail}")]
    Forbidden {
        /// For developers and logs.
        detail: String,
    },
    /// Ignore: this callback was for nobody. Pending sign-ins are untouched.
    #[error("{detail}")]
    StrayRedirect {
        /// For developers and logs.
        detail: String,
    },
    /// Begin the sign-in again.
    #[error("{detail}")]
    RestartSignIn {
        /// For developers and logs.
        detail: String,
    },
    /// Ask the member whose records they want, and call `choose_patient`.
    #[error("{detail}")]
    ChoosePatient {
        /// For developers and logs.
        detail: String,
        /// Names the sign-in for `patient_choices` and `choose_patient`.
        sign_in: String,
    },
    /// Access has ended: sign in again.
    #[error("{detail}")]
    SignInRequired {
        /// For developers and logs.
        detail: String,
    },
    /// A sync of this connection is already running.
    #[error("{detail}")]
    AlreadyRunning {
        /// For developers and logs.
        detail: String,
    },
    /// The device's secure store or the wallet's file is not available.
    #[error("{detail}")]
    StoreUnavailable {
        /// For developers and logs.
        detail: String,
    },
    /// There is no such connection or record.
    #[error("{detail}")]
    NotFound {
        /// For developers and logs.
        detail: String,
    },
}

impl<E: Into<billfold::Error>> From<E> for BillfoldError {
    fn from(error: E) -> Self {
        let error = error.into();
        let detail = error.to_string();
        match error.kind() {
            ErrorKind::Cancelled => Self::Cancelled { detail },
            ErrorKind::AccessDenied => Self::AccessDenied { detail },
            ErrorKind::LoginFailed => Self::LoginFailed { detail },
            ErrorKind::UnknownClient => Self::UnknownClient { detail },
            ErrorKind::Misconfigured => Self::Misconfigured { detail },
            ErrorKind::Offline => Self::Offline { detail },
            ErrorKind::PayerUnavailable => {
                Self::PayerUnavailable { detail, retry_after: error.retry_after() }
            }
            ErrorKind::PayerMisbehaved => Self::PayerMisbehaved { detail },
            ErrorKind::Forbidden => Self::Forbidden { detail },
            ErrorKind::StrayRedirect => Self::StrayRedirect { detail },
            ErrorKind::RestartSignIn => Self::RestartSignIn { detail },
            ErrorKind::ChoosePatient => {
                Self::ChoosePatient { detail, sign_in: error.sign_in().unwrap_or_default().to_owned() }
            }
            ErrorKind::SignInRequired => Self::SignInRequired { detail },
            ErrorKind::AlreadyRunning => Self::AlreadyRunning { detail },
            ErrorKind::StoreUnavailable => Self::StoreUnavailable { detail },
            ErrorKind::NotFound => Self::NotFound { detail },
        }
    }
}
