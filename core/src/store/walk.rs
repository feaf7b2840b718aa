//! Going over all records of a connection, a few at a time.

use crate::error::StoreError;
use crate::store::records::Row;
use crate::store::{Store, StoredRecord, failed};

impl Store {
    /// Up to `limit` records that come after this number, in the order in which they were first stored, each with its
    /// number.
    pub fn records_after(
        &self,
        connection: &str,
        number: i64,
        limit: u32,
    ) -> Result<Vec<(i64, StoredRecord)>, StoreError> {
        let keys = self.connection_keys(connection)?;
        let rows = self
            .reading()
            .prepare_cached(
                "SELECT record.number, kind.tag, kind.sealed, record.tag, body.sealed, missing \
                 FROM record JOIN body ON body.record = record.number \
                 JOIN kind ON kind.connection = record.connection AND kind.tag = record.kind \
                 WHERE record.connection = (SELECT number FROM connection WHERE id = ?1) AND record.number > ?2 \
                 ORDER BY record.number LIMIT ?3",
            )
            .and_then(|mut statement| {
                statement.query_map((connection, number, limit), Row::read)?.collect::<Result<Vec<_>, _>>()
            })
            .map_err(failed("reading records"))?;
        rows.into_iter().map(|row| Ok((row.number, row.open(&keys)?))).collect()
    }
}
