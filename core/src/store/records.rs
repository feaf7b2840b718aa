//! Records, byte for byte as received.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{OptionalExtension as _, Transaction};
use serde::{Deserialize, Serialize};

use crate::error::StoreError;
use crate::fhir::{Entry, Reference};
use crate::store::presence::MISSING;
use crate::store::seal::{Keys, TAG};
use crate::store::{Store, failed, to_json};

/// A record out of the store.
#[derive(Clone)]
pub struct StoredRecord {
    /// Its FHIR type and id.
    pub reference: Reference,
    /// When it was fetched, in seconds since 1970.
    pub fetched: u64,
    /// Since when the payer no longer has it, in seconds since 1970.
    pub missing_since: Option<u64>,
    /// The resource, byte for byte as received.
    pub json: Vec<u8>,
}

crate::secret::opaque_debug!(StoredRecord);

/// What became of a batch.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Put {
    /// Records that were not there before.
    pub new: u64,
    /// Records that were there with other content.
    pub changed: u64,
    /// Records that were there as they came.
    pub unchanged: u64,
}

#[derive(Serialize, Deserialize)]
struct Header {
    id: String,
    fetched: u64,
}

impl Store {
    /// Stores a batch in one transaction: all of it, or nothing. Changes stored state.
    ///
    /// What the entries refer to, as far as `is_wanted` says so, is noted to be fetched.
    pub fn put_records(
        &self,
        connection: &str,
        entries: Vec<Entry>,
        is_wanted: impl Fn(&Reference) -> bool,
    ) -> Result<Put, StoreError> {
        let keys = self.connection_keys(connection)?;
        let fetched = self.now();
        // Sealed before the database is taken: the lock is held for the writing alone.
        let mut rows = Vec::with_capacity(entries.len());
        for Entry { reference, json, refers_to, .. } in entries {
            let kind = keys.tag("kind", &[reference.resource_type.as_bytes()]);
            let tag = record_tag(&keys, &reference);
            let content = keys.tag("content", &[&json]);
            let header = to_json(&Header { id: reference.id, fetched })?;
            let length = u32::try_from(header.len()).unwrap_or_default().to_be_bytes();
            // The resource stays byte for byte what it was.
            let sealed = keys.seal_parts(&tag, &[&length, &header, &json])?;
            rows.push(NewRow {
                resource_type: reference.resource_type,
                kind,
                tag,
                content,
                sealed,
                refers_to,
            });
        }
        let outcome = self.write(connection, &keys, rows, is_wanted);
        self.mended(outcome)
    }

