//! The clinical record, kind by kind.

use std::cmp::Reverse;

use crate::error::{Error, StoreError};
use crate::fhir::Reference;
use crate::record::{
    self, Allergy, Arena, AttachmentContent, CarePlan, CareTeam, ClinicalView, Condition, Device,
    DiagnosticReport, Digest, Document, Encounter, Goal, Immunization, Medication, Observation, Procedure,
    Provenance, Resolve as _, Trend, Value,
};
use crate::sort::sort_by;
use crate::store::StoredDigest;
use crate::wallet::digests::{Card, Newest};
use crate::wallet::views::{Shelf, open_page};
use crate::wallet::{Page, Wallet};

/// Which clinical records to list.
#[derive(Debug, Clone, Default)]
pub struct ClinicalQuery {
    /// Only this connection's.
    pub connection: Option<String>,
    /// Only this person's.
    pub person: Option<String>,
    /// Only what has this code among its categories, such as `laboratory`, `vital-signs`, `problem-list-item`,
    /// `clinical-note` or `food`; of visits, what has this class, such as `IMP`.
    pub category: Option<String>,
    /// Mark of the page before, to go on from there.
    pub after: Option<String>,
    /// How many on a page: 0 is the usual 50, and there are never more than 500.
    pub limit: u32,
}

impl Wallet {
    /// Problems, diagnoses and health concerns, the newest first. Those that were refuted are told as such.
    pub fn conditions(&self, query: &ClinicalQuery) -> Result<Page<Condition>, Error> {
        self.clinical(query)
    }

    /// Allergies and intolerances, and statements that none is known, the newest first.
    pub fn allergies(&self, query: &ClinicalQuery) -> Result<Page<Allergy>, Error> {
        self.clinical(query)
    }

    /// Immunizations, also those that were not given, the newest first.
    pub fn immunizations(&self, query: &ClinicalQuery) -> Result<Page<Immunization>, Error> {
        self.clinical(query)
    }

    /// Laboratory results, vital signs and what else was measured or asked, the newest first. Ask for one kind by
    /// `category`.
    pub fn observations(&self, query: &ClinicalQuery) -> Result<Page<Observation>, Error> {
        self.clinical(query)
    }

    /// The values of a code over time, such as `4548-4` or `http://loinc.org|4548-4`, each unit in a series of its own.
    /// Values of one person, where one is named; of all people otherwise.
    pub fn trend(&self, code: &str, person: Option<&str>) -> Result<Vec<Trend>, Error> {
        let (arena, mut observations) = (Arena::new(), Vec::new());
        for shelf in self.shelves_of(&arena, None, person)? {
            let found = shelf.clinical::<Observation>(|digest| digest.may_tell_of(code))?.into_iter();
            observations.extend(found.filter(|observation| observation.tells_of(code)));
        }
        Ok(record::trends(observations.into_iter(), code))
    }

    /// The medications, each drug with its history: what was prescribed, handed out and said to be taken, by all payers
    /// together. The drug with the newest record comes first. They have no categories.
    pub fn medications(&self, query: &ClinicalQuery) -> Result<Page<Medication>, Error> {
        let (arena, mut events) = (Arena::new(), Vec::new());
        for shelf in self.shelves_of(&arena, query.connection.as_deref(), query.person.as_deref())? {
            for resource_type in ["MedicationRequest", "MedicationDispense", "MedicationStatement"] {
                let read = |origin, json: &Value<'_>| record::read_event(origin, json, &shelf);
                events.extend(shelf.read(resource_type, read)?);
            }
        }
        let key = |drug: &Medication| {
            let start = drug.last_date.as_ref().map(record::PartialDate::start_seconds);
            let newest = drug.events.first().map(|event| {
                let Reference { resource_type, id } = event.origin.reference.clone();
                (event.origin.connection.clone(), resource_type, id)
            });
            (Reverse(start), drug.name.clone(), newest)
        };
        let mut keyed: Vec<_> = record::merge(events).into_iter().map(|drug| (key(&drug), drug)).collect();
        sort_by(&mut keyed, |(a, _), (b, _)| a.cmp(b));
        Ok(Page::of(keyed, query.after.as_deref(), query.limit)?)
    }

    /// Diagnostic reports with their results, the newest first.
    pub fn diagnostic_reports(&self, query: &ClinicalQuery) -> Result<Page<DiagnosticReport>, Error> {
        self.clinical(query)
    }

    /// Procedures, also those that were not done, the newest first.
    pub fn procedures(&self, query: &ClinicalQuery) -> Result<Page<Procedure>, Error> {
        self.clinical(query)
    }

