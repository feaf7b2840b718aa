//! The digests of the wallet's records: made where they are missing, read where a list needs them.

use foldhash::HashMap;

use crate::error::StoreError;
use crate::fhir::Reference;
use crate::json::{Arena, parse};
use crate::record::{DatePrecision, Digest, FORMAT, Origin, PartialDate, RecordKind, Wanted, digest};
use crate::store::{Store, StoredDigest, StoredRecord};
use crate::wallet::views::Shelf;

/// Records that are digested in one transaction.
const BATCH: usize = 512;

/// Types whose records name others: a claim is found by its provider's name.
pub(super) const NAMING: &[&str] =
    &["Location", "Medication", "Organization", "Practitioner", "PractitionerRole"];

/// Makes the digests that a connection's records have not. Changes stored state.
pub(super) fn digest_all(store: &Store, connection: &str) -> Result<(), StoreError> {
    let mut scratch = Arena::new();
    loop {
        let records = store.undigested(connection, FORMAT, BATCH)?;
        let all = records.len() < BATCH;
        if !records.is_empty() {
            let digests =
                records.into_iter().map(|(version, record)| (version, digest_of(&record, &mut scratch)));
            store.set_digests(connection, digests.collect())?;
        }
        if all {
            return Ok(());
        }
    }
}

/// The digest of what is stored. What was read before may be in `scratch`, and is gone.
fn digest_of(record: &StoredRecord, scratch: &mut Arena) -> Vec<u8> {
    scratch.reset();
    let resource = parse(&record.json, scratch).unwrap_or_default();
    digest(&record.reference, record.fetched, &resource)
}

impl Shelf<'_> {
    /// The digests of the records of these types, of all where none is named.
    pub(super) fn digests(&self, types: &[&str]) -> Result<Vec<StoredDigest>, StoreError> {
        digest_all(self.store, &self.connection)?;
        self.store.digests(&self.connection, types)
    }

    /// Where a record comes from.
    pub(super) fn origin_of(&self, digest: &Digest<'_>, missing_since: Option<u64>) -> Origin {
        Origin {
            connection: self.connection.clone(),
            payer_name: self.payer_name.clone(),
            reference: reference(digest),
            fetched: digest.fetched,
            missing_since,
        }
    }

    /// What a record is called, following as many references as it is told: a role is called by its practitioner.
    fn title_of(&self, reference: &str, hops: u32) -> Option<String> {
        let reference = Reference::parse(reference, &self.fhir_base)?;
        let record = self.store.record(&self.connection, &reference).ok()??;
        let stored = digest_of(&record, &mut Arena::new());
        let read = Digest::decode(&stored)?;
        match (read.title, read.names.first()) {
            (Some(title), _) => Some(title.to_owned()),
            (None, Some(name)) if hops > 0 => self.title_of(name, hops - 1),
            (None, _) => None,
        }
    }
}

/// A stored digest, read, with where it is.
pub(super) struct Card<'a> {
    /// Which of the connections, by its place among those that were asked.
    pub(super) shelf: usize,
    /// Number of the record.
    pub(super) number: i64,
    /// Since when the payer no longer has it.
    pub(super) missing_since: Option<u64>,
    /// What is known of it.
    pub(super) digest: Digest<'a>,
    /// When it was.
    pub(super) date: Option<PartialDate>,
}

impl<'a> Card<'a> {
    /// Reads what the shelves have; what was entered in error is left out.
    pub(super) fn read_all(stored: &'a [Vec<StoredDigest>]) -> Vec<Self> {
        let read = |(shelf, stored): (usize, &'a StoredDigest)| {
            let digest = Digest::decode(&stored.digest).filter(|digest| !digest.hidden)?;
            let date = digest.date.and_then(PartialDate::parse);
            let (number, missing_since) = (stored.number, stored.missing_since);
            Some(Self { shelf, number, missing_since, digest, date })
        };
        let all =
            stored.iter().enumerate().flat_map(|(shelf, stored)| stored.iter().map(move |one| (shelf, one)));
        all.filter_map(read).collect()
    }

    /// What the record is called; where it does not say so itself, by what it refers to.
    pub(super) fn title(&self, at: &Shelf<'_>) -> Option<String> {
        let own = self.digest.title.map(str::to_owned);
        own.or_else(|| at.title_of(self.digest.names.first()?, 2))
    }

