//! What of a batch is kept, and which of its references are worth a note or a read.

use std::collections::BTreeSet;
use std::hash::BuildHasher as _;
use std::sync::{Mutex, MutexGuard, PoisonError};

use foldhash::fast::RandomState;

use crate::auth;
use crate::error::FhirError;
use crate::fhir::{self, Entry, RawEntry, Reference};
use crate::json::{Arena, Value};
use crate::payer::Strategy;
use crate::record::digest;
use crate::store::{ConnectionState, NewRecord};
use crate::wallet::sync::remembered::Remembered;

/// The rules of one sync.
pub(super) struct Sieve {
    base: String,
    patient: String,
    /// Dates after this moment are the server's mistakes, in milliseconds since 1970.
    began: i64,
    /// Types that may be read one by one.
    wanted: Vec<String>,
    /// Those of them that no search brings.
    read_at_once: Vec<String>,
    /// Whether what is stored already is read again.
    pub(super) anew: bool,
    /// What no reference is noted to any more. What came is on its way to the store, or comes again when that is cut short.
    /// What is forgotten is noted twice, or looked for in the store.
    remembered: Mutex<Remembered>,
    hasher: RandomState,
}

/// A batch that was read.
#[derive(Default)]
pub(super) struct Sifted {
    pub(super) records: Vec<NewRecord>,
    /// References to read now.
    pub(super) found: Vec<Reference>,
    /// Matches, without what they brought along.
    pub(super) matches: u64,
    /// The newest `meta.lastUpdated` of a match that is not in the future.
    pub(super) newest: Option<i64>,
    /// Whether a match tells no time, so that no change of it could be asked for.
    pub(super) undated: bool,
    /// Tells one batch from another.
    pub(super) print: u64,
    /// Why entries could not be kept, or not whole: each reason once.
    pub(super) bad: Vec<FhirError>,
}

/// What was seen of a resource while it was there to be read.
#[derive(Default)]
struct Seen {
    digest: Vec<u8>,
    refers_to: BTreeSet<Reference>,
    /// Those of them that are read now.
    found: Vec<Reference>,
    /// A host other than the payer's on which an attachment is.
    elsewhere: Option<String>,
}

impl Sifted {
    fn keep(&mut self, entry: Entry, seen: Seen) {
        let Seen { digest, refers_to, found, elsewhere } = seen;
        self.records.push(NewRecord { reference: entry.reference, json: entry.json, refers_to, digest });
        self.found.extend(found);
        if let Some(host) = elsewhere {
            self.note(FhirError::ForeignLink { host });
        }
    }

    fn note(&mut self, error: FhirError) {
        if !self.bad.contains(&error) {
            self.bad.push(error);
        }
    }

    /// Adds what is known of another batch of the same page.
    pub(super) fn add(&mut self, mut other: Self) {
        self.matches += other.matches;
        self.newest = self.newest.max(other.newest);
        self.undated |= other.undated;
        self.print = self.print.rotate_left(7) ^ other.print;
        self.bad.append(&mut other.bad);
    }
}

impl Sieve {
    pub(super) fn new(state: &ConnectionState, began: i64, anew: bool) -> Self {
        let preset = &state.preset;
        let granted = |name: &&String| is_granted(state, name);
        let follows = preset.fetch.strategy == Strategy::Search;
        let types = preset.types().map(str::to_owned).filter(|name| follows && is_granted(state, name));
        Self {
            base: state.fhir_base.to_string(),
            patient: state.patient.expose().clone(),
            began,
            wanted: types.collect(),
            read_at_once: preset.fetch.referenced_types.iter().filter(granted).cloned().collect(),
            anew,
            remembered: Mutex::new(Remembered::new()),
            hasher: RandomState::default(),
        }
    }

    /// Whether this type is only ever read where a record refers to it.
    pub(super) fn reads_at_once(&self, reference: &Reference) -> bool {
        has(&self.read_at_once, &reference.resource_type)
    }

