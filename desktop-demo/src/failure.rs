//! What ends a command early.

use std::io;

use billfold::ErrorKind;

/// What ends a command early.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The wallet's own error.
    #[error(transparent)]
    Wallet(#[from] billfold::Error),
    /// This command's own.
    #[error("{detail}")]
    Command {
        /// What to do next, in the wallet's words.
        kind: ErrorKind,
        /// What happened.
        detail: String,
    },
    /// Standard output is closed or full.
    #[error("standard output cannot be written: {0}")]
    Output(io::Error),
    /// All has been told; only the exit status is left to set.
    #[error("not everything succeeded")]
    Told,
}

impl Failure {
    /// A failure of this command's own.
    pub fn new(kind: ErrorKind, detail: impl Into<String>) -> Self {
        Self::Command { kind, detail: detail.into() }
    }

    /// What to do next. `None` where there is nobody to tell, or nothing left.
    pub fn kind(&self) -> Option<ErrorKind> {
        match self {
            Self::Wallet(error) => Some(error.kind()),
            Self::Command { kind, .. } => Some(*kind),
            Self::Output(_) | Self::Told => None,
        }
    }
}

impl From<billfold::error::ConfigError> for Failure {
    fn from(error: billfold::error::ConfigError) -> Self {
        Self::Wallet(error.into())
    }
}
