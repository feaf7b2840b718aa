//! Makes a new file of all that can be read of a damaged one.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::Arc;

use rusqlite::{Connection, Row, Transaction, params_from_iter};

use crate::error::StoreError;
use crate::store::failed;
use crate::store::records;
use crate::store::schema::{self, FILE};
use crate::store::seal::{Keys, TAG};
use crate::store::sheaf::{self, Holds, Part, Stored};

const NEW_FILE: &str = "billfold.db.new";

/// Puts a new file in the place of the damaged one, and returns the connections of which something is missing in it.
///
/// The damaged file is removed: what could not be read now will not be later, and the keys of connections that it held
/// are erased as soon as they are missed. A death at any point leaves the old file or the new one. Changes stored state.
pub(super) fn rebuild(
    directory: &Path,
    keys: impl Fn(&str) -> Option<Arc<Keys>>,
) -> Result<Vec<String>, StoreError> {
    let writing = failed("rebuilding it");
    let new_path = directory.join(NEW_FILE);
    let replacing = |_| StoreError::Unavailable { operation: "replacing it" };
    remove(&new_path).map_err(replacing)?;
    let mut new = schema::create(&new_path)?;
    let lost = {
        let transaction = new.transaction().map_err(&writing)?;
        let lost = match Connection::open(directory.join(FILE)) {
            Ok(old) => copy(&old, &transaction, keys).map_err(&writing)?,
            Err(_) => Vec::new(),
        };
        transaction.commit().map_err(&writing)?;
        lost
    };
    new.close().map_err(|(_, error)| writing(error))?;
    // Before the new file is there: it must not be taken for the log of that one.
    for beside in ["-wal", "-shm"] {
        remove(&directory.join(format!("{FILE}{beside}"))).map_err(replacing)?;
    }
    fs::rename(&new_path, directory.join(FILE)).map_err(replacing)?;
    tracing::warn!(connections = lost.len(), "the wallet's file was damaged and has been rebuilt");
    Ok(lost)
}

fn remove(path: &Path) -> std::io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// What is wrong with the old file ends a table and nothing else; an error is one of the new file.
fn copy(
    old: &Connection,
    new: &Transaction<'_>,
    keys: impl Fn(&str) -> Option<Arc<Keys>>,
) -> rusqlite::Result<Vec<String>> {
    for (table, columns) in [("pending", "tag, began, sealed"), ("server", "tag, fetched, sealed")] {
        let insert = format!("INSERT OR IGNORE INTO {table} ({columns}) VALUES (?1, ?2, ?3)");
        let read = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
        let select = format!("SELECT {columns} FROM {table} NOT INDEXED");
        each(old, &select, None, read, |row: (Vec<u8>, i64, Vec<u8>)| {
            new.execute(&insert, row).map(|_| true)
        })?;
    }
    let mut connections = Vec::new();
    for number in numbers(old)? {
        each(
            old,
            "SELECT number, id, sealed, crawl, digest_format FROM connection NOT INDEXED WHERE number = ?1",
            Some(number),
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?)),
            |row: (i64, String, Vec<u8>, i64, i64)| {
                let insert = "INSERT OR IGNORE INTO connection (number, id, sealed, crawl, digest_format) \
                    VALUES (?1, ?2, ?3, ?4, ?5)";
                let added = new.execute(insert, (row.0, &row.1, &row.2, row.3, row.4))? == 1;
                if added {
                    connections.push((row.0, row.1));
                }
                Ok(added)
            },
        )?;
    }
    let mut lost = Vec::new();
    for (number, id) in connections {
        // Without its key a connection is lost as a whole.
        let Some(keys) = keys(&id) else { continue };
        if !copy_connection(old, new, number, &keys)? {
            lost.push(id);
        }
    }
    Ok(lost)
}

/// The numbers of the connections, as the table has them and as its index does: a row that cannot be read hides those behind
/// it, and with it all of their records.
fn numbers(old: &Connection) -> rusqlite::Result<BTreeSet<i64>> {
    let mut numbers = BTreeSet::new();
    for source in ["NOT INDEXED", "INDEXED BY sqlite_autoindex_connection_1"] {
        let select = format!("SELECT number FROM connection {source}");
        each(old, &select, None, |row| row.get(0), |number| Ok(numbers.insert(number)))?;
    }
    Ok(numbers)
}

