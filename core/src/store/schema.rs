//! The tables, and the versions of them.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, TransactionBehavior};

use crate::error::StoreError;
use crate::store::failed;

pub(super) const FILE: &str = "billfold.db";
const VERSION: i64 = 7;

/// Deleted rows are overwritten; a write is durable when it returns, because a spent code or token cannot be repeated. The
/// log grows to 16 MB before it is carried over into the file, so that what is written again and again goes there once.
const PRAGMAS: &str = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; \
    PRAGMA secure_delete = ON; PRAGMA wal_autocheckpoint = 4000;";

/// Of what a sync writes, a power failure may take the latest: it leaves whole transactions, and the next sync goes on
/// from there. The cache holds the indexes, which are written at random places. No row's parent is looked for: it is found
/// or written in the same transaction.
pub const BULK_PRAGMAS: &str = "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = OFF; \
    PRAGMA secure_delete = ON; PRAGMA cache_size = -4000; PRAGMA wal_autocheckpoint = 4000;";

/// `tag` columns are keyed hashes, `sealed` columns are AEAD boxes; numbers and times of sign-ins are in the clear.
/// Version 1.
const SCHEMA: &str = "
    CREATE TABLE pending (
        tag BLOB PRIMARY KEY,
        began INTEGER NOT NULL,
        sealed BLOB NOT NULL
    );
    CREATE TABLE connection (
        number INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        sealed BLOB NOT NULL
    );
    CREATE TABLE kind (
        connection INTEGER NOT NULL REFERENCES connection ON DELETE CASCADE,
        tag BLOB NOT NULL,
        sealed BLOB NOT NULL,
        PRIMARY KEY (connection, tag)
    );
    CREATE TABLE record (
        number INTEGER PRIMARY KEY,
        connection INTEGER NOT NULL REFERENCES connection ON DELETE CASCADE,
        kind BLOB NOT NULL,
        tag BLOB NOT NULL,
        content BLOB NOT NULL,
        sealed BLOB NOT NULL
    );
    CREATE UNIQUE INDEX record_by_tag ON record (connection, tag);
    CREATE INDEX record_by_kind ON record (connection, kind);
    CREATE TABLE wanted (
        connection INTEGER NOT NULL REFERENCES connection ON DELETE CASCADE,
        tag BLOB NOT NULL,
        refused INTEGER NOT NULL DEFAULT 0,
        sealed BLOB NOT NULL,
        PRIMARY KEY (connection, tag)
    );
    CREATE TABLE checkpoint (
        connection INTEGER NOT NULL REFERENCES connection ON DELETE CASCADE,
        tag BLOB NOT NULL,
        sealed BLOB NOT NULL,
        PRIMARY KEY (connection, tag)
    );
";

/// What turns a file of version 1 into one of version 2, and so on.
const MIGRATIONS: [&str; 6] = [
    "
    CREATE TABLE server (
        tag BLOB PRIMARY KEY,
        fetched INTEGER NOT NULL,
        sealed BLOB NOT NULL
    );
",
    // Lists and reconciliation go over many records: what they need is apart from the bodies, which are a hundred times
    // as large.
    "
    CREATE TABLE body (
        record INTEGER PRIMARY KEY REFERENCES record ON DELETE CASCADE,
        sealed BLOB NOT NULL
    );
    INSERT INTO body (record, sealed) SELECT number, sealed FROM record ORDER BY number;
    ALTER TABLE record DROP COLUMN sealed;
    ALTER TABLE record ADD COLUMN seen INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE record ADD COLUMN missing BLOB;
    ALTER TABLE record ADD COLUMN digest BLOB;
    CREATE INDEX record_undigested ON record (connection) WHERE digest IS NULL;
    ALTER TABLE connection ADD COLUMN crawl INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE connection ADD COLUMN digest_format INTEGER NOT NULL DEFAULT 0;
    CREATE TABLE watermark (
        connection INTEGER NOT NULL REFERENCES connection ON DELETE CASCADE,
        tag BLOB NOT NULL,
        sealed BLOB NOT NULL,
        PRIMARY KEY (connection, tag)
    );
",
    // A digest was sealed to the number of its record, which is not known before the record is written; now to its tag.
    "
    UPDATE record SET digest = NULL;
",
    // Nothing to change: from here on records are compressed with a dictionary, which earlier versions do not have.
    "",
    // A batch notes what it refers to in one row.
    "
    CREATE TABLE noted (
        connection INTEGER NOT NULL REFERENCES connection ON DELETE CASCADE,
        tag BLOB NOT NULL,
        sealed BLOB NOT NULL
    );
",
    // Records that come together are sealed together, and so are their digests, which are made anew. A record that is sealed by
    // itself stays so, in a sheaf that holds no entries, until it comes with other content.
    "
    CREATE TABLE sheaf (
        number INTEGER PRIMARY KEY,
        connection INTEGER NOT NULL REFERENCES connection ON DELETE CASCADE,
        used INTEGER NOT NULL,
        held INTEGER NOT NULL,
        sealed BLOB NOT NULL
    );
    INSERT INTO sheaf (number, connection, used, held, sealed)
        SELECT number, connection, 1, 0, sealed FROM record JOIN body ON record = number ORDER BY number;
    ALTER TABLE record ADD COLUMN body INTEGER NOT NULL DEFAULT 0;
    UPDATE record SET body = number, digest = NULL;
    DROP TABLE body;
",
];

