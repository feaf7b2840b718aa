//! Provenance: who recorded a part of the record, and who passed it on.

use serde_json::{Value, json};

use super::Record;
use crate::data::Payer;
use crate::data::builder::{Builder, Link, us_core};
use crate::data::system;
use crate::data::value::{Coding, bare, days_ago};

/// One in so many records has a provenance of its own.
const EVERY: usize = 9;
/// A large record has about so many.
const AT_MOST: usize = 60;
/// Types that come from elsewhere, so that a provenance says something about them.
const TYPES: [&str; 8] = [
    "AllergyIntolerance",
    "Condition",
    "DiagnosticReport",
    "Encounter",
    "Immunization",
    "MedicationRequest",
    "Observation",
    "Procedure",
];

/// Adds provenance for some of the member's records from `first` on in the builder, and for the member themself.
pub(in crate::data) fn add(b: &mut Builder, record: &Record<'_>, first: usize) {
    if !b.payer.offers("Provenance") {
        return;
    }
    let targets: Vec<Value> = b.resources[first..]
        .iter()
        .filter(|resource| TYPES.contains(&resource.resource_type))
        .map(|resource| json!({"reference": format!("{}/{}", resource.resource_type, resource.id)}))
        .collect();
    let mut patient = b.refer(&record.member.patient);
    if b.payer == Payer::BcbsNc {
        patient["identifier"] =
            json!({"type": bare(system::IDENTIFIER_TYPE, "MB"), "value": record.member.number});
    }
    add_one(b, record, &[patient]);
    for pair in targets.chunks(EVERY.max(targets.len() / AT_MOST)) {
        add_one(b, record, &pair[..pair.len().min(2)]);
    }
}

fn add_one(b: &mut Builder, record: &Record<'_>, targets: &[Value]) {
    let provenance = b.link("Provenance", "Provenance");
    let agent = |code: &'static str, display: &'static str, who: &Link, behalf: Option<&Link>| {
        let mut agent = json!({
            "type": Coding::new(system::PROVENANCE_AGENT, code, display).concept(), "who": b.refer(who),
        });
        if let Some(behalf) = behalf {
            agent["onBehalfOf"] = b.refer(behalf);
        }
        agent
    };
    let doctor = record.doctor();
    let practice = &record.carers.practices[doctor.practice].organization;
    let agents = json!([
        agent("author", "Author", &doctor.practitioner, Some(practice)),
        agent("transmitter", "Transmitter", &record.carers.payer, None),
    ]);
    let recorded = b.instant(days_ago(60));
    let body = json!({"target": targets, "recorded": recorded, "agent": agents});
    b.add(&provenance, &[us_core("provenance")], days_ago(60), body);
}
