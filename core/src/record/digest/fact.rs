//! When two records of different payers state the same clinical fact.
//!
//! They do where kind, code and day are the same, and for results also the value. A code counts with its system, and any
//! of a record's codings will do, because payers write different ones. An allergy has no day: the same code is the same
//! allergy. What has no code, or no day, is never taken for the same.

use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::record::digest::RecordKind;
use crate::record::digest::members::Members;
use crate::record::json::{codes, each, text};
use crate::record::money::decimal;
use crate::record::{DatePrecision, PartialDate};

/// The hashes of the fact that a record states, one for each of its codings; none where it states none.
pub(super) fn facts(kind: RecordKind, date: Option<&str>, members: &Members<'_>) -> Vec<u64> {
    let (code, dated, value) = match kind {
        RecordKind::Allergy => (members.value("code"), false, String::new()),
        RecordKind::Condition | RecordKind::Procedure | RecordKind::Report => {
            (members.value("code"), true, String::new())
        }
        RecordKind::Immunization => (members.value("vaccineCode"), true, String::new()),
        RecordKind::Encounter | RecordKind::Document => (members.value("type"), true, String::new()),
        RecordKind::Medication => {
            let amount = members.value("quantity");
            // A prescription, a refill and a statement of the same day are three facts.
            let what = members.string("resourceType").unwrap_or_default();
            (members.value("medicationCodeableConcept"), true, format!("{what} {}", number(&amount["value"])))
        }
        RecordKind::LabResult | RecordKind::VitalSign | RecordKind::Observation => {
            let Some(value) = observed(members) else { return Vec::new() };
            (members.value("code"), true, value)
        }
        _ => return Vec::new(),
    };
    let day = match date.and_then(PartialDate::parse) {
        Some(date) if dated && date.precision() >= DatePrecision::Day => date.first_day().to_string(),
        _ if dated => return Vec::new(),
        _ => String::new(),
    };
    let coded = each(&code).flat_map(|concept| each(&concept["coding"])).filter_map(|coding| {
        let system = text(&coding["system"]).filter(|system| !system.ends_with("data-absent-reason"))?;
        Some((system, text(&coding["code"])?))
    });
    let mut facts: Vec<u64> =
        coded.map(|(system, code)| hash(&[&format!("{kind:?}"), &system, &code, &day, &value])).collect();
    facts.sort_unstable();
    facts.dedup();
    facts
}

/// The value of a result in a form that is the same however it is written; `None` where there is none.
fn observed(members: &Members<'_>) -> Option<String> {
    let own = |value: &dyn Fn(&str) -> Value| {
        let quantity = value("valueQuantity");
        let amount = number(&quantity["value"]);
        if !amount.is_empty() {
            let unit = text(&quantity["code"]).or_else(|| text(&quantity["unit"])).unwrap_or_default();
            return Some(format!("{amount} {unit}"));
        }
        let concept = value("valueCodeableConcept");
        let code = codes(&concept).min().map(str::to_owned).or_else(|| text(&concept["text"]));
        code.or_else(|| text(&value("valueString")))
    };
    if let Some(value) = own(&|name| members.value(name)) {
        return Some(value);
    }
    let components = members.value("component");
    let mut parts: Vec<String> = each(&components)
        .filter_map(|component| {
            let value = own(&|name| component[name].clone())?;
            Some(format!("{} {value}", codes(&component["code"]).min()?))
        })
        .collect();
    parts.sort_unstable();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// A number without trailing zeros; empty where there is none.
fn number(value: &Value) -> String {
    decimal(value).map(|number| number.normalize().to_string()).unwrap_or_default()
}

fn hash(parts: &[&str]) -> u64 {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    let hash = hash.finalize();
    hash.iter().take(8).fold(0, |number, byte| number << 8 | u64::from(*byte))
}
