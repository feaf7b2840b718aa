//! Exchanges that brought no usable answer.

use std::time::Duration;

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
