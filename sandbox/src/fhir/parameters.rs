//! The search parameters that the payers know, as their guides define them: US Core, CARIN Blue Button, PDex,
//! Plan-Net and the US Drug Formulary (STU1, and of STU2 what its `Basic` has).

use Form::{Date, Reference, Text, Token};

/// How values of a parameter compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// Codes, identifiers, booleans.
    Token,
    /// References to other resources.
    Reference,
    /// Dates and periods.
    Date,
    /// Text, from its beginning, in upper or lower case.
    Text,
}

impl Form {
    /// Its name in a CapabilityStatement.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Token => "token",
            Self::Reference => "reference",
            Self::Date => "date",
            Self::Text => "string",
        }
    }
}

/// A search parameter.
#[derive(Debug)]
pub(super) struct Parameter {
    /// Types that have it.
    pub(super) kinds: &'static [&'static str],
    pub(super) name: &'static str,
    pub(super) form: Form,
    /// Where its values are: member names between dots; `~suffix` is the value of an extension whose URL ends so.
    pub(super) paths: &'static [&'static str],
}

const fn row(
    kinds: &'static [&'static str],
    name: &'static str,
    form: Form,
    paths: &'static [&'static str],
) -> Parameter {
    Parameter { kinds, name, form, paths }
}

/// Parameters that name the member whose records are sought.
pub(super) const COMPARTMENT: &[&str] = &["patient", "beneficiary"];

/// The parameter `name` of the type `kind`.
pub(super) fn find(kind: &str, name: &str) -> Option<&'static Parameter> {
    of(kind).find(|parameter| parameter.name == name)
}

/// All parameters of the type `kind`.
pub(super) fn of(kind: &str) -> impl Iterator<Item = &'static Parameter> {
    PARAMETERS.iter().filter(move |parameter| parameter.kinds.contains(&kind))
}

const PATIENT: &[&str] = &["patient.reference"];
const SUBJECT: &[&str] = &["subject.reference"];