/// Waits while somebody else writes, five seconds at most. It looks again so often that it meets the moment between two
/// transactions of a sync: SQLite's own waiting, up to a tenth of a second at a time, would miss them all.
fn wait(times: i32) -> bool {
    std::thread::sleep(Duration::from_millis(1));
    times < 5000
}

pub(super) fn open(directory: &Path) -> Result<Connection, StoreError> {
    std::fs::create_dir_all(directory)
        .map_err(|_| StoreError::Unavailable { operation: "making its directory" })?;
    let mut database = Connection::open(directory.join(FILE)).map_err(failed("opening it"))?;
    // What is read in a transaction decides what it writes: another process must not write in between.
    database.set_transaction_behavior(TransactionBehavior::Immediate);
    database.busy_handler(Some(wait)).map_err(failed("opening it"))?;
    database.execute_batch(PRAGMAS).map_err(failed("opening it"))?;
    if version(&database)? != VERSION {
        migrate(&mut database)?;
    }
    Ok(database)
}

/// A new file under this name, in one piece: without a log beside it.
pub(super) fn create(path: &Path) -> Result<Connection, StoreError> {
    let mut database = Connection::open(path).map_err(failed("making it anew"))?;
    migrate(&mut database)?;
    Ok(database)
}

fn version(database: &Connection) -> Result<i64, StoreError> {
    database.query_row("PRAGMA user_version", [], |row| row.get(0)).map_err(failed("reading its version"))
}

fn migrate(database: &mut Connection) -> Result<(), StoreError> {
    let migrating = failed("migrating it");
    // One transaction: a death in between leaves the old version whole, and another process waits for the new one.
    let transaction =
        database.transaction_with_behavior(TransactionBehavior::Immediate).map_err(&migrating)?;
    let found = version(&transaction)?;
    if !(0..=VERSION).contains(&found) {
        return Err(StoreError::TooNew { found });
    }
    if found == 0 {
        transaction.execute_batch(SCHEMA).map_err(&migrating)?;
    }
    let done = usize::try_from(found.max(1) - 1).unwrap_or_default();
    for migration in MIGRATIONS.iter().skip(done) {
        transaction.execute_batch(migration).map_err(&migrating)?;
    }
    transaction.pragma_update(None, "user_version", VERSION).map_err(&migrating)?;
    transaction.commit().map_err(&migrating)
}

/// A file of an earlier version, as it was made then, with one row that says so.
#[cfg(test)]
pub(super) fn of_version(directory: &Path, version: i64) -> Connection {
    let old = Connection::open(directory.join("billfold.db")).unwrap();
    old.execute_batch(SCHEMA).unwrap();
    for migration in &MIGRATIONS[..usize::try_from(version - 1).unwrap()] {
        old.execute_batch(migration).unwrap();
    }
    old.pragma_update(None, "user_version", version).unwrap();
    old.execute("INSERT INTO pending (tag, began, sealed) VALUES (x'01', 7, x'02')", []).unwrap();
    old
}

/// A connection for what a sync writes.
pub(super) fn open_bulk(directory: &Path) -> Result<Connection, StoreError> {
    let opening = failed("opening it to sync");
    let mut database = Connection::open(directory.join(FILE)).map_err(&opening)?;
    database.set_transaction_behavior(TransactionBehavior::Immediate);
    database.busy_handler(Some(wait)).map_err(&opening)?;
    database.execute_batch(BULK_PRAGMAS).map_err(&opening)?;
    Ok(database)
}

/// A connection which sees what is committed and does not wait for who writes.
pub(super) fn open_to_read(directory: &Path) -> Result<Connection, StoreError> {
    let opening = failed("opening it to read");
    let mut database = Connection::open(directory.join(FILE)).map_err(&opening)?;
    database.busy_handler(Some(wait)).map_err(&opening)?;
    database.execute_batch("PRAGMA query_only = ON;").map_err(&opening)?;
    Ok(database)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_earlier_versions_keep_their_rows() {
        for version in 1..VERSION {
            let directory = tempfile::tempdir().unwrap();
            drop(of_version(directory.path(), version));
            for _ in 0..2 {
                let database = open(directory.path()).unwrap();
                let count = |table: &str| -> i64 {
                    database
                        .query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0))
                        .unwrap()
                };
                assert_eq!((count("pending"), count("server"), count("watermark")), (1, 0, 0));
                let found: i64 = database.query_row("PRAGMA user_version", [], |row| row.get(0)).unwrap();
                assert_eq!(found, VERSION);
            }
        }
    }

    #[test]
    fn a_file_of_a_later_version_is_left_alone() {
        let directory = tempfile::tempdir().unwrap();
        let newer = Connection::open(directory.path().join("billfold.db")).unwrap();
        newer.pragma_update(None, "user_version", VERSION + 1).unwrap();
        drop(newer);
        assert_eq!(open(directory.path()).err(), Some(StoreError::TooNew { found: VERSION + 1 }));
    }
}
