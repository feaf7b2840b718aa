//! What is lost, and how the wallet goes on: a record, a page of the file, the whole file, a key.
//!
//! What can be read stays. A connection of which records were lost is synced from its beginning by the next sync; one
//! whose key or whose own row is lost is gone, and the member signs in again. The app learns of both as events.

use rusqlite::{Connection, OptionalExtension as _, Row};

use crate::error::StoreError;
use crate::store::rebuild::rebuild;
use crate::store::{Store, failed, schema, sheaf};

/// What the wallet found lost, and has already dealt with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StoreEvent {
    /// A connection is gone, with its tokens and its records: the device lost its key, or its file is from a backup or
    /// damaged. The member signs in again.
    ConnectionLost {
        /// Its id.
        connection: String,
        /// Preset id of its payer, where that is still known.
        payer: Option<String>,
    },
    /// Records of a connection were damaged and are gone. The next sync fetches everything.
    RecordsLost {
        /// Its id.
        connection: String,
    },
}

impl Store {
    /// What was found lost since this was asked last.
    pub fn take_events(&self) -> Vec<StoreEvent> {
        std::mem::take(&mut *self.events.lock().unwrap_or_else(std::sync::PoisonError::into_inner))
    }

    pub(super) fn tell(&self, event: StoreEvent) {
        tracing::warn!("something in the wallet's file was lost");
        let mut events = self.events.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        // What is met again while it is dealt with is no news.
        let is_known = |known: &StoreEvent| match (known, &event) {
            (
                StoreEvent::ConnectionLost { connection: a, .. },
                StoreEvent::ConnectionLost { connection: b, .. },
            ) => a == b,
            (known, event) => known == event,
        };
        if !events.iter().any(is_known) {
            events.push(event);
        }
    }

    /// Does `work`, and where the file proves to be damaged, does it again on what can be rebuilt of it.
    pub(super) fn mending<T>(&self, work: impl Fn() -> Result<T, StoreError>) -> Result<T, StoreError> {
        match work() {
            Err(StoreError::Damaged) => {
                self.rebuild()?;
                work()
            }
            outcome => outcome,
        }
    }

    /// As [`Self::mending`], where the work cannot be done twice: who asked for it tries again.
    pub(super) fn mended<T>(&self, outcome: Result<T, StoreError>) -> Result<T, StoreError> {
        if matches!(outcome, Err(StoreError::Damaged)) {
            self.rebuild()?;
        }
        outcome
    }

    /// Reads the whole file for damage that no query would meet, such as an index that leaves out a record, and rebuilds
    /// it if there is any: some seconds for the largest files. Changes stored state.
    pub(super) fn check(&self) -> Result<(), StoreError> {
        self.mending(|| {
            let found: String = self
                .reading()
                .query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))
                .map_err(failed("checking it"))?;
            if found == "ok" { Ok(()) } else { Err(StoreError::Damaged) }
        })
    }

    /// Puts a new file in the place of a damaged one, with all that can be read of it. Changes stored state.
    pub(super) fn rebuild(&self) -> Result<(), StoreError> {
        let reopening = failed("reopening it");
        let lost = {
            let (mut database, mut bulk, mut reader) = (self.database(), self.bulk(), self.reading());
            *database = Connection::open_in_memory().map_err(&reopening)?;
            *bulk = Connection::open_in_memory().map_err(&reopening)?;
            *reader = Connection::open_in_memory().map_err(&reopening)?;
            let lost = rebuild(&self.directory, |id| self.connection_keys(id).ok())?;
            *database = schema::open(&self.directory)?;
            *bulk = schema::open_bulk(&self.directory)?;
            *reader = schema::open_to_read(&self.directory)?;
            lost
        };
        for connection in lost {
            self.records_lost(&connection)?;
        }
        self.settle()
    }

    /// Removes records that cannot be opened, so that the next sync brings them as new. Changes stored state.
    pub(super) fn discard(&self, connection: &str, numbers: &[i64]) -> Result<(), StoreError> {
        if numbers.is_empty() {
            return Ok(());
        }
        self.mending(|| {
            let discarding = failed("discarding damaged records");
            let mut database = self.database();
            let transaction = database.transaction().map_err(&discarding)?;
            for number in numbers {
                let delete = "DELETE FROM record WHERE number = ?1 RETURNING connection, body, digest";
                let read = |row: &Row<'_>| Ok((row.get(0)?, [row.get(1)?, row.get(2)?]));
                let gone: Option<(i64, [Option<i64>; 2])> =
                    transaction.query_row(delete, [number], read).optional().map_err(&discarding)?;
                let Some((of, sheaves)) = gone else { continue };
                for sheaf in sheaves.into_iter().flatten() {
                    sheaf::leave(&transaction, of, sheaf, 1)?;
                }
            }
            // A type whose name cannot be read is named anew with its next record.
            transaction
                .execute(
                    "DELETE FROM kind WHERE NOT EXISTS \
                     (SELECT 1 FROM record WHERE record.connection = kind.connection AND record.kind = kind.tag)",
                    [],
                )
                .map_err(&discarding)?;
            transaction.commit().map_err(&discarding)
        })?;
        self.mending(|| self.records_lost(connection))
    }

    /// Has the next sync of a connection fetch everything. Changes stored state.
    pub(super) fn records_lost(&self, connection: &str) -> Result<(), StoreError> {
        match self.read_connection(connection) {
            Ok(mut state) => {
                self.clear_checkpoints(connection)?;
                self.clear_watermarks(connection)?;
                state.synced = None;
                self.update_connection(connection, &state)?;
                self.tell(StoreEvent::RecordsLost { connection: connection.to_owned() });
                Ok(())
            }
            // It is gone as a whole, which is told elsewhere.
            Err(StoreError::Undecryptable | StoreError::UnknownConnection) => Ok(()),
            Err(error) => Err(error),
        }
    }
}
