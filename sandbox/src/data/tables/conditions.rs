//! Diagnoses, in SNOMED CT as clinicians record them and in ICD-10-CM as claims carry them.

use super::super::system;
use super::super::value::Coding;

/// A diagnosis.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Condition {
    pub snomed: Coding,
    pub icd10: Coding,
}

const fn condition(
    snomed: &'static str,
    name: &'static str,
    icd10: &'static str,
    billed: &'static str,
) -> Condition {
    Condition { snomed: Coding::snomed(snomed, name), icd10: Coding::new(system::ICD10_CM, icd10, billed) }
}

pub(crate) static DIABETES: Condition = condition(
    "44054006",
    "Type 2 diabetes mellitus",
    "E11.9",
    "Type 2 diabetes mellitus without complications",
);
pub(crate) static HYPERTENSION: Condition =
    condition("59621000", "Essential hypertension", "I10", "Essential (primary) hypertension");
pub(crate) static HYPERLIPIDEMIA: Condition =
    condition("55822004", "Hyperlipidemia", "E78.5", "Hyperlipidemia, unspecified");
pub(crate) static KNEE_ARTHRITIS: Condition = condition(
    "239873007",
    "Osteoarthritis of knee",
    "M17.11",
    "Unilateral primary osteoarthritis, right knee",
);
pub(crate) static OBESITY: Condition = condition("414916001", "Obesity", "E66.9", "Obesity, unspecified");
pub(crate) static BRONCHITIS: Condition =
    condition("10509002", "Acute bronchitis", "J20.9", "Acute bronchitis, unspecified");
pub(crate) static ATRIAL_FIBRILLATION: Condition =
    condition("49436004", "Atrial fibrillation", "I48.91", "Unspecified atrial fibrillation");
pub(crate) static HEART_FAILURE: Condition =
    condition("84114007", "Heart failure", "I50.9", "Heart failure, unspecified");
pub(crate) static SICK_SINUS: Condition =
    condition("36083008", "Sick sinus syndrome", "I49.5", "Sick sinus syndrome");
pub(crate) static HYPOTHYROIDISM: Condition =
    condition("40930008", "Hypothyroidism", "E03.9", "Hypothyroidism, unspecified");
pub(crate) static DEPRESSION: Condition =
    condition("35489007", "Depressive disorder", "F32.A", "Depression, unspecified");
pub(crate) static ASTHMA: Condition =
    condition("426979002", "Mild persistent asthma", "J45.30", "Mild persistent asthma, uncomplicated");
pub(crate) static STREP_THROAT: Condition =
    condition("43878008", "Streptococcal sore throat", "J02.0", "Streptococcal pharyngitis");
pub(crate) static HAY_FEVER: Condition =
    condition("61582004", "Allergic rhinitis", "J30.9", "Allergic rhinitis, unspecified");
pub(crate) static NO_TRANSPORT: Condition =
    condition("713458007", "Lack of access to transportation", "Z59.82", "Transportation insecurity");
pub(crate) static COLON_SCREENING: Condition = condition(
    "275978004",
    "Screening for malignant neoplasm of colon",
    "Z12.11",
    "Encounter for screening for malignant neoplasm of colon",
);
pub(crate) static DENTAL_EXAM: Condition = condition(
    "34043003",
    "Dental consultation and report",
    "Z01.20",
    "Encounter for dental examination and cleaning without abnormal findings",
);
