//! Batches of records: sealed where there is time, written where there is order.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{OptionalExtension as _, Transaction};

use crate::error::StoreError;
use crate::fhir::{Reference, ResourceBytes};
use crate::store::bulk::Bulk;
use crate::store::digests::{digest_place, take_format};
use crate::store::pack::Packer;
use crate::store::records::{Header, record_tag};
use crate::store::seal::{Sealer, TAG};
use crate::store::wanted::Noted;
use crate::store::{Store, failed, to_json};

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

/// A record to store.
pub struct NewRecord {
    /// Under which it is kept.
    pub reference: Reference,
    /// The resource.
    pub json: ResourceBytes,
    /// What it refers to and is to be fetched.
    pub refers_to: BTreeSet<Reference>,
    /// Its digest.
    pub digest: Vec<u8>,
}

/// Records of one connection that are sealed and not yet written.
pub struct SealedBatch {
    connection: String,
    format: u32,
    /// Names of the types, sealed, by tag.
    kinds: BTreeMap<[u8; TAG], Vec<u8>>,
    rows: Vec<NewRow>,
    /// What they refer to and is to be fetched.
    noted: Option<Noted>,
}

struct NewRow {
    kind: [u8; TAG],
    tag: [u8; TAG],
    content: [u8; TAG],
    sealed: Vec<u8>,
    digest: Vec<u8>,
}

impl SealedBatch {
    /// How many records there are.
    pub fn len(&self) -> u64 {
        self.rows.len() as u64
    }

    /// About how many bytes they take.
    pub fn size(&self) -> usize {
        self.rows.iter().map(|row| row.sealed.len() + row.digest.len()).sum()
    }
}

impl Store {
    /// Tags, compresses and seals records that were fetched at a moment, in seconds since 1970, with digests of a format. It
    /// reads no file and holds no lock, so that others write meanwhile.
    pub fn seal_records(
        &self,
        connection: &str,
        records: Vec<NewRecord>,
        fetched: u64,
        format: u32,
    ) -> Result<SealedBatch, StoreError> {
        let keys = self.connection_keys(connection)?;
        let mut batch = SealedBatch {
            connection: connection.to_owned(),
            format,
            kinds: BTreeMap::new(),
            rows: Vec::with_capacity(records.len()),
            noted: None,
        };
        let (mut packer, mut seals, mut tags) = (Packer::default(), Sealer::new(&keys), BTreeMap::new());
        let mut references = Vec::new();
        for NewRecord { reference, json, refers_to, digest } in records {
            references.extend(refers_to);
            let kind = if let Some(kind) = tags.get(&reference.resource_type) {
                *kind
            } else {
                let name = reference.resource_type.as_bytes();
                let kind = keys.tag("kind", &[name]);
                batch.kinds.insert(kind, seals.seal(&kind, &[name])?);
                tags.insert(reference.resource_type.clone(), kind);
                kind
            };
            let tag = record_tag(&keys, &reference);
            let content = keys.tag("content", &[&json]);
            let digest = seals.seal(&digest_place(&tag), &[&digest])?;
            let smaller = packer.pack(&json);
            let length = smaller.and(u32::try_from(json.len()).ok());
            let header = to_json(&Header::new(reference.id, fetched, length))?;
            let length = u32::try_from(header.len()).unwrap_or_default().to_be_bytes();
            let sealed = seals.seal(&tag, &[&length, &header, smaller.unwrap_or(&json)])?;
            batch.rows.push(NewRow { kind, tag, content, sealed, digest });
        }
        batch.noted = Noted::seal(&references, &keys, &mut seals)?;
        Ok(batch)
    }
}

impl Bulk<'_> {
    /// Stores a batch, and notes what its records refer to, to be fetched. Changes stored state.
    pub fn put(&self, batch: SealedBatch) -> Result<Put, StoreError> {
        let writing = failed("storing records");
        let SealedBatch { connection, format, kinds, rows, noted } = batch;
        let transaction = &self.transaction;
        let (number, crawl) = number_and_crawl(transaction, &connection)?;
        take_format(transaction, number, format)?;
        let prepare = |sql| transaction.prepare_cached(sql).map_err(&writing);
        let mut find = prepare(
            "SELECT number, content, seen = ?3 AND missing IS NULL FROM record WHERE connection = ?1 AND tag = ?2",
        )?;
        let mut insert = prepare(
            "INSERT OR IGNORE INTO record (connection, kind, tag, content, seen, digest) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?;
        let mut insert_body = prepare("INSERT INTO body (record, sealed) VALUES (?1, ?2)")?;
        let mut update = prepare(
            "UPDATE record SET content = ?2, seen = ?3, missing = NULL, digest = ?4 WHERE number = ?1",
        )?;
        let mut update_body = prepare("UPDATE body SET sealed = ?2 WHERE record = ?1")?;
        let mut see = prepare("UPDATE record SET seen = ?2, missing = NULL WHERE number = ?1")?;
        let mut name_kind =
            prepare("INSERT OR IGNORE INTO kind (connection, tag, sealed) VALUES (?1, ?2, ?3)")?;
        let mut put = Put::default();
        for (kind, sealed) in kinds {
            name_kind.execute((number, kind, sealed)).map_err(&writing)?;
        }
        for NewRow { kind, tag, content, sealed, digest } in rows {
            if insert.execute((number, kind, tag, content, crawl, &digest)).map_err(&writing)? == 1 {
                insert_body.execute((transaction.last_insert_rowid(), sealed)).map_err(&writing)?;
                put.new += 1;
                continue;
            }
            let (record, stored, is_seen): (i64, [u8; TAG], bool) = find
                .query_row((number, tag, crawl), |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
                .map_err(&writing)?;
            if stored != content {
                update.execute((record, content, crawl, digest)).map_err(&writing)?;
                update_body.execute((record, sealed)).map_err(&writing)?;
                put.changed += 1;
                continue;
            }
            if !is_seen {
                see.execute((record, crawl)).map_err(&writing)?;
            }
            put.unchanged += 1;
        }
        if let Some(noted) = noted {
            self.note(number, noted)?;
        }
        Ok(put)
    }
}

/// The number that stands for a connection in the other tables.
pub(super) fn number(transaction: &Transaction<'_>, connection: &str) -> Result<i64, StoreError> {
    number_and_crawl(transaction, connection).map(|(number, _)| number)
}

/// That, and the number of its latest full crawl.
pub(super) fn number_and_crawl(
    transaction: &Transaction<'_>,
    connection: &str,
) -> Result<(i64, i64), StoreError> {
    transaction
        .prepare_cached("SELECT number, crawl FROM connection WHERE id = ?1")
        .and_then(|mut find| find.query_row([connection], |row| Ok((row.get(0)?, row.get(1)?))).optional())
        .map_err(failed("finding a connection"))?
        .ok_or(StoreError::UnknownConnection)
}
