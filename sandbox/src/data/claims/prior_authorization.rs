//! A prior authorization of the DaVinci PDex guide: an ExplanationOfBenefit that is no claim.

use serde_json::json;
use time::Duration;

use super::Insured;
use crate::data::builder::{Builder, digits};
use crate::data::system;
use crate::data::tables::specialties::HOSPITAL;
use crate::data::tables::stories::{Event, Setting};
use crate::data::value::{Coding, bare, days_ago, money, period};

const PAS: &str = "http://hl7.org/fhir/us/davinci-pas/StructureDefinition/extension-";

/// Adds the plan's consent to the member's hospital stay, if they had one.
pub(in crate::data) fn add(b: &mut Builder, insured: &Insured<'_>) {
    let stay = |event: &&Event| event.setting == Setting::Inpatient;
    let Some(event) = insured.member.story.events.iter().find(stay) else { return };
    let Some(treatment) = &event.procedure else { return };
    let asked = days_ago(event.day + 24);
    let answered = asked + Duration::days(5);
    let number = digits(&mut b.rng, 9);
    let charge = money(treatment.service.charge);
    let review = json!([{
        "url": format!("{PAS}reviewAction"),
        "extension": [
            {"url": "number", "valueString": format!("AUTH{number}")},
            {"url": format!("{PAS}reviewActionCode"), "valueCodeableConcept": Coding::new(
                "https://codesystem.x12.org/005010/306", "A1", "Certified in total",
            ).concept()},
        ],
    }]);
    let link = b.link("ExplanationOfBenefit", "Prior authorization");
    let created = b.instant(answered);
    let surgeon = &insured.carers.clinicians[event.clinician];
    let body = json!({
        "identifier": [{
            "type": bare(system::C4BB_IDENTIFIER_TYPE, "uc"),
            "system": b.own_system("authorizationnumber"),
            "value": number,
        }],
        "status": "active",
        "type": {"coding": [{"system": system::CLAIM_TYPE, "code": "institutional"}], "text": "Institutional"},
        "use": "preauthorization",
        "patient": b.refer(&insured.member.patient),
        "billablePeriod": period(asked, Some(answered)),
        "created": created,
        "insurer": b.refer(&insured.carers.payer),
        "provider": b.refer(&insured.carers.practices[HOSPITAL].organization),
        "priority": bare("http://terminology.hl7.org/CodeSystem/processpriority", "normal"),
        "preAuthRef": [format!("AUTH{number}")],
        "preAuthRefPeriod": [period(answered, Some(answered + Duration::days(90)))],
        "outcome": "complete",
        "careTeam": [{
            "sequence": 1,
            "provider": b.refer(&surgeon.practitioner),
            "role": bare(system::C4BB_CARE_TEAM_ROLE, "rendering"),
            "qualification": surgeon.taxonomy.concept(),
        }],
        "diagnosis": [{
            "sequence": 1,
            "diagnosisCodeableConcept": event.reason.icd10.concept(),
            "type": [bare(system::DIAGNOSIS_TYPE, "principal")],
        }],
        "insurance": [{"focal": true, "coverage": b.refer(insured.coverages.on(asked))}],
        "item": [{
            "sequence": 1,
            "productOrService": treatment.service.code.concept(),
            "quantity": {"value": 1},
            "adjudication": [{
                "extension": review, "category": bare(system::ADJUDICATION, "submitted"), "amount": charge,
            }],
        }],
        "adjudication": [{
            "extension": review, "category": bare(system::ADJUDICATION, "submitted"), "amount": charge,
        }],
        "total": [{"category": bare(system::ADJUDICATION, "submitted"), "amount": charge}],
    });
    let profile = "http://hl7.org/fhir/us/davinci-pdex/StructureDefinition/pdex-priorauthorization";
    b.add(&link, &[profile.to_owned()], answered, body);
}
