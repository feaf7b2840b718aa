//! Prior authorizations, and what a year's claims sum to.

use std::cmp::Reverse;

use crate::error::Error;
use crate::record::{PriorAuthorization, YearClaim, YearToDate};
use crate::wallet::Wallet;

impl Wallet {
    /// The prior authorizations, the newest first.
    pub fn prior_authorizations(&self) -> Result<Vec<PriorAuthorization>, Error> {
        let mut all = self.each_shelf(|shelf| {
            let read = shelf
                .read("ExplanationOfBenefit", |origin, json| PriorAuthorization::read(origin, json, shelf))?;
            Ok(read.into_iter().flatten().collect())
        })?;
        all.sort_by_cached_key(|one| Reverse(one.date().cloned()));
        Ok(all)
    }

    /// What the claims of a year sum to, by payer and person. Every claim of the wallet is read: no screen's first.
    pub fn year_to_date(&self, year: i32) -> Result<YearToDate, Error> {
        let mut sums = YearToDate::new(year);
        self.each_shelf(|shelf| {
            let read = shelf.read("ExplanationOfBenefit", |origin, json| {
                YearClaim::read(&origin.reference, json, shelf)
            })?;
            let claims: Vec<YearClaim> = read.into_iter().flatten().collect();
            sums.add((&shelf.connection, &shelf.payer_name, &shelf.person), &claims, shelf);
            Ok(Vec::<()>::new())
        })?;
        Ok(sums)
    }
}
