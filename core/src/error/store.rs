//! What is stored, and lists of it.

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
    /// `near` is not on the Earth.
    #[error("`near` is degrees north from -90 to 90 and degrees east from -180 to 180")]
    Position,
    /// There is no such person in the wallet.
    #[error("there is no such person in the wallet: take the id from Wallet::people")]
    UnknownPerson,
}
