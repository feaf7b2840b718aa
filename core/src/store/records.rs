//! Records, byte for byte as received; references still to be fetched; checkpoints of a sync.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{OptionalExtension as _, Transaction};
use serde::{Deserialize, Serialize};

use crate::error::StoreError;
use crate::fhir::{Entry, Reference};
use crate::store::seal::Keys;
use crate::store::{Store, connection_key, failed};

/// A record out of the store.
#[derive(Clone)]
pub struct StoredRecord {
    /// Its FHIR type and id.
    pub reference: Reference,
    /// When it was fetched, in seconds since 1970.
    pub fetched: u64,
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

/// How far a search has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Checkpoint {
    /// More pages are to come.
    Next {
        /// Link to the next one.
        link: String,
        /// Since when it is known, in seconds since 1970: servers forget such links.
        since: u64,
    },
    /// All pages are stored, since this time in seconds since 1970.
    Done(u64),
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
        let writing = failed("storing records");
        // Sealed before the database is taken: the lock is held for the writing alone.
        let mut rows = Vec::with_capacity(entries.len());
        for Entry { reference, json, refers_to } in entries {
            let kind = keys.tag("kind", &[reference.resource_type.as_bytes()]);
            let tag = record_tag(&keys, &reference);
            let content = keys.tag("content", &[&json]);
            let sealed = keys.seal(&tag, frame(&Header { id: reference.id.clone(), fetched }, &json)?)?;
            rows.push((reference.resource_type, kind, tag, content, sealed, refers_to));
        }
        let mut put = Put::default();
        let mut database = self.database();
        let transaction = database.transaction().map_err(&writing)?;
        let number = number(&transaction, connection)?;
        {
            let mut find = transaction
                .prepare_cached("SELECT content FROM record WHERE connection = ?1 AND tag = ?2")
                .map_err(&writing)?;
            let mut insert = transaction
                .prepare_cached(
                    "INSERT INTO record (connection, kind, tag, content, sealed) VALUES (?1, ?2, ?3, ?4, ?5)",
                )
                .map_err(&writing)?;
            let mut update = transaction
                .prepare_cached(
                    "UPDATE record SET content = ?3, sealed = ?4 WHERE connection = ?1 AND tag = ?2",
                )
                .map_err(&writing)?;
            let mut name_kind = transaction
                .prepare_cached("INSERT OR IGNORE INTO kind (connection, tag, sealed) VALUES (?1, ?2, ?3)")
                .map_err(&writing)?;
            let mut want = transaction
                .prepare_cached(
                    "INSERT OR IGNORE INTO wanted (connection, tag, sealed) SELECT ?1, ?2, ?3 \
                     WHERE NOT EXISTS (SELECT 1 FROM record WHERE connection = ?1 AND tag = ?2)",
                )
                .map_err(&writing)?;
            let mut named = BTreeSet::new();
            for (resource_type, kind, tag, content, sealed, refers_to) in rows {
                if named.insert(resource_type.clone()) {
                    name_kind
                        .execute((number, kind, keys.seal(&kind, resource_type.into_bytes())?))
                        .map_err(&writing)?;
                }
                let stored: Option<Vec<u8>> =
                    find.query_row((number, tag), |row| row.get(0)).optional().map_err(&writing)?;
                match stored {
                    None => {
                        insert.execute((number, kind, tag, content, sealed)).map_err(&writing)?;
                        put.new += 1;
                    }
                    Some(stored) if stored != content => {
                        update.execute((number, tag, content, sealed)).map_err(&writing)?;
                        put.changed += 1;
                    }
                    Some(_) => put.unchanged += 1,
                }
                for reference in refers_to.iter().filter(|reference| is_wanted(reference)) {
                    let tag = record_tag(&keys, reference);
                    want.execute((number, tag, keys.seal(&tag, to_json(reference)?)?)).map_err(&writing)?;
                }
            }
        }
        transaction.commit().map_err(&writing)?;
        Ok(put)
    }

    /// Notes a reference to be fetched. Changes stored state.
    pub fn want(&self, connection: &str, reference: &Reference) -> Result<(), StoreError> {
        let keys = self.connection_keys(connection)?;
        let writing = failed("noting a reference");
        let tag = record_tag(&keys, reference);
        let sealed = keys.seal(&tag, to_json(reference)?)?;
        let mut database = self.database();
        let transaction = database.transaction().map_err(&writing)?;
        let number = number(&transaction, connection)?;
        transaction
            .execute(
                "INSERT OR IGNORE INTO wanted (connection, tag, sealed) VALUES (?1, ?2, ?3)",
                (number, tag, sealed),
            )
            .map_err(&writing)?;
        transaction.commit().map_err(&writing)
    }

    /// References that are noted, not stored, and not refused by the payer in this sync.
    pub fn wanted(&self, connection: &str) -> Result<Vec<Reference>, StoreError> {
        let keys = self.connection_keys(connection)?;
        let reading = failed("reading references");
        let rows = {
            let database = self.database();
            let mut statement = database
                .prepare_cached(
                    "SELECT wanted.tag, wanted.sealed FROM wanted JOIN connection ON number = wanted.connection \
                     WHERE id = ?1 AND refused = 0 AND NOT EXISTS \
                     (SELECT 1 FROM record WHERE record.connection = wanted.connection AND record.tag = wanted.tag)",
                )
                .map_err(&reading)?;
            let rows = statement
                .query_map([connection], |row| Ok((row.get::<_, Vec<u8>>(0)?, row.get(1)?)))
                .map_err(&reading)?;
            rows.collect::<Result<Vec<(Vec<u8>, Vec<u8>)>, _>>().map_err(&reading)?
        };
        rows.into_iter()
            .map(|(tag, sealed)| {
                let plain = keys.open(&tag, sealed)?;
                serde_json::from_slice(&plain).map_err(|_| StoreError::Undecryptable)
            })
            .collect()
    }

    /// Notes that the payer does not give what a reference leads to. Changes stored state.
    pub fn refuse_wanted(&self, connection: &str, reference: &Reference) -> Result<(), StoreError> {
        let tag = record_tag(&*self.connection_keys(connection)?, reference);
        self.database()
            .execute(
                "UPDATE wanted SET refused = 1 WHERE tag = ?2 AND connection = (SELECT number FROM connection WHERE id = ?1)",
                (connection, tag),
            )
            .map(|_| ())
            .map_err(failed("noting a reference"))
    }

    /// Forgets which references the payer refused before. Changes stored state.
    pub fn retry_wanted(&self, connection: &str) -> Result<(), StoreError> {
        self.database()
            .execute("UPDATE wanted SET refused = 0 WHERE connection = (SELECT number FROM connection WHERE id = ?1)", [connection])
            .map(|_| ())
            .map_err(failed("noting references"))
    }

    /// Where the search `name` of the running sync stands.
    pub fn checkpoint(&self, connection: &str, name: &str) -> Result<Option<Checkpoint>, StoreError> {
        let keys = self.connection_keys(connection)?;
        let tag = keys.tag("checkpoint", &[name.as_bytes()]);
        let sealed: Option<Vec<u8>> = self
            .database()
            .query_row(
                "SELECT checkpoint.sealed FROM checkpoint JOIN connection ON number = connection WHERE id = ?1 AND tag = ?2",
                (connection, tag),
                |row| row.get(0),
            )
            .optional()
            .map_err(failed("reading a checkpoint"))?;
        // A checkpoint that does not open costs a repetition, nothing else.
        Ok(sealed
            .and_then(|sealed| keys.open(&tag, sealed).ok())
            .and_then(|plain| serde_json::from_slice(&plain).ok()))
    }

    /// Notes where the search `name` stands. Changes stored state.
    pub fn set_checkpoint(
        &self,
        connection: &str,
        name: &str,
        checkpoint: &Checkpoint,
    ) -> Result<(), StoreError> {
        let keys = self.connection_keys(connection)?;
        let tag = keys.tag("checkpoint", &[name.as_bytes()]);
        let sealed = keys.seal(&tag, to_json(checkpoint)?)?;
        self.database()
            .execute(
                "INSERT OR REPLACE INTO checkpoint (connection, tag, sealed) \
                 SELECT number, ?2, ?3 FROM connection WHERE id = ?1",
                (connection, tag, sealed),
            )
            .map(|_| ())
            .map_err(failed("writing a checkpoint"))
    }

    /// Forgets the checkpoints: the next sync begins anew. Changes stored state.
    pub fn clear_checkpoints(&self, connection: &str) -> Result<(), StoreError> {
        let writing = failed("clearing checkpoints");
        let mut database = self.database();
        let transaction = database.transaction().map_err(&writing)?;
        let number = number(&transaction, connection)?;
        transaction.execute("DELETE FROM checkpoint WHERE connection = ?1", [number]).map_err(&writing)?;
        transaction.execute("DELETE FROM wanted WHERE connection = ?1", [number]).map_err(&writing)?;
        transaction.commit().map_err(&writing)
    }

    /// How many records of each type are stored.
    pub fn counts(&self, connection: &str) -> Result<BTreeMap<String, u64>, StoreError> {
        let keys = self.connection_keys(connection)?;
        let reading = failed("counting records");
        let database = self.database();
        let mut statement = database
            .prepare_cached(
                "SELECT kind.tag, kind.sealed, (SELECT count(*) FROM record WHERE record.connection = kind.connection \
                 AND record.kind = kind.tag) FROM kind JOIN connection ON number = kind.connection WHERE id = ?1",
            )
            .map_err(&reading)?;
        let rows = statement
            .query_map([connection], |row| {
                Ok((row.get::<_, Vec<u8>>(0)?, row.get(1)?, row.get::<_, u64>(2)?))
            })
            .map_err(&reading)?
            .collect::<Result<Vec<(Vec<u8>, Vec<u8>, u64)>, _>>()
            .map_err(&reading)?;
        rows.into_iter()
            .filter(|(_, _, count)| *count > 0)
            .map(|(tag, sealed, count)| {
                let name =
                    String::from_utf8(keys.open(&tag, sealed)?).map_err(|_| StoreError::Undecryptable)?;
                Ok((name, count))
            })
            .collect()
    }

    /// One record, or `None` where there is none.
    pub fn record(
        &self,
        connection: &str,
        reference: &Reference,
    ) -> Result<Option<StoredRecord>, StoreError> {
        let keys = self.connection_keys(connection)?;
        let tag = record_tag(&keys, reference);
        let sealed: Option<Vec<u8>> = self
            .database()
            .query_row(
                "SELECT record.sealed FROM record JOIN connection ON connection.number = record.connection WHERE id = ?1 AND tag = ?2",
                (connection, tag),
                |row| row.get(0),
            )
            .optional()
            .map_err(failed("reading a record"))?;
        sealed.map(|sealed| open_record(&keys, &reference.resource_type, &tag, sealed)).transpose()
    }

    /// All records of a type.
    pub fn records(&self, connection: &str, resource_type: &str) -> Result<Vec<StoredRecord>, StoreError> {
        let keys = self.connection_keys(connection)?;
        let kind = keys.tag("kind", &[resource_type.as_bytes()]);
        let reading = failed("reading records");
        let rows = {
            let database = self.database();
            let mut statement = database
                .prepare_cached(
                    "SELECT tag, record.sealed FROM record JOIN connection ON connection.number = record.connection \
                     WHERE id = ?1 AND kind = ?2 ORDER BY record.number",
                )
                .map_err(&reading)?;
            let rows = statement
                .query_map((connection, kind), |row| Ok((row.get(0)?, row.get(1)?)))
                .map_err(&reading)?;
            rows.collect::<Result<Vec<(Vec<u8>, Vec<u8>)>, _>>().map_err(&reading)?
        };
        rows.into_iter().map(|(tag, sealed)| open_record(&keys, resource_type, &tag, sealed)).collect()
    }

    fn connection_keys(&self, id: &str) -> Result<std::sync::Arc<Keys>, StoreError> {
        self.keys(&connection_key(id))?.ok_or(StoreError::UnknownConnection)
    }
}

