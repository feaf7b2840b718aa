//! The list of claims: made from digests, so that only those that are shown are opened.

use foldhash::HashMap;

use crate::error::{Error, QueryError};
use crate::fhir::Reference;
use crate::record::{Adjustments, Arena, Claim, ClaimKind, Digest, PaymentStatus, RecordKind, Value, Wanted};
use crate::store::StoredDigest;
use crate::wallet::digests::{Card, NAMING, Names, Newest, Range, reference};
use crate::wallet::views::{Shelf, open_page};
use crate::wallet::{Page, Wallet};

const CLAIM: &str = "ExplanationOfBenefit";

/// Which claims to list. All that is given has to fit.
#[derive(Debug, Clone, Default)]
pub struct ClaimQuery {
    /// Only these kinds of care; where none is named, all.
    pub kinds: Vec<ClaimKind>,
    /// Only claims whose payment came to one of these; where none is named, all. A claim that the payer could not process
    /// is a denied one, and one of which the record does not say is [`PaymentStatus::Other`].
    pub payment_statuses: Vec<PaymentStatus>,
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

impl ClaimQuery {
    /// Whether this is a claim, of a kind and with a payment that are asked for.
    fn admits(&self, digest: &Digest<'_>) -> bool {
        digest.kind == RecordKind::Claim
            && digest.billed.is_some_and(|(kind, payment)| {
                (self.kinds.is_empty() || self.kinds.contains(&kind))
                    && (self.payment_statuses.is_empty() || self.payment_statuses.contains(&payment))
            })
    }
}

impl Shelf<'_> {
    /// Which of the connection's claims took the place of which.
    pub(super) fn adjustments(&self, cards: &[Card<'_>]) -> Adjustments {
        let links = cards
            .iter()
            .filter_map(|card| Some((reference(&card.digest), card.digest.claim.as_ref()?)))
            .collect::<Vec<_>>();
        Adjustments::of(&links, self)
    }
}

impl Wallet {
    /// The claims, the newest first.
    pub fn claims(&self, query: &ClaimQuery) -> Result<Page<Claim>, Error> {
        let range = Range::parse(query.from.as_deref(), query.to.as_deref()).ok_or(QueryError::Date)?;
        let wanted = query.text.as_deref().and_then(Wanted::parse);
        let arena = Arena::new();
        let shelves = self.shelves_of(&arena, query.connection.as_deref(), query.person.as_deref())?;
        let mut types = vec![CLAIM];
        if wanted.is_some() {
            types.extend(NAMING);
        }
        let stored: Vec<Vec<StoredDigest>> =
            shelves.iter().map(|shelf| shelf.digests(&types)).collect::<Result<_, _>>()?;
        let cards = Card::read_all(&stored);
        let names = wanted.as_ref().map(|_| Names::of(cards.iter()));
        let fits = |card: &&Card<'_>| {
            let says = |(wanted, names): (&Wanted, &Names<'_>)| names.has(card, wanted, &shelves[card.shelf]);
            query.admits(&card.digest)
                && range.admits(card.date.as_ref())
                && wanted.as_ref().zip(names.as_ref()).is_none_or(says)
        };
        let mut sorted: Vec<(Newest, (usize, i64))> =
            cards.iter().filter(fits).map(|card| (card.newest_first(), (card.shelf, card.number))).collect();
        sorted.sort_unstable();
        let page = Page::of(sorted, query.after.as_deref(), query.limit)?;
        // By the connection: two payers may have records of one name.
        let adjustments: HashMap<&str, Adjustments> = cards
            .chunk_by(|a, b| a.shelf == b.shelf)
            .filter_map(|cards| {
                let at = &shelves[cards.first()?.shelf];
                Some((at.connection.as_str(), at.adjustments(cards)))
            })
            .collect();
        open_page(page, &shelves, |shelf, origin, json| {
            let mut claim = Claim::read(origin, json, shelf)?;
            if let Some(known) = adjustments.get(shelf.connection.as_str()) {
                known.complete(&claim.origin.reference, &mut claim.replaced_by);
            }
            Some(claim)
        })
    }

    /// A claim, or `None` where there is none. Of an `ExplanationOfBenefit` that several payers have, that of the first
    /// connection answers, unless one is named.
    pub fn claim(&self, claim: &Reference, connection: Option<&str>) -> Result<Option<Claim>, Error> {
        if claim.resource_type != CLAIM {
            return Ok(None);
        }
        let read = |shelf: &Shelf<'_>, origin, json: &Value<'_>| Claim::read(origin, json, shelf);
        let Some(mut found) = self.first_shelf(claim, connection, read)? else { return Ok(None) };
        let arena = Arena::new();
        for shelf in self.shelves_of(&arena, Some(&found.origin.connection), None)? {
            let stored = [shelf.digests(&[CLAIM])?];
            shelf.adjustments(&Card::read_all(&stored)).complete(claim, &mut found.replaced_by);
        }
        Ok(Some(found))
    }
}
