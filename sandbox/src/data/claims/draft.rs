//! Claims as providers submit them, drawn up from what happened.

use serde_json::{Value, json};
use time::{Date, Duration};

use super::amounts::Sharing;
use crate::data::Payer;
use crate::data::builder::{Builder, Link, digits};
use crate::data::carers::Carers;
use crate::data::clinical::{Chart, Fill, Visit};
use crate::data::member::Member;
use crate::data::system;
use crate::data::tables::conditions::{Condition, DENTAL_EXAM};
use crate::data::tables::specialties::{DENTAL_OFFICE, DENTIST, HOSPITAL};
use crate::data::tables::stories::{Event, Setting};
use crate::data::value::{Coding, bare, days_ago, period};

/// How long most claims are on their way; pharmacies' arrive at once.
const POSTAL: Duration = Duration::days(4);

/// What kind of claim it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Inpatient,
    Outpatient,
    Professional,
    Pharmacy,
    Oral,
}

/// A line of a claim.
pub(super) struct Line {
    /// None where only the revenue code says what it was.
    pub service: Option<Coding>,
    pub revenue: Option<Coding>,
    pub charge: i64,
    pub quantity: i64,
}

/// A claim, before it is adjudicated.
pub(super) struct Draft {
    pub kind: Kind,
    pub start: Date,
    pub end: Date,
    pub provider: Link,
    /// Role code, clinician, and what they are.
    pub team: Vec<(&'static str, Link, Option<Coding>)>,
    pub diagnoses: Vec<&'static Condition>,
    pub procedure: Option<Coding>,
    pub lines: Vec<Line>,
    pub place: Option<Coding>,
    /// `supportingInfo` without its sequence numbers.
    pub info: Vec<Value>,
    pub sharing: Sharing,
    /// What a network contract allows of charges, in percent, from and to.
    pub allowed: (i64, i64),
}

const fn place(code: &'static str, display: &'static str) -> Coding {
    Coding::new(system::PLACE_OF_SERVICE, code, display)
}

fn info(category: &str, value_name: &str, value: impl Into<Value>) -> Value {
    let mut info = json!({"category": bare(system::C4BB_SUPPORTING_INFO, category)});
    info[value_name] = value.into();
    info
}

fn nubc(category: &str, code_system: &str, code: &str) -> Value {
    info(category, "code", bare(&format!("https://www.nubc.org/CodeSystem/{code_system}"), code))
}

fn ncpdp(category: &str, code_system: &str, code: &str) -> Value {
    info(category, "code", bare(&format!("http://terminology.hl7.org/CodeSystem/NCPDP{code_system}"), code))
}

/// When the payer received the claim.
fn received(day: Date) -> Value {
    info("clmrecvddate", "timingDate", day.to_string())
}

fn accounts(b: &mut Builder) -> [Value; 2] {
    let (record, account) = (digits(&mut b.rng, 7), digits(&mut b.rng, 9));
    [
        info("medicalrecordnumber", "valueString", format!("MRN{record}")),
        info("patientaccountnumber", "valueString", account),
    ]
}

/// Draws up all claims for what is in the chart, oldest first.
pub(super) fn all(b: &mut Builder, carers: &Carers, member: &Member, chart: &Chart) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for visit in &chart.visits {
        drafts.push(professional_visit(b, carers, visit));
    }
    for fill in &chart.fills {
        drafts.push(pharmacy(carers, member, fill));
    }
    for event in &chart.events {
        // InterSystems' payers publish no outpatient institutional claims.
        if event.setting == Setting::Inpatient || b.payer != Payer::InterSystems {
            drafts.push(institutional(b, carers, event));
        }
        drafts.extend(professional_event(b, carers, event));
    }
    if b.payer != Payer::InterSystems {
        for day in member.story.dental_visits {
            drafts.push(oral(b, carers, member, days_ago(*day)));
        }
    }
    drafts.sort_by_key(|draft| draft.start);
    drafts
}

/// The claim of a doctor's visit with its laboratory tests.
pub(super) fn professional_visit(b: &mut Builder, carers: &Carers, visit: &Visit) -> Draft {
    let clinician = &carers.clinicians[visit.clinician];
    let practice = &carers.practices[clinician.practice].organization;
    let mut infos =
        vec![received(visit.day + POSTAL), info("servicefacility", "valueReference", b.refer(practice))];
    infos.extend(accounts(b));
    let lines = visit.services.iter().map(|service| Line {
        service: Some(service.code),
        revenue: None,
        charge: service.charge,
        quantity: 1,
    });
    Draft {
        kind: Kind::Professional,
        start: visit.day,
        end: visit.day,
        provider: practice.clone(),
        team: vec![("rendering", clinician.practitioner.clone(), Some(clinician.taxonomy))],
        diagnoses: visit.reasons.clone(),
        procedure: None,
        lines: lines.collect(),
        place: Some(place("11", "Office")),
        info: infos,
        sharing: Sharing::Copay(2_500),
        allowed: (55, 78),
    }
}

