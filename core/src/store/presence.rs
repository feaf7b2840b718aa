//! Which records the payer still has.
//!
//! A full crawl has a number; each record keeps the number of the last one that brought it. What a whole crawl of its
//! type did not bring, the payer has no more: it is marked, and stays.

use crate::error::StoreError;
use crate::store::batch::number;
use crate::store::{Store, failed};

/// Where the time of a marking is sealed to. One sealed value stands in all rows that were marked with it.
pub(super) const MISSING: &[u8] = b"missing";

impl Store {
    /// Begins a full crawl: records that are stored from now on count as brought by it. It finds all damage, too, so that
    /// a full crawl always ends with a whole file. Changes stored state.
    pub fn begin_crawl(&self, connection: &str) -> Result<(), StoreError> {
        self.check()?;
        let begun = self
            .database()
            .execute("UPDATE connection SET crawl = crawl + 1 WHERE id = ?1", [connection])
            .map_err(failed("beginning a crawl"))?;
        if begun == 1 { Ok(()) } else { Err(StoreError::UnknownConnection) }
    }

    /// Marks the records of these types that the crawl which began last has not brought, and says how many that are. It
    /// is for types that the crawl brought whole. Records that come again lose the mark. Changes stored state.
    pub fn mark_missing(&self, connection: &str, types: &[&str]) -> Result<u64, StoreError> {
        let keys = self.connection_keys(connection)?;
        let missing = keys.seal(MISSING, self.now().to_be_bytes())?;
        let writing = failed("marking records");
        let mut database = self.database();
        let transaction = database.transaction().map_err(&writing)?;
        let number = number(&transaction, connection)?;
        let mut marked = 0;
        for resource_type in types {
            let kind = keys.tag("kind", &[resource_type.as_bytes()]);
            marked += transaction
                .execute(
                    "UPDATE record SET missing = ?3 WHERE connection = ?1 AND kind = ?2 AND missing IS NULL \
                     AND seen < (SELECT crawl FROM connection WHERE number = ?1)",
                    (number, kind, &missing),
                )
                .map_err(&writing)?;
        }
        transaction.commit().map_err(&writing)?;
        Ok(marked as u64)
    }
}
