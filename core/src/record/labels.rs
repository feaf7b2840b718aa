//! Every English word that a view says of its own accord: this file is what a translator needs.
//!
//! [`LABELS`] has one table per FHIR code system, named by the last part of the system's URL, as in
//! `http://terminology.hl7.org/CodeSystem/condition-clinical`. They speak where the payer sent a code without words.
//! [`words`] has what is said where a record says nothing. [`SYSTEMS`] has names, which are not translated.

/// What is said where a record says nothing.
pub(crate) mod words {
    pub(crate) const UNNAMED_ALLERGY: &str = "Unnamed allergy";
    pub(crate) const UNNAMED_CONDITION: &str = "Unnamed condition";
    pub(crate) const UNNAMED_DEVICE: &str = "Unnamed device";
    pub(crate) const UNNAMED_DOCUMENT: &str = "Document";
    pub(crate) const UNNAMED_ENCOUNTER: &str = "Visit";
    pub(crate) const UNNAMED_GOAL: &str = "Goal";
    pub(crate) const UNNAMED_MEDICATION: &str = "Unnamed medication";
    pub(crate) const UNNAMED_OBSERVATION: &str = "Unnamed result";
    pub(crate) const UNNAMED_PLAN: &str = "Care plan";
    pub(crate) const UNNAMED_PROCEDURE: &str = "Unnamed procedure";
    pub(crate) const UNNAMED_REPORT: &str = "Report";
    pub(crate) const UNNAMED_TEAM: &str = "Care team";
    pub(crate) const UNNAMED_VACCINE: &str = "Unnamed vaccine";
    pub(crate) const YES: &str = "Yes";
    pub(crate) const NO: &str = "No";
    pub(crate) const SAMPLED_DATA: &str = "A series of measured values";
}

/// Short names of code systems, for codes that have no words at all.
const SYSTEMS: &[(&str, &str)] = &[
    ("http://hl7.org/fhir/sid/cvx", "CVX"),
    ("http://hl7.org/fhir/sid/icd-10", "ICD-10"),
    ("http://hl7.org/fhir/sid/icd-10-cm", "ICD-10"),
    ("http://hl7.org/fhir/sid/icd-9-cm", "ICD-9"),
    ("http://hl7.org/fhir/sid/ndc", "NDC"),
    ("http://hl7.org/fhir/sid/us-npi", "NPI"),
    ("http://loinc.org", "LOINC"),
    ("http://nucc.org/provider-taxonomy", "NUCC"),
    ("http://snomed.info/sct", "SNOMED"),
    ("http://unitsofmeasure.org", "UCUM"),
    ("http://www.ada.org/cdt", "CDT"),
    ("http://www.ama-assn.org/go/cpt", "CPT"),
    ("http://www.cms.gov/Medicare/Coding/ICD10", "ICD-10-PCS"),
    ("http://www.nlm.nih.gov/research/umls/rxnorm", "RxNorm"),
    ("https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets", "HCPCS"),
    (
        "https://www.cms.gov/Medicare/Medicare-Fee-for-Service-Payment/AcuteInpatientPPS/MS-DRG-Classifications-and-Software",
        "MS-DRG",
    ),
    ("https://www.nubc.org/CodeSystem/RevenueCodes", "Revenue code"),
    ("urn:oid:2.16.840.1.113883.6.285", "HCPCS"),
];

/// The short name of a code system.
pub(crate) fn system_name(system: &str) -> Option<&'static str> {
    let system = system.trim_end_matches('/');
    SYSTEMS.iter().find(|(url, _)| *url == system).map(|(_, name)| *name)
}

/// The label of a code in a table of [`LABELS`].
pub(crate) fn label(table: &str, code: &str) -> Option<&'static str> {
    let (_, labels) = LABELS.iter().find(|(name, _)| *name == table)?;
    labels.iter().find(|(known, _)| *known == code).map(|(_, label)| *label)
}

/// The label of a code of that code system.
pub(crate) fn label_of(system: &str, code: &str) -> Option<&'static str> {
    label(system.trim_end_matches('/').rsplit('/').next()?, code)
}

