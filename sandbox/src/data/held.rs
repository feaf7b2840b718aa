//! What a payer holds for one member, counted by type: what a complete sync has to find.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::Population;

/// The formulary and its plans: shared, and offered to members as a whole.
const FORMULARY: [&str; 4] = ["Basic", "InsurancePlan", "List", "MedicationKnowledge"];

/// Counts by type what the payer holds for the member `patient`: of the `types` that it offers to a signed-in member,
/// everything in the member's compartment and the whole formulary; of these and the open `directory`, all shared
/// resources that those refer to, directly or through other shared resources. References are literal and relative
/// (`Organization/12`).
pub fn held(
    population: &Population,
    types: &[&str],
    directory: &[&str],
    patient: &str,
) -> BTreeMap<String, u64> {
    let mut found: BTreeSet<(&str, &str)> = BTreeSet::new();
    let mut shared: BTreeMap<String, usize> = BTreeMap::new();
    let mut unread = Vec::new();
    for (place, resource) in population.resources.iter().enumerate() {
        let is_offered = types.contains(&resource.resource_type);
        if resource.patient.is_none() && (is_offered || directory.contains(&resource.resource_type)) {
            shared.insert(format!("{}/{}", resource.resource_type, resource.id), place);
        }
        let is_own = resource.patient.as_deref() == Some(patient);
        if is_offered && (is_own || resource.patient.is_none() && FORMULARY.contains(&resource.resource_type))
        {
            found.insert((resource.resource_type, &resource.id));
            unread.push(place);
        }
    }
    while let Some(place) = unread.pop() {
        for reference in references(&population.resources[place].json) {
            let Some(target) = shared.get(reference) else { continue };
            let resource = &population.resources[*target];
            if found.insert((resource.resource_type, &resource.id)) {
                unread.push(*target);
            }
        }
    }
    let mut counts = BTreeMap::new();
    for (resource_type, _) in found {
        *counts.entry(resource_type.to_owned()).or_default() += 1;
    }
    counts
}

/// The text of every `reference` member anywhere in that value.
pub(super) fn references(value: &Value) -> Vec<&str> {
    match value {
        Value::Object(members) => members
            .iter()
            .flat_map(|(name, value)| match value {
                Value::String(text) if name == "reference" => vec![text.as_str()],
                other => references(other),
            })
            .collect(),
        Value::Array(values) => values.iter().flat_map(references).collect(),
        _ => Vec::new(),
    }
}
