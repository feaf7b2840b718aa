//! When two records of different payers state the same clinical fact.
//!
//! They do where kind, code and day are the same, and for results also the value. A code counts with its system, and any
//! of a record's codings will do, because payers write different ones. An allergy has no day: the same code is the same
//! allergy. What has no code, or no day, is never taken for the same.

use billfold_text::hash::short;

use crate::record::digest::RecordKind;
use crate::record::json::{Value, codes, each, text};
use crate::record::money::decimal;
use crate::record::{DatePrecision, PartialDate};

/// The hashes of the fact that a record states, one for each of its codings; none where it states none.
pub(super) fn facts(kind: RecordKind, date: Option<&PartialDate>, resource: &Value<'_>) -> Vec<u64> {
    let (code, dated, value) = match kind {
        RecordKind::Allergy => (&resource["code"], false, String::new()),
        RecordKind::Condition | RecordKind::Procedure | RecordKind::Report => {
            (&resource["code"], true, String::new())
        }
        RecordKind::Immunization => (&resource["vaccineCode"], true, String::new()),
        RecordKind::Encounter | RecordKind::Document => (&resource["type"], true, String::new()),
        RecordKind::Medication => {
            let amount = &resource["quantity"];
            // A prescription, a refill and a statement of the same day are three facts.
            let what = resource["resourceType"].as_str().unwrap_or_default();
            (&resource["medicationCodeableConcept"], true, format!("{what} {}", number(&amount["value"])))
        }
        RecordKind::LabResult | RecordKind::VitalSign | RecordKind::Observation => {
            let Some(value) = observed(resource) else { return Vec::new() };
            (&resource["code"], true, value)
        }
        _ => return Vec::new(),
    };
    let day = match date {
        // A day is written in ten characters, and a moment begins with its day.
        Some(date) if dated && date.precision() >= DatePrecision::Day => &date.as_str()[..10],
        _ if dated => return Vec::new(),
        _ => "",
    };
    let coded = each(code).flat_map(|concept| each(&concept["coding"])).filter_map(|coding| {
        let system = coding["system"].said().filter(|system| !system.ends_with("data-absent-reason"))?;
        Some((system, coding["code"].said()?))
    });
    let kind = [kind as u8];
    let hash = |(system, code): (&str, &str)| {
        short(&[&kind, system.as_bytes(), code.as_bytes(), day.as_bytes(), value.as_bytes()])
    };
    let mut facts: Vec<u64> = coded.map(hash).collect();
    facts.sort_unstable();
    facts.dedup();
    facts
}

/// The value of a result in a form that is the same however it is written; `None` where there is none.
fn observed(resource: &Value<'_>) -> Option<String> {
    let own = |part: &Value<'_>| {
        let quantity = &part["valueQuantity"];
        let amount = number(&quantity["value"]);
        if !amount.is_empty() {
            let unit = quantity["code"].said().or_else(|| quantity["unit"].said()).unwrap_or_default();
            return Some([&amount, " ", unit].concat());
        }
        let concept = &part["valueCodeableConcept"];
        let code = codes(concept).min().map(str::to_owned).or_else(|| text(&concept["text"]));
        code.or_else(|| text(&part["valueString"]))
    };
    if let Some(value) = own(resource) {
        return Some(value);
    }
    let mut parts: Vec<String> = each(&resource["component"])
        .filter_map(|component| Some(format!("{} {}", codes(&component["code"]).min()?, own(component)?)))
        .collect();
    parts.sort_unstable();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// A number without trailing zeros; empty where there is none.
fn number(value: &Value<'_>) -> String {
    decimal(value).map(|number| number.normalize().to_string()).unwrap_or_default()
}
