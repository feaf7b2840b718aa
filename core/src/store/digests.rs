//! Digests: what lists, counts and searches need of a record, sealed apart from it so that they need not open the record.
//!
//! What is in a digest is the business of who makes it. The store knows which records have none: those that are new,
//! whose content changed, or whose digest is of another format.

use rusqlite::{OptionalExtension as _, ToSql, Transaction};

use crate::error::StoreError;
use crate::store::batch::number;
use crate::store::records::missing_since;
use crate::store::seal::{Keys, TAG};
use crate::store::sheaf::{self, Gathering, Part, Press, Uses};
use crate::store::{Store, StoredRecord, failed};

/// A record's number, the sheaf of its digest, its tag, and since when it is missing, as they stand in the file.
type DigestRow = (i64, i64, [u8; TAG], Option<Vec<u8>>);

/// One content of one record: a digest that was made from another content is not kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RecordVersion {
    pub(super) number: i64,
    pub(super) kind: [u8; TAG],
    pub(super) tag: [u8; TAG],
    pub(super) content: [u8; TAG],
}

/// A digest out of the store.
#[derive(Clone)]
pub struct StoredDigest {
    /// Number of its record, for [`Store::records_at`].
    pub number: i64,
    /// What was stored.
    pub digest: Vec<u8>,
    /// Since when the payer no longer has the record, in seconds since 1970.
    pub missing_since: Option<u64>,
}

crate::secret::opaque_debug!(StoredDigest);

impl Store {
    /// Up to `limit` records that have no digest of this format, the oldest first. Digests of another format are dropped.
    /// May change stored state.
    pub fn undigested(
        &self,
        connection: &str,
        format: u32,
        limit: usize,
    ) -> Result<Vec<(RecordVersion, StoredRecord)>, StoreError> {
        let keys = self.connection_keys(connection)?;
        self.mending(|| self.drop_other_formats(connection, format))?;
        let found =
            self.find("AND digest IS NULL ORDER BY record.number LIMIT ?2", &[[&connection, &limit]])?;
        self.open_found(connection, &keys, found)
    }

    /// Keeps digests of the format that was asked for last. One whose record has changed meanwhile is passed over.
    /// Changes stored state.
    pub fn set_digests(
        &self,
        connection: &str,
        digests: Vec<(RecordVersion, Vec<u8>)>,
    ) -> Result<(), StoreError> {
        let keys = self.connection_keys(connection)?;
        let writing = failed("keeping digests");
        let mut press = Press::default();
        let mut gathering = Gathering::new(&keys, &mut press);
        let mut placed = Vec::with_capacity(digests.len());
        for (version, digest) in digests {
            placed.push((version, gathering.add((Part::Digest, version.kind), &version.tag, &[&digest])?));
        }
        let sheaves = gathering.finish()?;
        self.mending(|| {
            let mut database = self.bulk();
            let transaction = database.transaction().map_err(&writing)?;
            let number = number(&transaction, connection)?;
            let (first, mut uses) = (sheaf::next(&transaction)?, Uses::default());
            {
                let mut set = transaction
                    .prepare_cached(
                        "UPDATE record SET digest = ?4 \
                         WHERE number = ?1 AND connection = ?2 AND content = ?3 AND digest IS NULL",
                    )
                    .map_err(&writing)?;
                for (version, place) in &placed {
                    let sheaf = first + i64::from(*place);
                    let row = (version.number, number, version.content, sheaf);
                    if set.execute(row).map_err(&writing)? == 1 {
                        uses.enter(Part::Digest, sheaf);
                    }
                }
            }
            uses.place(&transaction, &keys, number, first, &sheaves)?;
            transaction.commit().map_err(&writing)
        })
    }

    /// The digests of the records of these types, of all types where none is named, in the order in which the records
    /// came.
    pub fn digests(&self, connection: &str, types: &[&str]) -> Result<Vec<StoredDigest>, StoreError> {
        let keys = self.connection_keys(connection)?;
        let (rows, sheaves) = self.mending(|| self.digest_rows(connection, &keys, types))?;
        let mut opened = vec![None; rows.len()];
        sheaves.open_each(Part::Digest, &keys, &mut |place, digest| {
            opened[place] = digest.map(<[u8]>::to_vec);
        });
        let (mut digests, mut damaged) = (Vec::with_capacity(rows.len()), Vec::new());
        for ((number, sheaf, _, missing), digest) in rows.into_iter().zip(opened) {
            match digest {
                Some(digest) => {
                    let missing_since = missing_since(&keys, missing.as_deref());
                    digests.push(StoredDigest { number, digest, missing_since });
                }
                None => damaged.push((number, sheaf)),
            }
        }
        self.drop_digests(&damaged)?;
        Ok(digests)
    }

