//! Records, byte for byte as received.

use std::collections::BTreeMap;
use std::sync::Mutex;

use rusqlite::ToSql;

use crate::error::StoreError;
use crate::fhir::Reference;
use crate::store::digests::RecordVersion;
use crate::store::presence::MISSING;
use crate::store::seal::{Keys, TAG};
use crate::store::sheaf::{self, Part};
use crate::store::{Store, failed, lock};

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

/// What a sheaf holds of a record.
pub(super) struct Body<'a> {
    pub(super) fetched: u64,
    pub(super) id: &'a str,
    pub(super) json: &'a [u8],
}

impl<'a> Body<'a> {
    /// Hands on the pieces that it is stored as.
    pub(super) fn pieces<T>(&self, take: impl FnOnce(&[&[u8]]) -> T) -> T {
        let (fetched, length) = (self.fetched.to_be_bytes(), (self.id.len() as u64).to_be_bytes());
        take(&[&fetched, &length, self.id.as_bytes(), self.json])
    }

    fn read(stored: &'a [u8]) -> Option<Self> {
        let (fetched, rest) = stored.split_first_chunk()?;
        let (length, rest) = rest.split_first_chunk()?;
        let (id, json) = rest.split_at_checked(usize::try_from(u64::from_be_bytes(*length)).ok()?)?;
        Some(Self { fetched: u64::from_be_bytes(*fetched), id: std::str::from_utf8(id).ok()?, json })
    }
}

impl Store {
    /// How many records of each type are stored.
    pub fn counts(&self, connection: &str) -> Result<BTreeMap<String, u64>, StoreError> {
        self.counted(connection, &self.reader)
    }

    /// The same at the end of a sync: what a sync writes with has most of the index in its memory already, and nothing else
    /// fills with it.
    pub fn counts_as_written(&self, connection: &str) -> Result<BTreeMap<String, u64>, StoreError> {
        self.counted(connection, &self.bulk)
    }

