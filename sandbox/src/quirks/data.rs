//! What quirks change in a payer's records.

use serde_json::{Value, json};

use super::Quirk;
use super::formulary::write_stu2;
use crate::data::{Population, Resource};

/// Changes the records as `quirk` says.
pub(crate) fn bend_records(population: &mut Population, quirk: Quirk) {
    let of_kind = |kind: &'static str| move |resource: &&mut Resource| resource.resource_type == kind;
    let resources = &mut population.resources;
    match quirk {
        Quirk::NegativeIds => rename(population, |id| format!("-{}", id.trim_start_matches('-'))),
        Quirk::PrefixedIds => rename(population, |id| format!("ifp-{id}")),
        Quirk::TwoPatients => add_other_patients(resources),
        Quirk::FutureDates => {
            for resource in resources.iter_mut().filter(|resource| resource.patient.is_some()).step_by(7) {
                resource.json["meta"]["lastUpdated"] = "2199-01-01T00:00:00.000Z".into();
            }
        }
        Quirk::LinesOff => {
            resources.iter_mut().filter(of_kind("ExplanationOfBenefit")).for_each(add_a_dollar);
        }
        Quirk::BallotCodes => {
            let claims = resources.iter_mut().filter(of_kind("ExplanationOfBenefit"));
            claims.for_each(|claim| walk(&mut claim.json, &mut write_ballot_code));
        }
        Quirk::ClaimsAbsent => {
            resources
                .retain(|resource| !matches!(resource.resource_type, "ExplanationOfBenefit" | "Coverage"));
        }
        Quirk::ReplacedStayActive => {
            let replaced = |code: &Value| code["coding"][0]["code"] == "replacedby";
            for claim in resources.iter_mut().filter(of_kind("ExplanationOfBenefit")) {
                if replaced(&claim.json["related"][0]["relationship"]) {
                    claim.json["status"] = "active".into();
                    claim.json.as_object_mut().map(|members| members.remove("related"));
                }
            }
        }
        Quirk::FormularyStu2 => write_stu2(resources),
        Quirk::LowerCaseTypeCodes => {
            let lower = |value: &mut Value| {
                if let Some(code) = value["code"].as_str().filter(|code| matches!(*code, "MB" | "UM")) {
                    value["code"] = code.to_lowercase().into();
                }
            };
            for resource in resources.iter_mut() {
                walk(&mut resource.json, &mut lower.clone());
            }
        }
        _ => {}
    }
}

/// Calls `change` with every object in `value`, the outer first.
fn walk(value: &mut Value, change: &mut impl FnMut(&mut Value)) {
    match value {
        Value::Object(_) => {
            change(value);
            value.as_object_mut().into_iter().flatten().for_each(|(_, member)| walk(member, change));
        }
        Value::Array(items) => items.iter_mut().for_each(|item| walk(item, change)),
        _ => {}
    }
}

/// Gives every resource another id, everywhere.
fn rename(population: &mut Population, name: impl Fn(&str) -> String) {
    let referred = |reference: &str| match reference.split_once('/') {
        Some((kind, id)) if !reference.contains(':') => format!("{kind}/{}", name(id)),
        _ => reference.to_owned(),
    };
    for resource in &mut population.resources {
        resource.id = name(&resource.id);
        resource.patient = resource.patient.as_deref().map(&name);
        resource.json["id"] = resource.id.as_str().into();
        walk(&mut resource.json, &mut |object| {
            if let Some(reference) = object.get("reference").and_then(Value::as_str).map(&referred) {
                object["reference"] = reference.into();
            }
        });
    }
    for login in &mut population.logins {
        login.patient = name(&login.patient);
        login.fhir_user = referred(&login.fhir_user);
    }
}

/// The same person once more under another id, as another line of business has them.
fn add_other_patients(resources: &mut Vec<Resource>) {
    let others: Vec<Resource> = resources
        .iter()
        .filter(|resource| resource.resource_type == "Patient")
        .map(|patient| {
            let mut other = patient.clone();
            other.id = format!("ifp-{}", patient.id);
            other.json["id"] = other.id.as_str().into();
            other
        })
        .collect();
    resources.extend(others);
}

/// A claim whose totals are a dollar more than its lines.
fn add_a_dollar(claim: &mut Resource) {
    for total in claim.json["total"].as_array_mut().into_iter().flatten() {
        if let Some(value) = total["amount"]["value"].as_f64() {
            total["amount"]["value"] = json!(((value + 1.0) * 100.0).round() / 100.0);
        }
    }
}

/// A category of an amount, in the codes of CARIN Blue Button 0.1.0.
fn write_ballot_code(object: &mut Value) {
    if object.get("amount").is_none() {
        return;
    }
    let Some(coding) = object.pointer_mut("/category/coding/0") else { return };
    let ballot = match coding["code"].as_str() {
        Some("submitted") => "submittedamount",
        Some("discount") => "discountamount",
        Some("noncovered") => "noncoveredamount",
        Some("eligible") => "allowedamount",
        Some("deductible") => "deductibleamount",
        Some("copay") => "copaymentamount",
        Some("coinsurance") => "coinsuranceamount",
        Some("benefit") => "paymentamount",
        Some("memberliability") => "patientpayamount",
        _ => return,
    };
    *coding =
        json!({"system": "http://hl7.org/fhir/us/carin-bb/CodeSystem/carin-bb-adjudication", "code": ballot});
}
