//! Access to the data: the session, what is fetched with it, and a sync as a whole.

use std::time::Duration;

use super::{HttpError, StoreError};

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