    fn counted(
        &self,
        connection: &str,
        database: &Mutex<rusqlite::Connection>,
    ) -> Result<BTreeMap<String, u64>, StoreError> {
        let keys = self.connection_keys(connection)?;
        let rows = self.mending(|| {
            lock(database)
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
        let found = self.find("AND record.tag = ?2", &[[&connection, &tag]])?;
        Ok(self.open_found(connection, &keys, found)?.pop().map(|(_, record)| record))
    }

    /// All records of a type, in the order in which they came.
    pub fn records(&self, connection: &str, resource_type: &str) -> Result<Vec<StoredRecord>, StoreError> {
        let keys = self.connection_keys(connection)?;
        let kind = keys.tag("kind", &[resource_type.as_bytes()]);
        let found = self.find("AND record.kind = ?2 ORDER BY record.number", &[[&connection, &kind]])?;
        Ok(self.open_found(connection, &keys, found)?.into_iter().map(|(_, record)| record).collect())
    }

    /// The rows of a connection, which is the first parameter, that meet a condition, with each set of parameters in turn.
    pub(super) fn find<const N: usize>(
        &self,
        condition: &str,
        parameters: &[[&dyn ToSql; N]],
    ) -> Result<Found, StoreError> {
        let reading = failed("reading records");
        self.mending(|| {
            let database = self.reading();
            // The sheaves are read as of the same moment as the rows that name them.
            let moment = database.unchecked_transaction().map_err(&reading)?;
            let mut select = moment
                .prepare_cached(&format!(
                    "SELECT record.number, kind.tag, kind.sealed, record.tag, content, body, missing \
                     FROM record JOIN kind ON kind.connection = record.connection AND kind.tag = record.kind \
                     WHERE record.connection = (SELECT number FROM connection WHERE id = ?1) {condition}"
                ))
                .map_err(&reading)?;
            let mut rows: Vec<Row> = Vec::new();
            for some in parameters {
                for row in select.query_map(some.as_slice(), Row::read).map_err(&reading)? {
                    rows.push(row.map_err(&reading)?);
                }
            }
            let bodies = rows.iter().map(|row| (row.body, row.tag)).collect();
            let sheaves = sheaf::Read::of(&moment, bodies).map_err(&reading)?;
            Ok(Found { rows, sheaves })
        })
    }

    /// Opens what was found. Records that do not open are discarded, and the next sync brings them again.
    pub(super) fn open_found(
        &self,
        connection: &str,
        keys: &Keys,
        found: Found,
    ) -> Result<Vec<(RecordVersion, StoredRecord)>, StoreError> {
        let Found { rows, sheaves } = found;
        let mut opened: Vec<Option<StoredRecord>> = Vec::new();
        opened.resize_with(rows.len(), || None);
        let mut kinds = Kinds::default();
        sheaves.open_each(Part::Body, keys, &mut |place, body| {
            opened[place] = body.and_then(|body| rows[place].open(keys, body, &mut kinds));
        });
        let (mut records, mut damaged) = (Vec::with_capacity(rows.len()), Vec::new());
        for (row, record) in rows.into_iter().zip(opened) {
            match record {
                Some(record) => records.push((row.version(), record)),
                None => damaged.push(row.number),
            }
        }
        self.discard(connection, &damaged)?;
        Ok(records)
    }
}

/// Rows as they stand in the file, and the sheaves that they name.
pub(super) struct Found {
    rows: Vec<Row>,
    sheaves: sheaf::Read,
}

impl Found {
    /// The number of the last row.
    pub(super) fn last(&self) -> Option<i64> {
        self.rows.last().map(|row| row.number)
    }
}

/// A record's row, read by a query for `record.number, kind.tag, kind.sealed, record.tag, content, body, missing`.
pub(super) struct Row {
    pub(super) number: i64,
    pub(super) kind: [u8; TAG],
    kind_sealed: Vec<u8>,
    pub(super) tag: [u8; TAG],
    pub(super) content: [u8; TAG],
    pub(super) body: i64,
    pub(super) missing: Option<Vec<u8>>,
}

impl Row {
    pub(super) fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            number: row.get(0)?,
            kind: row.get(1)?,
            kind_sealed: row.get(2)?,
            tag: row.get(3)?,
            content: row.get(4)?,
            body: row.get(5)?,
            missing: row.get(6)?,
        })
    }

    /// Whether the name of its type opens.
    pub(super) fn has_name(&self, keys: &Keys) -> bool {
        kind_name(keys, &self.kind, self.kind_sealed.clone()).is_ok()
    }

    fn version(&self) -> RecordVersion {
        let Self { number, kind, tag, content, .. } = *self;
        RecordVersion { number, kind, tag, content }
    }

    fn open(&self, keys: &Keys, body: &[u8], kinds: &mut Kinds) -> Option<StoredRecord> {
        let body = Body::read(body)?;
        let resource_type = kinds.name(keys, &self.kind, &self.kind_sealed).ok()?;
        Some(StoredRecord {
            reference: Reference { resource_type, id: body.id.to_owned() },
            fetched: body.fetched,
            missing_since: missing_since(keys, self.missing.as_deref()),
            json: body.json.to_vec(),
        })
    }
}

/// The kind whose name was opened last: most rows that are read together are of one.
#[derive(Default)]
struct Kinds(Option<([u8; TAG], Vec<u8>, String)>);

impl Kinds {
    fn name(&mut self, keys: &Keys, tag: &[u8; TAG], sealed: &[u8]) -> Result<String, StoreError> {
        if let Some((known, known_sealed, name)) = &self.0
            && (known, known_sealed.as_slice()) == (tag, sealed)
        {
            return Ok(name.clone());
        }
        let name = kind_name(keys, tag, sealed.to_vec())?;
        self.0 = Some((*tag, sealed.to_vec(), name.clone()));
        Ok(name)
    }
}

fn kind_name(keys: &Keys, tag: &[u8], sealed: Vec<u8>) -> Result<String, StoreError> {
    String::from_utf8(keys.open(tag, sealed)?).map_err(|_| StoreError::Undecryptable)
}

/// Since when a record is marked. That it is, and not since when, decides what is shown: a time that does not open is 1970.
pub(super) fn missing_since(keys: &Keys, missing: Option<&[u8]>) -> Option<u64> {
    let opened = keys.open(MISSING, missing?.to_vec()).ok();
    Some(opened.and_then(|time| time.try_into().ok()).map_or(0, u64::from_be_bytes))
}

pub(super) fn record_tag(keys: &Keys, reference: &Reference) -> [u8; TAG] {
    keys.tag("record", &[reference.resource_type.as_bytes(), reference.id.as_bytes()])
}
