//! An adult with type 2 diabetes, high blood pressure and a new knee.

use super::{
    Allergy, Event, FORMER_SMOKER, PATHOLOGY, PENICILLIN, RADIOLOGY, Report, Setting, Story, Treatment,
    course, exam, over, since,
};
use crate::data::system;
use crate::data::tables::conditions as c;
use crate::data::tables::drugs;
use crate::data::tables::labs;
use crate::data::tables::services::{self, Service};
use crate::data::tables::specialties::{EMERGENCY_DOCTOR, FAMILY_DOCTOR, GASTROENTEROLOGIST, ORTHOPEDIST};
use crate::data::tables::vaccines;
use crate::data::value::Coding;

static ALLERGIES: [Allergy; 2] = [
    PENICILLIN,
    Allergy {
        code: Coding::snomed("300916003", "Latex allergy"),
        category: "environment",
        criticality: "low",
        manifestation: Coding::snomed("126485001", "Urticaria"),
        severity: "mild",
    },
];

static EVENTS: [Event; 3] = [
    Event {
        setting: Setting::Inpatient,
        day: 301,
        nights: 3,
        reason: &c::KNEE_ARTHRITIS,
        clinician: ORTHOPEDIST,
        procedure: Some(Treatment {
            snomed: Coding::snomed("609588000", "Total knee replacement"),
            service: Service { code: Coding::cpt("27447", "Total knee arthroplasty"), charge: 428_600 },
            icd10_pcs: Some(Coding::new(
                system::ICD10_PCS,
                "0SRC0J9",
                "Replacement of Right Knee Joint with Synthetic Substitute, Cemented, Open Approach",
            )),
            device: Some((
                Coding::snomed("109228008", "Knee joint prosthesis"),
                "(01)00844868012344(17)310630(10)K7741(21)KN20260104",
            )),
        }),
        lines: &services::KNEE_STAY,
        drg: Some(Coding::new(
            system::MS_DRG,
            "470",
            "Major hip and knee joint replacement or reattachment of lower extremity without MCC",
        )),
        report: Report {
            code: Coding::loinc("18842-5", "Discharge summary"),
            category: None,
            text: "Admitted for elective total replacement of the right knee. Surgery and recovery without \
                   complications; walked 50 metres with a walker on day 2. Glucose held below 180 mg/dL. Discharged \
                   home with physical therapy twice a week and oxycodone for 5 days.",
        },
    },
    Event {
        setting: Setting::Outpatient,
        day: 522,
        nights: 0,
        reason: &c::COLON_SCREENING,
        clinician: GASTROENTEROLOGIST,
        procedure: Some(Treatment {
            snomed: Coding::snomed("73761001", "Colonoscopy"),
            service: Service { code: Coding::cpt("45378", "Colonoscopy, diagnostic"), charge: 96_400 },
            icd10_pcs: None,
            device: None,
        }),
        lines: &services::COLONOSCOPY,
        drg: None,
        report: Report {
            code: Coding::loinc("28023-0", "Colonoscopy study observation"),
            category: Some(PATHOLOGY),
            text: "Colonoscopy to the cecum, preparation good. No polyps, no masses. Next screening in 10 years.",
        },
    },
    Event {
        setting: Setting::Emergency,
        day: 655,
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
            text: "Two views of the chest. Lungs clear, heart size normal, no effusion. No acute disease.",
        },
    },
];

/// The default member of most payers.
pub(crate) static DIABETES: Story = Story {
    age: 58,
    doctor: FAMILY_DOCTOR,
    problems: &[
        since(&c::DIABETES, 3_120),
        since(&c::HYPERTENSION, 2_745),
        since(&c::HYPERLIPIDEMIA, 2_380),
        since(&c::OBESITY, 3_120),
        over(&c::KNEE_ARTHRITIS, 1_430, 301),
        over(&c::BRONCHITIS, 655, 641),
        since(&c::NO_TRANSPORT, 210),
    ],
    allergies: &ALLERGIES,
    visits: 13,
    visit_gap: 88,
    visit: services::OFFICE_VISIT,
    panels: &[(&labs::HEMOGLOBIN_A1C, 1), (&labs::METABOLIC, 2), (&labs::LIPIDS, 3), (&labs::BLOOD_COUNT, 4)],
    exams: &[
        (
            exam(
                "401191002",
                "Diabetic foot examination",
                Coding::new(system::HCPCS, "G0246", "Follow-up evaluation of diabetic sensory neuropathy"),
                6_400,
            ),
            4,
        ),
        (
            exam(
                "134395001",
                "Diabetic retinopathy screening",
                Coding::cpt("92250", "Fundus photography"),
                11_800,
            ),
            4,
        ),
    ],
    courses: &[
        course(&drugs::METFORMIN, &c::DIABETES, 420, 5),
        course(&drugs::LISINOPRIL, &c::HYPERTENSION, 405, 5),
        course(&drugs::ATORVASTATIN, &c::HYPERLIPIDEMIA, 330, 4),
        course(&drugs::AZITHROMYCIN, &c::BRONCHITIS, 655, 1),
        course(&drugs::OXYCODONE, &c::KNEE_ARTHRITIS, 298, 1),
    ],
    events: &EVENTS,
    dental: &services::DENTAL,
    dental_visits: &[96, 281, 468],
    vaccines: &[
        (vaccines::INFLUENZA, 26),
        (vaccines::INFLUENZA, 391),
        (vaccines::INFLUENZA, 760),
        (vaccines::COVID, 26),
        (vaccines::TDAP, 1_602),
        (vaccines::ZOSTER, 812),
        (vaccines::ZOSTER, 690),
        (vaccines::PNEUMOCOCCAL, 391),
    ],
    care_plan: Coding::snomed("698360004", "Diabetes self management plan"),
    care_plan_text: "Check blood glucose every morning. 150 minutes of walking a week. Eye and foot examination once a \
                     year. HbA1c every 3 months.",
    goals: &["HbA1c below 7.0 %", "Blood pressure below 130/80 mmHg", "Weight below 90 kg"],
    height: 172,
    weight: (986, 914),
    systolic: (151, 128),
    smoking: FORMER_SMOKER,
    phq9: Some((6, 3)),
};
