//! Digests: what lists, counts and searches need of a record, so that they need not open it.
//!
//! A digest is made once of each content of a record and kept sealed beside it. Another [`FORMAT`] makes the store drop
//! those that it has.

mod fact;
mod members;
mod read;

use serde::{Deserialize, Serialize};

pub(crate) use read::digest;

/// Version of what a digest holds and of how: to be raised with every change of either.
pub(crate) const FORMAT: u32 = 1;

/// What a record is about, for lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum RecordKind {
    /// Insurance (`Coverage`).
    Coverage,
    /// A claim (`ExplanationOfBenefit`), or an estimate.
    Claim,
    /// A request for permission (`ExplanationOfBenefit` with `use` `preauthorization`).
    PriorAuthorization,
    /// A drug that was prescribed, handed out, given or taken.
    Medication,
    /// `Condition`.
    Condition,
    /// `AllergyIntolerance`.
    Allergy,
    /// `Immunization`.
    Immunization,
    /// An `Observation` of a laboratory.
    LabResult,
    /// An `Observation` of a vital sign.
    VitalSign,
    /// Any other `Observation`: social history, surveys, exams.
    Observation,
    /// `DiagnosticReport`.
    Report,
    /// `Procedure`.
    Procedure,
    /// `Encounter`.
    Encounter,
    /// `DocumentReference`.
    Document,
    /// `CareTeam`.
    CareTeam,
    /// `CarePlan`.
    CarePlan,
    /// `Goal`.
    Goal,
    /// `Device`.
    Device,
    /// `Patient` or `RelatedPerson`.
    Person,
    /// Who gives care or pays for it: practitioners, organizations, places, services.
    Provider,
    /// The drug list: `MedicationKnowledge`, `List`, `Basic`.
    Formulary,
    /// `Provenance`.
    Provenance,
    /// Anything else.
    Other,
}

impl RecordKind {
    /// Whether it is part of the member's history. What is not is there because the history refers to it, or is the
    /// same for all members.
    pub fn is_history(self) -> bool {
        !matches!(self, Self::Person | Self::Provider | Self::Formulary | Self::Provenance | Self::Other)
    }

    /// The kind of a record of this type. An `Observation` and an `ExplanationOfBenefit` are told apart by more.
    fn of_type(resource_type: &str) -> Self {
        match resource_type {
            "Coverage" => Self::Coverage,
            "ExplanationOfBenefit" => Self::Claim,
            "MedicationRequest"
            | "MedicationDispense"
            | "MedicationStatement"
            | "MedicationAdministration" => Self::Medication,
            "Condition" => Self::Condition,
            "AllergyIntolerance" => Self::Allergy,
            "Immunization" => Self::Immunization,
            "Observation" => Self::Observation,
            "DiagnosticReport" => Self::Report,
            "Procedure" => Self::Procedure,
            "Encounter" => Self::Encounter,
            "DocumentReference" => Self::Document,
            "CareTeam" => Self::CareTeam,
            "CarePlan" => Self::CarePlan,
            "Goal" => Self::Goal,
            "Device" => Self::Device,
            "Patient" | "RelatedPerson" => Self::Person,
            "Practitioner"
            | "PractitionerRole"
            | "Organization"
            | "OrganizationAffiliation"
            | "Location"
            | "HealthcareService"
            | "InsurancePlan"
            | "Endpoint" => Self::Provider,
            "MedicationKnowledge" | "List" | "Basic" => Self::Formulary,
            "Provenance" => Self::Provenance,
            _ => Self::Other,
        }
    }
}

/// What is kept of a record.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Digest<'a> {
    /// FHIR type.
    pub(crate) resource_type: &'a str,
    /// FHIR id.
    pub(crate) id: &'a str,
    /// When it was fetched, in seconds since 1970.
    pub(crate) fetched: u64,
    /// What it is about.
    pub(crate) kind: RecordKind,
    /// Whether it was entered in error: it is never shown.
    pub(crate) hidden: bool,
    /// FHIR date under which it is listed.
    pub(crate) date: Option<&'a str>,
    /// What it is called.
    pub(crate) title: Option<&'a str>,
    /// What else a line about it says.
    pub(crate) detail: Option<&'a str>,
    /// FHIR status.
    pub(crate) status: Option<&'a str>,
    /// Its words, each after a space.
    pub(crate) words: &'a str,
    /// References to what gives it more words; the first gives it a title where it has none.
    #[serde(borrow)]
    pub(crate) names: Vec<&'a str>,
    /// Hashes of the clinical fact that it states: one that two records share makes them the same fact.
    pub(crate) facts: Vec<u64>,
}

impl Digest<'_> {
    /// Its stored form.
    pub(crate) fn encode(&self) -> Vec<u8> {
        // Fails for sequences of unknown length only, and there are none.
        postcard::to_allocvec(self).unwrap_or_default()
    }
}

impl<'a> Digest<'a> {
    /// Reads its stored form. `None` where it is none of this format: it is then as if there was none.
    pub(crate) fn decode(stored: &'a [u8]) -> Option<Self> {
        postcard::from_bytes(stored).ok()
    }
}
