package org.billfold.demo.words

import org.billfold.RecordKind
import org.billfold.demo.HealthKind

/** What members call this kind of record, in the plural. */
fun HealthKind.words(): String =
    when (this) {
        HealthKind.CONDITIONS -> "Conditions"
        HealthKind.ALLERGIES -> "Allergies"
        HealthKind.VITAL_SIGNS -> "Vital signs"
        HealthKind.LAB_RESULTS -> "Lab results"
        HealthKind.REPORTS -> "Reports"
        HealthKind.VACCINES -> "Vaccines"
        HealthKind.PROCEDURES -> "Procedures"
        HealthKind.VISITS -> "Visits"
        HealthKind.DOCUMENTS -> "Documents"
        HealthKind.CARE_PLANS -> "Care plans"
        HealthKind.GOALS -> "Goals"
        HealthKind.CARE_TEAMS -> "Care teams"
        HealthKind.DEVICES -> "Devices"
    }

/** What members call one record of this kind. */
fun RecordKind.words(): String =
    when (this) {
        RecordKind.COVERAGE -> "Insurance card"
        RecordKind.CLAIM -> "Claim"
        RecordKind.PRIOR_AUTHORIZATION -> "Prior authorization"
        RecordKind.MEDICATION -> "Medication"
        RecordKind.CONDITION -> "Condition"
        RecordKind.ALLERGY -> "Allergy"
        RecordKind.IMMUNIZATION -> "Vaccine"
        RecordKind.LAB_RESULT -> "Lab result"
        RecordKind.VITAL_SIGN -> "Vital sign"
        RecordKind.OBSERVATION -> "Observation"
        RecordKind.REPORT -> "Report"
        RecordKind.PROCEDURE -> "Procedure"
        RecordKind.ENCOUNTER -> "Visit"
        RecordKind.DOCUMENT -> "Document"
        RecordKind.CARE_TEAM -> "Care team"
        RecordKind.CARE_PLAN -> "Care plan"
        RecordKind.GOAL -> "Goal"
        RecordKind.DEVICE -> "Device"
        RecordKind.PERSON -> "Person"
        RecordKind.PROVIDER -> "Provider"
        RecordKind.FORMULARY -> "Covered drug"
        RecordKind.PROVENANCE -> "Where a record comes from"
        RecordKind.OTHER -> "Record"
    }
