//! Views over what is stored, read when they are asked for.

use serde_json::Value;

use crate::error::{Error, QueryError, StoreError};
use crate::fhir::Reference;
use crate::record::{Digest, Origin, Resolve};
use crate::store::{ConnectionState, Store, StoredRecord};
use crate::wallet::Wallet;
use crate::wallet::people::person_of;

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
    /// Whose records they are.
    pub(super) person: String,
    pub(super) payer_name: String,
    pub(super) fhir_base: String,
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
    pub(super) fn origin(&self, record: &StoredRecord) -> Origin {
        Origin {
            connection: self.connection.clone(),
            payer_name: self.payer_name.clone(),
            reference: record.reference.clone(),
            fetched: record.fetched,
            missing_since: record.missing_since,
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
    /// Lists records, also those that no view shows.
    pub fn records(&self, query: &RecordQuery) -> Result<Vec<RecordSummary>, Error> {
        let types: Vec<&str> = query.resource_type.as_deref().into_iter().collect();
        let mut summaries = Vec::new();
        for shelf in self.shelves_of(query.connection.as_deref(), None)? {
            for stored in shelf.digests(&types)? {
                let Some(digest) = Digest::decode(&stored.digest) else { continue };
                let origin = shelf.origin_of(&digest, stored.missing_since);
                let title = digest.title.map(str::to_owned);
                summaries.push(RecordSummary { origin, title });
            }
        }
        Ok(summaries)
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

    /// The view of one record, at the first connection that has it, or at the one that is named.
    pub(super) fn first_shelf<T>(
        &self,
        reference: &Reference,
        connection: Option<&str>,
        view: impl Fn(&Shelf<'_>, Origin, &Value) -> Option<T>,
    ) -> Result<Option<T>, Error> {
        let found = self.each_shelf(|shelf| {
            if connection.is_some_and(|wanted| wanted != shelf.connection) {
                return Ok(Vec::new());
            }
            let record = shelf.store.record(&shelf.connection, reference)?;
            Ok(record
                .and_then(|record| {
                    let json = serde_json::from_slice(&record.json).ok()?;
                    view(shelf, shelf.origin(&record), &json)
                })
                .into_iter()
                .collect())
        })?;
        Ok(found.into_iter().next())
    }

    pub(super) fn each_shelf<T>(
        &self,
        mut view: impl FnMut(&Shelf<'_>) -> Result<Vec<T>, StoreError>,
    ) -> Result<Vec<T>, Error> {
        let mut all = Vec::new();
        for shelf in self.shelves()? {
            all.extend(view(&shelf)?);
        }
        Ok(all)
    }

    /// The connections' records, the oldest connection first.
    fn shelves(&self) -> Result<Vec<Shelf<'_>>, StoreError> {
        let store = &self.inner.store;
        let of = |(connection, state): (String, ConnectionState)| Shelf {
            store,
            person: person_of(&connection, &state),
            payer_name: state.preset.name,
            fhir_base: state.fhir_base.into(),
            connection,
        };
        Ok(store.connections()?.into_iter().map(of).collect())
    }

    /// Those of one connection or person, where one is named. One that is not there is an error, not an empty list.
    pub(super) fn shelves_of(
        &self,
        connection: Option<&str>,
        person: Option<&str>,
    ) -> Result<Vec<Shelf<'_>>, Error> {
        let mut shelves = self.shelves()?;
        if let Some(person) = person {
            shelves.retain(|shelf| shelf.person == person);
            if shelves.is_empty() {
                return Err(QueryError::UnknownPerson.into());
            }
        }
        if let Some(connection) = connection {
            if !self.inner.store.has_connection(connection)? {
                return Err(StoreError::UnknownConnection.into());
            }
            shelves.retain(|shelf| shelf.connection == connection);
        }
        Ok(shelves)
    }
}
