//! Going over all records of a connection, a few at a time.

use crate::error::StoreError;
use crate::store::records::Row;
use crate::store::{Store, StoredRecord, failed};

impl Store {
    /// Up to `limit` records that come after this number, in the order in which they were first stored, and the number of
    /// the last of them; `None` where no more come.
    pub fn records_after(
        &self,
        connection: &str,
        number: i64,
        limit: u32,
    ) -> Result<Option<(i64, Vec<StoredRecord>)>, StoreError> {
        let keys = self.connection_keys(connection)?;
        let rows = self.mending(|| {
            self.reading()
                .prepare_cached(
                    "SELECT record.number, kind.tag, kind.sealed, record.tag, body.sealed, missing \
                     FROM record JOIN body ON body.record = record.number \
                     JOIN kind ON kind.connection = record.connection AND kind.tag = record.kind \
                     WHERE record.connection = (SELECT number FROM connection WHERE id = ?1) \
                     AND record.number > ?2 ORDER BY record.number LIMIT ?3",
                )
                .and_then(|mut statement| {
                    let read = |row: &rusqlite::Row<'_>| Ok((Row::read(row)?, ()));
                    statement.query_map((connection, number, limit), read)?.collect::<Result<Vec<_>, _>>()
                })
                .map_err(failed("reading records"))
        })?;
        let Some(last) = rows.last().map(|(row, ())| row.number) else { return Ok(None) };
        let records = self.open_rows(connection, &keys, rows)?;
        Ok(Some((last, records.into_iter().map(|(record, ())| record).collect())))
    }
}
