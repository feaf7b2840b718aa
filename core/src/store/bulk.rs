//! What a sync writes: many small things in one transaction, in the order in which they come.
//!
//! A commit costs more than a row does: pages of the indexes are written with every one of them. What waits to be written
//! is therefore written together, and a death takes all of it or none.

use std::fs::File;

use rusqlite::Transaction;

use crate::error::StoreError;
use crate::store::{Store, failed, schema};

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

    /// Has the disk begin with what was committed. Else it lies in the kernel until the log is carried over into the file, and
    /// then the sync waits for all of it at once. Nothing depends on it: a disk that fails here fails when the log is carried
    /// over too, and that is told.
    pub fn write_back(&self) {
        // SQLite locks the file and not its log, so that a second handle of the log gives no lock away when it is closed. One at
        // a time has enough to do. Apple's systems would empty the disk's own memory as well, which takes longer than
        // it saves.
        if cfg!(not(target_vendor = "apple"))
            && let Ok(_alone) = self.writing_back.try_lock()
        {
            let _ = File::open(schema::log(&self.directory)).and_then(|log| log.sync_data());
        }
    }
}
