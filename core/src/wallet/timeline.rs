//! The timeline: everything that is recorded of a member, the newest first.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use foldhash::HashMap;

use crate::error::{Error, QueryError, StoreError};
use crate::record::{Arena, Origin, PartialDate, RecordKind, Wanted};
use crate::store::StoredDigest;
use crate::wallet::digests::{Card, NAMING, Names, Range, types_of};
use crate::wallet::views::Shelf;
use crate::wallet::{Page, Wallet};

/// What to show of the timeline. All that is given has to fit.
#[derive(Debug, Clone, Default)]
pub struct TimelineQuery {
    /// Only these kinds; where none is named, all that are part of the member's history.
    pub kinds: Vec<RecordKind>,
    /// Only this FHIR type, whatever its kind.
    pub resource_type: Option<String>,
    /// Only what was on this date or later, as precise as it is given: `2024`, `2024-03`, `2024-03-09`.
    pub from: Option<String>,
    /// Only what was on this date or earlier: `2024` is all of 2024.
    pub to: Option<String>,
    /// Only this connection's.
    pub connection: Option<String>,
    /// Only this person's, by [`Person::id`](crate::wallet::Person::id).
    pub person: Option<String>,
    /// Only what has all of these words, in any case, with or without accents, as beginnings of words. A record has the
    /// words of its codes and texts, the first 2 kB of them, and the names of who gave the care.
    pub text: Option<String>,
    /// Mark of the page before, to go on from there.
    pub after: Option<String>,
    /// How many on a page: 0 is the usual 50, and there are never more than 500.
    pub limit: u32,
}

/// A line of the timeline.
#[derive(Clone, PartialEq, Eq)]
pub struct TimelineEntry {
    /// Where it comes from.
    pub origin: Origin,
    /// Whose it is, by [`Person::id`](crate::wallet::Person::id).
    pub person: String,
    /// What it is about.
    pub kind: RecordKind,
    /// When it was, as precise as the payer wrote it.
    pub date: Option<PartialDate>,
    /// What it is called: a drug, a diagnosis, who sent the claim.
    pub title: Option<String>,
    /// What else is said in a line: a value, how to take it, the kind of claim.
    pub detail: Option<String>,
    /// FHIR status.
    pub status: Option<String>,
    /// The records in which other payers state the same fact of the same person. Each of them is kept.
    pub same_as: Vec<Origin>,
}

/// How many lines there are of a kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KindCount {
    /// The kind.
    pub kind: RecordKind,
    /// How many.
    pub count: u64,
}

crate::secret::opaque_debug!(TimelineEntry);

impl Wallet {
    /// The timeline, the newest first; what has no date comes last.
    pub fn timeline(&self, query: &TimelineQuery) -> Result<Page<TimelineEntry>, Error> {
        let asked = Asked::parse(query)?;
        let arena = Arena::new();
        let shelves = self.shelves_of(&arena, query.connection.as_deref(), query.person.as_deref())?;
        let stored = asked.load(&shelves)?;
        let lines = asked.lines(&shelves, &stored);
        let sorted =
            lines.into_iter().map(|line| (line.card.newest_first(), line)).collect::<BTreeMap<_, _>>();
        let page = Page::of(sorted.into_iter().collect(), query.after.as_deref(), query.limit)?;
        Ok(page.map(|line| line.entry(&shelves)))
    }

    /// How many lines of each kind the timeline has, where `kinds`, `after` and `limit` are left out of account: what can
    /// be chosen beside what is shown.
    pub fn timeline_counts(&self, query: &TimelineQuery) -> Result<Vec<KindCount>, Error> {
        let query = TimelineQuery { kinds: Vec::new(), ..query.clone() };
        let asked = Asked::parse(&query)?;
        let arena = Arena::new();
        let shelves = self.shelves_of(&arena, query.connection.as_deref(), query.person.as_deref())?;
        let stored = asked.load(&shelves)?;
        let mut counts = BTreeMap::new();
        for line in asked.lines(&shelves, &stored) {
            *counts.entry(line.card.digest.kind).or_insert(0) += 1;
        }
        Ok(counts.into_iter().map(|(kind, count)| KindCount { kind, count }).collect())
    }
}

/// A query, checked.
struct Asked<'a> {
    query: &'a TimelineQuery,
    range: Range,
    text: Option<Wanted>,
}

impl<'a> Asked<'a> {
    fn parse(query: &'a TimelineQuery) -> Result<Self, QueryError> {
        let range = Range::parse(query.from.as_deref(), query.to.as_deref()).ok_or(QueryError::Date)?;
        let text = query.text.as_deref().and_then(Wanted::parse);
        Ok(Self { query, range, text })
    }

