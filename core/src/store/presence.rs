//! Which records the payer still has.
//!
//! A full crawl has a number; each record keeps the number of the last one that brought it. What a whole crawl of its
//! type did not bring, the payer has no more: it is marked, and stays.

use crate::error::StoreError;
use crate::store::batch::number_and_crawl;
use crate::store::seal::TAG;
use crate::store::{Store, failed};

/// Where the time of a marking is sealed to. One sealed value stands in all rows that were marked with it.
pub(super) const MISSING: &[u8] = b"missing";

/// The crawl of a connection that had no records: it has nothing to miss.
const FIRST: i64 = 1;

impl Store {
    /// Begins a full crawl: records that are stored from now on count as brought by it. It finds all damage, too, so that
    /// a full crawl always ends with a whole file. Changes stored state.
    pub fn begin_crawl(&self, connection: &str) -> Result<(), StoreError> {
        self.check()?;
        let begun = self
            .database()
            .execute(
                "UPDATE connection SET crawl = CASE WHEN EXISTS (SELECT 1 FROM record WHERE connection = number) \
                 THEN max(crawl, ?2) + 1 ELSE ?2 END WHERE id = ?1",
                (connection, FIRST),
            )
            .map_err(failed("beginning a crawl"))?;
        if begun == 1 { Ok(()) } else { Err(StoreError::UnknownConnection) }
    }

    /// Marks the records of these types that the crawl which began last has not brought, and says how many that are. It
    /// is for types that the crawl brought whole. Records that come again lose the mark. Changes stored state.
    pub fn mark_missing(&self, connection: &str, types: &[&str]) -> Result<u64, StoreError> {
        let keys = self.connection_keys(connection)?;
        let missing = keys.seal(MISSING, self.now().to_be_bytes())?;
        let writing = failed("marking records");
        let kinds: Vec<[u8; TAG]> =
            types.iter().map(|resource_type| keys.tag("kind", &[resource_type.as_bytes()])).collect();
        let mut database = self.bulk();
        let transaction = database.transaction().map_err(&writing)?;
        let (number, crawl) = number_and_crawl(&transaction, connection)?;
        if crawl <= FIRST {
            return Ok(0);
        }
        // One way through the table for all types: its rows lie as they came, those of one type far apart.
        let unseen: Vec<(i64, [u8; TAG])> = transaction
            .prepare(
                "SELECT number, kind FROM record NOT INDEXED \
                 WHERE connection = ?1 AND seen < ?2 AND missing IS NULL",
            )
            .and_then(|mut find| {
                find.query_map((number, crawl), |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
            })
            .map_err(&writing)?;
        let mut mark =
            transaction.prepare("UPDATE record SET missing = ?2 WHERE number = ?1").map_err(&writing)?;
        let mut marked = 0;
        for (record, _) in unseen.iter().filter(|(_, kind)| kinds.contains(kind)) {
            marked += mark.execute((record, &missing)).map_err(&writing)? as u64;
        }
        drop(mark);
        transaction.commit().map_err(&writing)?;
        Ok(marked)
    }
}
