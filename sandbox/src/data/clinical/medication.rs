//! Prescriptions and their fills.

use serde_json::{Value, json};
use time::{Date, Duration};

use super::Record;
use crate::data::Payer;
use crate::data::builder::{Builder, Link, us_core};
use crate::data::system;
use crate::data::tables::drugs::{self, Drug};
use crate::data::tables::specialties::{MAIL_PHARMACY, PHARMACY};
use crate::data::tables::stories::Course;
use crate::data::value::{Coding, TODAY, codings, days_ago, period};

/// A fill at a pharmacy, as it will be billed.
pub(in crate::data) struct Fill {
    pub drug: &'static Drug,
    pub day: Date,
    /// 0 for the first fill.
    pub refill: i64,
    pub refills_authorized: i64,
    /// Place of the pharmacy among the practices.
    pub pharmacy: usize,
}

/// Adds a course of a drug, as the story has it.
pub(super) fn add(b: &mut Builder, record: &Record<'_>, course: &Course) -> Vec<Fill> {
    add_since(b, record, course, days_ago(course.start), course.fills)
}

/// Adds a course of a drug that began on that day.
pub(super) fn add_since(
    b: &mut Builder,
    record: &Record<'_>,
    course: &Course,
    start: Date,
    fills: i64,
) -> Vec<Fill> {
    let drug = course.drug;
    let end = start + Duration::days(fills * drug.days);
    let prescription = add_prescription(b, record, course, (start, end), fills);
    let pharmacy = if drug.days > 30 { MAIL_PHARMACY } else { PHARMACY };
    (0..fills)
        .map(|refill| (refill, start + Duration::days(refill * drug.days + 1)))
        .filter(|(_, day)| *day < TODAY)
        .map(|(refill, day)| {
            let fill = Fill { drug, day, refill, refills_authorized: fills - 1, pharmacy };
            add_dispense(b, record, &fill, prescription.as_ref());
            fill
        })
        .collect()
}

/// The drug: by reference to a `Medication`, contained, or as a code, as payers do.
fn medication(b: &Builder, record: &Record<'_>, drug: &'static Drug) -> (&'static str, Value) {
    let place = drugs::ALL.iter().position(|known| *known == drug);
    let kept = place.and_then(|place| record.carers.medications.get(place).map(|link| (place, link)));
    match kept {
        Some((place, link)) if b.payer == Payer::InterSystems || place % 2 == 0 => {
            ("medicationReference", b.refer(link))
        }
        _ => ("medicationCodeableConcept", codings(&[drug.rxnorm], drug.rxnorm.display)),
    }
}

fn add_prescription(
    b: &mut Builder,
    record: &Record<'_>,
    course: &Course,
    (start, end): (Date, Date),
    fills: i64,
) -> Option<Link> {
    let drug = course.drug;
    let status = if end >= TODAY { "active" } else { "completed" };
    let (member, value) = medication(b, record, drug);
    if b.payer.offers("MedicationStatement") {
        let statement = b.link("MedicationStatement", drug.rxnorm.display);
        let mut body = json!({
            "status": status,
            "subject": record.subject(b),
            "effectivePeriod": period(start, (end < TODAY).then_some(end)),
            "dateAsserted": start.to_string(),
            "reasonCode": [course.reason.snomed.concept()],
            "dosage": [{"text": drug.directions}],
        });
        body[member] = value;
        let profile = "http://hl7.org/fhir/StructureDefinition/MedicationStatement".to_owned();
        b.add(&statement, &[profile], start, body);
        return None;
    }
    let request = b.link("MedicationRequest", drug.rxnorm.display);
    let reason = record.condition(course.reason).map(|condition| json!([b.refer(condition)]));
    let mut body = json!({
        "status": status,
        "intent": "order",
        "reportedBoolean": false,
        "subject": record.subject(b),
        "authoredOn": start.to_string(),
        "requester": b.refer(&record.doctor().practitioner),
        "reasonReference": reason,
        "dosageInstruction": [{"text": drug.directions}],
        "dispenseRequest": {
            "numberOfRepeatsAllowed": fills - 1,
            "quantity": {"value": drug.quantity, "unit": drug.unit},
            "expectedSupplyDuration": {"value": drug.days, "unit": "days", "system": system::UCUM, "code": "d"},
        },
    });
    if b.payer == Payer::BcbsNc && fills == 1 {
        body["contained"] = json!([{
            "resourceType": "Medication", "id": "drug", "code": codings(&[drug.rxnorm], drug.rxnorm.display),
        }]);
        body["medicationReference"] = json!({"reference": "#drug"});
    } else {
        body[member] = value;
    }
    b.add(&request, &[us_core("medicationrequest")], start, body);
    Some(request)
}

fn add_dispense(b: &mut Builder, record: &Record<'_>, fill: &Fill, prescription: Option<&Link>) {
    let drug = fill.drug;
    let dispense = b.link("MedicationDispense", drug.rxnorm.display);
    let kind = if fill.refill == 0 {
        Coding::new(system::ACT_CODE, "FFC", "First Fill - Complete")
    } else {
        Coding::new(system::ACT_CODE, "RFC", "Refill - Complete")
    };
    let (member, value) = medication(b, record, drug);
    let handed_over = b.instant(fill.day);
    let mut body = json!({
        "status": "completed",
        "subject": record.subject(b),
        "performer": [{"actor": b.refer(&record.carers.practices[fill.pharmacy].organization)}],
        "authorizingPrescription": prescription.map(|request| json!([b.refer(request)])),
        "type": kind.concept(),
        "quantity": {"value": drug.quantity, "unit": drug.unit},
        "daysSupply": {"value": drug.days, "unit": "days", "system": system::UCUM, "code": "d"},
        "whenHandedOver": handed_over,
        "dosageInstruction": [{"text": drug.directions}],
    });
    body[member] = value;
    let profile = if b.payer == Payer::InterSystems {
        "http://hl7.org/fhir/StructureDefinition/MedicationDispense"
    } else {
        "http://hl7.org/fhir/us/davinci-pdex/StructureDefinition/pdex-medicationdispense"
    };
    b.add(&dispense, &[profile.to_owned()], fill.day, body);
}
