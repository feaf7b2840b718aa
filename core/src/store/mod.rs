//! The wallet's file: SQLite, with every record, connection and pending sign-in sealed.
//!
//! Each connection has a key of its own in the device's secure store. From it come a sealing key (AES-256-GCM), a
//! tag key (HMAC-SHA-256) and a content key (SipHash-2-4, 128 bits); types and ids stand in the file as tags only, so that
//! the file alone does not tell whose records it holds or of what kind. Records are sealed in sheaves, with others of
//! their type. Signing out erases the key first, then the rows.

mod batch;
mod bulk;
mod checkpoints;
mod connections;
mod damage;
mod digests;
#[cfg(any(test, fuzzing))]
mod example;
mod pending;
mod presence;
mod rebuild;
mod records;
mod roster;
mod schema;
mod seal;
mod servers;
mod sheaf;
mod walk;
mod wanted;
#[cfg(any(test, fuzzing))]
mod wreck;

pub use batch::{NewRecord, Put, SealedBatch};
pub use bulk::Bulk;
pub use checkpoints::Checkpoint;
pub use connections::ConnectionState;
pub use damage::StoreEvent;
pub use digests::StoredDigest;
pub use records::StoredRecord;
#[cfg(feature = "bench")]
pub use schema::BULK_PRAGMAS;
pub use sheaf::Press;
#[cfg(fuzzing)]
pub use wreck::survives;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard};

use rusqlite::ErrorCode;

use crate::error::StoreError;
use crate::ports::{Clock, SecureStore};
use seal::Keys;

/// The store of one wallet. All of its methods block; none takes long.
pub struct Store {
    database: Mutex<rusqlite::Connection>,
    /// Writes what a sync brings, which need not be durable at once.
    bulk: Mutex<rusqlite::Connection>,
    /// Reads only, so that nobody who shows records waits for a sync that writes them.
    reader: Mutex<rusqlite::Connection>,
    keys: Mutex<HashMap<String, Arc<Keys>>>,
    secure: Arc<dyn SecureStore>,
    clock: Arc<dyn Clock>,
    directory: PathBuf,
    events: Mutex<Vec<StoreEvent>>,
    /// Held where what is read decides what is written.
    deciding: Mutex<()>,
}

impl Store {
    /// Opens the wallet's file in `directory`, creating both when they are missing.
    pub fn open(
        directory: &Path,
        secure_store: Arc<dyn SecureStore>,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, StoreError> {
        let memory = || rusqlite::Connection::open_in_memory().map_err(failed("opening it"));
        let store = Self {
            database: Mutex::new(memory()?),
            bulk: Mutex::new(memory()?),
            reader: Mutex::new(memory()?),
            keys: Mutex::default(),
            secure: secure_store,
            clock,
            directory: directory.to_owned(),
            events: Mutex::default(),
            deciding: Mutex::default(),
        };
        store.mending(|| {
            *store.database() = schema::open(directory)?;
            *store.bulk() = schema::open_bulk(directory)?;
            *store.reading() = schema::open_to_read(directory)?;
            store.settle()
        })?;
        Ok(store)
    }

    /// Keeps other decisions out until it is dropped: where what is read decides what is written.
    pub fn decide(&self) -> MutexGuard<'_, ()> {
        self.deciding.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    fn database(&self) -> MutexGuard<'_, rusqlite::Connection> {
        lock(&self.database)
    }

    fn bulk(&self) -> MutexGuard<'_, rusqlite::Connection> {
        lock(&self.bulk)
    }

    fn reading(&self) -> MutexGuard<'_, rusqlite::Connection> {
        lock(&self.reader)
    }

    fn now(&self) -> u64 {
        self.clock.now().duration_since(std::time::SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs()
    }

    /// The keys kept under `name`, or `None` where the device has lost them.
    fn keys(&self, name: &str) -> Result<Option<Arc<Keys>>, StoreError> {
        let mut known = self.known_keys();
        if let Some(keys) = known.get(name) {
            return Ok(Some(Arc::clone(keys)));
        }
        let Some(keys) = Keys::load(self.secure.as_ref(), name)? else { return Ok(None) };
        let keys = Arc::new(keys);
        known.insert(name.to_owned(), Arc::clone(&keys));
        Ok(Some(keys))
    }

    /// The keys of a connection.
    fn connection_keys(&self, id: &str) -> Result<Arc<Keys>, StoreError> {
        self.keys(&connection_key(id))?.ok_or(StoreError::UnknownConnection)
    }

    /// The keys kept under `name`, made if there are none.
    fn keys_or_create(&self, name: &str) -> Result<Arc<Keys>, StoreError> {
        let mut known = self.known_keys();
        if let Some(keys) = known.get(name) {
            return Ok(Arc::clone(keys));
        }
        let keys = match Keys::load(self.secure.as_ref(), name)? {
            Some(keys) => keys,
            None => Keys::create(self.secure.as_ref(), name)?,
        };
        let keys = Arc::new(keys);
        known.insert(name.to_owned(), Arc::clone(&keys));
        Ok(keys)
    }

    /// Erases the keys kept under `name`. Nobody can load them meanwhile.
    fn forget_keys(&self, name: &str) -> Result<(), StoreError> {
        let mut known = self.known_keys();
        known.remove(name);
        Keys::erase(self.secure.as_ref(), name)
    }

    fn known_keys(&self) -> MutexGuard<'_, HashMap<String, Arc<Keys>>> {
        self.keys.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

fn lock(database: &Mutex<rusqlite::Connection>) -> MutexGuard<'_, rusqlite::Connection> {
    // A panic in another thread cannot leave a half-written state: every write is one transaction.
    database.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// What SQLite says stays inside: its messages can quote values.
fn failed(operation: &'static str) -> impl Fn(rusqlite::Error) -> StoreError {
    move |error| {
        let code = error.sqlite_error_code();
        tracing::warn!(operation, ?code, "the wallet's file failed");
        match code {
            // The device's, and over when its cause is.
            Some(
                ErrorCode::CannotOpen
                | ErrorCode::DatabaseBusy
                | ErrorCode::DatabaseLocked
                | ErrorCode::DiskFull
                | ErrorCode::FileLockingProtocolFailed
                | ErrorCode::NoLargeFileSupport
                | ErrorCode::OperationAborted
                | ErrorCode::OperationInterrupted
                | ErrorCode::OutOfMemory
                | ErrorCode::PermissionDenied
                | ErrorCode::AuthorizationForStatementDenied
                | ErrorCode::ReadOnly
                | ErrorCode::SystemIoFailure,
            ) => StoreError::Unavailable { operation },
            // No database, a malformed one, one that lacks what it must have, a value that cannot be there.
            _ => StoreError::Damaged,
        }
    }
}

fn connection_key(id: &str) -> String {
    format!("billfold.key.{id}")
}

fn to_json<T: serde::Serialize>(value: &T) -> Result<Vec<u8>, StoreError> {
    serde_json::to_vec(value).map_err(|_| StoreError::Unavailable { operation: "writing" })
}

#[cfg(test)]
mod tests;
