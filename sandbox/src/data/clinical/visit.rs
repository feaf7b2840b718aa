//! Regular visits: an encounter, what was measured, and the doctor's note.

use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::json;
use time::Date;

use super::observation::{self, At};
use super::{Progress, Record, Visit};
use crate::data::Payer;
use crate::data::builder::{Builder, Link, us_core};
use crate::data::system;
use crate::data::tables::conditions::STREP_THROAT;
use crate::data::tables::labs::Panel;
use crate::data::tables::services::Service;
use crate::data::tables::stories::Exam;
use crate::data::value::{Coding, codings};

/// Adds a visit to the member's own doctor.
pub(super) fn add(
    b: &mut Builder,
    record: &Record<'_>,
    day: Date,
    progress: Progress,
    panels: &[&'static Panel],
) -> Visit {
    let story = record.member.story;
    let encounter = add_encounter(b, record, day, story.visit);
    let at = At { day, encounter: &encounter, progress };
    observation::add_vital_signs(b, record, at);
    for panel in panels {
        observation::add_panel(b, record, at, panel);
    }
    if progress.step % 4 == 0 {
        observation::add_smoking_status(b, record, at);
        if let Some(scores) = story.phq9 {
            observation::add_phq9(b, record, at, scores);
        }
        observation::add_urine_color(b, record, at);
        add_note(b, record, at);
    }
    if progress.step == 0 && story.problems.iter().any(|problem| problem.condition == &STREP_THROAT) {
        observation::add_throat_swab(b, record, at);
    }
    let mut services = vec![story.visit];
    for (exam, every) in story.exams {
        if progress.step % every == 0 {
            add_exam(b, record, at, exam);
            services.push(exam.service);
        }
    }
    services.extend(panels.iter().map(|panel| Service { code: panel.billed, charge: panel.charge }));
    let reasons = story.problems.iter().filter(|problem| problem.resolved.is_none());
    Visit {
        day,
        clinician: story.doctor,
        reasons: reasons.take(3).map(|problem| problem.condition).collect(),
        services,
    }
}

fn add_encounter(b: &mut Builder, record: &Record<'_>, day: Date, visit: Service) -> Link {
    let encounter = b.link("Encounter", visit.code.display);
    let doctor = record.doctor();
    let practice = &record.carers.practices[doctor.practice];
    let individual = if b.payer == Payer::InterSystems { &doctor.role } else { &doctor.practitioner };
    let (first, second) = (b.instant(day), b.instant(day));
    let reason = &record.member.story.problems[0].condition.snomed;
    let body = json!({
        "status": "finished",
        "class": Coding::new(system::ACT_CODE, "AMB", "ambulatory").coding(),
        "type": [visit.code.concept()],
        "subject": record.subject(b),
        "participant": [{
            "type": [Coding::new("http://terminology.hl7.org/CodeSystem/v3-ParticipationType", "PPRF", "primary performer").concept()],
            "individual": b.refer(individual),
        }],
        "period": {"start": first.clone().min(second.clone()), "end": first.max(second)},
        "reasonCode": [reason.concept()],
        "location": [{"location": b.refer(&practice.location)}],
        "serviceProvider": b.refer(&practice.organization),
    });
    b.add(&encounter, &[us_core("encounter")], day, body);
    encounter
}

fn add_exam(b: &mut Builder, record: &Record<'_>, at: At<'_>, exam: &Exam) {
    let link = b.link("Procedure", exam.snomed.display);
    let performed = b.instant(at.day);
    let body = json!({
        "status": "completed",
        "code": codings(&[exam.snomed, exam.service.code], exam.snomed.display),
        "subject": record.subject(b),
        "encounter": b.refer(at.encounter),
        "performedDateTime": performed,
        "performer": [{"actor": b.refer(&record.doctor().practitioner)}],
    });
    b.add(&link, &[us_core("procedure")], at.day, body);
}

fn add_note(b: &mut Builder, record: &Record<'_>, at: At<'_>) {
    let note = b.link("DocumentReference", "Progress note");
    let problems: Vec<&str> =
        record.member.story.problems.iter().map(|problem| problem.condition.snomed.display).collect();
    let text = format!(
        "Progress note of {}\nPatient: {} {}\nProblems: {}\nAssessment: stable, treatment goes on as before.\nPlan: {}\n",
        at.day,
        record.member.given,
        record.member.family,
        problems.join("; "),
        record.member.story.care_plan_text,
    );
    let date = b.instant(at.day);
    let body = json!({
        "status": "current",
        "type": Coding::loinc("11506-3", "Progress note").concept(),
        "category": [Coding::new(
            "http://hl7.org/fhir/us/core/CodeSystem/us-core-documentreference-category", "clinical-note", "Clinical Note",
        ).concept()],
        "subject": record.subject(b),
        "date": date,
        "author": [b.refer(&record.doctor().practitioner)],
        "custodian": b.refer(&record.carers.practices[record.doctor().practice].organization),
        "content": [{
            "attachment": {
                "contentType": "text/plain; charset=utf-8",
                "data": BASE64_STANDARD.encode(&text),
                "title": format!("Progress note of {}", at.day),
            },
            "format": Coding::new("http://ihe.net/fhir/ihe.formatcode.fhir/CodeSystem/formatcode", "urn:ihe:iti:xds:2017:mimeTypeSufficient", "mimeType Sufficient").coding(),
        }],
        "context": {"encounter": [b.refer(at.encounter)]},
    });
    b.add(&note, &[us_core("documentreference")], at.day, body);
}
