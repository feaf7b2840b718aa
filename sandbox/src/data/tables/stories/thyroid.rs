//! A parent of forty with hypothyroidism and depression.

use super::{Event, NEVER_SMOKED, RADIOLOGY, Report, Setting, Story, Treatment, course, exam, over, since};
use crate::data::tables::conditions as c;
use crate::data::tables::drugs;
use crate::data::tables::labs;
use crate::data::tables::services::{self, Service};
use crate::data::tables::specialties::{EMERGENCY_DOCTOR, FAMILY_DOCTOR};
use crate::data::tables::vaccines;
use crate::data::value::Coding;

static EVENTS: [Event; 1] = [Event {
    setting: Setting::Emergency,
    day: 248,
    nights: 0,
    reason: &c::BRONCHITIS,
    clinician: EMERGENCY_DOCTOR,
    procedure: Some(Treatment {
        snomed: Coding::snomed("399208008", "Plain chest X-ray"),
        service: Service { code: Coding::cpt("71046", "Chest X-ray, 2 views"), charge: 12_900 },
        icd10_pcs: None,
        device: None,
    }),
    lines: &services::BRONCHITIS_EMERGENCY,
    drg: None,
    report: Report {
        code: Coding::loinc("36643-5", "XR Chest 2 Views"),
        category: Some(RADIOLOGY),
        text: "Two views of the chest. No infiltrate, no effusion, heart size normal.",
    },
}];

/// The second member; parent of the third.
pub(crate) static THYROID: Story = Story {
    age: 41,
    doctor: FAMILY_DOCTOR,
    problems: &[since(&c::HYPOTHYROIDISM, 1_510), since(&c::DEPRESSION, 702), over(&c::BRONCHITIS, 248, 236)],
    allergies: &[],
    visits: 2,
    visit_gap: 171,
    visit: services::OFFICE_VISIT,
    panels: &[(&labs::THYROID, 1)],
    exams: &[(
        exam("171207006", "Depression screening", Coding::cpt("96127", "Brief behavioral assessment"), 2_400),
        1,
    )],
    courses: &[
        course(&drugs::LEVOTHYROXINE, &c::HYPOTHYROIDISM, 180, 2),
        course(&drugs::SERTRALINE, &c::DEPRESSION, 88, 1),
    ],
    events: &EVENTS,
    dental: &services::DENTAL,
    dental_visits: &[133],
    vaccines: &[(vaccines::INFLUENZA, 19), (vaccines::TDAP, 2_900)],
    care_plan: Coding::snomed("736253002", "Mental health crisis plan"),
    care_plan_text: "Talk with the therapist every 2 weeks. Call the crisis line (988) or the clinic if mood drops.",
    goals: &["PHQ-9 score below 5"],
    height: 168,
    weight: (731, 722),
    systolic: (118, 116),
    smoking: NEVER_SMOKED,
    phq9: Some((14, 6)),
};
