//! The synthetic members of a payer and their records, generated from a seed.
//!
//! Nobody in it is real. Everything depends on the payer and the seed alone: not on the clock, not on hash order.

mod builder;
mod carers;
mod claims;
mod clinical;
mod coverage;
mod directory;
mod formulary;
mod held;
mod member;
mod payer;
mod png;
mod system;
mod tables;
#[cfg(test)]
mod tests;
mod value;

pub use held::held;
pub use payer::Payer;

use rand::Rng;
use serde_json::Value;

use builder::Builder;
use claims::{Fate, Insured};
use clinical::Progress;
use value::days_ago;

/// One FHIR resource that a payer holds.
#[derive(Clone)]
pub struct Resource {
    /// FHIR type, such as `Coverage`.
    pub resource_type: &'static str,
    /// FHIR id, unique within the type at this payer.
    pub id: String,
    /// FHIR id of the `Patient` in whose compartment it is; `None` for what members share (organizations,
    /// practitioners, formulary).
    pub patient: Option<String>,
    /// The resource itself.
    pub json: Value,
}

/// Somebody who may sign in for a member: themself or a personal representative.
#[derive(Clone)]
pub struct Login {
    /// What is typed as user name.
    pub username: String,
    /// What is typed as password.
    pub password: String,
    /// Name of the person who signs in.
    pub name: String,
    /// Relative reference of the person who signs in: `Patient/..` or `RelatedPerson/..`.
    pub fhir_user: String,
    /// FHIR id of the member whose records this login opens.
    pub patient: String,
}

/// All that one payer holds.
pub struct Population {
    /// Who can sign in; the first is the default member's own login, the last a parent's for their child.
    pub logins: Vec<Login>,
    /// Every resource, in a stable order.
    pub resources: Vec<Resource>,
}

/// How far back the record of a member with a large record goes, in days.
const LONG_RECORD: i64 = 20 * 365;

/// Generates all that `payer` holds. The same arguments give the same bytes.
///
/// `fhir_base` is the payer's FHIR base URL, which its directory names. `scale` asks for a default member with about
/// so many thousand resources; without it they have a few hundred.
pub fn generate(payer: Payer, seed: u64, fhir_base: &str, scale: Option<u32>) -> Population {
    let mut b = Builder::new(payer, seed);
    let carers = carers::add(&mut b);
    if !payer.shared_types().is_empty() {
        directory::add(&mut b, &carers, fhir_base);
        formulary::add(&mut b);
    }
    let members = member::invent(&mut b);
    b.start_part(4);
    let logins = member::logins(&mut b, &members);
    for (part, member) in (5..).zip(&members) {
        let is_default = part == 5;
        b.start_part(part);
        b.for_patient(&member.patient);
        let first = b.resources.len();
        let coverages = coverage::add(&mut b, &carers, member, is_default);
        let insured = Insured { member, carers: &carers, coverages: &coverages };
        let (record, chart) = clinical::add(&mut b, &carers, member);
        claims::add(&mut b, &insured, &chart, is_default);
        if is_default && payer == Payer::BcbsMn {
            claims::add_prior_authorization(&mut b, &insured);
        }
        if let (true, Some(thousands)) = (is_default, scale) {
            let wanted = first + usize::try_from(thousands).unwrap_or(usize::MAX) * 1_000;
            add_more(&mut b, &insured, &record, wanted);
        }
        clinical::add_provenance(&mut b, &record, first);
    }
    Population { logins, resources: b.resources }
}

/// Adds visits to a record until there are so many resources in all.
fn add_more(b: &mut Builder, insured: &Insured<'_>, record: &clinical::Record<'_>, wanted: usize) {
    let mut step = 0;
    while b.resources.len() < wanted {
        step += 1;
        let back = b.rng.gen_range(30..LONG_RECORD);
        let progress = Progress { step: LONG_RECORD - back, of: LONG_RECORD };
        let (visit, fills) = clinical::add_more(b, record, progress, days_ago(back));
        let fate = if step % 6 == 0 { Fate::LinesOff } else { Fate::Ordinary };
        claims::add_more(b, insured, &visit, &fills, fate);
    }
}