    /// The place in a list that has the newest first, and what has no date last. No two records have the same.
    pub(super) fn newest_first(&self) -> Newest {
        (std::cmp::Reverse(self.date.as_ref().map(PartialDate::start_seconds)), self.number)
    }
}

/// Sorts the newest first.
pub(super) type Newest = (std::cmp::Reverse<Option<i64>>, i64);

/// Dates from one to another, both included as far as they are precise: `2024` to `2024-03` ends with March.
pub(super) struct Range {
    from: Option<PartialDate>,
    to: Option<PartialDate>,
}

impl Range {
    /// `None` where one of them is no date.
    pub(super) fn parse(from: Option<&str>, to: Option<&str>) -> Option<Self> {
        let parse = |date: Option<&str>| match date {
            Some(date) => PartialDate::parse(date).map(Some),
            None => Some(None),
        };
        Some(Self { from: parse(from)?, to: parse(to)? })
    }

    /// Whether what `date` covers may be in it. What has no date is in no range but that without ends.
    pub(super) fn admits(&self, date: Option<&PartialDate>) -> bool {
        if self.from.is_none() && self.to.is_none() {
            return true;
        }
        let Some(date) = date else { return false };
        let instants = |other: &PartialDate| {
            date.precision() == DatePrecision::Instant && other.precision() == DatePrecision::Instant
        };
        let begins = self.from.as_ref().is_none_or(|from| {
            if instants(from) { date >= from } else { date.last_day() >= from.first_day() }
        });
        let ends = self
            .to
            .as_ref()
            .is_none_or(|to| if instants(to) { date <= to } else { date.first_day() <= to.last_day() });
        begins && ends
    }
}

/// Names of practitioners, organizations and drugs, by which the records that refer to them are found.
pub(super) struct Names<'a>(HashMap<(usize, Reference), &'a str>);

impl<'a> Names<'a> {
    pub(super) fn of<'c>(cards: impl Iterator<Item = &'c Card<'a>>) -> Self
    where
        'a: 'c,
    {
        let naming = cards.filter(|card| NAMING.contains(&card.digest.resource_type));
        Self(naming.map(|card| ((card.shelf, reference(&card.digest)), card.digest.words)).collect())
    }

    /// Whether a record has all of these words, its own or of what it names.
    pub(super) fn has(&self, card: &Card<'_>, wanted: &Wanted, at: &Shelf<'_>) -> bool {
        let named = card.digest.names.iter().filter_map(|name| {
            let reference = Reference::parse(name, &at.fhir_base)?;
            self.0.get(&(card.shelf, reference)).copied()
        });
        let lists: Vec<&str> = std::iter::once(card.digest.words).chain(named).collect();
        wanted.all_in(&lists)
    }
}

pub(super) fn reference(digest: &Digest<'_>) -> Reference {
    Reference { resource_type: digest.resource_type.to_owned(), id: digest.id.to_owned() }
}

/// FHIR types of the records of a kind.
pub(super) fn types_of(kind: RecordKind) -> &'static [&'static str] {
    match kind {
        RecordKind::Coverage => &["Coverage"],
        RecordKind::Claim | RecordKind::PriorAuthorization => &["ExplanationOfBenefit"],
        RecordKind::Medication => {
            &["MedicationAdministration", "MedicationDispense", "MedicationRequest", "MedicationStatement"]
        }
        RecordKind::Condition => &["Condition"],
        RecordKind::Allergy => &["AllergyIntolerance"],
        RecordKind::Immunization => &["Immunization"],
        RecordKind::LabResult | RecordKind::VitalSign | RecordKind::Observation => &["Observation"],
        RecordKind::Report => &["DiagnosticReport"],
        RecordKind::Procedure => &["Procedure"],
        RecordKind::Encounter => &["Encounter"],
        RecordKind::Document => &["DocumentReference"],
        RecordKind::CareTeam => &["CareTeam"],
        RecordKind::CarePlan => &["CarePlan"],
        RecordKind::Goal => &["Goal"],
        RecordKind::Device => &["Device"],
        _ => &[],
    }
}
