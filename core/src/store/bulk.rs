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
}
