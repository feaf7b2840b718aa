//! Plain SQLite: the same bytes, unsealed, from memory.

use std::path::Path;

use rusqlite::Connection;

use crate::Outcome;

/// Bytes that go into one transaction.
const TRANSACTION: usize = 1 << 20;

/// The pragmas of the wallet's file. The table is the plainest: rows in the order in which they come, no index.
pub fn open(directory: &Path) -> Outcome<Connection> {
    let database = Connection::open(directory.join("plain.db"))?;
    database.execute_batch(billfold::bench::PRAGMAS)?;
    database.execute_batch(
        "CREATE TABLE IF NOT EXISTS record (number INTEGER PRIMARY KEY, type TEXT NOT NULL, id TEXT NOT NULL, json BLOB NOT NULL);",
    )?;
    Ok(database)
}

pub fn insert(database: &mut Connection, resources: &[(&'static str, String, String)]) -> Outcome<()> {
    let mut rest = resources;
    while !rest.is_empty() {
        let transaction = database.transaction()?;
        let mut bytes = 0;
        {
            let mut insert =
                transaction.prepare_cached("INSERT INTO record (type, id, json) VALUES (?1, ?2, ?3)")?;
            while let Some(((resource_type, id, text), later)) = rest.split_first()
                && bytes < TRANSACTION
            {
                insert.execute((resource_type, id, text.as_bytes()))?;
                bytes += text.len();
                rest = later;
            }
        }
        transaction.commit()?;
    }
    Ok(())
}