fn number(transaction: &Transaction<'_>, connection: &str) -> Result<i64, StoreError> {
    transaction
        .query_row("SELECT number FROM connection WHERE id = ?1", [connection], |row| row.get(0))
        .optional()
        .map_err(failed("finding a connection"))?
        .ok_or(StoreError::UnknownConnection)
}

fn record_tag(keys: &Keys, reference: &Reference) -> [u8; super::seal::TAG] {
    keys.tag("record", &[reference.resource_type.as_bytes(), reference.id.as_bytes()])
}

/// Header length, header, resource: the resource stays byte for byte what it was.
fn frame(header: &Header, json: &[u8]) -> Result<Vec<u8>, StoreError> {
    let header = to_json(header)?;
    let length = u32::try_from(header.len()).map_err(|_| StoreError::Unavailable { operation: "sealing" })?;
    Ok([&length.to_be_bytes(), header.as_slice(), json].concat())
}

fn open_record(
    keys: &Keys,
    resource_type: &str,
    tag: &[u8],
    sealed: Vec<u8>,
) -> Result<StoredRecord, StoreError> {
    let plain = keys.open(tag, sealed)?;
    let (length, rest) = plain.split_first_chunk::<4>().ok_or(StoreError::Undecryptable)?;
    let (header, json) =
        rest.split_at_checked(u32::from_be_bytes(*length) as usize).ok_or(StoreError::Undecryptable)?;
    let header: Header = serde_json::from_slice(header).map_err(|_| StoreError::Undecryptable)?;
    Ok(StoredRecord {
        reference: Reference { resource_type: resource_type.to_owned(), id: header.id },
        fetched: header.fetched,
        json: json.to_vec(),
    })
}

fn to_json<T: Serialize>(value: &T) -> Result<Vec<u8>, StoreError> {
    serde_json::to_vec(value).map_err(|_| StoreError::Unavailable { operation: "writing" })
}
