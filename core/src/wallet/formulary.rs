//! The drug lists of the member's payers: what is covered, under which conditions, and by which of their plans.

use foldhash::HashMap;
use time::{Date, OffsetDateTime};

use crate::error::Error;
use crate::fhir::Reference;
use crate::record::{
    Arena, Digest, FormularyDrug, Plans, Resolve as _, Value, Wanted, plans_of_coverage, words,
};
use crate::sort::sort_by;
use crate::store::StoredDigest;
use crate::wallet::digests::reference;
use crate::wallet::views::Shelf;
use crate::wallet::{Page, Wallet};

/// The types that put a drug on a list.
const ENTRIES: &[&str] = &["MedicationKnowledge", "Basic"];

/// Which drugs of the drug lists to show.
#[derive(Debug, Clone, Default)]
pub struct FormularyQuery {
    /// Only drugs whose name has all of these words, as beginnings of words.
    pub drug: Option<String>,
    /// Only drugs on the list of a plan that a `Coverage` of the member in force names.
    pub my_plans_only: bool,
    /// Only this connection's.
    pub connection: Option<String>,
    /// Only this person's, by [`Person::id`](crate::wallet::Person::id).
    pub person: Option<String>,
    /// Mark of the page before, to go on from there.
    pub after: Option<String>,
    /// How many on a page: 0 is the usual 50, and there are never more than 500.
    pub limit: u32,
}

impl Wallet {
    /// Searches the drug lists that the payers' syncs brought, by the names of drugs. Each line says which plans have the
    /// drug on their list, and which of these are the member's.
    pub fn formulary(&self, query: &FormularyQuery) -> Result<Page<FormularyDrug>, Error> {
        let wanted = query.drug.as_deref().and_then(Wanted::parse);
        let today = OffsetDateTime::from(self.inner.clock.now()).date();
        let mut sorted = Vec::new();
        let arena = Arena::new();
        for shelf in self.shelves_of(&arena, query.connection.as_deref(), query.person.as_deref())? {
            let stored = shelf.digests(ENTRIES)?;
            if stored.is_empty() {
                continue;
            }
            let plans = shelf.plans(today)?;
            let numbers = fitting(&shelf, &stored, wanted.as_ref());
            let read = |origin, entry: &Value<'_>| FormularyDrug::read(origin, entry, &shelf, &plans);
            for drug in shelf.read_at(&numbers, read)? {
                if !query.my_plans_only || drug.plans.iter().any(|plan| plan.is_mine) {
                    let name = drug.drug.as_ref().map(|drug| words(&drug.text).collect::<Vec<_>>().join(" "));
                    // What has no name comes last.
                    let place = (shelf.connection.clone(), drug.origin.reference.to_text());
                    sorted.push(((name.is_none(), name, place), drug));
                }
            }
        }
        sort_by(&mut sorted, |(a, _), (b, _)| a.cmp(b));
        Ok(Page::of(sorted, query.after.as_deref(), query.limit)?)
    }
}

/// Numbers of the entries whose drug has these words. A `Basic` has those of the drug that it is about.
fn fitting(shelf: &Shelf<'_>, stored: &[StoredDigest], wanted: Option<&Wanted>) -> Vec<i64> {
    let mut digests = Vec::with_capacity(stored.len());
    for stored in stored {
        let read = Digest::decode(&stored.digest).filter(|digest| !digest.hidden);
        digests.extend(read.map(|digest| (digest, stored.number)));
    }
    let drugs: HashMap<Reference, &str> =
        digests.iter().map(|(digest, _)| (reference(digest), digest.words)).collect();
    let fits = |digest: &Digest<'_>| {
        let Some(wanted) = wanted else { return true };
        let subject = digest.names.first().and_then(|name| shelf.reference(name));
        let named = subject.and_then(|subject| drugs.get(&subject).copied());
        wanted.all_in(&[digest.words, named.unwrap_or_default()])
    };
    digests.iter().filter(|(digest, _)| fits(digest)).map(|(_, number)| *number).collect()
}

impl<'a> Shelf<'a> {
    /// The payer's plans, and which of them are the member's.
    fn plans(&self, today: Date) -> Result<Plans<'a>, Error> {
        let mut plans = Plans { all: Vec::new(), mine: Vec::new() };
        for kind in ["List", "InsurancePlan"] {
            for record in self.store.records(&self.connection, kind)? {
                plans.all.extend(self.keep(&record).map(|plan| (record.reference.to_text(), plan)));
            }
        }
        let mine = |_, coverage: &Value<'_>| Some(plans_of_coverage(coverage, today).collect::<Vec<_>>());
        plans.mine = self.read("Coverage", mine)?.concat();
        Ok(plans)
    }
}
