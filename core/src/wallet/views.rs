//! Views over what is stored, read when they are asked for.

use std::cmp::Reverse;

use serde_json::Value;
use time::OffsetDateTime;

use crate::error::{Error, StoreError};
use crate::fhir::Reference;
use crate::record::{self, Claim, InsuranceCard, Medication, Origin, Resolve};
use crate::store::{Store, StoredRecord};
use crate::wallet::{Page, Wallet};

/// Which claims to list.
#[derive(Debug, Clone, Default)]
pub struct ClaimQuery {
    /// Only this connection's.
    pub connection: Option<String>,
    /// Mark of the page before, to go on from there.
    pub after: Option<String>,
    /// How many on a page: 0 is the usual 50, and there are never more than 500.
    pub limit: u32,
}

/// Which records to list.
#[derive(Debug, Clone, Default)]
pub struct RecordQuery {
    /// Only this connection's.
    pub connection: Option<String>,
    /// Only this FHIR type.
    pub resource_type: Option<String>,
}

/// A record in a list.
#[derive(Clone)]
pub struct RecordSummary {
    /// Where it comes from.
    pub origin: Origin,
    /// What it is about, in a few words, where the record has any.
    pub title: Option<String>,
}

crate::secret::opaque_debug!(RecordSummary);

/// Names and addresses of one connection, with which references are followed.
pub(super) struct Shelf<'a> {
    pub(super) store: &'a Store,
    pub(super) connection: String,
    payer_name: String,
    fhir_base: String,
}

impl Resolve for Shelf<'_> {
    fn resolve(&self, reference: &str) -> Option<Value> {
        let reference = self.reference(reference)?;
        let record = self.store.record(&self.connection, &reference).ok()??;
        serde_json::from_slice(&record.json).ok()
    }

    fn reference(&self, reference: &str) -> Option<Reference> {
        Reference::parse(reference, &self.fhir_base)
    }
}

impl Shelf<'_> {
    fn origin(&self, record: &StoredRecord) -> Origin {
        Origin {
            connection: self.connection.clone(),
            payer_name: self.payer_name.clone(),
            reference: record.reference.clone(),
            fetched: record.fetched,
        }
    }

    /// The records of a type, parsed. One that does not parse was refused before it was stored.
    pub(super) fn read<T>(
        &self,
        resource_type: &str,
        mut view: impl FnMut(Origin, &Value) -> T,
    ) -> Result<Vec<T>, StoreError> {
        let records = self.store.records(&self.connection, resource_type)?;
        Ok(records
            .iter()
            .filter_map(|record| {
                Some((self.origin(record), serde_json::from_slice::<Value>(&record.json).ok()?))
            })
            .map(|(origin, json)| view(origin, &json))
            .collect())
    }
}

impl Wallet {
    /// The insurance cards, those that are good today first.
    pub fn cards(&self) -> Result<Vec<InsuranceCard>, Error> {
        let today = OffsetDateTime::from(self.inner.clock.now()).date().to_string();
        let mut cards = self.each_shelf(|shelf| {
            shelf.read("Coverage", |origin, json| InsuranceCard::read(origin, json, shelf, &today))
        })?;
        cards.sort_by_key(|card| card.activity != record::CardActivity::Active);
        Ok(cards)
    }

    /// The claims, the newest first.
    pub fn claims(&self, query: &ClaimQuery) -> Result<Page<Claim>, Error> {
        let mut claims = self.each_shelf(|shelf| {
            if query.connection.as_ref().is_some_and(|wanted| *wanted != shelf.connection) {
                return Ok(Vec::new());
            }
            shelf.read("ExplanationOfBenefit", |origin, json| {
                let claim = Claim::read(origin, json, shelf);
                let id = claim.origin.reference.id.clone();
                ((Reverse(claim.service_start.clone()), shelf.connection.clone(), id), claim)
            })
        })?;
        claims.sort_by(|(a, _), (b, _)| a.cmp(b));
        Ok(Page::of(claims, query.after.as_deref(), query.limit)?)
    }

    /// The medications, each drug with its history; the drug with the newest record first.
    pub fn medications(&self) -> Result<Vec<Medication>, Error> {
        let events = self.each_shelf(|shelf| {
            let mut events = Vec::new();
            for resource_type in ["MedicationRequest", "MedicationDispense", "MedicationStatement"] {
                let read =
                    shelf.read(resource_type, |origin, json| record::read_event(origin, json, shelf))?;
                events.extend(read.into_iter().flatten());
            }
            Ok(events)
        })?;
        Ok(record::group_medications(events))
    }

    /// Lists records.
    pub fn records(&self, query: &RecordQuery) -> Result<Vec<RecordSummary>, Error> {
        self.each_shelf(|shelf| {
            if query.connection.as_ref().is_some_and(|wanted| *wanted != shelf.connection) {
                return Ok(Vec::new());
            }
            let counts = shelf.store.counts(&shelf.connection)?;
            let types = counts
                .keys()
                .filter(|name| query.resource_type.as_ref().is_none_or(|wanted| wanted == *name));
            let mut summaries = Vec::new();
            for name in types {
                summaries.extend(
                    shelf.read(name, |origin, json| RecordSummary { origin, title: record::title(json) })?,
                );
            }
            Ok(summaries)
        })
    }

    /// A record as the payer sent it, byte for byte. `Type/id` may be at several payers; the first connection that has
    /// it answers, unless one is named.
    pub fn record(&self, reference: &Reference, connection: Option<&str>) -> Result<Option<String>, Error> {
        for (id, _) in self.inner.store.connections()? {
            if connection.is_some_and(|wanted| wanted != id) {
                continue;
            }
            if let Some(record) = self.inner.store.record(&id, reference)? {
                return Ok(Some(String::from_utf8(record.json).map_err(|_| StoreError::Undecryptable)?));
            }
        }
        Ok(None)
    }

    /// How many records of each type a connection has.
    pub fn counts(&self, connection: &str) -> Result<std::collections::BTreeMap<String, u64>, Error> {
        Ok(self.inner.store.counts(connection)?)
    }

    pub(super) fn each_shelf<T>(
        &self,
        mut view: impl FnMut(&Shelf<'_>) -> Result<Vec<T>, StoreError>,
    ) -> Result<Vec<T>, Error> {
        let mut all = Vec::new();
        for (connection, known) in self.inner.store.connections()? {
            let (payer_name, fhir_base) = (known.preset.name.clone(), known.fhir_base.to_string());
            all.extend(view(&Shelf { store: &self.inner.store, connection, payer_name, fhir_base })?);
        }
        Ok(all)
    }
}
