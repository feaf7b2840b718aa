//! Digests: what lists, counts and searches need of a record, so that they need not open it.
//!
//! A digest is made once of each content of a record and kept sealed beside it. Another [`FORMAT`] makes the store drop
//! those that it has.

mod fact;
mod read;
#[cfg(test)]
mod tests;

use std::borrow::Cow;

use postcard::ser_flavors::Flavor;
use serde::{Deserialize, Serialize};

use crate::fhir::Reference;
use crate::record::claim::{ClaimKind, ClaimLinks, PaymentStatus};
pub(crate) use read::digest;

/// Version of what a digest holds and of how: to be raised with every change of either.
pub(crate) const FORMAT: u32 = 4;

/// Bytes that a digest usually fits into.
const USUAL: usize = 512;

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
    /// The kinds that it is filed under, each `system|code`; of a visit, its class.
    #[serde(borrow)]
    pub(crate) categories: Vec<Cow<'a, str>>,
    /// Of an observation, the codes of what was measured, its components' too.
    #[serde(borrow)]
    pub(crate) codes: Vec<&'a str>,
    /// Of a claim, how it stands to others.
    #[serde(borrow)]
    pub(crate) claim: Option<ClaimLinks<'a>>,
    /// Of a claim, what kind of care was billed and what became of the payment.
    pub(crate) billed: Option<(ClaimKind, PaymentStatus)>,
}

impl Digest<'_> {
    /// Its stored form.
    pub(crate) fn encode(&self) -> Vec<u8> {
        // Fails for sequences of unknown length only, and there are none.
        postcard::serialize_with_flavor(self, Encoded(Vec::with_capacity(USUAL))).unwrap_or_default()
    }
}

/// Where a digest is written to, text by text: postcard's own way into a vector with room goes byte by byte.
struct Encoded(Vec<u8>);

impl Flavor for Encoded {
    type Output = Vec<u8>;

    fn try_extend(&mut self, bytes: &[u8]) -> postcard::Result<()> {
        self.0.extend_from_slice(bytes);
        Ok(())
    }

    fn try_push(&mut self, byte: u8) -> postcard::Result<()> {
        self.0.push(byte);
        Ok(())
    }

    fn finalize(self) -> postcard::Result<Vec<u8>> {
        Ok(self.0)
    }
}

impl<'a> Digest<'a> {
    /// That of a record of which no more is known than its name.
    fn without_content(reference: &'a Reference, fetched: u64, kind: RecordKind) -> Self {
        Self {
            resource_type: &reference.resource_type,
            id: &reference.id,
            fetched,
            kind,
            hidden: false,
            date: None,
            title: None,
            detail: None,
            status: None,
            words: "",
            names: Vec::new(),
            facts: Vec::new(),
            categories: Vec::new(),
            codes: Vec::new(),
            claim: None,
            billed: None,
        }
    }

    /// Whether it is filed under this code, of whichever system: `laboratory`; or of this one: `http://x.example|laboratory`.
    pub(crate) fn is_in_category(&self, token: &str) -> bool {
        self.categories.iter().any(|known| {
            let code = if token.contains('|') { Some(known.as_ref()) } else { known.rsplit('|').next() };
            code.is_some_and(|code| code.eq_ignore_ascii_case(token))
        })
    }

    /// Whether the code, without its system, is one of what was measured.
    pub(crate) fn may_tell_of(&self, token: &str) -> bool {
        let code = token.split_once('|').map_or(token, |(_, code)| code);
        self.codes.iter().any(|known| known.eq_ignore_ascii_case(code))
    }

    /// Reads its stored form. `None` where it is none of this format: it is then as if there was none.
    pub(crate) fn decode(stored: &'a [u8]) -> Option<Self> {
        postcard::from_bytes(stored).ok()
    }
}
