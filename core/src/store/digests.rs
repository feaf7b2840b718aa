//! Digests: what lists, counts and searches need of a record, sealed beside it so that they need not open the record.
//!
//! What is in a digest is the business of who makes it. The store knows which records have none: those that are new,
//! whose content changed, or whose digest is of another format.

use rusqlite::{OptionalExtension as _, Transaction};

use crate::error::StoreError;
use crate::store::batch::number;
use crate::store::records::{Row, missing_since};
use crate::store::seal::{Keys, TAG};
use crate::store::{Store, StoredRecord, failed};

/// Number, tag, digest, and since when it is missing, as they stand in the file.
type DigestRow = (i64, [u8; TAG], Vec<u8>, Option<Vec<u8>>);

/// One content of one record: a digest that was made from another content is not kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RecordVersion {
    number: i64,
    tag: [u8; TAG],
    content: [u8; TAG],
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
        let rows = self.mending(|| {
            self.drop_other_formats(connection, format)?;
            self.reading()
                .prepare_cached(
                    "SELECT record.number, kind.tag, kind.sealed, record.tag, body.sealed, missing, record.content \
                     FROM record JOIN body ON body.record = record.number \
                     JOIN kind ON kind.connection = record.connection AND kind.tag = record.kind \
                     WHERE record.connection = (SELECT number FROM connection WHERE id = ?1) AND digest IS NULL \
                     ORDER BY record.number LIMIT ?2",
                )
                .and_then(|mut statement| {
                    let read = |row: &rusqlite::Row<'_>| {
                        let version = RecordVersion { number: row.get(0)?, tag: row.get(3)?, content: row.get(6)? };
                        Ok((Row::read(row)?, version))
                    };
                    statement.query_map((connection, limit), read)?.collect::<Result<Vec<_>, _>>()
                })
                .map_err(failed("reading records without a digest"))
        })?;
        let opened = self.open_rows(connection, &keys, rows)?;
        Ok(opened.into_iter().map(|(record, version)| (version, record)).collect())
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
        let mut sealed = Vec::with_capacity(digests.len());
        for (version, digest) in digests {
            sealed.push((version, keys.seal(&digest_place(&version.tag), digest)?));
        }
        self.mending(|| {
            let mut database = self.bulk();
            let transaction = database.transaction().map_err(&writing)?;
            let number = number(&transaction, connection)?;
            {
                let mut set = transaction
                    .prepare_cached(
                        "UPDATE record SET digest = ?4 WHERE number = ?1 AND connection = ?2 AND content = ?3",
                    )
                    .map_err(&writing)?;
                for (version, digest) in &sealed {
                    set.execute((version.number, number, version.content, digest)).map_err(&writing)?;
                }
            }
            transaction.commit().map_err(&writing)
        })
    }

    /// The digests of the records of these types, of all types where none is named, in the order in which the records
    /// came.
    pub fn digests(&self, connection: &str, types: &[&str]) -> Result<Vec<StoredDigest>, StoreError> {
        let keys = self.connection_keys(connection)?;
        let mut rows = self.mending(|| self.digest_rows(connection, &keys, types))?;
        rows.sort_unstable_by_key(|row| row.0);
        let (mut digests, mut damaged) = (Vec::with_capacity(rows.len()), Vec::new());
        for (number, tag, sealed, missing) in rows {
            match keys.open(&digest_place(&tag), sealed) {
                Ok(digest) => {
                    let missing_since = missing_since(&keys, missing);
                    digests.push(StoredDigest { number, digest, missing_since });
                }
                Err(_) => damaged.push(number),
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
    ) -> Result<Vec<DigestRow>, StoreError> {
        let reading = failed("reading digests");
        let database = self.reading();
        let mut rows = Vec::new();
        let mut select = |condition: &str, kind: Option<[u8; TAG]>| {
            let mut statement = database.prepare_cached(&format!(
                "SELECT number, tag, digest, missing FROM record WHERE {condition} AND digest IS NOT NULL \
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
        Ok(rows)
    }

    /// The records with these numbers, in their order. What is not there any more is left out.
    pub fn records_at(&self, connection: &str, numbers: &[i64]) -> Result<Vec<StoredRecord>, StoreError> {
        let keys = self.connection_keys(connection)?;
        let rows = self.mending(|| {
            let reading = failed("reading records");
            let database = self.reading();
            let mut select = database
                .prepare_cached(
                    "SELECT record.number, kind.tag, kind.sealed, record.tag, body.sealed, missing \
                     FROM record JOIN body ON body.record = record.number \
                     JOIN kind ON kind.connection = record.connection AND kind.tag = record.kind \
                     WHERE record.number = ?2 \
                     AND record.connection = (SELECT number FROM connection WHERE id = ?1)",
                )
                .map_err(&reading)?;
            let mut rows = Vec::with_capacity(numbers.len());
            for number in numbers {
                let row = select.query_row((connection, number), Row::read).optional().map_err(&reading)?;
                rows.extend(row.map(|row| (row, ())));
            }
            Ok(rows)
        })?;
        Ok(self.open_rows(connection, &keys, rows)?.into_iter().map(|(record, ())| record).collect())
    }

    /// A digest that does not open is made again.
    fn drop_digests(&self, numbers: &[i64]) -> Result<(), StoreError> {
        for number in numbers {
            self.database()
                .execute("UPDATE record SET digest = NULL WHERE number = ?1", [number])
                .map_err(failed("dropping digests"))?;
        }
        Ok(())
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
        transaction
            .execute("UPDATE record SET digest = NULL WHERE connection = ?1 AND digest IS NOT NULL", [number])
            .map_err(&taking)?;
    }
    Ok(())
}

/// What the digest of a record is sealed to.
pub(super) fn digest_place(tag: &[u8; TAG]) -> [u8; 6 + TAG] {
    let mut place = *b"digest                ";
    place[6..].copy_from_slice(tag);
    place
}
