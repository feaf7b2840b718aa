//! Identifiers of the code systems and identifier systems that the resources use.

/// HL7 terminology code systems share this beginning.
macro_rules! terminology {
    ($name:literal) => {
        concat!("http://terminology.hl7.org/CodeSystem/", $name)
    };
}
/// Code systems of the CARIN Blue Button guide share this beginning.
macro_rules! carin {
    ($name:literal) => {
        concat!("http://hl7.org/fhir/us/carin-bb/CodeSystem/", $name)
    };
}
pub(super) use carin;

pub(super) const ACT_CODE: &str = terminology!("v3-ActCode");
pub(super) const ADJUDICATION: &str = terminology!("adjudication");
pub(super) const C4BB_ADJUDICATION: &str = carin!("C4BBAdjudication");
pub(super) const C4BB_CARE_TEAM_ROLE: &str = carin!("C4BBClaimCareTeamRole");
pub(super) const C4BB_DISCRIMINATOR: &str = carin!("C4BBAdjudicationDiscriminator");
pub(super) const C4BB_IDENTIFIER_TYPE: &str = carin!("C4BBIdentifierType");
pub(super) const C4BB_PAYER_STATUS: &str = carin!("C4BBPayerAdjudicationStatus");
pub(super) const C4BB_SUPPORTING_INFO: &str = carin!("C4BBSupportingInfoType");
/// Adjudication categories of the guide's ballot version 0.1.0, which some payers never left.
pub(super) const CARIN_BALLOT_ADJUDICATION: &str =
    "http://hl7.org/fhir/us/carin/CodeSystem/carin-bb-adjudicationcategory";
pub(super) const CDT: &str = "http://www.ada.org/cdt";
pub(super) const CLAIM_ADJUSTMENT_REASON: &str = "https://x12.org/codes/claim-adjustment-reason-codes";
pub(super) const CLAIM_TYPE: &str = terminology!("claim-type");
pub(super) const CONDITION_CATEGORY: &str = terminology!("condition-category");
pub(super) const CONDITION_CLINICAL: &str = terminology!("condition-clinical");
pub(super) const CONDITION_VERIFICATION: &str = terminology!("condition-ver-status");
pub(super) const CONTACT_TYPE: &str = terminology!("contactentity-type");
pub(super) const COVERAGE_CLASS: &str = terminology!("coverage-class");
pub(super) const CPT: &str = "http://www.ama-assn.org/go/cpt";
pub(super) const CVX: &str = "http://hl7.org/fhir/sid/cvx";
pub(super) const DATA_ABSENT: &str = terminology!("data-absent-reason");
pub(super) const DIAGNOSIS_TYPE: &str = terminology!("ex-diagnosistype");
pub(super) const HCPCS: &str = "https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets";
pub(super) const ICD10_CM: &str = "http://hl7.org/fhir/sid/icd-10-cm";
pub(super) const ICD10_PCS: &str = "http://www.cms.gov/Medicare/Coding/ICD10";
pub(super) const IDENTIFIER_TYPE: &str = terminology!("v2-0203");
pub(super) const INTERPRETATION: &str = terminology!("v3-ObservationInterpretation");
pub(super) const LOINC: &str = "http://loinc.org";
pub(super) const MS_DRG: &str = "https://www.cms.gov/Medicare/Medicare-Fee-for-Service-Payment/AcuteInpatientPPS/MS-DRG-Classifications-and-Software";
pub(super) const NDC: &str = "http://hl7.org/fhir/sid/ndc";
pub(super) const NPI: &str = "http://hl7.org/fhir/sid/us-npi";
pub(super) const OBSERVATION_CATEGORY: &str = terminology!("observation-category");
pub(super) const ORGANIZATION_TYPE: &str = terminology!("organization-type");
pub(super) const PLACE_OF_SERVICE: &str =
    "https://www.cms.gov/Medicare/Coding/place-of-service-codes/Place_of_Service_Code_Set";
pub(super) const PROVENANCE_AGENT: &str = terminology!("provenance-participant-type");
pub(super) const RACE_AND_ETHNICITY: &str = "urn:oid:2.16.840.1.113883.6.238";
pub(super) const REVENUE: &str = "https://www.nubc.org/CodeSystem/RevenueCodes";
pub(super) const ROLE_CODE: &str = terminology!("v3-RoleCode");
pub(super) const RXNORM: &str = "http://www.nlm.nih.gov/research/umls/rxnorm";
pub(super) const SNOMED: &str = "http://snomed.info/sct";
pub(super) const SUBSCRIBER_RELATIONSHIP: &str = terminology!("subscriber-relationship");
pub(super) const TAXONOMY: &str = "http://nucc.org/provider-taxonomy";
pub(super) const UCUM: &str = "http://unitsofmeasure.org";