/// The claim of a pharmacy for one fill.
pub(super) fn pharmacy(carers: &Carers, member: &Member, fill: &Fill) -> Draft {
    let drug = fill.drug;
    let prescriber = &carers.clinicians[member.story.doctor];
    Draft {
        kind: Kind::Pharmacy,
        start: fill.day,
        end: fill.day,
        provider: carers.practices[fill.pharmacy].organization.clone(),
        team: vec![("prescribing", prescriber.practitioner.clone(), None)],
        diagnoses: Vec::new(),
        procedure: None,
        lines: vec![Line {
            service: Some(Coding::new(system::NDC, drug.ndc, drug.rxnorm.display)),
            revenue: None,
            charge: drug.charge,
            quantity: drug.quantity,
        }],
        place: None,
        info: vec![
            info("dayssupply", "valueQuantity", json!({"value": drug.days})),
            ncpdp("dawcode", "DispensedAsWrittenOrProductSelectionCode", "0"),
            info("refillnum", "valueQuantity", json!({"value": fill.refill})),
            info("refillsauthorized", "valueQuantity", json!({"value": fill.refills_authorized})),
            ncpdp("brandgenericindicator", "BrandGenericIndicator", if drug.brand { "1" } else { "2" }),
            ncpdp("rxorigincode", "PrescriptionOriginCode", "3"),
            ncpdp("compoundcode", "CompoundCode", "1"),
            received(fill.day),
        ],
        sharing: Sharing::Copay(drug.copay),
        allowed: (62, 94),
    }
}

/// The hospital's claim.
pub(super) fn institutional(b: &mut Builder, carers: &Carers, event: &Event) -> Draft {
    let inpatient = event.setting == Setting::Inpatient;
    let (start, end) = (days_ago(event.day), days_ago(event.day - event.nights));
    let clinician = &carers.clinicians[event.clinician];
    let emergency = event.setting == Setting::Emergency;
    let mut infos = vec![received(end + POSTAL)];
    if inpatient {
        infos.push(info("admissionperiod", "timingPeriod", period(start, Some(end))));
    }
    infos.extend([
        nubc("typeofbill", "TypeOfBill", if inpatient { "0111" } else { "0131" }),
        nubc("pointoforigin", "PointOfOrigin", "1"),
        nubc("admtype", "PriorityTypeOfAdmitOrVisit", if emergency { "1" } else { "3" }),
        nubc("discharge-status", "PatDischargeStatus", "01"),
    ]);
    if let Some(drg) = event.drg {
        infos.push(info("drg", "code", drg.concept()));
    }
    infos.extend(accounts(b));
    let mut team = vec![("attending", clinician.practitioner.clone(), Some(clinician.taxonomy))];
    let procedure = event.procedure.as_ref().and_then(|treatment| treatment.icd10_pcs);
    if procedure.is_some() {
        team.push(("operating", clinician.practitioner.clone(), Some(clinician.taxonomy)));
    }
    let lines = event.lines.iter().map(|line| Line {
        service: line.code,
        revenue: Some(line.revenue),
        charge: line.charge,
        quantity: 1,
    });
    Draft {
        kind: if inpatient { Kind::Inpatient } else { Kind::Outpatient },
        start,
        end,
        provider: carers.practices[HOSPITAL].organization.clone(),
        team,
        diagnoses: vec![event.reason],
        procedure,
        lines: lines.collect(),
        place: None,
        info: infos,
        sharing: match event.setting {
            Setting::Inpatient => Sharing::Deductible { left: 125_000, percent: 10 },
            Setting::Outpatient => Sharing::Nothing,
            Setting::Emergency => Sharing::Copay(25_000),
        },
        allowed: (44, 61),
    }
}

/// The claim of the clinician who acted at the hospital.
fn professional_event(b: &mut Builder, carers: &Carers, event: &Event) -> Option<Draft> {
    let service = event.procedure.as_ref()?.service;
    let clinician = &carers.clinicians[event.clinician];
    let hospital = &carers.practices[HOSPITAL].organization;
    let day = days_ago(event.day);
    let mut infos =
        vec![received(day + POSTAL), info("servicefacility", "valueReference", b.refer(hospital))];
    infos.extend(accounts(b));
    Some(Draft {
        kind: Kind::Professional,
        start: day,
        end: day,
        provider: hospital.clone(),
        team: vec![("rendering", clinician.practitioner.clone(), Some(clinician.taxonomy))],
        diagnoses: vec![event.reason],
        procedure: None,
        lines: vec![Line { service: Some(service.code), revenue: None, charge: service.charge, quantity: 1 }],
        place: Some(match event.setting {
            Setting::Inpatient => place("21", "Inpatient Hospital"),
            Setting::Outpatient => place("22", "On Campus-Outpatient Hospital"),
            Setting::Emergency => place("23", "Emergency Room - Hospital"),
        }),
        info: infos,
        sharing: Sharing::Deductible { left: 15_000, percent: 20 },
        allowed: (48, 70),
    })
}

/// The dentist's claim.
fn oral(b: &mut Builder, carers: &Carers, member: &Member, day: Date) -> Draft {
    let dentist = &carers.clinicians[DENTIST];
    let office = &carers.practices[DENTAL_OFFICE].organization;
    let mut infos = vec![received(day + POSTAL), info("servicefacility", "valueReference", b.refer(office))];
    infos.extend(accounts(b).into_iter().skip(1));
    let lines = member.story.dental.iter().map(|service| Line {
        service: Some(service.code),
        revenue: None,
        charge: service.charge,
        quantity: 1,
    });
    Draft {
        kind: Kind::Oral,
        start: day,
        end: day,
        provider: office.clone(),
        team: vec![("rendering", dentist.practitioner.clone(), Some(dentist.taxonomy))],
        diagnoses: vec![&DENTAL_EXAM],
        procedure: None,
        lines: lines.collect(),
        place: Some(place("11", "Office")),
        info: infos,
        sharing: Sharing::Deductible { left: 2_500, percent: 20 },
        allowed: (66, 88),
    }
}
