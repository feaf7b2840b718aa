//! References that are still to be fetched.
//!
//! Most of what a batch refers to comes by a search of its own, before or after it. So its references are noted in one
//! piece, and only when the searches are over is each looked for: those of which no record came are wanted.

use crate::error::StoreError;
use crate::fhir::Reference;
use crate::store::batch::number;
use crate::store::bulk::Bulk;
use crate::store::records::record_tag;
use crate::store::seal::{Keys, Sealer, TAG};
use crate::store::{Store, failed, to_json};

/// References of a batch, sealed in one piece to the tag of the first of them.
pub(super) struct Noted {
    tag: [u8; TAG],
    sealed: Vec<u8>,
}

impl Noted {
    /// `None` where there are none.
    pub(super) fn seal(
        references: &[Reference],
        keys: &Keys,
        seals: &mut Sealer<'_>,
    ) -> Result<Option<Self>, StoreError> {
        let Some(first) = references.first() else { return Ok(None) };
        let tag = record_tag(keys, first);
        let sealed = seals.seal(&tag, &[&to_json(&references)?])?;
        Ok(Some(Self { tag, sealed }))
    }
}

impl Store {
    /// Notes a reference to be fetched. Changes stored state.
    pub fn want(&self, connection: &str, reference: &Reference) -> Result<(), StoreError> {
        let keys = self.connection_keys(connection)?;
        self.write(|bulk| bulk.want(number(&bulk.transaction, connection)?, &keys, reference))
    }

    /// References that were noted, led to no record, and were not refused by the payer in this sync. Of those that are known
    /// to be stored no record is looked for. Changes stored state.
    pub fn wanted(
        &self,
        connection: &str,
        is_stored: impl Fn(&Reference) -> bool,
    ) -> Result<Vec<Reference>, StoreError> {
        self.write(|bulk| bulk.look_for_noted(connection, is_stored))?;
        let keys = self.connection_keys(connection)?;
        let reading = failed("reading references");
        let rows = {
            let database = self.reading();
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
        // A note that does not open is found again where it came from.
        let read =
            |(tag, sealed): (Vec<u8>, Vec<u8>)| serde_json::from_slice(&keys.open(&tag, sealed).ok()?).ok();
        Ok(rows.into_iter().filter_map(read).collect())
    }

    /// Forgets the references that led to a record, and those that the payer refused. Changes stored state.
    pub fn clear_wanted(&self, connection: &str) -> Result<(), StoreError> {
        self.database()
            .execute(
                "DELETE FROM wanted WHERE connection = (SELECT number FROM connection WHERE id = ?1) \
                 AND (refused = 1 OR EXISTS (SELECT 1 FROM record \
                 WHERE record.connection = wanted.connection AND record.tag = wanted.tag))",
                [connection],
            )
            .map(|_| ())
            .map_err(failed("noting references"))
    }

    /// Forgets which references the payer refused before. Changes stored state.
    pub fn retry_wanted(&self, connection: &str) -> Result<(), StoreError> {
        self.database()
            .execute("UPDATE wanted SET refused = 0 WHERE connection = (SELECT number FROM connection WHERE id = ?1)", [connection])
            .map(|_| ())
            .map_err(failed("noting references"))
    }
}

impl Bulk<'_> {
    /// Notes what a batch refers to. Changes stored state.
    pub(super) fn note(&self, number: i64, noted: Noted) -> Result<(), StoreError> {
        self.transaction
            .prepare_cached("INSERT INTO noted (connection, tag, sealed) VALUES (?1, ?2, ?3)")
            .and_then(|mut note| note.execute((number, noted.tag, noted.sealed)))
            .map(|_| ())
            .map_err(failed("noting references"))
    }

    fn want(&self, number: i64, keys: &Keys, reference: &Reference) -> Result<(), StoreError> {
        let tag = record_tag(keys, reference);
        let sealed = keys.seal(&tag, to_json(reference)?)?;
        self.transaction
            .execute(
                "INSERT OR IGNORE INTO wanted (connection, tag, sealed) VALUES (?1, ?2, ?3)",
                (number, tag, sealed),
            )
            .map(|_| ())
            .map_err(failed("noting a reference"))
    }

    /// Looks for a record of each reference that was noted, and wants those that have none. Changes stored state.
    fn look_for_noted(
        &self,
        connection: &str,
        is_stored: impl Fn(&Reference) -> bool,
    ) -> Result<(), StoreError> {
        let reading = failed("reading references");
        let keys = self.store.connection_keys(connection)?;
        let number = number(&self.transaction, connection)?;
        let mut select = self
            .transaction
            .prepare_cached("SELECT tag, sealed FROM noted WHERE connection = ?1")
            .map_err(&reading)?;
        let mut rows = select.query([number]).map_err(&reading)?;
        while let Some(row) = rows.next().map_err(&reading)? {
            let (tag, sealed): (Vec<u8>, Vec<u8>) =
                row.get(0).and_then(|tag| Ok((tag, row.get(1)?))).map_err(&reading)?;
            // One that does not open is found again where it came from.
            let opened = keys.open(&tag, sealed).ok();
            let mut references: Vec<Reference> =
                opened.and_then(|opened| serde_json::from_slice(&opened).ok()).unwrap_or_default();
            references.retain(|reference| !is_stored(reference));
            for reference in self.lacking(connection, references)? {
                self.want(number, &keys, &reference)?;
            }
        }
        self.transaction
            .execute("DELETE FROM noted WHERE connection = ?1", [number])
            .map(|_| ())
            .map_err(failed("noting references"))
    }

    /// Those of these references of which no record is stored.
    pub fn lacking(
        &self,
        connection: &str,
        mut references: Vec<Reference>,
    ) -> Result<Vec<Reference>, StoreError> {
        if references.is_empty() {
            return Ok(references);
        }
        let keys = self.store.connection_keys(connection)?;
        let number = number(&self.transaction, connection)?;
        let reading = failed("looking for records");
        let mut find = self
            .transaction
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM record WHERE connection = ?1 AND tag = ?2)")
            .map_err(&reading)?;
        let mut lacks = Vec::new();
        for reference in &references {
            let tag = record_tag(&keys, reference);
            lacks.push(!find.query_row((number, tag), |row| row.get::<_, bool>(0)).map_err(&reading)?);
        }
        let mut lacks = lacks.into_iter();
        references.retain(|_| lacks.next().unwrap_or(true));
        Ok(references)
    }

    /// Notes that the payer does not give what a reference leads to. Changes stored state.
    pub fn refuse_wanted(&self, connection: &str, reference: &Reference) -> Result<(), StoreError> {
        let tag = record_tag(&*self.store.connection_keys(connection)?, reference);
        self.transaction
            .execute(
                "UPDATE wanted SET refused = 1 WHERE tag = ?2 AND connection = (SELECT number FROM connection WHERE id = ?1)",
                (connection, tag),
            )
            .map(|_| ())
            .map_err(failed("noting a reference"))
    }
}
