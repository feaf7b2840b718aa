//! A child with asthma and a peanut allergy.

use super::{Allergy, Event, NEVER_SMOKED, Report, Setting, Story, Treatment, course, exam, over, since};
use crate::data::tables::conditions as c;
use crate::data::tables::drugs;
use crate::data::tables::services::{self, Service};
use crate::data::tables::specialties::{EMERGENCY_DOCTOR, PEDIATRICIAN};
use crate::data::tables::vaccines;
use crate::data::value::Coding;

static ALLERGIES: [Allergy; 1] = [Allergy {
    code: Coding::snomed("91935009", "Allergy to peanut"),
    category: "food",
    criticality: "high",
    manifestation: Coding::snomed("39579001", "Anaphylaxis"),
    severity: "severe",
}];

static EVENTS: [Event; 1] = [Event {
    setting: Setting::Emergency,
    day: 204,
    nights: 0,
    reason: &c::ASTHMA,
    clinician: EMERGENCY_DOCTOR,
    procedure: Some(Treatment {
        snomed: Coding::snomed("56251003", "Nebulizer therapy"),
        service: Service { code: Coding::cpt("99283", "Emergency department visit"), charge: 31_700 },
        icd10_pcs: None,
        device: None,
    }),
    lines: &services::ASTHMA_EMERGENCY,
    drg: None,
    report: Report {
        code: Coding::loinc("34111-5", "Emergency department Note"),
        category: None,
        text: "Wheezing since last night after a cold. Oxygen saturation 93 %, better after two nebulizer treatments. \
               Sent home with prednisone for 5 days; asthma action plan reviewed with the parent.",
    },
}];

/// The third member, a child; somebody else signs in for them, too.
pub(crate) static ASTHMA: Story = Story {
    age: 13,
    doctor: PEDIATRICIAN,
    problems: &[since(&c::ASTHMA, 2_340), since(&c::HAY_FEVER, 1_690), over(&c::STREP_THROAT, 322, 310)],
    allergies: &ALLERGIES,
    visits: 2,
    visit_gap: 176,
    visit: services::CHILD_VISIT,
    panels: &[],
    exams: &[(exam("127783003", "Spirometry", Coding::cpt("94010", "Spirometry"), 9_700), 1)],
    courses: &[
        course(&drugs::FLUTICASONE, &c::ASTHMA, 64, 1),
        course(&drugs::ALBUTEROL, &c::ASTHMA, 201, 1),
        course(&drugs::PREDNISONE, &c::ASTHMA, 204, 1),
        course(&drugs::AMOXICILLIN, &c::STREP_THROAT, 321, 1),
    ],
    events: &EVENTS,
    dental: &services::CHILD_DENTAL,
    dental_visits: &[150],
    vaccines: &[
        (vaccines::INFLUENZA, 22),
        (vaccines::HPV, 500),
        (vaccines::TDAP, 510),
        (vaccines::MMR, 3_400),
        (vaccines::VARICELLA, 3_400),
        (vaccines::DTAP, 3_390),
        (vaccines::POLIO, 3_390),
    ],
    care_plan: Coding::snomed("699728000", "Asthma self management"),
    care_plan_text: "Green: fluticasone twice daily. Yellow (cough, wheeze): albuterol every 4 hours. Red (hard to speak): \
                     albuterol and call 911.",
    goals: &["No missed school days for asthma"],
    height: 156,
    weight: (448, 471),
    systolic: (106, 108),
    smoking: NEVER_SMOKED,
    phq9: None,
};
