//! References that are still to be fetched.

use crate::error::StoreError;
use crate::fhir::Reference;
use crate::store::batch::number;
use crate::store::bulk::Bulk;
use crate::store::records::record_tag;
use crate::store::{Store, failed, to_json};

impl Store {
    /// Notes a reference to be fetched. Changes stored state.
    pub fn want(&self, connection: &str, reference: &Reference) -> Result<(), StoreError> {
        let keys = self.connection_keys(connection)?;
        let tag = record_tag(&keys, reference);
        let sealed = keys.seal(&tag, to_json(reference)?)?;
        self.write(|bulk| {
            let number = number(&bulk.transaction, connection)?;
            bulk.transaction
                .execute(
                    "INSERT OR IGNORE INTO wanted (connection, tag, sealed) VALUES (?1, ?2, ?3)",
                    (number, tag, sealed),
                )
                .map(|_| ())
                .map_err(failed("noting a reference"))
        })
    }

    /// References that are noted, not stored, and not refused by the payer in this sync.
    pub fn wanted(&self, connection: &str) -> Result<Vec<Reference>, StoreError> {
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
        let reading = failed("looking for records");
        let mut find = self
            .transaction
            .prepare_cached(
                "SELECT EXISTS (SELECT 1 FROM record WHERE tag = ?2 \
                 AND connection = (SELECT number FROM connection WHERE id = ?1))",
            )
            .map_err(&reading)?;
        let mut lacks = Vec::new();
        for reference in &references {
            let tag = record_tag(&keys, reference);
            lacks.push(!find.query_row((connection, tag), |row| row.get::<_, bool>(0)).map_err(&reading)?);
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