/// Whether all of it could be copied.
fn copy_connection(
    old: &Connection,
    new: &Transaction<'_>,
    number: i64,
    keys: &Keys,
) -> rusqlite::Result<bool> {
    let mut whole = true;
    for table in ["kind", "noted", "wanted", "checkpoint", "watermark"] {
        let insert = format!("INSERT OR IGNORE INTO {table} (connection, tag, sealed) VALUES (?1, ?2, ?3)");
        let select = format!("SELECT connection, tag, sealed FROM {table} NOT INDEXED WHERE connection = ?1");
        let read = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
        whole &= each(old, &select, Some(number), read, |row: (i64, Vec<u8>, Vec<u8>)| {
            new.execute(&insert, row).map(|_| true)
        })?;
    }
    let mut sheaves = Sheaves::default();
    whole &= sheaves.copy(old, new, number, keys)?;
    let select = "SELECT record.number, kind.tag, kind.sealed, record.tag, content, body, missing, seen, digest \
        FROM record NOT INDEXED LEFT JOIN kind ON kind.connection = record.connection AND kind.tag = record.kind \
        WHERE record.connection = ?1";
    let read = |row: &Row<'_>| Ok((records::Row::read(row)?, row.get(7)?, row.get(8)?));
    whole &=
        each(old, select, Some(number), read, |(row, seen, digest): (records::Row, i64, Option<i64>)| {
            if !row.has_name(keys) || !sheaves.give(new, keys, Part::Body, row.body, &row.tag)? {
                return Ok(false);
            }
            // A digest that is lost is made again.
            let digest = match digest {
                Some(digest) if sheaves.give(new, keys, Part::Digest, digest, &row.tag)? => Some(digest),
                _ => None,
            };
            let insert = "INSERT OR IGNORE INTO record \
            (number, connection, kind, tag, content, body, missing, seen, digest) \
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
            let records::Row { kind, tag, content, body, missing, .. } = row;
            new.execute(insert, (row.number, number, kind, tag, content, body, missing, seen, digest))
                .map(|added| added == 1)
        })?;
    sheaves.settle(new, number)?;
    Ok(whole)
}

/// Sheaves that were copied: what each holds, and how many of the records that were copied are in it.
#[derive(Default)]
struct Sheaves(BTreeMap<i64, (Holds, i64)>);

impl Sheaves {
    /// Whether all of them could be copied.
    fn copy(
        &mut self,
        old: &Connection,
        new: &Transaction<'_>,
        connection: i64,
        keys: &Keys,
    ) -> rusqlite::Result<bool> {
        let select = "SELECT number, held, sealed FROM sheaf NOT INDEXED WHERE connection = ?1";
        let read = |row: &Row<'_>| Ok((row.get(0)?, Stored { held: row.get(1)?, sealed: row.get(2)? }));
        each(old, select, Some(connection), read, |(number, stored): (i64, Stored)| {
            let insert = "INSERT OR IGNORE INTO sheaf (number, connection, used, held, sealed) \
                VALUES (?1, ?2, 0, ?3, ?4)";
            let added = new.execute(insert, (number, connection, stored.held, &stored.sealed))? == 1;
            if added {
                self.0.insert(number, (Holds::of(stored, keys), 0));
            }
            Ok(added)
        })
    }

    /// Whether one of them has this of a record, which counts then as a user of it.
    fn give(
        &mut self,
        new: &Transaction<'_>,
        keys: &Keys,
        part: Part,
        number: i64,
        tag: &[u8; TAG],
    ) -> rusqlite::Result<bool> {
        let Some((holds, used)) = self.0.get_mut(&number) else { return Ok(false) };
        let has = match holds {
            Holds::Entries(of, tags) => *of == part && tags.contains(tag),
            Holds::Alone => part == Part::Body && sheaf::is_alone_in(new, keys, number, tag)?,
            Holds::Nothing => false,
        };
        *used += i64::from(has);
        Ok(has)
    }

    /// Notes how often each is used, and removes those that nobody uses.
    fn settle(self, new: &Transaction<'_>, connection: i64) -> rusqlite::Result<()> {
        for (number, (_, used)) in self.0 {
            new.execute("UPDATE sheaf SET used = ?2 WHERE number = ?1", [number, used])?;
        }
        new.execute("DELETE FROM sheaf WHERE connection = ?1 AND used = 0", [connection]).map(|_| ())
    }
}

/// Hands each row that can be read to `put`, and says whether that was all and `put` took them all.
fn each<T>(
    old: &Connection,
    select: &str,
    of: Option<i64>,
    read: impl Fn(&Row<'_>) -> rusqlite::Result<T>,
    mut put: impl FnMut(T) -> rusqlite::Result<bool>,
) -> rusqlite::Result<bool> {
    each_row(old, select, of, &mut |row| read(row).map_or(Ok(false), &mut put))
}

/// The same for rows of any table: one piece of code for all of them.
fn each_row(
    old: &Connection,
    select: &str,
    of: Option<i64>,
    take: &mut dyn FnMut(&Row<'_>) -> rusqlite::Result<bool>,
) -> rusqlite::Result<bool> {
    let Ok(mut statement) = old.prepare(select) else { return Ok(false) };
    let Ok(mut rows) = statement.query(params_from_iter(of)) else { return Ok(false) };
    let mut all = true;
    loop {
        match rows.next() {
            Ok(None) => return Ok(all),
            Ok(Some(row)) => all &= take(row)?,
            Err(_) => return Ok(false),
        }
    }
}
