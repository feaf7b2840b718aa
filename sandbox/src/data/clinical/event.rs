//! Hospital stays and hospital visits: what was done, what was implanted, and the report.

use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::{Value, json};
use time::{Date, Duration};

use super::Record;
use crate::data::builder::{Builder, Link, us_core};
use crate::data::carers::Clinician;
use crate::data::system;
use crate::data::tables::specialties::HOSPITAL;
use crate::data::tables::stories::{Event, Setting, Treatment};
use crate::data::value::{Coding, codings, days_ago};

/// Adds the clinical side of that event.
pub(super) fn add(b: &mut Builder, record: &Record<'_>, event: &Event) {
    let day = days_ago(event.day);
    let clinician = &record.carers.clinicians[event.clinician];
    let encounter = add_encounter(b, record, event, clinician, day);
    if let Some(treatment) = &event.procedure {
        add_procedure(b, record, event, treatment, &encounter, day);
        if let Some((device, udi)) = treatment.device {
            add_device(b, record, device, udi, day);
        }
    }
    let text = format!("{}\n{day}\n\n{}\n", event.report.code.display, event.report.text);
    let attachment = json!({
        "contentType": "text/plain; charset=utf-8",
        "data": BASE64_STANDARD.encode(&text),
        "title": event.report.code.display,
    });
    add_report(b, record, event, &encounter, &attachment);
}

fn add_encounter(
    b: &mut Builder,
    record: &Record<'_>,
    event: &Event,
    clinician: &Clinician,
    day: Date,
) -> Link {
    let (class, kind, hospital) = match event.setting {
        Setting::Inpatient => (
            Coding::new(system::ACT_CODE, "IMP", "inpatient encounter"),
            Coding::snomed("32485007", "Hospital admission"),
            Some(json!({
                "admitSource": Coding::new("http://terminology.hl7.org/CodeSystem/admit-source", "outp", "From outpatient department").concept(),
                "dischargeDisposition": Coding::new("http://terminology.hl7.org/CodeSystem/discharge-disposition", "home", "Home").concept(),
            })),
        ),
        Setting::Outpatient => (
            Coding::new(system::ACT_CODE, "AMB", "ambulatory"),
            Coding::snomed("185389009", "Follow-up visit"),
            None,
        ),
        Setting::Emergency => (
            Coding::new(system::ACT_CODE, "EMER", "emergency"),
            Coding::snomed("50849002", "Emergency department admission"),
            None,
        ),
    };
    let encounter = b.link("Encounter", kind.display);
    let practice = &record.carers.practices[HOSPITAL];
    let (first, second) = (b.instant(day), b.instant(day + Duration::days(event.nights)));
    let diagnosis =
        record.condition(event.reason).map(|condition| json!([{"condition": b.refer(condition)}]));
    let body = json!({
        "status": "finished",
        "class": class.coding(),
        "type": [kind.concept()],
        "subject": record.subject(b),
        "participant": [{"individual": b.refer(&clinician.practitioner)}],
        "period": {"start": first.clone().min(second.clone()), "end": first.max(second)},
        "reasonCode": [event.reason.snomed.concept()],
        "diagnosis": diagnosis,
        "hospitalization": hospital,
        "location": [{"location": b.refer(&practice.location)}],
        "serviceProvider": b.refer(&practice.organization),
    });
    b.add(&encounter, &[us_core("encounter")], day, body);
    encounter
}

fn add_procedure(
    b: &mut Builder,
    record: &Record<'_>,
    event: &Event,
    treatment: &Treatment,
    encounter: &Link,
    day: Date,
) {
    let link = b.link("Procedure", treatment.snomed.display);
    let reason = record.condition(event.reason).map(|condition| json!([b.refer(condition)]));
    let (first, second) = (b.instant(day), b.instant(day));
    let body = json!({
        "status": "completed",
        "code": codings(&[treatment.snomed, treatment.service.code], treatment.snomed.display),
        "subject": record.subject(b),
        "encounter": b.refer(encounter),
        "performedPeriod": {"start": first.clone().min(second.clone()), "end": first.max(second)},
        "performer": [{"actor": b.refer(&record.carers.clinicians[event.clinician].practitioner)}],
        "reasonCode": [event.reason.snomed.concept()],
        "reasonReference": reason,
    });
    b.add(&link, &[us_core("procedure")], day, body);
}

fn add_device(b: &mut Builder, record: &Record<'_>, kind: Coding, udi: &str, day: Date) {
    let device = b.link("Device", kind.display);
    // In a GS1 UDI, (01) is followed by the 14 digits of the device identifier.
    let identifier = udi.strip_prefix("(01)").and_then(|rest| rest.get(..14));
    let serial = udi.rsplit_once("(21)").map(|(_, serial)| serial);
    let body = json!({
        "udiCarrier": [{"deviceIdentifier": identifier, "issuer": "http://hl7.org/fhir/NamingSystem/gs1-di", "carrierHRF": udi, "entryType": "barcode"}],
        "status": "active",
        "manufacturer": "Meridian Implants",
        "serialNumber": serial,
        "deviceName": [{"name": kind.display, "type": "user-friendly-name"}],
        "type": kind.concept(),
        "patient": record.subject(b),
    });
    b.add(&device, &[us_core("implantable-device")], day, body);
}

fn add_report(b: &mut Builder, record: &Record<'_>, event: &Event, encounter: &Link, attachment: &Value) {
    let report = &event.report;
    let day = days_ago(event.day - event.nights);
    let author = &record.carers.clinicians[event.clinician].practitioner;
    let time = b.instant(day);
    let Some(category) = report.category else {
        let document = b.link("DocumentReference", report.code.display);
        let body = json!({
            "status": "current",
            "type": report.code.concept(),
            "category": [Coding::new(
                "http://hl7.org/fhir/us/core/CodeSystem/us-core-documentreference-category", "clinical-note", "Clinical Note",
            ).concept()],
            "subject": record.subject(b),
            "date": time,
            "author": [b.refer(author)],
            "content": [{"attachment": attachment}],
            "context": {"encounter": [b.refer(encounter)]},
        });
        b.add(&document, &[us_core("documentreference")], day, body);
        return;
    };
    let link = b.link("DiagnosticReport", report.code.display);
    let body = json!({
        "status": "final",
        "category": [category.concept()],
        "code": report.code.concept(),
        "subject": record.subject(b),
        "encounter": b.refer(encounter),
        "effectiveDateTime": time,
        "issued": time,
        "performer": [b.refer(author)],
        "conclusion": report.text,
        "presentedForm": [attachment],
    });
    b.add(&link, &[us_core("diagnosticreport-note")], day, body);
}
