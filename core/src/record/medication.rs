//! Medications: requests, dispenses and statements, grouped by drug.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::record::Origin;
use crate::record::json::{Resolve, codes, each, label, referenced, referenced_name, text};
use crate::record::labels::words;
use crate::record::money::decimal;

/// What kind of record tells of a medication.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MedicationSource {
    /// `MedicationRequest`: it was prescribed.
    Request,
    /// `MedicationDispense`: it was handed out.
    Dispense,
    /// `MedicationStatement`: somebody says that it is taken.
    Statement,
}

/// One record of a medication.
#[derive(Clone, PartialEq, Eq)]
pub struct MedicationEvent {
    /// Where it comes from.
    pub origin: Origin,
    /// What kind of record it is.
    pub source: MedicationSource,
    /// FHIR status of the record.
    pub status: Option<String>,
    /// When it was prescribed, handed out or said, as precise as it was written.
    pub date: Option<String>,
    /// How to take it.
    pub dosage: Option<String>,
    /// For how many days it lasts.
    pub days_supply: Option<String>,
    /// How much was handed out, with its unit.
    pub quantity: Option<String>,
    /// Who prescribed it.
    pub prescriber: Option<String>,
}

/// A drug, with all that is recorded of it.
#[derive(Clone, PartialEq, Eq)]
pub struct Medication {
    /// Name of the drug.
    pub name: String,
    /// Status of its newest prescription, or of its newest record.
    pub status: Option<String>,
    /// How to take it, by its newest record that says so.
    pub dosage: Option<String>,
    /// Who prescribed it, by its newest record that says so.
    pub prescriber: Option<String>,
    /// Date of its newest record.
    pub last_date: Option<String>,
    /// Its records, the newest first.
    pub events: Vec<MedicationEvent>,
}

/// Reads a record of a medication: what groups it with others of the same drug, the drug's name, and the event.
/// `None` for what was entered in error.
pub(crate) fn read_event(
    origin: Origin,
    resource: &Value,
    resolve: &dyn Resolve,
) -> Option<(String, String, MedicationEvent)> {
    if resource["status"] == "entered-in-error" {
        return None;
    }
    let source = match resource["resourceType"].as_str()? {
        "MedicationRequest" => MedicationSource::Request,
        "MedicationDispense" => MedicationSource::Dispense,
        "MedicationStatement" => MedicationSource::Statement,
        _ => return None,
    };
    let inline = &resource["medicationCodeableConcept"];
    let medication =
        if inline.is_null() { referenced(&resource["medicationReference"], resource, resolve) } else { None };
    let concept = medication.as_ref().map_or(inline, |medication| &medication["code"]);
    let name = label(concept)
        .or_else(|| text(&resource["medicationReference"]["display"]))
        .unwrap_or_else(|| words::UNNAMED_MEDICATION.to_owned());
    let group = codes(concept).next().map_or_else(|| name.to_lowercase(), str::to_owned);
    let date = ["whenHandedOver", "whenPrepared", "authoredOn", "effectiveDateTime", "dateAsserted"]
        .iter()
        .find_map(|member| text(&resource[*member]))
        .or_else(|| text(&resource["effectivePeriod"]["start"]));
    let dosages = each(&resource["dosageInstruction"]).chain(each(&resource["dosage"]));
    let supply = [&resource["daysSupply"], &resource["dispenseRequest"]["expectedSupplyDuration"]];
    let handed_out = [&resource["quantity"], &resource["dispenseRequest"]["quantity"]];
    let amount = |quantity: &Value| {
        let value = decimal(&quantity["value"])?.normalize();
        let unit = text(&quantity["unit"]).unwrap_or_default();
        Some(format!("{value} {unit}").trim().to_owned())
    };
    let event = MedicationEvent {
        source,
        status: text(&resource["status"]),
        date,
        dosage: dosages.filter_map(|dosage| text(&dosage["text"])).reduce(|a, b| format!("{a}; {b}")),
        days_supply: supply
            .iter()
            .find_map(|quantity| decimal(&quantity["value"]))
            .map(|days| days.normalize().to_string()),
        quantity: handed_out.iter().find_map(|quantity| amount(quantity)),
        prescriber: referenced_name(&resource["requester"], resource, resolve),
        origin,
    };
    Some((group, name, event))
}

/// Groups events by drug; the drug with the newest record comes first.
pub(crate) fn group_medications(events: Vec<(String, String, MedicationEvent)>) -> Vec<Medication> {
    let mut groups: BTreeMap<String, (String, Vec<MedicationEvent>)> = BTreeMap::new();
    for (group, name, event) in events {
        groups.entry(group).or_insert_with(|| (name, Vec::new())).1.push(event);
    }
    let mut medications: Vec<Medication> = groups
        .into_values()
        .map(|(name, mut events)| {
            events.sort_by(|a, b| b.date.cmp(&a.date));
            let prescription = events.iter().find(|event| event.source == MedicationSource::Request);
            Medication {
                name,
                status: prescription.or(events.first()).and_then(|event| event.status.clone()),
                dosage: events.iter().find_map(|event| event.dosage.clone()),
                prescriber: events.iter().find_map(|event| event.prescriber.clone()),
                last_date: events.first().and_then(|event| event.date.clone()),
                events,
            }
        })
        .collect();
    medications.sort_by(|a, b| b.last_date.cmp(&a.last_date));
    medications
}
