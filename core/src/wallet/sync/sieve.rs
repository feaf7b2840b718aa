//! What of a batch is kept, and which of its references are worth a note or a read.

use std::collections::HashSet;
use std::hash::{BuildHasher as _, RandomState};
use std::sync::{Mutex, PoisonError};

use crate::auth;
use crate::error::FhirError;
use crate::fhir::{self, Entry, RawEntry, Reference};
use crate::payer::Strategy;
use crate::store::ConnectionState;

/// References that were noted in this sync and need not be again; more are noted twice.
const REMEMBERED: usize = 1 << 16;

/// The rules of one sync.
pub(super) struct Sieve {
    base: String,
    patient: String,
    /// Dates after this moment are the server's mistakes, in milliseconds since 1970.
    began: i64,
    /// Types that may be read one by one.
    wanted: HashSet<String>,
    /// Those of them that no search brings.
    read_at_once: HashSet<String>,
    /// Whether what is stored already is read again.
    pub(super) anew: bool,
    noted: Mutex<HashSet<u64>>,
    hasher: RandomState,
}

/// A batch that was read.
#[derive(Default)]
pub(super) struct Sifted {
    pub(super) entries: Vec<Entry>,
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

impl Sifted {
    fn note(&mut self, error: FhirError) {
        if !self.bad.contains(&error) {
            self.bad.push(error);
        }
    }

    /// Adds what is known of another batch of the same page.
    pub(super) fn add(&mut self, other: &mut Self) {
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
            noted: Mutex::default(),
            hasher: RandomState::new(),
        }
    }

    /// Whether this type is only ever read where a record refers to it.
    pub(super) fn reads_at_once(&self, reference: &Reference) -> bool {
        self.read_at_once.contains(&reference.resource_type)
    }

    /// Reads the entries of a batch. One that cannot be read takes nothing from the others.
    pub(super) fn sift(&self, batch: &[RawEntry]) -> Sifted {
        let mut sifted = Sifted::default();
        for entry in batch {
            match fhir::read_entry(entry, &self.base, Some(&self.patient)) {
                Ok(Some(read)) => {
                    if !read.entry.included {
                        sifted.matches += 1;
                        sifted.undated |= read.updated.is_none();
                        sifted.newest = sifted.newest.max(read.updated.filter(|at| *at <= self.began));
                        let print = self.hasher.hash_one(&read.entry.reference);
                        sifted.print = sifted.print.rotate_left(1) ^ print;
                    }
                    sifted.entries.push(read.entry);
                    if let Some(host) = read.elsewhere {
                        sifted.note(FhirError::ForeignLink { host });
                    }
                }
                Ok(None) => {}
                Err(error) => sifted.note(error),
            }
        }
        self.sort_references(&mut sifted);
        sifted
    }

    /// Keeps of each entry's references those that are worth a note.
    pub(super) fn sort_references(&self, sifted: &mut Sifted) {
        let mut noted = self.noted.lock().unwrap_or_else(PoisonError::into_inner);
        for entry in &mut sifted.entries {
            // Provenance comes along with what it is about.
            let about = entry.reference.resource_type == "Provenance";
            entry.refers_to.retain(|reference| {
                let at_once = self.reads_at_once(reference);
                let is_wanted = self.wanted.contains(&reference.resource_type)
                    && (at_once || !about)
                    && (reference.resource_type != "Patient" || reference.id == self.patient);
                if !is_wanted {
                    return false;
                }
                let hash = self.hasher.hash_one(reference);
                let is_new = !noted.contains(&hash) && (noted.len() >= REMEMBERED || noted.insert(hash));
                if is_new && at_once {
                    sifted.found.push(reference.clone());
                }
                is_new
            });
        }
    }
}

/// Whether the grant, or nobody's permission at all, covers a type.
pub(super) fn is_granted(state: &ConnectionState, resource_type: &str) -> bool {
    let is_open = state.preset.fetch.open_types.iter().any(|open| open == resource_type);
    is_open || auth::is_granted(&state.scopes, resource_type)
}