/// Labels of codes: the table, then code and label.
const LABELS: &[(&str, &[(&str, &str)])] = &[
    (
        "allergy-intolerance-category",
        &[
            ("food", "Food"),
            ("medication", "Medication"),
            ("environment", "Environment"),
            ("biologic", "Biologic"),
        ],
    ),
    (
        "allergy-intolerance-criticality",
        &[("low", "Low risk"), ("high", "High risk"), ("unable-to-assess", "Risk not assessable")],
    ),
    ("allergy-intolerance-type", &[("allergy", "Allergy"), ("intolerance", "Intolerance")]),
    (
        "allergyintolerance-clinical",
        &[("active", "Active"), ("inactive", "Inactive"), ("resolved", "Resolved")],
    ),
    (
        "allergyintolerance-verification",
        &[
            ("unconfirmed", "Unconfirmed"),
            ("presumed", "Presumed"),
            ("confirmed", "Confirmed"),
            ("refuted", "Refuted"),
            ("entered-in-error", "Entered in error"),
        ],
    ),
    (
        "care-plan-activity-status",
        &[
            ("not-started", "Not started"),
            ("scheduled", "Scheduled"),
            ("in-progress", "In progress"),
            ("on-hold", "On hold"),
            ("completed", "Completed"),
            ("cancelled", "Cancelled"),
            ("stopped", "Stopped"),
            ("unknown", "Unknown"),
            ("entered-in-error", "Entered in error"),
        ],
    ),
    (
        "care-plan-intent",
        &[("proposal", "Proposal"), ("plan", "Plan"), ("order", "Order"), ("option", "Option")],
    ),
    (
        "care-team-status",
        &[
            ("proposed", "Proposed"),
            ("active", "Active"),
            ("suspended", "Suspended"),
            ("inactive", "Inactive"),
            ("entered-in-error", "Entered in error"),
        ],
    ),
    ("careplan-category", &[("assess-plan", "Assessment and plan of treatment")]),
    (
        "composition-status",
        &[
            ("preliminary", "Preliminary"),
            ("final", "Final"),
            ("amended", "Amended"),
            ("entered-in-error", "Entered in error"),
        ],
    ),
    (
        "condition-category",
        &[
            ("problem-list-item", "Problem"),
            ("encounter-diagnosis", "Diagnosis of a visit"),
            ("health-concern", "Health concern"),
        ],
    ),
    (
        "condition-clinical",
        &[
            ("active", "Active"),
            ("recurrence", "Recurrence"),
            ("relapse", "Relapse"),
            ("inactive", "Inactive"),
            ("remission", "Remission"),
            ("resolved", "Resolved"),
        ],
    ),
    (
        "condition-ver-status",
        &[
            ("unconfirmed", "Unconfirmed"),
            ("provisional", "Provisional"),
            ("differential", "Differential"),
            ("confirmed", "Confirmed"),
            ("refuted", "Refuted"),
            ("entered-in-error", "Entered in error"),
        ],
    ),
    (
        "data-absent-reason",
        &[
            ("unknown", "Unknown"),
            ("asked-unknown", "Asked, not known"),
            ("temp-unknown", "Not known yet"),
            ("not-asked", "Not asked"),
            ("asked-declined", "Not answered"),
            ("masked", "Hidden for privacy"),
            ("not-applicable", "Not applicable"),
            ("unsupported", "Not supported by the source"),
            ("as-text", "See the text"),
            ("error", "Error in measuring"),
            ("not-a-number", "No valid number"),
            ("negative-infinity", "Too low to measure"),
            ("positive-infinity", "Too high to measure"),
            ("not-performed", "Not performed"),
            ("not-permitted", "Not permitted"),
        ],
    ),
    (
        "device-status",
        &[
            ("active", "Active"),
            ("inactive", "Inactive"),
            ("entered-in-error", "Entered in error"),
            ("unknown", "Unknown"),
        ],
    ),
    (
        "diagnostic-report-status",
        &[
            ("registered", "Registered"),
            ("partial", "Partial"),
            ("preliminary", "Preliminary"),
            ("final", "Final"),
            ("amended", "Amended"),
            ("corrected", "Corrected"),
            ("appended", "Appended"),
            ("cancelled", "Cancelled"),
            ("entered-in-error", "Entered in error"),
            ("unknown", "Unknown"),
        ],
    ),
    (
        "discharge-disposition",
        &[
            ("home", "Home"),
            ("alt-home", "Another home"),
            ("other-hcf", "Another health care facility"),
            ("hosp", "Hospice"),
            ("long", "Long-term care"),
            ("aadvice", "Left against advice"),
            ("exp", "Deceased"),
            ("psy", "Psychiatric hospital"),
            ("rehab", "Rehabilitation"),
            ("snf", "Skilled nursing facility"),
            ("oth", "Other"),
        ],
    ),
    (
        "document-reference-status",
        &[("current", "Current"), ("superseded", "Superseded"), ("entered-in-error", "Entered in error")],
    ),
    (
        "encounter-status",
        &[
            ("planned", "Planned"),
            ("arrived", "Arrived"),
            ("triaged", "Triaged"),
            ("in-progress", "In progress"),
            ("onleave", "On leave"),
            ("finished", "Finished"),
            ("cancelled", "Cancelled"),
            ("entered-in-error", "Entered in error"),
            ("unknown", "Unknown"),
        ],
    ),
    (
        "event-status",
        &[
            ("preparation", "In preparation"),
            ("in-progress", "In progress"),
            ("not-done", "Not done"),
            ("on-hold", "On hold"),
            ("stopped", "Stopped"),
            ("completed", "Completed"),
            ("entered-in-error", "Entered in error"),
            ("unknown", "Unknown"),
        ],
    ),
    (
        "goal-achievement",
        &[
            ("in-progress", "In progress"),
            ("improving", "Improving"),
            ("worsening", "Worsening"),
            ("no-change", "No change"),
            ("achieved", "Achieved"),
            ("sustaining", "Sustaining"),
            ("not-achieved", "Not achieved"),
            ("no-progress", "No progress"),
            ("not-attainable", "Not attainable"),
        ],
    ),
    ("goal-priority", &[("high-priority", "High"), ("medium-priority", "Medium"), ("low-priority", "Low")]),
    (
        "goal-status",
        &[
            ("proposed", "Proposed"),
            ("planned", "Planned"),
            ("accepted", "Accepted"),
            ("active", "Active"),
            ("on-hold", "On hold"),
            ("completed", "Completed"),
            ("cancelled", "Cancelled"),
            ("rejected", "Rejected"),
            ("entered-in-error", "Entered in error"),
        ],
    ),
    (
        "medication-statement-status",
        &[
            ("active", "Active"),
            ("completed", "Completed"),
            ("intended", "Intended"),
            ("stopped", "Stopped"),
            ("on-hold", "On hold"),
            ("unknown", "Unknown"),
            ("not-taken", "Not taken"),
            ("entered-in-error", "Entered in error"),
        ],
    ),
    (
        "medicationdispense-status",
        &[
            ("preparation", "In preparation"),
            ("in-progress", "In progress"),
            ("cancelled", "Cancelled"),
            ("on-hold", "On hold"),
            ("completed", "Handed out"),
            ("entered-in-error", "Entered in error"),
            ("stopped", "Stopped"),
            ("declined", "Declined"),
            ("unknown", "Unknown"),
        ],
    ),
    (
        "medicationrequest-intent",
        &[
            ("proposal", "Proposal"),
            ("plan", "Plan"),
            ("order", "Order"),
            ("original-order", "Original order"),
            ("reflex-order", "Reflex order"),
            ("filler-order", "Filler order"),
            ("instance-order", "Instance order"),
            ("option", "Option"),
        ],
    ),
    (
        "medicationrequest-status",
        &[
            ("active", "Active"),
            ("on-hold", "On hold"),
            ("cancelled", "Cancelled"),
            ("completed", "Completed"),
            ("entered-in-error", "Entered in error"),
            ("stopped", "Stopped"),
            ("draft", "Draft"),
            ("unknown", "Unknown"),
        ],
    ),
    (
        "observation-category",
        &[
            ("social-history", "Social history"),
            ("vital-signs", "Vital signs"),
            ("imaging", "Imaging"),
            ("laboratory", "Laboratory"),
            ("procedure", "Procedure"),
            ("survey", "Survey"),
            ("exam", "Exam"),
            ("therapy", "Therapy"),
            ("activity", "Activity"),
        ],
    ),
    (
        "observation-status",
        &[
            ("registered", "Registered"),
            ("preliminary", "Preliminary"),
            ("final", "Final"),
            ("amended", "Amended"),
            ("corrected", "Corrected"),
            ("cancelled", "Cancelled"),
            ("entered-in-error", "Entered in error"),
            ("unknown", "Unknown"),
        ],
    ),
    (
        "provenance-participant-type",
        &[
            ("enterer", "Enterer"),
            ("performer", "Performer"),
            ("author", "Author"),
            ("verifier", "Verifier"),
            ("legal", "Legal authenticator"),
            ("attester", "Attester"),
            ("informant", "Informant"),
            ("custodian", "Custodian"),
            ("assembler", "Assembler"),
            ("composer", "Composer"),
            ("transmitter", "Transmitter"),
        ],
    ),
    ("reaction-event-severity", &[("mild", "Mild"), ("moderate", "Moderate"), ("severe", "Severe")]),
    (
        "request-status",
        &[
            ("draft", "Draft"),
            ("active", "Active"),
            ("on-hold", "On hold"),
            ("revoked", "Revoked"),
            ("completed", "Completed"),
            ("entered-in-error", "Entered in error"),
            ("unknown", "Unknown"),
        ],
    ),
    (
        "sct",
        &[
            ("716186003", "No known allergies"),
            ("160244002", "No known allergies"),
            ("409137002", "No known drug allergies"),
            ("429625007", "No known food allergies"),
            ("428607008", "No known environmental allergies"),
            ("428197003", "No known insect allergies"),
            ("716184000", "No known latex allergies"),
            ("1003774007", "No known latex allergies"),
            ("716220001", "No known animal allergies"),
        ],
    ),
    (
        "ucum",
        &[
            ("%", "%"),
            ("/min", "per minute"),
            ("Cel", "°C"),
            ("[degF]", "°F"),
            ("[in_i]", "in"),
            ("[lb_av]", "lb"),
            ("a", "years"),
            ("d", "days"),
            ("h", "hours"),
            ("kg/m2", "kg/m²"),
            ("min", "minutes"),
            ("mm[Hg]", "mmHg"),
            ("mo", "months"),
            ("wk", "weeks"),
        ],
    ),
    ("us-core-documentreference-category", &[("clinical-note", "Clinical note")]),
    ("us-core-provenance-participant-type", &[("transmitter", "Transmitter")]),
    (
        "v2-0074",
        &[
            ("LAB", "Laboratory"),
            ("RAD", "Radiology"),
            ("CH", "Chemistry"),
            ("HM", "Hematology"),
            ("MB", "Microbiology"),
            ("SP", "Surgical pathology"),
            ("CP", "Cytopathology"),
            ("GE", "Genetics"),
            ("IMM", "Immunology"),
            ("OTH", "Other"),
        ],
    ),
    (
        "v3-ActCode",
        &[
            ("AMB", "Outpatient visit"),
            ("EMER", "Emergency"),
            ("FLD", "In the field"),
            ("HH", "At home"),
            ("IMP", "Hospital stay"),
            ("ACUTE", "Hospital stay, acute"),
            ("NONAC", "Hospital stay, not acute"),
            ("OBSENC", "Observation"),
            ("PRENC", "Before admission"),
            ("SS", "Short stay"),
            ("VR", "Virtual visit"),
            ("FFC", "First fill"),
            ("RFC", "Refill"),
        ],
    ),
    (
        "v3-ActReason",
        &[
            ("IMMUNE", "Already immune"),
            ("MEDPREC", "Medical reason"),
            ("OSTOCK", "Out of stock"),
            ("PATOBJ", "The patient objected"),
            ("PHILISOP", "Philosophical objection"),
            ("RELIG", "Religious objection"),
            ("VACEFF", "Doubts about the vaccine's effect"),
            ("VACSAF", "Doubts about the vaccine's safety"),
        ],
    ),
    (
        "v3-ObservationInterpretation",
        &[
            ("H", "High"),
            ("HH", "Critically high"),
            ("HU", "Significantly high"),
            ("L", "Low"),
            ("LL", "Critically low"),
            ("LU", "Significantly low"),
            ("N", "Normal"),
            ("A", "Abnormal"),
            ("AA", "Critically abnormal"),
            ("POS", "Positive"),
            ("NEG", "Negative"),
            ("DET", "Detected"),
            ("ND", "Not detected"),
            ("IND", "Indeterminate"),
            ("E", "Equivocal"),
            ("R", "Resistant"),
            ("S", "Susceptible"),
            ("I", "Intermediate"),
            ("U", "Significant change up"),
            ("D", "Significant change down"),
            ("B", "Better"),
            ("W", "Worse"),
            ("<", "Below what can be measured"),
            (">", "Above what can be measured"),
        ],
    ),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn each_code_has_one_label_that_says_something() {
        let tables: BTreeSet<_> = LABELS.iter().map(|(table, _)| table).collect();
        assert_eq!(tables.len(), LABELS.len());
        assert!(LABELS.is_sorted_by_key(|(table, _)| *table), "a translator finds a table by its name");
        for (table, labels) in LABELS {
            let codes: BTreeSet<_> = labels.iter().map(|(code, _)| code).collect();
            assert_eq!(codes.len(), labels.len(), "{table}");
            assert!(labels.iter().all(|(_, label)| !label.trim().is_empty()), "{table}");
        }
    }

    #[test]
    fn labels_are_found_by_the_system_of_the_code() {
        let system = "http://terminology.hl7.org/CodeSystem/condition-clinical";
        assert_eq!(label_of(system, "resolved"), Some("Resolved"));
        assert_eq!(label_of(system, "Resolved"), None);
        assert_eq!(label_of("", "resolved"), None);
        assert_eq!(system_name("http://loinc.org/"), Some("LOINC"));
    }
}
