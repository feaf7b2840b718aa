//! What a sync writes: many small things in one transaction, in the order in which they come.
//!
//! A commit costs more than a row does: pages of the indexes are written with every one of them. What waits to be written
//! is therefore written together, and a death takes all of it or none.

use rusqlite::Transaction;

use crate::error::StoreError;
use crate::store::{Store, failed};

/// A transaction in which a sync writes.
pub struct Bulk<'a> {
    pub(super) store: &'a Store,
    pub(super) transaction: Transaction<'a>,
}

impl Store {
    /// Writes in one transaction: all that `work` writes, or nothing. What is committed is whole after any death; a power
    /// failure may take the latest commits. Changes stored state.
    pub fn write<T>(&self, work: impl FnOnce(&Bulk<'_>) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let writing = failed("writing what a sync brings");
        let outcome = (|| {
            let mut database = self.bulk();
            let transaction = database.transaction().map_err(&writing)?;
            let bulk = Bulk { store: self, transaction };
            let done = work(&bulk)?;
            bulk.transaction.commit().map_err(&writing)?;
            Ok(done)
        })();
        self.mended(outcome)
    }

    /// Gives back the memory in which a sync's writing kept the indexes. It is filled again by the next sync.
    pub fn release_memory(&self) {
        if let Err(error) = self.bulk().execute_batch("PRAGMA shrink_memory") {
            tracing::debug!(code = ?error.sqlite_error_code(), "memory stays taken");
        }
    }

    /// Carries what was committed over from the log into the file, while a sync writes more: else the sync does that when the
    /// log is full, and waits for the disk. Nothing depends on it. What stays in the log is carried over when that is full, and
    /// a disk that fails is told of then. Whoever else writes waits meanwhile, as they do for one of a sync's transactions.
    pub fn carry_over(&self) {
        // Where somebody else writes, the next time is soon.
        if let Ok(database) = self.database.try_lock()
            && let Err(error) = database.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))
        {
            tracing::debug!(code = ?error.sqlite_error_code(), "the log is not carried over yet");
        }
    }
}
