//! Views over what is stored, read when they are asked for.

use std::cell::RefCell;
use std::ops::Deref;
use std::slice::Chunks;
use std::sync::{Mutex, PoisonError};

use foldhash::HashMap;

use crate::error::{Error, QueryError, StoreError};
use crate::fhir::Reference;
use crate::record::{Arena, Digest, Origin, Resolve, Value, parse};
use crate::store::{ConnectionState, Store, StoredRecord};
use crate::wallet::people::person_of;
use crate::wallet::{Page, Wallet};

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

/// Names and addresses of one connection.
#[derive(Clone)]
pub(super) struct Source<'a> {
    pub(super) store: &'a Store,
    pub(super) connection: String,
    /// Whose records they are.
    pub(super) person: String,
    pub(super) payer_name: String,
    pub(super) fhir_base: String,
}

/// A connection's records, as far as a list follows their references. A thread has its own.
pub(super) struct Shelf<'a> {
    source: Source<'a>,
    /// Holds what references led to.
    arena: &'a Arena,
    /// The records of a page refer to the same few again and again.
    resolved: RefCell<HashMap<String, Option<Value<'a>>>>,
}

impl<'a> Deref for Shelf<'a> {
    type Target = Source<'a>;

    fn deref(&self) -> &Source<'a> {
        &self.source
    }
}

impl Resolve for Shelf<'_> {
    fn resolve(&self, reference: &str) -> Option<Value<'_>> {
        if let Some(known) = self.resolved.borrow().get(reference) {
            return *known;
        }
        let found = self.find(reference);
        self.resolved.borrow_mut().insert(reference.to_owned(), found);
        found
    }

    fn reference(&self, reference: &str) -> Option<Reference> {
        Reference::parse(reference, &self.fhir_base)
    }
}

impl<'a> Shelf<'a> {
    fn new(source: Source<'a>, arena: &'a Arena) -> Self {
        Self { source, arena, resolved: RefCell::default() }
    }

    fn find(&self, reference: &str) -> Option<Value<'a>> {
        let record = self.store.record(&self.connection, &self.reference(reference)?).ok()??;
        self.keep(&record)
    }

    /// A record, for as long as the shelf is there.
    pub(super) fn keep(&self, record: &StoredRecord) -> Option<Value<'a>> {
        parse(self.arena.alloc_slice_copy(&record.json), self.arena)
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

    /// Views of the records of a type. One that does not parse was refused before it was stored.
    pub(super) fn read<T>(
        &self,
        resource_type: &str,
        view: impl Fn(Origin, &Value<'_>) -> Option<T>,
    ) -> Result<Vec<T>, StoreError> {
        let records = self.store.records(&self.connection, resource_type)?;
        let mut views = Vec::with_capacity(records.len());
        self.show(&records, &mut Arena::new(), &mut |origin, json| views.extend(view(origin, json)));
        Ok(views)
    }

    /// Views of the records with these numbers, in their order.
    pub(super) fn read_at<T>(
        &self,
        numbers: &[i64],
        view: impl Fn(Origin, &Value<'_>) -> Option<T>,
    ) -> Result<Vec<T>, StoreError> {
        let mut views = Vec::with_capacity(numbers.len());
        self.show_at(numbers, &mut |origin, json| views.extend(view(origin, json)))?;
        Ok(views)
    }

    /// Shows the records with these numbers. As little as can be is compiled for each type of view.
    fn show_at(&self, numbers: &[i64], see: &mut See<'_>) -> Result<(), StoreError> {
        let mut scratch = Arena::new();
        for some in numbers.chunks(OPENED) {
            self.show(&self.store.records_at(&self.connection, some)?, &mut scratch, see);
        }
        Ok(())
    }

    fn show(&self, records: &[StoredRecord], scratch: &mut Arena, see: &mut See<'_>) {
        for record in records {
            scratch.reset();
            if let Some(json) = parse(&record.json, scratch) {
                see(self.origin(record), &json);
            }
        }
    }
}

/// What looks at one record after the other.
type See<'a> = dyn FnMut(Origin, &Value<'_>) + 'a;

/// Records that are open at once.
const OPENED: usize = 128;

/// Records of a page that one thread opens at least: with fewer, a second thread would have next to nothing to do.
const SHARE: usize = 128;

/// Threads that open a page at most. Each resolves for itself what its records refer to, so that more would do more.
const THREADS: usize = 2;