    /// Reads the entries of a batch that came at a moment, in seconds since 1970. One that cannot be read takes nothing from
    /// the others.
    pub(super) fn sift(&self, batch: &[RawEntry], fetched: u64, arena: &mut Arena) -> Sifted {
        let mut sifted = Sifted { records: Vec::with_capacity(batch.len()), ..Sifted::default() };
        let mut came = Vec::with_capacity(batch.len());
        for raw in batch {
            let look = |reference: &Reference, resource: &Value<'_>| self.look(reference, fetched, resource);
            match fhir::read_entry(raw, &self.base, Some(&self.patient), arena, look) {
                Ok(Some((entry, seen))) => {
                    let print = self.hash(&entry.reference.resource_type, &entry.reference.id);
                    came.push(print);
                    if !entry.included {
                        sifted.matches += 1;
                        sifted.undated |= entry.updated.is_none();
                        sifted.newest = sifted.newest.max(entry.updated.filter(|at| *at <= self.began));
                        sifted.print = sifted.print.rotate_left(1) ^ print;
                    }
                    sifted.keep(entry, seen);
                }
                Ok(None) => {}
                Err(error) => sifted.note(error),
            }
        }
        if !self.wanted.is_empty() {
            let mut remembered = self.remembered();
            for hash in came {
                remembered.came(hash);
            }
        }
        sifted
    }

    /// Whether a record came in this sync, as far as is remembered.
    pub(super) fn has_come(&self, reference: &Reference) -> bool {
        let hash = self.hash(&reference.resource_type, &reference.id);
        self.remembered().has_come(hash)
    }

    /// Reads a resource that was asked for by itself.
    pub(super) fn sift_one(
        &self,
        json: Vec<u8>,
        expected: &Reference,
        fetched: u64,
    ) -> Result<Sifted, FhirError> {
        // What is not kept must not leave its references noted.
        let look = |reference: &Reference, resource: &Value<'_>| {
            (reference == expected).then(|| self.look(reference, fetched, resource))
        };
        let (entry, seen) = fhir::read_resource(json, look)?;
        let seen = seen.ok_or(FhirError::Malformed { rule: "another resource came than was asked for" })?;
        let mut sifted = Sifted::default();
        sifted.keep(entry, seen);
        Ok(sifted)
    }

    /// All that is to be known of a resource besides its bytes.
    fn look(&self, own: &Reference, fetched: u64, resource: &Value<'_>) -> Seen {
        let mut seen = Seen { digest: digest(own, fetched, resource), ..Seen::default() };
        // Provenance comes along with what it is about.
        let about = own.resource_type == "Provenance";
        seen.elsewhere = fhir::references(resource, &self.base, &mut |resource_type, id| {
            let is_wanted = has(&self.wanted, resource_type)
                && (resource_type != "Patient" || id == self.patient)
                && (resource_type != own.resource_type || id != own.id)
                && (!about || has(&self.read_at_once, resource_type));
            if is_wanted && self.is_new(resource_type, id) {
                let reference = Reference { resource_type: resource_type.to_owned(), id: id.to_owned() };
                if self.reads_at_once(&reference) {
                    seen.found.push(reference.clone());
                }
                seen.refers_to.insert(reference);
            }
        });
        seen
    }

    /// Whether a reference was not noted yet and leads to nothing that came, as far as is remembered.
    fn is_new(&self, resource_type: &str, id: &str) -> bool {
        let hash = self.hash(resource_type, id);
        self.remembered().note(hash)
    }

    fn hash(&self, resource_type: &str, id: &str) -> u64 {
        self.hasher.hash_one((resource_type, id))
    }

    fn remembered(&self) -> MutexGuard<'_, Remembered> {
        self.remembered.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether this is one of a few types, most of which differ in length: quicker seen than hashed.
fn has(types: &[String], resource_type: &str) -> bool {
    types.iter().any(|name| name == resource_type)
}

/// Whether the grant, or nobody's permission at all, covers a type.
pub(super) fn is_granted(state: &ConnectionState, resource_type: &str) -> bool {
    let is_open = state.preset.fetch.open_types.iter().any(|open| open == resource_type);
    is_open || auth::is_granted(&state.scopes, resource_type)
}
