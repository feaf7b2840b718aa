//! The clinical record, kind by kind.

use std::cmp::Reverse;

use crate::error::Error;
use crate::fhir::Reference;
use crate::record::{
    self, Allergy, AttachmentContent, CarePlan, CareTeam, ClinicalView, Condition, Device, DiagnosticReport,
    Document, Encounter, Goal, Immunization, Medication, Observation, Procedure, Provenance, Trend,
};
use crate::wallet::views::Shelf;
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
        let mut observations = Vec::new();
        for shelf in self.shelves_of(None, person)? {
            let found = shelf.clinical::<Observation>()?.into_iter();
            observations.extend(found.filter(|observation| observation.tells_of(code)));
        }
        Ok(record::trends(observations.into_iter(), code))
    }

    /// The medications, each drug with its history: what was prescribed, handed out and said to be taken, by all payers
    /// together. The drug with the newest record comes first. They have no categories.
    pub fn medications(&self, query: &ClinicalQuery) -> Result<Page<Medication>, Error> {
        let mut events = Vec::new();
        for shelf in self.shelves_of(query.connection.as_deref(), query.person.as_deref())? {
            for resource_type in ["MedicationRequest", "MedicationDispense", "MedicationStatement"] {
                let read = |origin, json: &_| record::read_event(origin, json, &shelf);
                events.extend(shelf.read(resource_type, read)?.into_iter().flatten());
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
        keyed.sort_by(|(a, _), (b, _)| a.cmp(b));
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
        let mut told = Vec::new();
        for shelf in self.shelves_of(Some(connection), None)? {
            told.extend(shelf.clinical::<Provenance>()?);
        }
        told.retain(|provenance| provenance.targets.contains(reference));
        told.sort_by(|a, b| b.recorded.cmp(&a.recorded));
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
        for shelf in self.shelves_of(Some(connection), None)? {
            let record = shelf.store.record(connection, reference)?;
            if let Some(json) = record.and_then(|record| serde_json::from_slice(&record.json).ok()) {
                return Ok(record::content(&json, number, &shelf));
            }
        }
        Ok(None)
    }

    fn clinical<V: ClinicalView>(&self, query: &ClinicalQuery) -> Result<Page<V>, Error> {
        let key = |view: &V| {
            let Reference { id, .. } = &view.origin().reference;
            let start = view.date().map(record::PartialDate::start_seconds);
            (Reverse(start), view.origin().connection.clone(), id.clone())
        };
        let mut keyed = Vec::new();
        for shelf in self.shelves_of(query.connection.as_deref(), query.person.as_deref())? {
            let is_wanted =
                |view: &V| query.category.as_ref().is_none_or(|wanted| view.is_in_category(wanted));
            let views = shelf.clinical::<V>()?.into_iter().filter(is_wanted);
            keyed.extend(views.map(|view| (key(&view), view)));
        }
        keyed.sort_by(|(a, _), (b, _)| a.cmp(b));
        Ok(Page::of(keyed, query.after.as_deref(), query.limit)?)
    }
}

impl Shelf<'_> {
    /// All views of a kind. What was entered in error has none.
    fn clinical<V: ClinicalView>(&self) -> Result<Vec<V>, crate::error::StoreError> {
        let views = self.read(V::TYPE, |origin, json| V::read(origin, json, self))?;
        Ok(views.into_iter().flatten().collect())
    }
}
