//! The five payers and the resource types that each of them offers.

/// A simulated payer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Payer {
    /// Blue Cross and Blue Shield of Minnesota.
    BcbsMn,
    /// Blue Cross NC, payer-to-payer.
    BcbsNc,
    /// BlueCross BlueShield of Tennessee.
    BcbsTn,
    /// A payer whose system `InterSystems` hosts.
    InterSystems,
    /// Shared Health Mississippi.
    SharedHealthMs,
}

impl Payer {
    /// All payers, in the order of their ids.
    pub const ALL: [Self; 5] =
        [Self::BcbsMn, Self::BcbsNc, Self::BcbsTn, Self::InterSystems, Self::SharedHealthMs];

    /// The id that a wallet's preset has for this payer.
    pub const fn id(self) -> &'static str {
        match self {
            Self::BcbsMn => "bcbsmn",
            Self::BcbsNc => "bcbsnc",
            Self::BcbsTn => "bcbst",
            Self::InterSystems => "intersystems",
            Self::SharedHealthMs => "sharedhealthms",
        }
    }

    /// The payer's name, as its pages and insurance cards show it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::BcbsMn => "Blue Cross and Blue Shield of Minnesota",
            Self::BcbsNc => "Blue Cross NC",
            Self::BcbsTn => "BlueCross BlueShield of Tennessee",
            Self::InterSystems => "Harborlight Health Plan",
            Self::SharedHealthMs => "Shared Health Mississippi",
        }
    }

    /// Types that are offered to a signed-in member, with what their records refer to.
    pub const fn patient_types(self) -> &'static [&'static str] {
        match self {
            Self::BcbsMn => &[
                "AllergyIntolerance",
                "CarePlan",
                "CareTeam",
                "Condition",
                "Coverage",
                "Device",
                "DiagnosticReport",
                "DocumentReference",
                "Encounter",
                "ExplanationOfBenefit",
                "Goal",
                "Immunization",
                "InsurancePlan",
                "List",
                "Location",
                "Medication",
                "MedicationDispense",
                "MedicationKnowledge",
                "MedicationRequest",
                "Observation",
                "Organization",
                "Patient",
                "Practitioner",
                "PractitionerRole",
                "Procedure",
                "Provenance",
                "RelatedPerson",
            ],
            Self::BcbsNc => &[
                "AllergyIntolerance",
                "CarePlan",
                "CareTeam",
                "Condition",
                "Coverage",
                "Device",
                "DiagnosticReport",
                "DocumentReference",
                "Encounter",
                "ExplanationOfBenefit",
                "Goal",
                "Immunization",
                "Location",
                "MedicationDispense",
                "MedicationRequest",
                "Observation",
                "Organization",
                "Patient",
                "Practitioner",
                "Procedure",
                "Provenance",
            ],
            Self::BcbsTn | Self::SharedHealthMs => &[
                "CarePlan",
                "Condition",
                "Coverage",
                "ExplanationOfBenefit",
                "List",
                "MedicationKnowledge",
                "Observation",
                "Patient",
                "Procedure",
            ],
            Self::InterSystems => &[
                "AllergyIntolerance",
                "Condition",
                "Coverage",
                "Device",
                "DiagnosticReport",
                "DocumentReference",
                "Encounter",
                "ExplanationOfBenefit",
                "Immunization",
                "Location",
                "Medication",
                "MedicationDispense",
                "MedicationStatement",
                "Observation",
                "Organization",
                "Patient",
                "Practitioner",
                "PractitionerRole",
                "Procedure",
            ],
        }
    }

    /// Types of the Plan-Net provider directory, which is open to everybody; empty where the payer offers none.
    pub const fn shared_types(self) -> &'static [&'static str] {
        match self {
            Self::BcbsMn | Self::BcbsTn | Self::SharedHealthMs => &[
                "Endpoint",
                "HealthcareService",
                "InsurancePlan",
                "Location",
                "Organization",
                "OrganizationAffiliation",
                "Practitioner",
                "PractitionerRole",
            ],
            Self::BcbsNc | Self::InterSystems => &[],
        }
    }

    /// Whether this payer has that type at all, for members or in the directory.
    pub(super) fn offers(self, resource_type: &str) -> bool {
        self.patient_types().contains(&resource_type) || self.shared_types().contains(&resource_type)
    }
}
