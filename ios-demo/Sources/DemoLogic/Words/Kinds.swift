import Billfold

/// What members call this FHIR type, in the plural.
func kindName(_ resourceType: String) -> String {
    if let name = kinds[resourceType] { return name }
    let spaced = resourceType.replacing(/([a-z])([A-Z])/) { "\($0.1) \($0.2)" }
    return spaced.prefix(1) + spaced.dropFirst().lowercased()
}

private let kinds = [
    "AllergyIntolerance": "Allergies",
    "CarePlan": "Care plans",
    "CareTeam": "Care teams",
    "Condition": "Conditions",
    "Coverage": "Insurance cards",
    "Device": "Devices",
    "DiagnosticReport": "Reports",
    "DocumentReference": "Documents",
    "Encounter": "Visits",
    "ExplanationOfBenefit": "Claims",
    "Goal": "Goals",
    "Immunization": "Vaccines",
    "InsurancePlan": "Plans",
    "List": "Lists",
    "Location": "Places of care",
    "Medication": "Medications",
    "MedicationDispense": "Medications handed out",
    "MedicationKnowledge": "Covered drugs",
    "MedicationRequest": "Prescriptions",
    "MedicationStatement": "Medications taken",
    "Observation": "Results and vital signs",
    "Organization": "Organizations",
    "Patient": "Your details",
    "Practitioner": "Doctors and others",
    "PractitionerRole": "Doctors' roles",
    "Procedure": "Procedures",
    "Provenance": "Where records come from",
    "RelatedPerson": "People close to you",
]

extension HealthKind {
    /// What members call this kind of record, in the plural.
    var words: String {
        switch self {
        case .conditions: "Conditions"
        case .allergies: "Allergies"
        case .vitalSigns: "Vital signs"
        case .labResults: "Lab results"
        case .reports: "Reports"
        case .vaccines: "Vaccines"
        case .procedures: "Procedures"
        case .visits: "Visits"
        case .documents: "Documents"
        case .carePlans: "Care plans"
        case .goals: "Goals"
        case .careTeams: "Care teams"
        case .devices: "Devices"
        }
    }
}

extension RecordKind {
    /// What members call one record of this kind.
    var words: String {
        switch self {
        case .coverage: "Insurance card"
        case .claim: "Claim"
        case .priorAuthorization: "Prior authorization"
        case .medication: "Medication"
        case .condition: "Condition"
        case .allergy: "Allergy"
        case .immunization: "Vaccine"
        case .labResult: "Lab result"
        case .vitalSign: "Vital sign"
        case .observation: "Observation"
        case .report: "Report"
        case .procedure: "Procedure"
        case .encounter: "Visit"
        case .document: "Document"
        case .careTeam: "Care team"
        case .carePlan: "Care plan"
        case .goal: "Goal"
        case .device: "Device"
        case .person: "Person"
        case .provider: "Provider"
        case .formulary: "Covered drug"
        case .provenance: "Where a record comes from"
        case .other: "Record"
        }
    }

    /// Those that members look for in the timeline.
    static let lookedFor: [RecordKind] = [
        .claim, .medication, .condition, .labResult, .vitalSign, .encounter, .immunization, .document,
    ]
}

extension TimelineEntry {
    var name: String { title ?? kind.words }

    var summary: String {
        let also = sameAs.isEmpty ? nil : "also from \(sameAs.map(\.payerName).joined(separator: ", "))"
        return joined([kind.words, date?.words(), detail, also], by: " · ") ?? ""
    }
}
