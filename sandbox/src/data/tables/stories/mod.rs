//! The members' stories: what they have, what was done, what they take. Times are days before today.

mod asthma;
mod diabetes;
mod heart;
mod thyroid;

pub(crate) use asthma::ASTHMA;
pub(crate) use diabetes::DIABETES;
pub(crate) use heart::HEART;
pub(crate) use thyroid::THYROID;

use super::conditions::Condition;
use super::drugs::Drug;
use super::labs::Panel;
use super::services::{RevenueLine, Service};
use crate::data::value::Coding;

/// A member's story.
pub(crate) struct Story {
    /// Age in years.
    pub age: i64,
    /// Place of their own doctor among the clinicians.
    pub doctor: usize,
    pub problems: &'static [Problem],
    pub allergies: &'static [Allergy],
    /// How many regular visits there were, and how many days lie between them.
    pub visits: i64,
    pub visit_gap: i64,
    pub visit: Service,
    /// Panels, each with how many visits lie between two of them.
    pub panels: &'static [(&'static Panel, i64)],
    /// What is done at visits, each with how many visits lie between two of them.
    pub exams: &'static [(Exam, i64)],
    pub courses: &'static [Course],
    pub events: &'static [Event],
    pub dental: &'static [Service],
    pub dental_visits: &'static [i64],
    pub vaccines: &'static [(Coding, i64)],
    pub care_plan: Coding,
    pub care_plan_text: &'static str,
    pub goals: &'static [&'static str],
    /// Centimetres.
    pub height: i64,
    /// Tenths of a kilogram at the first visit and at the last.
    pub weight: (i64, i64),
    /// Systolic pressure at the first visit and at the last.
    pub systolic: (i64, i64),
    pub smoking: Coding,
    /// PHQ-9 score at the first visit and at the last, if it is asked.
    pub phq9: Option<(i64, i64)>,
}

/// A procedure that is part of a visit.
#[derive(Clone, Copy)]
pub(crate) struct Exam {
    pub snomed: Coding,
    pub service: Service,
}

/// A condition, since when and until when.
pub(crate) struct Problem {
    pub condition: &'static Condition,
    pub onset: i64,
    pub resolved: Option<i64>,
}

/// An allergy or intolerance.
pub(crate) struct Allergy {
    pub code: Coding,
    pub category: &'static str,
    pub criticality: &'static str,
    pub manifestation: Coding,
    pub severity: &'static str,
}

/// A drug, from when on, with how many fills.
pub(crate) struct Course {
    pub drug: &'static Drug,
    pub reason: &'static Condition,
    pub start: i64,
    pub fills: i64,
}

/// Where something bigger happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Setting {
    Inpatient,
    Outpatient,
    Emergency,
}

/// A hospital stay or a visit to the hospital.
pub(crate) struct Event {
    pub setting: Setting,
    pub day: i64,
    pub nights: i64,
    pub reason: &'static Condition,
    pub clinician: usize,
    pub procedure: Option<Treatment>,
    pub lines: &'static [RevenueLine],
    pub drg: Option<Coding>,
    /// The report or note that it left: its type and text.
    pub report: Report,
}

/// What was done.
pub(crate) struct Treatment {
    pub snomed: Coding,
    pub service: Service,
    pub icd10_pcs: Option<Coding>,
    /// What was implanted: type, and the human-readable UDI.
    pub device: Option<(Coding, &'static str)>,
}

/// A report in words.
pub(crate) struct Report {
    pub code: Coding,
    /// Category of a `DiagnosticReport`; none for a note, which is a `DocumentReference`.
    pub category: Option<Coding>,
    pub text: &'static str,
}

const fn since(condition: &'static Condition, onset: i64) -> Problem {
    Problem { condition, onset, resolved: None }
}

const fn over(condition: &'static Condition, onset: i64, resolved: i64) -> Problem {
    Problem { condition, onset, resolved: Some(resolved) }
}

const fn exam(snomed: &'static str, name: &'static str, cpt: Coding, charge: i64) -> Exam {
    Exam { snomed: Coding::snomed(snomed, name), service: Service { code: cpt, charge } }
}

const fn course(drug: &'static Drug, reason: &'static Condition, start: i64, fills: i64) -> Course {
    Course { drug, reason, start, fills }
}

const NEVER_SMOKED: Coding = Coding::snomed("266919005", "Never smoked tobacco");
const FORMER_SMOKER: Coding = Coding::snomed("8517006", "Ex-smoker");
const RADIOLOGY: Coding = Coding::loinc("LP29684-5", "Radiology");
const CARDIOLOGY: Coding = Coding::loinc("LP29708-2", "Cardiology");
const PATHOLOGY: Coding = Coding::loinc("LP7839-6", "Pathology");

const PENICILLIN: Allergy = Allergy {
    code: Coding::snomed("91936005", "Allergy to penicillin"),
    category: "medication",
    criticality: "high",
    manifestation: Coding::snomed("271807003", "Eruption of skin"),
    severity: "moderate",
};