    fn write(
        &self,
        connection: &str,
        keys: &Keys,
        rows: Vec<NewRow>,
        is_wanted: impl Fn(&Reference) -> bool,
    ) -> Result<Put, StoreError> {
        let writing = failed("storing records");
        let mut put = Put::default();
        let mut database = self.bulk();
        let transaction = database.transaction().map_err(&writing)?;
        let (number, crawl) = number_and_crawl(&transaction, connection)?;
        {
            let prepare = |sql| transaction.prepare_cached(sql).map_err(&writing);
            let mut find = prepare(
                "SELECT number, content, seen = ?3 AND missing IS NULL FROM record WHERE connection = ?1 AND tag = ?2",
            )?;
            let mut insert = prepare(
                "INSERT OR IGNORE INTO record (connection, kind, tag, content, seen) VALUES (?1, ?2, ?3, ?4, ?5)",
            )?;
            let mut insert_body = prepare("INSERT INTO body (record, sealed) VALUES (?1, ?2)")?;
            let mut update = prepare(
                "UPDATE record SET content = ?2, seen = ?3, missing = NULL, digest = NULL WHERE number = ?1",
            )?;
            let mut update_body = prepare("UPDATE body SET sealed = ?2 WHERE record = ?1")?;
            let mut see = prepare("UPDATE record SET seen = ?2, missing = NULL WHERE number = ?1")?;
            let mut name_kind =
                prepare("INSERT OR IGNORE INTO kind (connection, tag, sealed) VALUES (?1, ?2, ?3)")?;
            let mut want = prepare(
                "INSERT OR IGNORE INTO wanted (connection, tag, sealed) SELECT ?1, ?2, ?3 \
                 WHERE NOT EXISTS (SELECT 1 FROM record WHERE connection = ?1 AND tag = ?2)",
            )?;
            let mut named = BTreeSet::new();
            for NewRow { resource_type, kind, tag, content, sealed, refers_to } in rows {
                if named.insert(resource_type.clone()) {
                    name_kind
                        .execute((number, kind, keys.seal(&kind, resource_type.into_bytes())?))
                        .map_err(&writing)?;
                }
                if insert.execute((number, kind, tag, content, crawl)).map_err(&writing)? == 1 {
                    insert_body.execute((transaction.last_insert_rowid(), sealed)).map_err(&writing)?;
                    put.new += 1;
                } else {
                    let (record, stored, is_seen): (i64, [u8; TAG], bool) = find
                        .query_row((number, tag, crawl), |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
                        .map_err(&writing)?;
                    if stored == content {
                        if !is_seen {
                            see.execute((record, crawl)).map_err(&writing)?;
                        }
                        put.unchanged += 1;
                    } else {
                        update.execute((record, content, crawl)).map_err(&writing)?;
                        update_body.execute((record, sealed)).map_err(&writing)?;
                        put.changed += 1;
                    }
                }
                for reference in refers_to.iter().filter(|reference| is_wanted(reference)) {
                    let tag = record_tag(keys, reference);
                    want.execute((number, tag, keys.seal(&tag, to_json(reference)?)?)).map_err(&writing)?;
                }
            }
        }
        transaction.commit().map_err(&writing)?;
        Ok(put)
    }

    /// How many records of each type are stored.
    pub fn counts(&self, connection: &str) -> Result<BTreeMap<String, u64>, StoreError> {
        let keys = self.connection_keys(connection)?;
        let rows = self.mending(|| {
            self.reading()
                .prepare_cached(
                    "SELECT kind.tag, kind.sealed, (SELECT count(*) FROM record WHERE record.connection = kind.connection \
                     AND record.kind = kind.tag) FROM kind JOIN connection ON number = kind.connection WHERE id = ?1",
                )
                .and_then(|mut statement| {
                    let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
                    statement.query_map([connection], read)?.collect::<Result<Vec<(Vec<u8>, Vec<u8>, u64)>, _>>()
                })
                .map_err(failed("counting records"))
        })?;
        let mut counts = BTreeMap::new();
        for (tag, sealed, count) in rows {
            match kind_name(&keys, &tag, sealed) {
                Ok(name) if count > 0 => drop(counts.insert(name, count)),
                Ok(_) => {}
                Err(_) => self.discard(connection, &self.numbers_of(connection, &tag)?)?,
            }
        }
        Ok(counts)
    }

    fn numbers_of(&self, connection: &str, kind: &[u8]) -> Result<Vec<i64>, StoreError> {
        self.reading()
            .prepare_cached(
                "SELECT record.number FROM record JOIN connection ON connection.number = record.connection \
                 WHERE id = ?1 AND kind = ?2",
            )
            .and_then(|mut statement| statement.query_map((connection, kind), |row| row.get(0))?.collect())
            .map_err(failed("counting records"))
    }

    /// One record, or `None` where there is none.
    pub fn record(
        &self,
        connection: &str,
        reference: &Reference,
    ) -> Result<Option<StoredRecord>, StoreError> {
        let keys = self.connection_keys(connection)?;
        let tag = record_tag(&keys, reference);
        let row = self.mending(|| {
            self.reading()
                .prepare_cached(
                    "SELECT record.number, kind.tag, kind.sealed, record.tag, body.sealed, missing \
                     FROM record JOIN body ON body.record = record.number \
                     JOIN kind ON kind.connection = record.connection AND kind.tag = record.kind \
                     WHERE record.connection = (SELECT number FROM connection WHERE id = ?1) AND record.tag = ?2",
                )
                .and_then(|mut statement| statement.query_row((connection, tag), Row::read).optional())
                .map_err(failed("reading a record"))
        })?;
        let rows = row.into_iter().map(|row| (row, ())).collect();
        Ok(self.open_rows(connection, &keys, rows)?.pop().map(|(record, ())| record))
    }

    /// All records of a type, in the order in which they came.
    pub fn records(&self, connection: &str, resource_type: &str) -> Result<Vec<StoredRecord>, StoreError> {
        let keys = self.connection_keys(connection)?;
        let kind = keys.tag("kind", &[resource_type.as_bytes()]);
        let rows = self.mending(|| {
            self.reading()
                .prepare_cached(
                    "SELECT record.number, kind.tag, kind.sealed, record.tag, body.sealed, missing \
                     FROM record JOIN body ON body.record = record.number \
                     JOIN kind ON kind.connection = record.connection AND kind.tag = record.kind \
                     WHERE record.connection = (SELECT number FROM connection WHERE id = ?1) AND record.kind = ?2 \
                     ORDER BY record.number",
                )
                .and_then(|mut statement| {
                    let read = |row: &rusqlite::Row<'_>| Ok((Row::read(row)?, ()));
                    statement.query_map((connection, kind), read)?.collect::<Result<Vec<_>, _>>()
                })
                .map_err(failed("reading records"))
        })?;
        Ok(self.open_rows(connection, &keys, rows)?.into_iter().map(|(record, ())| record).collect())
    }

    /// Opens rows. Those that do not open are discarded, and the next sync brings them again.
    pub(super) fn open_rows<T>(
        &self,
        connection: &str,
        keys: &Keys,
        rows: Vec<(Row, T)>,
    ) -> Result<Vec<(StoredRecord, T)>, StoreError> {
        let (mut opened, mut damaged) = (Vec::with_capacity(rows.len()), Vec::new());
        for (row, with) in rows {
            let number = row.number;
            match row.open(keys) {
                Ok(record) => opened.push((record, with)),
                Err(_) => damaged.push(number),
            }
        }
        self.discard(connection, &damaged)?;
        Ok(opened)
    }
}

/// A record that is sealed and not yet written.
struct NewRow {
    resource_type: String,
    kind: [u8; TAG],
    tag: [u8; TAG],
    content: [u8; TAG],
    sealed: Vec<u8>,
    refers_to: BTreeSet<Reference>,
}

/// A record as it stands in the file, read by one of the queries for `record.number, kind.tag, kind.sealed, record.tag,
/// body.sealed, missing`.
pub(super) struct Row {
    pub(super) number: i64,
    pub(super) kind: [u8; TAG],
    kind_sealed: Vec<u8>,
    pub(super) tag: [u8; TAG],
    pub(super) sealed: Vec<u8>,
    pub(super) missing: Option<Vec<u8>>,
}

impl Row {
    pub(super) fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            number: row.get(0)?,
            kind: row.get(1)?,
            kind_sealed: row.get(2)?,
            tag: row.get(3)?,
            sealed: row.get(4)?,
            missing: row.get(5)?,
        })
    }

    /// Whether it would not open.
    pub(super) fn is_damaged(&self, keys: &Keys) -> bool {
        keys.open(&self.tag, self.sealed.clone()).is_err()
            || kind_name(keys, &self.kind, self.kind_sealed.clone()).is_err()
    }

    pub(super) fn open(self, keys: &Keys) -> Result<StoredRecord, StoreError> {
        let resource_type = kind_name(keys, &self.kind, self.kind_sealed)?;
        let mut plain = keys.open(&self.tag, self.sealed)?;
        let (length, rest) = plain.split_first_chunk::<4>().ok_or(StoreError::Undecryptable)?;
        let (header, _) =
            rest.split_at_checked(u32::from_be_bytes(*length) as usize).ok_or(StoreError::Undecryptable)?;
        let start = 4 + header.len();
        let header: Header = serde_json::from_slice(header).map_err(|_| StoreError::Undecryptable)?;
        plain.drain(..start);
        Ok(StoredRecord {
            reference: Reference { resource_type, id: header.id },
            fetched: header.fetched,
            missing_since: missing_since(keys, self.missing),
            json: plain,
        })
    }
}

