//! Prior authorizations, and what a year's claims sum to.

use crate::error::Error;
use crate::record::{Arena, PriorAuthorization, RecordKind, YearClaim, YearToDate};
use crate::sort::sort_by;
use crate::wallet::Wallet;
use crate::wallet::digests::{Card, reference};

impl Wallet {
    /// The prior authorizations, the newest first.
    pub fn prior_authorizations(&self) -> Result<Vec<PriorAuthorization>, Error> {
        let mut all = self.each_shelf(|shelf| {
            let stored = [shelf.digests(&["ExplanationOfBenefit"])?];
            let numbers: Vec<i64> = Card::read_all(&stored)
                .iter()
                .filter(|card| card.digest.kind == RecordKind::PriorAuthorization)
                .map(|card| card.number)
                .collect();
            shelf.read_at(&numbers, |origin, json| PriorAuthorization::read(origin, json, shelf))
        })?;
        sort_by(&mut all, |a, b| b.date().cmp(&a.date()));
        Ok(all)
    }

    /// What the claims of a year sum to, by payer and person. Every claim of the year is read: no screen's first.
    pub fn year_to_date(&self, year: i32) -> Result<YearToDate, Error> {
        let (arena, mut sums) = (Arena::new(), YearToDate::new(year));
        for shelf in self.shelves_of(&arena, None, None)? {
            let stored = [shelf.digests(&["ExplanationOfBenefit"])?];
            let cards = Card::read_all(&stored);
            let others = shelf.adjustments(&cards);
            let counts = |card: &&Card<'_>| {
                let claim = card.digest.claim.as_ref();
                claim.is_some_and(|claim| sums.counts(&reference(&card.digest), claim, &others))
            };
            let counting: Vec<i64> = cards.iter().filter(counts).map(|card| card.number).collect();
            let claims = shelf.read_at(&counting, |_, json| Some(YearClaim::read(json, &shelf)))?;
            sums.add((&shelf.connection, &shelf.payer_name, &shelf.person), &claims, &shelf);
        }
        Ok(sums)
    }
}
