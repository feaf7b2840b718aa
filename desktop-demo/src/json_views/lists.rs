//! Timeline, people, directory and drug lists.

use billfold::record::{
    AcceptingPatients, Concept, CostSharing, DirectoryEntry, DirectoryLocation, FormularyDrug, FormularyPlan,
    OpeningHours, PartialDate, RecordKind,
};
use billfold::wallet::{Person, TimelineEntry};
use serde_json::{Value, json};

use super::cards::contact;
use super::clinical::dates;
use super::{add_origin, date, event, money};

/// A line of the timeline.
pub fn timeline_entry(entry: &TimelineEntry) -> Value {
    let mut object = json!({
        "kind": record_kind(entry.kind),
        "person": entry.person,
        "date": date(entry.date.as_ref()),
        "title": entry.title,
        "detail": entry.detail,
        "status": entry.status,
        "same_as": entry.same_as.iter().map(|origin| {
            let mut object = json!({});
            add_origin(&mut object, origin);
            object
        }).collect::<Value>(),
    });
    add_origin(&mut object, &entry.origin);
    event("timeline_entry", object)
}

/// The name of what a record is about.
pub fn record_kind(kind: RecordKind) -> String {
    let mut name = String::new();
    for c in format!("{kind:?}").chars() {
        if c.is_ascii_uppercase() && !name.is_empty() {
            name.push('_');
        }
        name.push(c.to_ascii_lowercase());
    }
    name
}

/// A person.
pub fn person(person: &Person) -> Value {
    event(
        "person",
        json!({
            "person": person.id,
            "name": person.name,
            "birth_date": person.birth_date.as_ref().map(PartialDate::as_str),
            "connections": person.connections,
            "may_be": person.may_be,
        }),
    )
}

/// An entry of a directory.
pub fn directory_entry(entry: &DirectoryEntry) -> Value {
    let accepting = entry.accepting.map(|accepting| match accepting {
        AcceptingPatients::New => "new",
        AcceptingPatients::Existing => "existing",
        AcceptingPatients::ExistingAndFamily => "existing_and_family",
        AcceptingPatients::No => "no",
    });
    let networks: Value =
        entry.networks.iter().map(|network| json!({"id": network.id, "name": network.name})).collect();
    event(
        "directory_entry",
        json!({
            "payer": entry.payer,
            "reference": entry.reference.to_text(),
            "name": entry.name,
            "organization": entry.organization,
            "npi": entry.npi,
            "active": entry.active,
            "roles": entry.roles,
            "specialties": entry.specialties,
            "specialty_codes": entry.specialty_codes,
            "services": entry.services,
            "qualifications": entry.qualifications,
            "languages": entry.languages,
            "networks": networks,
            "accepting": accepting,
            "accepting_note": entry.accepting_note,
            "phones": entry.phones,
            "hours": entry.hours.iter().map(hours).collect::<Value>(),
            "locations": entry.locations.iter().map(location).collect::<Value>(),
        }),
    )
}

fn location(location: &DirectoryLocation) -> Value {
    let position = location.position.as_ref();
    let position = position.map(|at| json!({"latitude": at.latitude, "longitude": at.longitude}));
    json!({
        "name": location.name,
        "description": location.description,
        "address": location.address,
        "city": location.city,
        "state": location.state,
        "postal_code": location.postal_code,
        "phones": location.phones,
        "hours": location.hours.iter().map(hours).collect::<Value>(),
        "exceptions": location.exceptions,
        "accessibility": location.accessibility,
        "position": position,
        "distance_km": location.distance_km,
    })
}

fn hours(hours: &OpeningHours) -> Value {
    json!({"days": hours.days, "all_day": hours.all_day, "opens": hours.opens, "closes": hours.closes})
}

/// A drug on a drug list.
pub fn formulary_drug(drug: &FormularyDrug) -> Value {
    let mut object = json!({
        "drug": drug.drug.as_ref().map(concept),
        "status": drug.status,
        "tier": drug.tier.as_ref().map(concept),
        "prior_authorization": drug.prior_authorization,
        "prior_authorization_new_starts_only": drug.prior_authorization_new_starts_only,
        "step_therapy": drug.step_therapy,
        "step_therapy_new_starts_only": drug.step_therapy_new_starts_only,
        "quantity_limit": drug.quantity_limit,
        "quantity_limits": drug.quantity_limits,
        "available": dates(drug.available.as_ref()),
        "pharmacies": drug.pharmacies.iter().map(concept).collect::<Value>(),
        "alternatives": drug.alternatives,
        "plans": drug.plans.iter().map(plan).collect::<Value>(),
    });
    add_origin(&mut object, &drug.origin);
    event("formulary_drug", object)
}

fn plan(plan: &FormularyPlan) -> Value {
    json!({
        "id": plan.id,
        "name": plan.name,
        "status": plan.status,
        "kinds": plan.kinds.iter().map(concept).collect::<Value>(),
        "period": dates(plan.period.as_ref()),
        "areas": plan.areas,
        "networks": plan.networks,
        "contacts": plan.contacts.iter().map(contact).collect::<Value>(),
        "mail_order": plan.mail_order,
        "is_mine": plan.is_mine,
        "costs": plan.costs.iter().map(cost).collect::<Value>(),
    })
}

fn cost(cost: &CostSharing) -> Value {
    json!({
        "pharmacy": cost.pharmacy.as_ref().map(concept),
        "copay": cost.copay.as_ref().map(money),
        "copay_option": cost.copay_option.as_ref().map(concept),
        "coinsurance_percent": cost.coinsurance_percent.map(|percent| percent.to_string()),
        "coinsurance_option": cost.coinsurance_option.as_ref().map(concept),
    })
}

pub(super) fn concept(concept: &Concept) -> Value {
    let codes: Value =
        concept.codes.iter().map(|code| json!({"system": code.system, "code": code.code})).collect();
    json!({"text": concept.text, "codes": codes})
}
