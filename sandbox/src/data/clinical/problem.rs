//! Conditions, allergies and immunizations.

use rand::Rng;
use serde_json::{Value, json};

use super::Record;
use crate::data::builder::{Builder, digits, us_core};
use crate::data::system;
use crate::data::tables::conditions::{DEPRESSION, NO_TRANSPORT};
use crate::data::tables::specialties::PHARMACY;
use crate::data::tables::stories::Problem;
use crate::data::value::{Coding, codings, days_ago};

pub(super) fn add_conditions(b: &mut Builder, record: &mut Record<'_>) {
    for problem in record.member.story.problems {
        let link = b.link("Condition", problem.condition.snomed.display);
        let body = condition(b, record, problem);
        b.add(&link, &[us_core("condition")], days_ago(problem.resolved.unwrap_or(problem.onset)), body);
        record.conditions.push((problem.condition, link));
    }
    if record.member.story.problems.len() > 5 {
        add_mistake(b, record);
    }
}

fn condition(b: &Builder, record: &Record<'_>, problem: &Problem) -> Value {
    let (status, display) =
        if problem.resolved.is_some() { ("resolved", "Resolved") } else { ("active", "Active") };
    let category = if problem.condition == &NO_TRANSPORT {
        Coding::new(
            "http://hl7.org/fhir/us/core/CodeSystem/condition-category",
            "health-concern",
            "Health Concern",
        )
    } else if problem.resolved.is_some() {
        Coding::new(system::CONDITION_CATEGORY, "encounter-diagnosis", "Encounter Diagnosis")
    } else {
        Coding::new(system::CONDITION_CATEGORY, "problem-list-item", "Problem List Item")
    };
    let onset = days_ago(problem.onset).to_string();
    json!({
        "clinicalStatus": Coding::new(system::CONDITION_CLINICAL, status, display).concept(),
        "verificationStatus": Coding::new(system::CONDITION_VERIFICATION, "confirmed", "Confirmed").concept(),
        "category": [category.concept()],
        "code": codings(&[problem.condition.snomed, problem.condition.icd10], problem.condition.snomed.display),
        "subject": record.subject(b),
        "onsetDateTime": onset,
        "abatementDateTime": problem.resolved.map(|resolved| days_ago(resolved).to_string()),
        "recordedDate": onset,
        "recorder": b.refer(&record.doctor().practitioner),
    })
}

/// A diagnosis that was entered in error: no application should show it.
fn add_mistake(b: &mut Builder, record: &Record<'_>) {
    let link = b.link("Condition", DEPRESSION.snomed.display);
    let body = json!({
        "verificationStatus": Coding::new(
            system::CONDITION_VERIFICATION, "entered-in-error", "Entered in Error",
        ).concept(),
        "category": [Coding::new(system::CONDITION_CATEGORY, "problem-list-item", "Problem List Item").concept()],
        "code": codings(&[DEPRESSION.snomed, DEPRESSION.icd10], DEPRESSION.snomed.display),
        "subject": record.subject(b),
        "recordedDate": days_ago(444).to_string(),
    });
    b.add(&link, &[us_core("condition")], days_ago(440), body);
}

pub(super) fn add_allergies(b: &mut Builder, record: &Record<'_>) {
    const CLINICAL: &str = "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical";
    const VERIFICATION: &str = "http://terminology.hl7.org/CodeSystem/allergyintolerance-verification";
    let status = json!({
        "clinicalStatus": Coding::new(CLINICAL, "active", "Active").concept(),
        "verificationStatus": Coding::new(VERIFICATION, "confirmed", "Confirmed").concept(),
    });
    let stories = record.member.story.allergies;
    if stories.is_empty() {
        let link = b.link("AllergyIntolerance", "No known allergy");
        let mut body = status.clone();
        body["code"] = Coding::snomed("716186003", "No known allergy").concept();
        body["patient"] = record.subject(b);
        b.add(&link, &[us_core("allergyintolerance")], days_ago(300), body);
    }
    for (place, allergy) in stories.iter().enumerate() {
        let link = b.link("AllergyIntolerance", allergy.code.display);
        let mut body = status.clone();
        body["type"] = json!("allergy");
        body["category"] = json!([allergy.category]);
        body["criticality"] = json!(allergy.criticality);
        body["code"] = allergy.code.concept();
        body["patient"] = record.subject(b);
        body["recordedDate"] = json!(days_ago(2_000 + 300 * i64::try_from(place).unwrap_or(0)).to_string());
        body["recorder"] = b.refer(&record.doctor().practitioner);
        body["reaction"] = json!([{
            "manifestation": [allergy.manifestation.concept()], "severity": allergy.severity,
        }]);
        b.add(&link, &[us_core("allergyintolerance")], days_ago(900), body);
    }
}

pub(super) fn add_immunizations(b: &mut Builder, record: &Record<'_>) {
    let pharmacy = &record.carers.practices[PHARMACY];
    for (vaccine, days) in record.member.story.vaccines {
        let link = b.link("Immunization", vaccine.display);
        let day = days_ago(*days);
        let lot = format!("{}{}", char::from(b.rng.gen_range(b'A'..=b'Z')), digits(&mut b.rng, 5));
        let body = json!({
            "status": "completed",
            "vaccineCode": vaccine.concept(),
            "patient": record.subject(b),
            "occurrenceDateTime": day.to_string(),
            "primarySource": b.rng.gen_bool(0.5),
            "lotNumber": lot,
            "performer": [{"actor": b.refer(&pharmacy.organization)}],
        });
        b.add(&link, &[us_core("immunization")], day, body);
    }
    add_refused(b, record);
}

/// A vaccine that was offered and not given.
fn add_refused(b: &mut Builder, record: &Record<'_>) {
    let (vaccine, days) = record.member.story.vaccines[0];
    let link = b.link("Immunization", vaccine.display);
    let day = days_ago(days + 1_100);
    let body = json!({
        "status": "not-done",
        "statusReason": Coding::new("http://terminology.hl7.org/CodeSystem/v3-ActReason", "PATOBJ", "patient objection").concept(),
        "vaccineCode": vaccine.concept(),
        "patient": record.subject(b),
        "occurrenceDateTime": day.to_string(),
        "primarySource": true,
    });
    b.add(&link, &[us_core("immunization")], day, body);
}