    /// Visits and stays, the newest first.
    pub fn encounters(&self, query: &ClinicalQuery) -> Result<Page<Encounter>, Error> {
        self.clinical(query)
    }

    /// Documents, the newest first.
    pub fn documents(&self, query: &ClinicalQuery) -> Result<Page<Document>, Error> {
        self.clinical(query)
    }

    /// Care teams, the newest first.
    pub fn care_teams(&self, query: &ClinicalQuery) -> Result<Page<CareTeam>, Error> {
        self.clinical(query)
    }

    /// Care plans, the newest first.
    pub fn care_plans(&self, query: &ClinicalQuery) -> Result<Page<CarePlan>, Error> {
        self.clinical(query)
    }

    /// Goals, the newest first.
    pub fn goals(&self, query: &ClinicalQuery) -> Result<Page<Goal>, Error> {
        self.clinical(query)
    }

    /// Devices, the newest first.
    pub fn devices(&self, query: &ClinicalQuery) -> Result<Page<Device>, Error> {
        self.clinical(query)
    }

    /// Who wrote a record, who passed it on and when, as far as the payer tells; the newest first.
    pub fn provenance(&self, connection: &str, reference: &Reference) -> Result<Vec<Provenance>, Error> {
        let (arena, mut told) = (Arena::new(), Vec::new());
        for shelf in self.shelves_of(&arena, Some(connection), None)? {
            let is_of = |name: &&str| shelf.reference(name).as_ref() == Some(reference);
            told.extend(shelf.clinical::<Provenance>(|digest| digest.names.iter().any(is_of))?);
        }
        told.retain(|provenance| provenance.targets.contains(reference));
        sort_by(&mut told, |a, b| b.recorded.cmp(&a.recorded));
        Ok(told)
    }

    /// The content of an attachment of a document, of a diagnostic report or of a `Binary`, by its place in the view's
    /// `attachments`. `None` where it is not on the device, or where what the payer sent is not base64.
    pub fn attachment(
        &self,
        connection: &str,
        reference: &Reference,
        number: u32,
    ) -> Result<Option<AttachmentContent>, Error> {
        let number = usize::try_from(number).unwrap_or(usize::MAX);
        let arena = Arena::new();
        for shelf in self.shelves_of(&arena, Some(connection), None)? {
            let record = shelf.store.record(connection, reference)?;
            if let Some(json) = record.and_then(|record| shelf.keep(&record)) {
                return Ok(record::content(&json, number, &shelf));
            }
        }
        Ok(None)
    }

    fn clinical<V: ClinicalView>(&self, query: &ClinicalQuery) -> Result<Page<V>, Error> {
        let arena = Arena::new();
        let shelves = self.shelves_of(&arena, query.connection.as_deref(), query.person.as_deref())?;
        let page = clinical_page(query, V::TYPE, &shelves)?;
        open_page(page, &shelves, |shelf, origin, json| V::read(origin, json, shelf))
    }
}

/// Which records of a type are on a page, by their shelves and numbers.
fn clinical_page(
    query: &ClinicalQuery,
    resource_type: &str,
    shelves: &[Shelf<'_>],
) -> Result<Page<(usize, i64)>, Error> {
    let stored: Vec<Vec<StoredDigest>> =
        shelves.iter().map(|shelf| shelf.digests(&[resource_type])).collect::<Result<_, _>>()?;
    let is_wanted =
        |card: &&Card<'_>| query.category.as_ref().is_none_or(|wanted| card.digest.is_in_category(wanted));
    let cards = Card::read_all(&stored);
    let mut sorted: Vec<(Newest, (usize, i64))> =
        cards.iter().filter(is_wanted).map(|card| (card.newest_first(), (card.shelf, card.number))).collect();
    sorted.sort_unstable();
    Ok(Page::of(sorted, query.after.as_deref(), query.limit)?)
}

impl Shelf<'_> {
    /// The views of a kind whose digests fit. What was entered in error has none.
    fn clinical<V: ClinicalView>(&self, fits: impl Fn(&Digest<'_>) -> bool) -> Result<Vec<V>, StoreError> {
        let stored = [self.digests(&[V::TYPE])?];
        let cards = Card::read_all(&stored);
        let fitting = cards.iter().filter(|card| fits(&card.digest)).map(|card| card.number);
        self.read_at(&fitting.collect::<Vec<_>>(), |origin, json| V::read(origin, json, self))
    }
}