    fn digest_rows(
        &self,
        connection: &str,
        keys: &Keys,
        types: &[&str],
    ) -> Result<(Vec<DigestRow>, sheaf::Read), StoreError> {
        let reading = failed("reading digests");
        let database = self.reading();
        // As for the records themselves.
        let moment = database.unchecked_transaction().map_err(&reading)?;
        let mut rows: Vec<DigestRow> = Vec::new();
        let mut select = |condition: &str, kind: Option<[u8; TAG]>| {
            let mut statement = moment.prepare_cached(&format!(
                "SELECT number, digest, tag, missing FROM record WHERE {condition} AND digest IS NOT NULL \
                 AND connection = (SELECT number FROM connection WHERE id = ?1)"
            ))?;
            let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?));
            let found = match kind {
                Some(kind) => statement.query_map((connection, kind), read)?,
                None => statement.query_map([connection], read)?,
            };
            for row in found {
                rows.push(row?);
            }
            Ok(())
        };
        if types.is_empty() {
            select("TRUE", None).map_err(&reading)?;
        }
        for resource_type in types {
            let kind = keys.tag("kind", &[resource_type.as_bytes()]);
            select("kind = ?2", Some(kind)).map_err(&reading)?;
        }
        rows.sort_unstable_by_key(|row| row.0);
        let places = rows.iter().map(|row| (row.1, row.2)).collect();
        let sheaves = sheaf::Read::of(&moment, places).map_err(&reading)?;
        Ok((rows, sheaves))
    }

    /// The records with these numbers, in their order. What is not there any more is left out.
    pub fn records_at(&self, connection: &str, numbers: &[i64]) -> Result<Vec<StoredRecord>, StoreError> {
        let keys = self.connection_keys(connection)?;
        let each: Vec<[&dyn ToSql; 2]> =
            numbers.iter().map(|number| [&connection as _, number as _]).collect();
        let found = self.find("AND record.number = ?2", &each)?;
        Ok(self.open_found(connection, &keys, found)?.into_iter().map(|(_, record)| record).collect())
    }

    /// A digest that does not open is made again.
    fn drop_digests(&self, damaged: &[(i64, i64)]) -> Result<(), StoreError> {
        if damaged.is_empty() {
            return Ok(());
        }
        let dropping = failed("dropping digests");
        let mut database = self.database();
        let transaction = database.transaction().map_err(&dropping)?;
        for (number, sheaf) in damaged {
            let drop =
                "UPDATE record SET digest = NULL WHERE number = ?1 AND digest = ?2 RETURNING connection";
            let of = transaction.query_row(drop, [number, sheaf], |row| row.get(0)).optional();
            if let Some(of) = of.map_err(&dropping)? {
                sheaf::leave(&transaction, of, *sheaf, 1)?;
            }
        }
        transaction.commit().map_err(&dropping)
    }

    /// A digest of another format says nothing to who asks.
    fn drop_other_formats(&self, connection: &str, format: u32) -> Result<(), StoreError> {
        let known = self
            .reading()
            .prepare_cached("SELECT 1 FROM connection WHERE id = ?1 AND digest_format = ?2")
            .and_then(|mut find| find.exists((connection, format)))
            .map_err(failed("dropping digests"))?;
        if known {
            return Ok(());
        }
        self.write(|bulk| take_format(&bulk.transaction, number(&bulk.transaction, connection)?, format))
    }
}

/// Has a connection keep digests of this format, and drops those of another. Changes stored state.
pub(super) fn take_format(transaction: &Transaction<'_>, number: i64, format: u32) -> Result<(), StoreError> {
    let taking = failed("dropping digests");
    let changed = transaction
        .prepare_cached("UPDATE connection SET digest_format = ?2 WHERE number = ?1 AND digest_format <> ?2")
        .and_then(|mut take| take.execute((number, format)))
        .map_err(&taking)?;
    if changed > 0 {
        for drop in [
            "DELETE FROM sheaf WHERE connection = ?1 AND number IN (SELECT digest FROM record WHERE connection = ?1)",
            "UPDATE record SET digest = NULL WHERE connection = ?1 AND digest IS NOT NULL",
        ] {
            transaction.execute(drop, [number]).map_err(&taking)?;
        }
    }
    Ok(())
}
