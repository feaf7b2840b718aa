//! The table of the sheaves, and how many records use each.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension as _, Transaction};

use super::{Gathered, Opened, Part, Press, SealedSheaf, alone};
use crate::error::StoreError;
use crate::store::failed;
use crate::store::seal::{Keys, TAG};

/// A sheaf out of the file.
pub struct Stored {
    /// How many entries it holds: none, where it is a record by itself as up to version 6.
    pub held: u32,
    pub sealed: Vec<u8>,
}

/// The sheaves with these numbers, as far as they are there.
pub fn read(database: &Connection, numbers: &[i64]) -> rusqlite::Result<BTreeMap<i64, Stored>> {
    let mut select = database.prepare_cached("SELECT held, sealed FROM sheaf WHERE number = ?1")?;
    let mut sheaves = BTreeMap::new();
    for number in numbers {
        if sheaves.contains_key(number) {
            continue;
        }
        let of_row = |row: &rusqlite::Row<'_>| Ok(Stored { held: row.get(0)?, sealed: row.get(1)? });
        if let Some(stored) = select.query_row([number], of_row).optional()? {
            sheaves.insert(*number, stored);
        }
    }
    Ok(sheaves)
}

/// Whether the record with this tag is the one that stands in a sheaf by itself.
pub fn is_alone_in(
    database: &Connection,
    keys: &Keys,
    number: i64,
    tag: &[u8; TAG],
) -> rusqlite::Result<bool> {
    let stored = read(database, &[number])?.remove(&number);
    Ok(stored.is_some_and(|stored| alone::body(keys, tag, stored.sealed).is_ok()))
}

/// The number that the next sheaf has.
pub fn next(transaction: &Transaction<'_>) -> Result<i64, StoreError> {
    transaction
        .prepare_cached("SELECT coalesce(max(number), 0) + 1 FROM sheaf")
        .and_then(|mut next| next.query_row([], |row| row.get(0)))
        .map_err(failed("storing records"))
}

/// How many records came to a sheaf, less those that left it.
#[derive(Default)]
pub struct Uses(BTreeMap<(Part, i64), i64>);

impl Uses {
    pub fn enter(&mut self, part: Part, sheaf: i64) {
        *self.0.entry((part, sheaf)).or_default() += 1;
    }

    pub fn leave(&mut self, part: Part, sheaf: i64) {
        *self.0.entry((part, sheaf)).or_default() -= 1;
    }

    /// Writes those of new sheaves that are used; the first has this number. Changes stored state.
    pub fn place(
        &mut self,
        transaction: &Transaction<'_>,
        keys: &Keys,
        connection: i64,
        first: i64,
        sheaves: &[SealedSheaf],
    ) -> Result<(), StoreError> {
        let writing = failed("storing records");
        let mut insert = transaction
            .prepare_cached(
                "INSERT INTO sheaf (number, connection, used, held, sealed) VALUES (?1, ?2, ?3, ?4, ?5)",
            )
            .map_err(&writing)?;
        for SealedSheaf { part, place, held, sealed } in sheaves {
            let number = first + i64::from(*place);
            let used = self.0.remove(&(*part, number)).and_then(|used| u32::try_from(used).ok()).unwrap_or(0);
            if used > 0 {
                insert.execute((number, connection, used, held, sealed)).map_err(&writing)?;
                if is_thin(used, *held) {
                    renew(transaction, keys, connection, *part, number)?;
                }
            }
        }
        Ok(())
    }

    /// Does what is due to the sheaves that were there before. Changes stored state.
    pub fn settle(
        self,
        transaction: &Transaction<'_>,
        keys: &Keys,
        connection: i64,
    ) -> Result<(), StoreError> {
        for ((part, number), change) in self.0 {
            if leave(transaction, number, -change)? {
                renew(transaction, keys, connection, part, number)?;
            }
        }
        Ok(())
    }
}

/// Whether less than half is used.
fn is_thin(used: u32, held: u32) -> bool {
    used.saturating_mul(2) < held
}

/// Counts out records that have left a sheaf, and removes one that nobody uses any more. Says whether too little of it is
/// used. Changes stored state.
pub fn leave(transaction: &Transaction<'_>, sheaf: i64, left: i64) -> Result<bool, StoreError> {
    let writing = failed("storing records");
    let found = transaction
        .prepare_cached("SELECT used - ?2, held FROM sheaf WHERE number = ?1")
        .and_then(|mut find| find.query_row((sheaf, left), |row| Ok((row.get(0)?, row.get(1)?))).optional())
        .map_err(&writing)?;
    // One that is not there is met, and told, by who reads it.
    let Some((used, held)): Option<(i64, u32)> = found else { return Ok(false) };
    let Some(used) = u32::try_from(used).ok().filter(|used| *used > 0) else {
        return transaction
            .prepare_cached("DELETE FROM sheaf WHERE number = ?1")
            .and_then(|mut remove| remove.execute([sheaf]))
            .map(|_| false)
            .map_err(&writing);
    };
    transaction
        .prepare_cached("UPDATE sheaf SET used = ?2 WHERE number = ?1")
        .and_then(|mut update| update.execute((sheaf, used)))
        .map_err(&writing)?;
    Ok(is_thin(used, held))
}

/// Seals what is used of a sheaf anew. Changes stored state.
fn renew(
    transaction: &Transaction<'_>,
    keys: &Keys,
    connection: i64,
    part: Part,
    number: i64,
) -> Result<(), StoreError> {
    let writing = failed("storing records");
    let stored = read(transaction, &[number]).map_err(&writing)?.remove(&number);
    // One that is damaged is met, and told, by who reads it.
    let Some(Ok(opened)) = stored.map(|stored| Opened::open(part, keys, stored.sealed)) else {
        return Ok(());
    };
    let column = part.column();
    let mut uses = transaction
        .prepare_cached(&format!(
            "SELECT EXISTS (SELECT 1 FROM record WHERE connection = ?1 AND tag = ?2 AND {column} = ?3)"
        ))
        .map_err(&writing)?;
    let mut gathered = Gathered::default();
    let latest: BTreeMap<[u8; TAG], &[u8]> = opened.entries().collect();
    for (tag, entry) in latest {
        if uses.query_row((connection, tag, number), |row| row.get(0)).map_err(&writing)? {
            gathered.add(&tag, &[entry]);
        }
    }
    let (held, sealed) = gathered.seal(part, &mut Press::new(keys))?;
    transaction
        .prepare_cached("UPDATE sheaf SET used = ?2, held = ?2, sealed = ?3 WHERE number = ?1")
        .and_then(|mut update| update.execute((number, held, sealed)))
        .map(|_| ())
        .map_err(&writing)
}
