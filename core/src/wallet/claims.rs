//! The list of claims: made from digests, so that only those that are shown are opened.

use crate::error::{Error, QueryError};
use crate::fhir::Reference;
use crate::record::{Claim, RecordKind, Wanted};
use crate::store::{StoredDigest, StoredRecord};
use crate::wallet::digests::{Card, NAMING, Names, Newest, Range};
use crate::wallet::views::Shelf;
use crate::wallet::{Page, Wallet};

/// Which claims to list. All that is given has to fit.
#[derive(Debug, Clone, Default)]
pub struct ClaimQuery {
    /// Only claims of care that was given on this date or later, as precise as it is given: `2024`, `2024-03-09`.
    pub from: Option<String>,
    /// Only claims of care that was given on this date or earlier: `2024` is all of 2024.
    pub to: Option<String>,
    /// Only this connection's.
    pub connection: Option<String>,
    /// Only this person's, by [`Person::id`](crate::wallet::Person::id).
    pub person: Option<String>,
    /// Only claims that have all of these words, as in [`TimelineQuery::text`](crate::wallet::TimelineQuery::text).
    pub text: Option<String>,
    /// Mark of the page before, to go on from there.
    pub after: Option<String>,
    /// How many on a page: 0 is the usual 50, and there are never more than 500.
    pub limit: u32,
}

impl Shelf<'_> {
    /// The claim with this number; `None` where it is gone meanwhile.
    fn claim(&self, number: i64) -> Result<Option<Claim>, Error> {
        let record = self.store.records_at(&self.connection, &[number])?.pop();
        let read = |record: StoredRecord| {
            let json = serde_json::from_slice(&record.json).ok()?;
            Claim::read(self.origin(&record), &json, self)
        };
        Ok(record.and_then(read))
    }
}

impl Wallet {
    /// The claims, the newest first.
    pub fn claims(&self, query: &ClaimQuery) -> Result<Page<Claim>, Error> {
        let range = Range::parse(query.from.as_deref(), query.to.as_deref()).ok_or(QueryError::Date)?;
        let wanted = query.text.as_deref().and_then(Wanted::parse);
        let shelves = self.shelves_of(query.connection.as_deref(), query.person.as_deref())?;
        let mut types = vec!["ExplanationOfBenefit"];
        if wanted.is_some() {
            types.extend(NAMING);
        }
        let stored: Vec<Vec<StoredDigest>> =
            shelves.iter().map(|shelf| shelf.digests(&types)).collect::<Result<_, _>>()?;
        let cards = Card::read_all(&stored);
        let names = wanted.as_ref().map(|_| Names::of(cards.iter()));
        let fits = |card: &&Card<'_>| {
            let says = |(wanted, names): (&Wanted, &Names<'_>)| names.has(card, wanted, &shelves[card.shelf]);
            card.digest.kind == RecordKind::Claim
                && range.admits(card.date.as_ref())
                && wanted.as_ref().zip(names.as_ref()).is_none_or(says)
        };
        let mut sorted: Vec<(Newest, (usize, i64))> =
            cards.iter().filter(fits).map(|card| (card.newest_first(), (card.shelf, card.number))).collect();
        sorted.sort_unstable();
        let page = Page::of(sorted, query.after.as_deref(), query.limit)?;
        page.try_map(|(shelf, number)| shelves[shelf].claim(number))
    }

    /// A claim, or `None` where there is none. Of an `ExplanationOfBenefit` that several payers have, that of the first
    /// connection answers, unless one is named.
    pub fn claim(&self, claim: &Reference, connection: Option<&str>) -> Result<Option<Claim>, Error> {
        if claim.resource_type != "ExplanationOfBenefit" {
            return Ok(None);
        }
        self.first_shelf(claim, connection, |shelf, origin, json| Claim::read(origin, json, shelf))
    }
}
