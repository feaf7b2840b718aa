//! Batches of records: sealed where there is time, written where there is order.

use std::collections::{BTreeMap, BTreeSet};

use bytes::Bytes;
use rusqlite::{OptionalExtension as _, Transaction};

use crate::error::StoreError;
use crate::fhir::Reference;
use crate::store::bulk::Bulk;
use crate::store::digests::take_format;
use crate::store::records::{Body, record_tag};
use crate::store::seal::TAG;
use crate::store::sheaf::{self, Gathering, Part, Press, SealedSheaf, Uses};
use crate::store::wanted::Noted;
use crate::store::{Store, failed};

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
    pub json: Bytes,
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
    sheaves: Vec<SealedSheaf>,
    /// What they refer to and is to be fetched.
    noted: Option<Noted>,
}

struct NewRow {
    kind: [u8; TAG],
    tag: [u8; TAG],
    content: [u8; TAG],
    /// Its sheaves, by their places in the batch.
    body: u32,
    digest: u32,
}

impl SealedBatch {
    /// How many records there are.
    pub fn len(&self) -> u64 {
        self.rows.len() as u64
    }

    /// About how many bytes they take.
    pub fn size(&self) -> usize {
        self.sheaves.iter().map(SealedSheaf::len).sum::<usize>() + self.rows.len() * size_of::<NewRow>()
    }
}

impl Store {
    /// Tags, compresses and seals records that were fetched at a moment, in seconds since 1970, with digests of a format. It
    /// reads no file and holds no lock, so that others write meanwhile.
    pub fn seal_records(
        &self,
        connection: &str,
        records: Vec<NewRecord>,
        (fetched, format): (u64, u32),
        press: &mut Press,
    ) -> Result<SealedBatch, StoreError> {
        let keys = self.connection_keys(connection)?;
        let mut batch = SealedBatch {
            connection: connection.to_owned(),
            format,
            kinds: BTreeMap::new(),
            rows: Vec::with_capacity(records.len()),
            sheaves: Vec::new(),
            noted: None,
        };
        let mut gathering = Gathering::new(&keys, press);
        let mut tags = BTreeMap::new();
        let mut references = Vec::new();
        for NewRecord { reference, json, refers_to, digest } in records {
            references.extend(refers_to);
            let kind = if let Some(kind) = tags.get(&reference.resource_type) {
                *kind
            } else {
                let name = reference.resource_type.as_bytes();
                let kind = keys.tag("kind", &[name]);
                batch.kinds.insert(kind, gathering.sealer.seal(&kind, &[name])?);
                tags.insert(reference.resource_type.clone(), kind);
                kind
            };
            let tag = record_tag(&keys, &reference);
            let content = keys.content_tag(&json);
            let body = Body { fetched, id: &reference.id, json: &json };
            let body = body.pieces(|pieces| gathering.add((Part::Body, kind), &tag, pieces))?;
            let digest = gathering.add((Part::Digest, kind), &tag, &[&digest])?;
            batch.rows.push(NewRow { kind, tag, content, body, digest });
        }
        batch.noted = Noted::seal(&references, &keys, &mut gathering.sealer)?;
        batch.sheaves = gathering.finish()?;
        Ok(batch)
    }
}

impl Bulk<'_> {
    /// Stores a batch, and notes what its records refer to, to be fetched. Changes stored state.
    pub fn put(&self, batch: SealedBatch) -> Result<Put, StoreError> {
        let writing = failed("storing records");
        let SealedBatch { connection, format, kinds, rows, sheaves, noted } = batch;
        let transaction = &self.transaction;
        let keys = self.store.connection_keys(&connection)?;
        let (number, crawl) = number_and_crawl(transaction, &connection)?;
        take_format(transaction, number, format)?;
        let prepare = |sql| transaction.prepare_cached(sql).map_err(&writing);
        let mut find = prepare(
            "SELECT number, content, seen = ?3 AND missing IS NULL, body, digest FROM record \
             WHERE connection = ?1 AND tag = ?2",
        )?;
        let mut insert = prepare(
            "INSERT OR IGNORE INTO record (connection, kind, tag, content, seen, body, digest) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?;
        let mut update = prepare(
            "UPDATE record SET content = ?2, seen = ?3, missing = NULL, body = ?4, digest = ?5 WHERE number = ?1",
        )?;
        let mut see = prepare("UPDATE record SET seen = ?2, missing = NULL WHERE number = ?1")?;
        let mut name_kind =
            prepare("INSERT OR IGNORE INTO kind (connection, tag, sealed) VALUES (?1, ?2, ?3)")?;
        let mut put = Put::default();
        for (kind, sealed) in kinds {
            name_kind.execute((number, kind, sealed)).map_err(&writing)?;
        }
        // The sheaves are written after the rows, when it is known which of them are used.
        let (first, mut uses) = (sheaf::next(transaction)?, Uses::default());
        for NewRow { kind, tag, content, body, digest } in rows {
            let (body, digest) = (first + i64::from(body), first + i64::from(digest));
            if insert.execute((number, kind, tag, content, crawl, body, digest)).map_err(&writing)? == 1 {
                uses.enter(Part::Body, body);
                uses.enter(Part::Digest, digest);
                put.new += 1;
                continue;
            }
            let (record, stored, is_seen, old): (i64, [u8; TAG], bool, (i64, Option<i64>)) = find
                .query_row((number, tag, crawl), |row| {
                    Ok((row.get(0)?, row.get(1)?, row.get(2)?, (row.get(3)?, row.get(4)?)))
                })
                .map_err(&writing)?;
            if stored != content {
                update.execute((record, content, crawl, body, digest)).map_err(&writing)?;
                uses.enter(Part::Body, body);
                uses.enter(Part::Digest, digest);
                uses.leave(Part::Body, old.0);
                old.1.into_iter().for_each(|old| uses.leave(Part::Digest, old));
                put.changed += 1;
                continue;
            }
            if !is_seen {
                see.execute((record, crawl)).map_err(&writing)?;
            }
            put.unchanged += 1;
        }
        uses.place(transaction, &keys, number, first, &sheaves)?;
        uses.settle(transaction, &keys, number)?;
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
