//! Going over all records of a connection, a few at a time.

use rusqlite::ToSql;

use crate::error::StoreError;
use crate::store::{Store, StoredRecord};

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
        let page = [&connection as &dyn ToSql, &number, &limit];
        let found = self.find("AND record.number > ?2 ORDER BY record.number LIMIT ?3", &[page])?;
        let Some(last) = found.last() else { return Ok(None) };
        let records = self.open_found(connection, &keys, found)?;
        Ok(Some((last, records.into_iter().map(|(_, record)| record).collect())))
    }
}
