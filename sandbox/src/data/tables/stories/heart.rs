//! An older adult with atrial fibrillation, heart failure and a pacemaker.

use super::{
    Allergy, CARDIOLOGY, Event, FORMER_SMOKER, PENICILLIN, Report, Setting, Story, Treatment, course, exam,
    over, since,
};
use crate::data::system;
use crate::data::tables::conditions as c;
use crate::data::tables::drugs;
use crate::data::tables::labs;
use crate::data::tables::services::{self, Service};
use crate::data::tables::specialties::{CARDIOLOGIST, FAMILY_DOCTOR};
use crate::data::tables::vaccines;
use crate::data::value::Coding;

static ALLERGIES: [Allergy; 1] = [PENICILLIN];

const fn echocardiogram(day: i64, text: &'static str) -> Event {
    Event {
        setting: Setting::Outpatient,
        day,
        nights: 0,
        reason: &c::HEART_FAILURE,
        clinician: CARDIOLOGIST,
        procedure: Some(Treatment {
            snomed: Coding::snomed("40701008", "Echocardiography"),
            service: Service { code: Coding::cpt("93306", "Echocardiography, complete"), charge: 41_800 },
            icd10_pcs: None,
            device: None,
        }),
        lines: &services::ECHOCARDIOGRAM,
        drg: None,
        report: Report { code: Coding::loinc("42148-7", "US Heart"), category: Some(CARDIOLOGY), text },
    }
}

static EVENTS: [Event; 3] = [
    Event {
        setting: Setting::Inpatient,
        day: 337,
        nights: 4,
        reason: &c::SICK_SINUS,
        clinician: CARDIOLOGIST,
        procedure: Some(Treatment {
            snomed: Coding::snomed("307280005", "Implantation of cardiac pacemaker"),
            service: Service {
                code: Coding::cpt("33208", "Insertion of pacemaker, atrial and ventricular"),
                charge: 186_500,
            },
            icd10_pcs: Some(Coding::new(
                system::ICD10_PCS,
                "0JH606Z",
                "Insertion of Pacemaker, Dual Chamber into Chest Subcutaneous Tissue and Fascia, Open Approach",
            )),
            device: Some((
                Coding::snomed("14106009", "Cardiac pacemaker"),
                "(01)00643169567894(17)280331(21)PJN551208H",
            )),
        }),
        lines: &services::PACEMAKER_STAY,
        drg: Some(Coding::new(system::MS_DRG, "243", "Permanent cardiac pacemaker implant with CC")),
        report: Report {
            code: Coding::loinc("18842-5", "Discharge summary"),
            category: None,
            text: "Admitted after two faints with pauses of 4 seconds. Dual chamber pacemaker implanted without \
                   complications, wound clean. Apixaban resumed on day 3. Wound check in 10 days, device check in 3 \
                   months.",
        },
    },
    echocardiogram(
        402,
        "Left ventricular ejection fraction 38 %. Left atrium enlarged. Mild mitral regurgitation.",
    ),
    echocardiogram(121, "Left ventricular ejection fraction 46 %, better than before. Pacing lead in place."),
];

/// The default member of two payers.
pub(crate) static HEART: Story = Story {
    age: 79,
    doctor: FAMILY_DOCTOR,
    problems: &[
        since(&c::ATRIAL_FIBRILLATION, 1_820),
        since(&c::HEART_FAILURE, 1_140),
        since(&c::HYPERTENSION, 6_400),
        since(&c::HYPERLIPIDEMIA, 5_010),
        over(&c::SICK_SINUS, 352, 337),
        over(&c::BRONCHITIS, 610, 590),
        since(&c::NO_TRANSPORT, 300),
    ],
    allergies: &ALLERGIES,
    visits: 13,
    visit_gap: 87,
    visit: services::OFFICE_VISIT,
    panels: &[
        (&labs::METABOLIC, 1),
        (&labs::NATRIURETIC_PEPTIDE, 2),
        (&labs::BLOOD_COUNT, 4),
        (&labs::LIPIDS, 6),
    ],
    exams: &[(
        exam(
            "29303009",
            "Electrocardiographic procedure",
            Coding::cpt("93000", "Electrocardiogram, complete"),
            8_900,
        ),
        2,
    )],
    courses: &[
        course(&drugs::APIXABAN, &c::ATRIAL_FIBRILLATION, 190, 7),
        course(&drugs::METOPROLOL, &c::HEART_FAILURE, 385, 4),
        course(&drugs::FUROSEMIDE, &c::HEART_FAILURE, 380, 4),
        course(&drugs::AZITHROMYCIN, &c::BRONCHITIS, 609, 1),
    ],
    events: &EVENTS,
    dental: &services::DENTAL,
    dental_visits: &[140, 330, 515],
    vaccines: &[
        (vaccines::INFLUENZA, 31),
        (vaccines::INFLUENZA, 398),
        (vaccines::INFLUENZA, 770),
        (vaccines::COVID, 31),
        (vaccines::TDAP, 2_214),
        (vaccines::ZOSTER, 1_420),
        (vaccines::ZOSTER, 1_300),
        (vaccines::PNEUMOCOCCAL, 770),
    ],
    care_plan: Coding::snomed("735984001", "Heart failure self management plan"),
    care_plan_text: "Weigh every morning and call if 1.5 kg are gained in 2 days. Salt below 2 g a day. Pacemaker check \
                     every 6 months.",
    goals: &[
        "No hospital stay for heart failure",
        "Blood pressure below 130/80 mmHg",
        "Weight gain below 1.5 kg in 2 days",
    ],
    height: 163,
    weight: (742, 718),
    systolic: (146, 126),
    smoking: FORMER_SMOKER,
    phq9: Some((7, 5)),
};
