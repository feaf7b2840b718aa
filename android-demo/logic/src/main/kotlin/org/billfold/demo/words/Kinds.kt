package org.billfold.demo.words

/** What members call this FHIR type, in the plural. */
fun kindName(resourceType: String): String =
    KINDS[resourceType] ?: resourceType.replace(Regex("(?<=[a-z])(?=[A-Z])"), " ").lowercase().replaceFirstChar(Char::titlecase)

private val KINDS = mapOf(
    "AllergyIntolerance" to "Allergies",
    "CarePlan" to "Care plans",
    "CareTeam" to "Care teams",
    "Condition" to "Conditions",
    "Coverage" to "Insurance cards",
    "Device" to "Devices",
    "DiagnosticReport" to "Reports",
    "DocumentReference" to "Documents",
    "Encounter" to "Visits",
    "ExplanationOfBenefit" to "Claims",
    "Goal" to "Goals",
    "Immunization" to "Vaccines",
    "InsurancePlan" to "Plans",
    "List" to "Lists",
    "Location" to "Places of care",
    "Medication" to "Medications",
    "MedicationDispense" to "Medications handed out",
    "MedicationKnowledge" to "Covered drugs",
    "MedicationRequest" to "Prescriptions",
    "MedicationStatement" to "Medications taken",
    "Observation" to "Results and vital signs",
    "Organization" to "Organizations",
    "Patient" to "Your details",
    "Practitioner" to "Doctors and others",
    "PractitionerRole" to "Doctors' roles",
    "Procedure" to "Procedures",
    "Provenance" to "Where records come from",
    "RelatedPerson" to "People close to you",
)