    /// The digests that may be needed, by shelf.
    fn load(&self, shelves: &[Shelf<'_>]) -> Result<Vec<Vec<StoredDigest>>, StoreError> {
        let mut types = BTreeSet::new();
        if let Some(name) = &self.query.resource_type {
            types.insert(name.as_str());
        }
        for kind in &self.query.kinds {
            types.extend(types_of(*kind));
        }
        let every = types.is_empty() || self.query.kinds.iter().any(|kind| types_of(*kind).is_empty());
        if self.text.is_some() {
            types.extend(NAMING);
        }
        let types: Vec<&str> = if every { Vec::new() } else { types.into_iter().collect() };
        shelves.iter().map(|shelf| shelf.digests(&types)).collect()
    }

    fn admits_kind(&self, card: &Card<'_>) -> bool {
        let query = self.query;
        let kind = card.digest.kind;
        let by_type = query.resource_type.as_deref().is_none_or(|name| name == card.digest.resource_type);
        let by_kind = match query.kinds.as_slice() {
            [] => query.resource_type.is_some() || kind.is_history(),
            kinds => kinds.contains(&kind),
        };
        by_type && by_kind
    }

    /// What is to be shown, in no order; records of the same fact in one line.
    fn lines<'s>(&self, shelves: &[Shelf<'_>], stored: &'s [Vec<StoredDigest>]) -> Vec<Line<'s>> {
        let mut cards = Card::read_all(stored);
        let names = self.text.as_ref().map(|_| Names::of(cards.iter()));
        cards.retain(|card| self.admits_kind(card));
        let mut lines = group(cards, shelves);
        lines.retain(|line| line.cards().any(|card| self.range.admits(card.date.as_ref())));
        if let (Some(wanted), Some(names)) = (&self.text, names) {
            lines.retain(|line| line.cards().any(|card| names.has(card, wanted, &shelves[card.shelf])));
        }
        lines
    }
}

/// The records of one fact, one for each payer that states it, in the order of the connections.
struct Line<'a> {
    card: Card<'a>,
    same: Vec<Card<'a>>,
}

impl<'a> Line<'a> {
    fn cards(&self) -> impl Iterator<Item = &Card<'a>> {
        std::iter::once(&self.card).chain(&self.same)
    }

    fn entry(self, all: &[Shelf<'_>]) -> TimelineEntry {
        let Self { card, same } = self;
        let own = &all[card.shelf];
        let origin = |card: &Card<'_>| all[card.shelf].origin_of(&card.digest, card.missing_since);
        TimelineEntry {
            origin: origin(&card),
            person: own.person.clone(),
            kind: card.digest.kind,
            title: card.title(own),
            detail: card.digest.detail.map(str::to_owned),
            status: card.digest.status.map(str::to_owned),
            same_as: same.iter().map(origin).collect(),
            date: card.date,
        }
    }
}

/// Puts the records of the same fact of the same person from several payers into one line. Where a payer states a fact
/// twice, its first stands with the others' first, its second with their second: one may be a repetition.
fn group<'a>(cards: Vec<Card<'a>>, shelves: &[Shelf<'_>]) -> Vec<Line<'a>> {
    let mut first_with: HashMap<(&str, u64), usize> = HashMap::default();
    let mut same: Vec<usize> = (0..cards.len()).collect();
    for (place, card) in cards.iter().enumerate() {
        for fact in &card.digest.facts {
            let first = *first_with.entry((&shelves[card.shelf].person, *fact)).or_insert(place);
            let (a, b) = (root(&mut same, first), root(&mut same, place));
            same[a.max(b)] = a.min(b);
        }
    }
    let mut lines: BTreeMap<(usize, usize), Line<'a>> = BTreeMap::new();
    let mut seen: HashMap<(usize, usize), usize> = HashMap::default();
    for (place, card) in cards.into_iter().enumerate() {
        let fact = root(&mut same, place);
        let nth = seen.entry((fact, card.shelf)).or_insert(0);
        *nth += 1;
        match lines.entry((fact, *nth)) {
            Entry::Vacant(line) => drop(line.insert(Line { card, same: Vec::new() })),
            Entry::Occupied(mut line) => line.get_mut().same.push(card),
        }
    }
    lines.into_values().collect()
}

/// The first of those that are the same.
fn root(same: &mut [usize], mut place: usize) -> usize {
    while same[place] != place {
        same[place] = same[same[place]];
        place = same[place];
    }
    place
}