/// Opens the records of a page, which are known by their shelves and numbers, a long page on several threads. What is gone
/// meanwhile is left out.
pub(super) fn open_page<T: Send>(
    page: Page<(usize, i64)>,
    shelves: &[Shelf<'_>],
    view: impl Fn(&Shelf<'_>, Origin, &Value<'_>) -> Option<T> + Sync,
) -> Result<Page<T>, Error> {
    let shares = page.items.chunks(page.items.len().div_ceil(THREADS).max(SHARE));
    let opened: Vec<Mutex<Vec<T>>> = shares.clone().map(|_| Mutex::default()).collect();
    open_shares(shares, shelves, &|share, shelf, origin, json| {
        if let Some(item) = view(shelf, origin, json) {
            opened[share].lock().unwrap_or_else(PoisonError::into_inner).push(item);
        }
    })?;
    let mut items = Vec::with_capacity(page.items.len());
    for share in opened {
        items.append(&mut share.into_inner().unwrap_or_else(PoisonError::into_inner));
    }
    Ok(Page { items, next: page.next, total: page.total })
}

/// What looks at the records of a share, which has a number.
type SeeShare<'a> = dyn Fn(usize, &Shelf<'_>, Origin, &Value<'_>) + Sync + 'a;

/// Shows the records of these shares, each share of them on a thread. As little as can be is compiled for each type of view.
fn open_shares(
    shares: Chunks<'_, (usize, i64)>,
    shelves: &[Shelf<'_>],
    see: &SeeShare<'_>,
) -> Result<(), StoreError> {
    let sources: Vec<Source<'_>> = shelves.iter().map(|shelf| shelf.source.clone()).collect();
    let open = |(number, share): (usize, &[(usize, i64)])| open_share(number, share, &sources, see);
    let (open, mut shares) = (&open, shares.enumerate());
    let own = shares.next();
    std::thread::scope(|threads| {
        let begin = |share| std::thread::Builder::new().spawn_scoped(threads, move || open(share));
        let beside: Vec<_> = shares.map(|share| begin(share).map_err(|_| share)).collect();
        own.map_or(Ok(()), open)?;
        for begun in beside {
            match begun {
                Ok(thread) => thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))?,
                // The system has no thread to give: it takes longer, that is all.
                Err(share) => open(share)?,
            }
        }
        Ok(())
    })
}

fn open_share(
    number: usize,
    places: &[(usize, i64)],
    sources: &[Source<'_>],
    see: &SeeShare<'_>,
) -> Result<(), StoreError> {
    let arena = Arena::new();
    let shelves: Vec<Shelf<'_>> = sources.iter().map(|source| Shelf::new(source.clone(), &arena)).collect();
    // Neighbours of one shelf are read together.
    for some in places.chunk_by(|(a, _), (b, _)| a == b) {
        let Some(shelf) = some.first().and_then(|(shelf, _)| shelves.get(*shelf)) else { continue };
        let numbers: Vec<i64> = some.iter().map(|(_, number)| *number).collect();
        shelf.show_at(&numbers, &mut |origin, json| see(number, shelf, origin, json))?;
    }
    Ok(())
}

impl Wallet {
    /// Lists records, also those that no view shows.
    pub fn records(&self, query: &RecordQuery) -> Result<Vec<RecordSummary>, Error> {
        let types: Vec<&str> = query.resource_type.as_deref().into_iter().collect();
        let mut summaries = Vec::new();
        let arena = Arena::new();
        for shelf in self.shelves_of(&arena, query.connection.as_deref(), None)? {
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
        for id in self.inner.store.connection_ids()? {
            if connection.is_some_and(|wanted| wanted != id) {
                continue;
            }
            match self.inner.store.record(&id, reference) {
                Ok(Some(record)) => {
                    return Ok(Some(String::from_utf8(record.json).map_err(|_| StoreError::Undecryptable)?));
                }
                // One that is signed out meanwhile, or whose key is lost, must not keep the others from answering.
                Ok(None) | Err(StoreError::UnknownConnection) => {}
                Err(error) => return Err(error.into()),
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
        view: impl Fn(&Shelf<'_>, Origin, &Value<'_>) -> Option<T>,
    ) -> Result<Option<T>, Error> {
        let found = self.each_shelf(|shelf| {
            if connection.is_some_and(|wanted| wanted != shelf.connection) {
                return Ok(Vec::new());
            }
            let Some(record) = shelf.store.record(&shelf.connection, reference)? else {
                return Ok(Vec::new());
            };
            let mut views = Vec::new();
            let see = &mut |origin: Origin, json: &Value<'_>| views.extend(view(shelf, origin, json));
            shelf.show(&[record], &mut Arena::new(), see);
            Ok(views)
        })?;
        Ok(found.into_iter().next())
    }

    pub(super) fn each_shelf<T>(
        &self,
        mut view: impl FnMut(&Shelf<'_>) -> Result<Vec<T>, StoreError>,
    ) -> Result<Vec<T>, Error> {
        let (mut all, arena) = (Vec::new(), Arena::new());
        for shelf in self.shelves(&arena)? {
            all.extend(view(&shelf)?);
        }
        Ok(all)
    }

    /// The connections' records, the oldest connection first.
    fn shelves<'a>(&'a self, arena: &'a Arena) -> Result<Vec<Shelf<'a>>, StoreError> {
        let store = &self.inner.store;
        let of = |(connection, state): (String, ConnectionState)| {
            let source = Source {
                store,
                person: person_of(&connection, &state),
                payer_name: state.preset.name,
                fhir_base: state.fhir_base.into(),
                connection,
            };
            Shelf::new(source, arena)
        };
        Ok(store.connections()?.into_iter().map(of).collect())
    }

    /// Those of one connection or person, where one is named. One that is not there is an error, not an empty list.
    pub(super) fn shelves_of<'a>(
        &'a self,
        arena: &'a Arena,
        connection: Option<&str>,
        person: Option<&str>,
    ) -> Result<Vec<Shelf<'a>>, Error> {
        let mut shelves = self.shelves(arena)?;
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
