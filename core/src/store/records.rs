//! Records, byte for byte as received.

use std::collections::BTreeMap;

use rusqlite::OptionalExtension as _;
use serde::{Deserialize, Serialize};

use crate::error::StoreError;
use crate::fhir::Reference;
use crate::store::pack::{Packed, unpack};
use crate::store::presence::MISSING;
use crate::store::seal::{Keys, TAG};
use crate::store::{Store, failed};

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

/// What stands sealed before the resource.
#[derive(Serialize, Deserialize)]
pub(super) struct Header {
    id: String,
    fetched: u64,
    /// Bytes of the resource where it is compressed, as up to version 4 of the file.
    #[serde(default, skip_serializing)]
    size: Option<u32>,
    /// Bytes of the resource where it is compressed with the dictionary.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    length: Option<u32>,
}

impl Header {
    pub(super) fn new(id: String, fetched: u64, length: Option<u32>) -> Self {
        Self { id, fetched, size: None, length }
    }

    fn packed(&self) -> Option<Packed> {
        self.length.map(Packed::WithDictionary).or(self.size.map(Packed::Alone))
    }
}

impl Store {
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
                Err(_) => self.discard(connection, &self.mending(|| self.numbers_of(connection, &tag))?)?,
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
        let mut kinds = Kinds::default();
        for (row, with) in rows {
            let number = row.number;
            match row.open(keys, &mut kinds) {
                Ok(record) => opened.push((record, with)),
                Err(_) => damaged.push(number),
            }
        }
        self.discard(connection, &damaged)?;
        Ok(opened)
    }
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

    fn open(self, keys: &Keys, kinds: &mut Kinds) -> Result<StoredRecord, StoreError> {
        let resource_type = kinds.name(keys, &self.kind, self.kind_sealed)?;
        let mut plain = keys.open(&self.tag, self.sealed)?;
        let (length, rest) = plain.split_first_chunk::<4>().ok_or(StoreError::Undecryptable)?;
        let (header, _) =
            rest.split_at_checked(u32::from_be_bytes(*length) as usize).ok_or(StoreError::Undecryptable)?;
        let start = 4 + header.len();
        let header: Header = serde_json::from_slice(header).map_err(|_| StoreError::Undecryptable)?;
        let json = match header.packed() {
            Some(packed) => unpack(&plain[start..], packed)?,
            None => plain.split_off(start),
        };
        Ok(StoredRecord {
            reference: Reference { resource_type, id: header.id },
            fetched: header.fetched,
            missing_since: missing_since(keys, self.missing),
            json,
        })
    }
}

/// The kind whose name was opened last: most rows that are read together are of one.
#[derive(Default)]
struct Kinds(Option<([u8; TAG], Vec<u8>, String)>);

impl Kinds {
    fn name(&mut self, keys: &Keys, tag: &[u8; TAG], sealed: Vec<u8>) -> Result<String, StoreError> {
        if let Some((known, known_sealed, name)) = &self.0
            && (known, known_sealed) == (tag, &sealed)
        {
            return Ok(name.clone());
        }
        let name = kind_name(keys, tag, sealed.clone())?;
        self.0 = Some((*tag, sealed, name.clone()));
        Ok(name)
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

pub(super) fn record_tag(keys: &Keys, reference: &Reference) -> [u8; TAG] {
    keys.tag("record", &[reference.resource_type.as_bytes(), reference.id.as_bytes()])
}