fn kind_name(keys: &Keys, tag: &[u8], sealed: Vec<u8>) -> Result<String, StoreError> {
    String::from_utf8(keys.open(tag, sealed)?).map_err(|_| StoreError::Undecryptable)
}

/// Since when a record is marked. That it is, and not since when, decides what is shown: a time that does not open is 1970.
pub(super) fn missing_since(keys: &Keys, missing: Option<Vec<u8>>) -> Option<u64> {
    let opened = keys.open(MISSING, missing?).ok();
    Some(opened.and_then(|time| time.try_into().ok()).map_or(0, u64::from_be_bytes))
}

/// The number that stands for a connection in the other tables.
pub(super) fn number(transaction: &Transaction<'_>, connection: &str) -> Result<i64, StoreError> {
    number_and_crawl(transaction, connection).map(|(number, _)| number)
}

fn number_and_crawl(transaction: &Transaction<'_>, connection: &str) -> Result<(i64, i64), StoreError> {
    transaction
        .query_row("SELECT number, crawl FROM connection WHERE id = ?1", [connection], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .optional()
        .map_err(failed("finding a connection"))?
        .ok_or(StoreError::UnknownConnection)
}

pub(super) fn record_tag(keys: &Keys, reference: &Reference) -> [u8; TAG] {
    keys.tag("record", &[reference.resource_type.as_bytes(), reference.id.as_bytes()])
}
