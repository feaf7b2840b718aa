import BillfoldFFI
import Foundation

/// The clinical record, page by page. Where nothing is said of it, a query asks for everything, the newest first.
extension Wallet {
    /// Problems, diagnoses and health concerns, the newest first. Those that were refuted are told as such.
    public func conditions(_ query: ClinicalQuery = ClinicalQuery()) async throws(WalletError) -> ConditionPage {
        try await blocking { [core] in try core.conditions(query: query) }
    }

    /// Allergies and intolerances, and statements that none is known, the newest first.
    public func allergies(_ query: ClinicalQuery = ClinicalQuery()) async throws(WalletError) -> AllergyPage {
        try await blocking { [core] in try core.allergies(query: query) }
    }

    /// Immunizations, also those that were not given, the newest first.
    public func immunizations(_ query: ClinicalQuery = ClinicalQuery()) async throws(WalletError) -> ImmunizationPage {
        try await blocking { [core] in try core.immunizations(query: query) }
    }

    /// Laboratory results, vital signs and what else was measured or asked, the newest first. Ask for one kind by
    /// `category`.
    public func observations(_ query: ClinicalQuery = ClinicalQuery()) async throws(WalletError) -> ObservationPage {
        try await blocking { [core] in try core.observations(query: query) }
    }

    /// Diagnostic reports with their results, the newest first.
    public func diagnosticReports(_ query: ClinicalQuery = ClinicalQuery()) async throws(WalletError) -> DiagnosticReportPage {
        try await blocking { [core] in try core.diagnosticReports(query: query) }
    }

    /// Procedures, also those that were not done, the newest first.
    public func procedures(_ query: ClinicalQuery = ClinicalQuery()) async throws(WalletError) -> ProcedurePage {
        try await blocking { [core] in try core.procedures(query: query) }
    }

    /// Visits and stays, the newest first.
    public func encounters(_ query: ClinicalQuery = ClinicalQuery()) async throws(WalletError) -> EncounterPage {
        try await blocking { [core] in try core.encounters(query: query) }
    }

    /// Documents, the newest first.
    public func documents(_ query: ClinicalQuery = ClinicalQuery()) async throws(WalletError) -> DocumentPage {
        try await blocking { [core] in try core.documents(query: query) }
    }

    /// Care teams, the newest first.
    public func careTeams(_ query: ClinicalQuery = ClinicalQuery()) async throws(WalletError) -> CareTeamPage {
        try await blocking { [core] in try core.careTeams(query: query) }
    }

    /// Care plans, the newest first.
    public func carePlans(_ query: ClinicalQuery = ClinicalQuery()) async throws(WalletError) -> CarePlanPage {
        try await blocking { [core] in try core.carePlans(query: query) }
    }

    /// Goals, the newest first.
    public func goals(_ query: ClinicalQuery = ClinicalQuery()) async throws(WalletError) -> GoalPage {
        try await blocking { [core] in try core.goals(query: query) }
    }

    /// Devices, the newest first.
    public func devices(_ query: ClinicalQuery = ClinicalQuery()) async throws(WalletError) -> DevicePage {
        try await blocking { [core] in try core.devices(query: query) }
    }

    /// The values of a code over time, such as `4548-4` or `http://loinc.org|4548-4`, each unit in a series of its
    /// own.
    ///
    /// Values of one person, where one is named; of all people otherwise.
    public func trend(of code: String, person: Person.ID? = nil) async throws(WalletError) -> [Trend] {
        try await blocking { [core] in try core.trend(code: code, person: person) }
    }

    /// Who wrote a record, who passed it on and when, as far as the payer tells; the newest first.
    public func provenance(
        of reference: Reference, in connection: Connection.ID
    ) async throws(WalletError) -> [Provenance] {
        try await blocking { [core] in try core.provenance(connection: connection, reference: reference) }
    }

    /// The content of an attachment of a document, of a diagnostic report or of a `Binary`, by its place in the
    /// view's `attachments`. Nothing where it is not on the device, or where what the payer sent is not base64.
    public func attachment(
        _ number: UInt32, of reference: Reference, in connection: Connection.ID
    ) async throws(WalletError) -> AttachmentContent? {
        try await blocking { [core] in
            try core.attachment(connection: connection, reference: reference, number: number)
        }
    }
}
