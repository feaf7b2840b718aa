//! How far a sync has come, so that the next one goes on there.

use rusqlite::OptionalExtension as _;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::error::StoreError;
use crate::store::bulk::Bulk;
use crate::store::seal::{Keys, TAG};
use crate::store::{Store, failed, to_json};

/// How far a search has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Checkpoint {
    /// More pages are to come.
    Next {
        /// Link to the next one.
        link: String,
        /// Since when it is known, in seconds since 1970: servers forget such links.
        since: u64,
        /// The newest change on the pages until here, in milliseconds since 1970.
        newest: Option<i64>,
    },
    /// All pages are stored, since this time in seconds since 1970.
    Done(u64),
}

impl Store {
    /// Where the search `name` of the running sync stands.
    pub fn checkpoint(&self, connection: &str, name: &str) -> Result<Option<Checkpoint>, StoreError> {
        self.note(connection, Notes::Checkpoint, name)
    }

    /// Forgets the checkpoints: the next sync begins anew. Changes stored state.
    pub fn clear_checkpoints(&self, connection: &str) -> Result<(), StoreError> {
        self.clear(connection, "checkpoint")
    }

    /// Up to where the search `name` has been followed, over all syncs. It outlives the checkpoints.
    pub fn watermark<T: DeserializeOwned>(
        &self,
        connection: &str,
        name: &str,
    ) -> Result<Option<T>, StoreError> {
        self.note(connection, Notes::Watermark, name)
    }

    /// Notes up to where the search `name` has been followed. Changes stored state.
    pub fn set_watermark<T: Serialize>(
        &self,
        connection: &str,
        name: &str,
        watermark: &T,
    ) -> Result<(), StoreError> {
        self.write(|bulk| bulk.set_watermark(connection, name, watermark))
    }

    /// Forgets the watermarks: the next sync fetches everything. Changes stored state.
    pub fn clear_watermarks(&self, connection: &str) -> Result<(), StoreError> {
        self.clear(connection, "watermark")
    }

    fn clear(&self, connection: &str, table: &'static str) -> Result<(), StoreError> {
        self.database()
            .execute(
                &format!(
                    "DELETE FROM {table} WHERE connection = (SELECT number FROM connection WHERE id = ?1)"
                ),
                [connection],
            )
            .map(|_| ())
            .map_err(failed("clearing what a sync has noted"))
    }

    fn note<T: DeserializeOwned>(
        &self,
        connection: &str,
        notes: Notes,
        name: &str,
    ) -> Result<Option<T>, StoreError> {
        let keys = self.connection_keys(connection)?;
        let tag = notes.tag(&keys, name);
        let table = notes.table();
        let sealed: Option<Vec<u8>> = self
            .database()
            .query_row(
                &format!(
                    "SELECT note.sealed FROM {table} note JOIN connection ON number = connection \
                     WHERE id = ?1 AND tag = ?2"
                ),
                (connection, tag),
                |row| row.get(0),
            )
            .optional()
            .map_err(failed("reading how far a sync has come"))?;
        // A note that does not open costs a repetition, nothing else.
        Ok(sealed
            .and_then(|sealed| keys.open(&tag, sealed).ok())
            .and_then(|plain| serde_json::from_slice(&plain).ok()))
    }
}

impl Bulk<'_> {
    /// Notes where the search `name` stands. Changes stored state.
    pub fn set_checkpoint(
        &self,
        connection: &str,
        name: &str,
        checkpoint: &Checkpoint,
    ) -> Result<(), StoreError> {
        self.set_note(connection, Notes::Checkpoint, name, checkpoint)
    }

    /// Notes up to where the search `name` has been followed. Changes stored state.
    pub fn set_watermark<T: Serialize>(
        &self,
        connection: &str,
        name: &str,
        watermark: &T,
    ) -> Result<(), StoreError> {
        self.set_note(connection, Notes::Watermark, name, watermark)
    }

    fn set_note<T: Serialize>(
        &self,
        connection: &str,
        notes: Notes,
        name: &str,
        value: &T,
    ) -> Result<(), StoreError> {
        let keys = self.store.connection_keys(connection)?;
        let tag = notes.tag(&keys, name);
        let sealed = keys.seal(&tag, to_json(value)?)?;
        let table = notes.table();
        self.transaction
            .execute(
                &format!(
                    "INSERT OR REPLACE INTO {table} (connection, tag, sealed) \
                     SELECT number, ?2, ?3 FROM connection WHERE id = ?1"
                ),
                (connection, tag, sealed),
            )
            .map(|_| ())
            .map_err(failed("noting how far a sync has come"))
    }
}

/// Sealed notes by name, of which a connection has two kinds.
#[derive(Clone, Copy)]
enum Notes {
    /// Of the running sync.
    Checkpoint,
    /// Over all syncs.
    Watermark,
}

impl Notes {
    fn table(self) -> &'static str {
        match self {
            Self::Checkpoint => "checkpoint",
            Self::Watermark => "watermark",
        }
    }

    fn tag(self, keys: &Keys, name: &str) -> [u8; TAG] {
        keys.tag(self.table(), &[name.as_bytes()])
    }
}
