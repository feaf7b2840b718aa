//! The table of the sheaves, and how many records use each.

use rusqlite::{Connection, OptionalExtension as _, Transaction};

use super::{Gathered, Opened, Packer, Part, SealedSheaf, Sealer, alone};
use crate::error::StoreError;
use crate::sort::order;
use crate::store::failed;
use crate::store::seal::{Keys, TAG};

/// A sheaf out of the file.
pub struct Stored {
    /// How many entries it holds: none, where it is a record by itself as up to version 6.
    pub held: u32,
    pub sealed: Vec<u8>,
}

fn stored(database: &Connection, number: i64) -> rusqlite::Result<Option<Stored>> {
    let of_row = |row: &rusqlite::Row<'_>| Ok(Stored { held: row.get(0)?, sealed: row.get(1)? });
    database
        .prepare_cached("SELECT held, sealed FROM sheaf WHERE number = ?1")?
        .query_row([number], of_row)
        .optional()
}

/// Sheaves that were read for some records, and are not opened yet.
pub struct Read {
    /// The sheaf of each record, and its tag.
    records: Vec<(i64, [u8; TAG])>,
    /// The places of the records, those of a sheaf together.
    order: Vec<usize>,
    /// The sheaves in that order, as far as they are there.
    sheaves: Vec<Option<Stored>>,
}

impl Read {
    /// Reads the sheaves of these records, each once.
    pub fn of(database: &Connection, records: Vec<(i64, [u8; TAG])>) -> rusqlite::Result<Self> {
        let order = order(records.len(), &mut |a, b| records[a].0.cmp(&records[b].0));
        let mut sheaves = Vec::new();
        for places in order.chunk_by(|a, b| records[*a].0 == records[*b].0) {
            sheaves.push(stored(database, records[places[0]].0)?);
        }
        Ok(Self { records, order, sheaves })
    }

    /// Opens the sheaves, each once, and shows what they have of the records, by the place of each. Of what does not open or
    /// is not there, nothing.
    pub fn open_each(self, part: Part, keys: &Keys, see: &mut dyn FnMut(usize, Option<&[u8]>)) {
        let Self { records, order, sheaves } = self;
        let groups = order.chunk_by(|a, b| records[*a].0 == records[*b].0);
        for (places, sheaf) in groups.zip(sheaves) {
            match sheaf {
                Some(Stored { held: 0, sealed }) => {
                    for place in places {
                        see(*place, alone::body(keys, &records[*place].1, sealed.clone()).ok().as_deref());
                    }
                }
                sheaf => {
                    let opened = sheaf.and_then(|sheaf| Opened::open(part, keys, sheaf.sealed).ok());
                    for place in places {
                        see(*place, opened.as_ref().and_then(|opened| opened.find(records[*place].1)));
                    }
                }
            }
        }
    }
}

/// Whether the record with this tag is the one that stands in a sheaf by itself.
pub fn is_alone_in(
    database: &Connection,
    keys: &Keys,
    number: i64,
    tag: &[u8; TAG],
) -> rusqlite::Result<bool> {
    let stored = stored(database, number)?;
    Ok(stored.is_some_and(|stored| alone::body(keys, tag, stored.sealed).is_ok()))
}

/// The number that the next sheaf has.
pub fn next(transaction: &Transaction<'_>) -> Result<i64, StoreError> {
    transaction
        .prepare_cached("SELECT coalesce(max(number), 0) + 1 FROM sheaf")
        .and_then(|mut next| next.query_row([], |row| row.get(0)))
        .map_err(failed("storing records"))
}

/// How many more records use a sheaf, or how many fewer.
#[derive(Default)]
pub struct Uses(Vec<(Part, i64, i64)>);

impl Uses {
    /// Counts a record that came to a sheaf.
    pub fn enter(&mut self, part: Part, sheaf: i64) {
        self.change(part, sheaf, 1);
    }

    /// Counts a record that left it.
    pub fn leave(&mut self, part: Part, sheaf: i64) {
        self.change(part, sheaf, -1);
    }

    fn change(&mut self, part: Part, sheaf: i64, by: i64) {
        // The latest first: records that come together are in few sheaves.
        match self.0.iter_mut().rev().find(|known| (known.0, known.1) == (part, sheaf)) {
            Some(known) => known.2 += by,
            None => self.0.push((part, sheaf, by)),
        }
    }

    /// How many more records use a sheaf now, which is forgotten here.
    fn take(&mut self, part: Part, sheaf: i64) -> i64 {
        let known = self.0.iter().position(|known| (known.0, known.1) == (part, sheaf));
        known.map_or(0, |place| self.0.swap_remove(place).2)
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
            let used = u32::try_from(self.take(*part, number)).unwrap_or(0);
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
        mut self,
        transaction: &Transaction<'_>,
        keys: &Keys,
        connection: i64,
    ) -> Result<(), StoreError> {
        while let Some((part, number, _)) = self.0.last().copied() {
            if leave(transaction, connection, number, -self.take(part, number))? {
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

/// Counts out records that have left a sheaf of a connection, and removes one that nobody uses any more. Says whether too
/// little of it is used. Changes stored state.
pub fn leave(
    transaction: &Transaction<'_>,
    connection: i64,
    sheaf: i64,
    left: i64,
) -> Result<bool, StoreError> {
    let writing = failed("storing records");
    let found = transaction
        .prepare_cached("SELECT used - ?3, held FROM sheaf WHERE number = ?1 AND connection = ?2")
        .and_then(|mut find| {
            find.query_row((sheaf, connection, left), |row| Ok((row.get(0)?, row.get(1)?))).optional()
        })
        .map_err(&writing)?;
    // One that is not there is met, and told, by who reads it. A damaged row may name one of another connection.
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
    let stored = stored(transaction, number).map_err(&writing)?;
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
    let mut entries: Vec<_> = opened.entries().collect();
    // Of two entries of one record, the later.
    while let Some((tag, entry)) = entries.pop() {
        entries.retain(|(earlier, _)| *earlier != tag);
        if uses.query_row((connection, tag, number), |row| row.get(0)).map_err(&writing)? {
            gathered.add(&tag, &[entry]);
        }
    }
    let (held, sealed) = gathered.seal(part, &mut Packer::default(), &mut Sealer::new(keys))?;
    transaction
        .prepare_cached("UPDATE sheaf SET used = ?2, held = ?2, sealed = ?3 WHERE number = ?1")
        .and_then(|mut update| update.execute((number, held, sealed)))
        .map(|_| ())
        .map_err(&writing)
}