static PARAMETERS: &[Parameter] = &[
    // The member
    row(
        &["AllergyIntolerance", "Device", "ExplanationOfBenefit", "Immunization", "RelatedPerson"],
        "patient",
        Reference,
        PATIENT,
    ),
    row(
        &[
            "CarePlan",
            "CareTeam",
            "Condition",
            "DiagnosticReport",
            "DocumentReference",
            "Encounter",
            "Goal",
            "MedicationDispense",
            "MedicationRequest",
            "MedicationStatement",
            "Observation",
            "Procedure",
        ],
        "patient",
        Reference,
        SUBJECT,
    ),
    row(&["Coverage"], "patient", Reference, &["beneficiary.reference"]),
    row(&["Coverage"], "beneficiary", Reference, &["beneficiary.reference"]),
    row(&["Provenance"], "patient", Reference, &["target.reference"]),
    // Claims
    row(&["ExplanationOfBenefit", "Coverage"], "identifier", Token, &["identifier"]),
    row(&["ExplanationOfBenefit"], "type", Token, &["type"]),
    row(&["ExplanationOfBenefit"], "use", Token, &["use"]),
    row(
        &["ExplanationOfBenefit"],
        "service-date",
        Date,
        &["billablePeriod", "item.servicedDate", "item.servicedPeriod"],
    ),
    row(&["ExplanationOfBenefit"], "created", Date, &["created"]),
    row(&["ExplanationOfBenefit"], "coverage", Reference, &["insurance.coverage.reference"]),
    row(&["ExplanationOfBenefit"], "provider", Reference, &["provider.reference"]),
    row(&["ExplanationOfBenefit"], "care-team", Reference, &["careTeam.provider.reference"]),
    row(&["ExplanationOfBenefit"], "insurer", Reference, &["insurer.reference"]),
    row(&["ExplanationOfBenefit"], "payee", Reference, &["payee.party.reference"]),
    row(&["Coverage"], "payor", Reference, &["payor.reference"]),
    row(&["Coverage"], "period", Date, &["period"]),
    // Clinical records
    row(
        &["CarePlan", "Condition", "DiagnosticReport", "DocumentReference", "Observation"],
        "category",
        Token,
        &["category"],
    ),
    row(
        &["AllergyIntolerance", "Condition", "DiagnosticReport", "Medication", "Observation", "Procedure"],
        "code",
        Token,
        &["code"],
    ),
    row(
        &[
            "CarePlan",
            "CareTeam",
            "Coverage",
            "DiagnosticReport",
            "DocumentReference",
            "Encounter",
            "ExplanationOfBenefit",
            "Immunization",
            "MedicationDispense",
            "MedicationRequest",
            "MedicationStatement",
            "Observation",
            "Procedure",
        ],
        "status",
        Token,
        &["status"],
    ),
    row(&["AllergyIntolerance", "Condition"], "clinical-status", Token, &["clinicalStatus"]),
    row(&["Condition"], "onset-date", Date, &["onsetDateTime", "onsetPeriod"]),
    row(&["Condition"], "recorded-date", Date, &["recordedDate"]),
    row(&["CarePlan"], "date", Date, &["period"]),
    row(&["DiagnosticReport", "Observation"], "date", Date, &["effectiveDateTime", "effectivePeriod"]),
    row(&["DiagnosticReport"], "result", Reference, &["result.reference"]),
    row(&["DocumentReference"], "date", Date, &["date"]),
    row(&["DocumentReference"], "period", Date, &["context.period"]),
    row(&["Encounter"], "date", Date, &["period"]),
    row(&["Immunization"], "date", Date, &["occurrenceDateTime"]),
    row(&["Procedure"], "date", Date, &["performedDateTime", "performedPeriod"]),
    row(&["Device", "DocumentReference", "Encounter", "MedicationDispense"], "type", Token, &["type"]),
    row(&["Encounter"], "class", Token, &["class"]),
    row(&["Encounter", "Patient", "Practitioner"], "identifier", Token, &["identifier"]),
    row(&["Goal"], "lifecycle-status", Token, &["lifecycleStatus"]),
    row(&["Goal"], "target-date", Date, &["target.dueDate"]),
    row(&["MedicationRequest"], "intent", Token, &["intent"]),
    row(&["MedicationRequest"], "authoredon", Date, &["authoredOn"]),
    row(&["MedicationRequest"], "requester", Reference, &["requester.reference"]),
    row(
        &["MedicationDispense", "MedicationRequest", "MedicationStatement"],
        "medication",
        Reference,
        &["medicationReference.reference"],
    ),
    row(&["MedicationDispense"], "whenhandedover", Date, &["whenHandedOver"]),
    row(&["MedicationStatement"], "effective", Date, &["effectiveDateTime", "effectivePeriod"]),
    row(&["Provenance"], "target", Reference, &["target.reference"]),
    // People
    row(&["Patient", "Practitioner"], "name", Text, &["name.family", "name.given", "name.text"]),
    row(&["Patient", "Practitioner"], "family", Text, &["name.family"]),
    row(&["Patient", "Practitioner"], "given", Text, &["name.given"]),
    row(&["Patient"], "birthdate", Date, &["birthDate"]),
    row(&["Patient"], "gender", Token, &["gender"]),
    // Directory
    row(
        &["Endpoint", "HealthcareService", "InsurancePlan", "Location", "Organization"],
        "name",
        Text,
        &["name", "alias"],
    ),
    row(
        &[
            "Endpoint",
            "HealthcareService",
            "InsurancePlan",
            "Location",
            "Organization",
            "OrganizationAffiliation",
            "PractitionerRole",
        ],
        "identifier",
        Token,
        &["identifier"],
    ),
    row(&["PractitionerRole"], "practitioner", Reference, &["practitioner.reference"]),
    row(&["PractitionerRole"], "organization", Reference, &["organization.reference"]),
    row(&["OrganizationAffiliation"], "primary-organization", Reference, &["organization.reference"]),
    row(
        &["OrganizationAffiliation"],
        "participating-organization",
        Reference,
        &["participatingOrganization.reference"],
    ),
    row(&["OrganizationAffiliation", "PractitionerRole"], "location", Reference, &["location.reference"]),
    row(
        &["OrganizationAffiliation", "PractitionerRole"],
        "service",
        Reference,
        &["healthcareService.reference"],
    ),
    row(
        &["OrganizationAffiliation", "PractitionerRole"],
        "network",
        Reference,
        &["network.reference", "~network-reference.reference"],
    ),
    row(&["OrganizationAffiliation", "PractitionerRole"], "endpoint", Reference, &["endpoint.reference"]),
    row(&["OrganizationAffiliation", "PractitionerRole"], "role", Token, &["code"]),
    row(
        &["HealthcareService", "OrganizationAffiliation", "PractitionerRole"],
        "specialty",
        Token,
        &["specialty"],
    ),
    row(
        &["Location", "Organization"],
        "address",
        Text,
        &[
            "address.line",
            "address.city",
            "address.district",
            "address.state",
            "address.postalCode",
            "address.text",
        ],
    ),
    row(&["Location", "Organization"], "address-city", Text, &["address.city"]),
    row(&["Location", "Organization"], "address-state", Text, &["address.state"]),
    row(&["Location", "Organization"], "address-postalcode", Text, &["address.postalCode"]),
    row(&["InsurancePlan", "Location", "Organization"], "type", Token, &["type"]),
    row(&["Organization"], "partof", Reference, &["partOf.reference"]),
    row(&["Location"], "organization", Reference, &["managingOrganization.reference"]),
    row(&["Endpoint"], "organization", Reference, &["managingOrganization.reference"]),
    row(&["Endpoint"], "connection-type", Token, &["connectionType"]),
    row(&["HealthcareService"], "organization", Reference, &["providedBy.reference"]),
    row(&["HealthcareService"], "location", Reference, &["location.reference"]),
    row(&["HealthcareService"], "service-category", Token, &["category"]),
    row(&["HealthcareService"], "service-type", Token, &["type"]),
    row(&["InsurancePlan"], "plan-type", Token, &["plan.type"]),
    row(&["InsurancePlan"], "owned-by", Reference, &["ownedBy.reference"]),
    row(&["InsurancePlan"], "administered-by", Reference, &["administeredBy.reference"]),
    row(&["InsurancePlan"], "coverage-area", Reference, &["coverageArea.reference"]),
    // Formulary
    row(&["List"], "identifier", Token, &["identifier"]),
    row(&["List"], "item", Reference, &["entry.item.reference"]),
    row(&["List", "MedicationKnowledge"], "status", Token, &["status"]),
    row(&["List", "MedicationKnowledge"], "code", Token, &["code"]),
    row(&["MedicationKnowledge"], "DrugName", Text, &["code.text", "code.coding.display"]),
    row(&["MedicationKnowledge"], "DrugTier", Token, &["~usdf-DrugTierID-extension"]),
    row(&["MedicationKnowledge"], "DrugPlan", Token, &["~usdf-PlanID-extension"]),
    row(&["Basic"], "code", Token, &["code"]),
    row(&["Basic"], "subject", Reference, &["subject.reference"]),
    row(&["Basic"], "formulary", Reference, &["~usdf-FormularyReference-extension.reference"]),
    row(&["Basic"], "drug-tier", Token, &["~usdf-DrugTierID-extension"]),
];
