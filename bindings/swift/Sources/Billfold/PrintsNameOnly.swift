import BillfoldFFI

/// A value that prints its type's name and nothing of the member, however it is printed: interpolated, in a collection,
/// by `dump`, or by a debugger.
///
/// Swift would otherwise print every stored field, and a log or a crash report would hold a member's records.
public protocol PrintsNameOnly: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {}

extension PrintsNameOnly {
    public var description: String { "\(Self.self) { .. }" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension Allergy: PrintsNameOnly {}
extension AllergyPage: PrintsNameOnly {}
extension AllergyReaction: PrintsNameOnly {}
extension Attachment: PrintsNameOnly {}
extension AttachmentContent: PrintsNameOnly {}
extension BenefitBalance: PrintsNameOnly {}
extension CardColors: PrintsNameOnly {}
extension CardImage: PrintsNameOnly {}
extension CardImageData: PrintsNameOnly {}
extension CarePlan: PrintsNameOnly {}
extension CarePlanActivity: PrintsNameOnly {}
extension CarePlanPage: PrintsNameOnly {}
extension CareTeam: PrintsNameOnly {}
extension CareTeamMember: PrintsNameOnly {}
extension CareTeamPage: PrintsNameOnly {}
extension Claim: PrintsNameOnly {}
extension ClaimDiagnosis: PrintsNameOnly {}
extension ClaimInformation: PrintsNameOnly {}
extension ClaimItem: PrintsNameOnly {}
extension ClaimItemDetail: PrintsNameOnly {}
extension ClaimPage: PrintsNameOnly {}
extension ClaimPayment: PrintsNameOnly {}
extension ClaimProcedure: PrintsNameOnly {}
extension ClaimProvider: PrintsNameOnly {}
extension Code: PrintsNameOnly {}
extension Coded: PrintsNameOnly {}
extension Concept: PrintsNameOnly {}
extension Condition: PrintsNameOnly {}
extension ConditionPage: PrintsNameOnly {}
extension Connection: PrintsNameOnly {}
extension Copay: PrintsNameOnly {}
extension CopayException: PrintsNameOnly {}
extension CostSharing: PrintsNameOnly {}
extension CoverageClass: PrintsNameOnly {}
extension Dates: PrintsNameOnly {}
extension Device: PrintsNameOnly {}
extension DeviceIdentifier: PrintsNameOnly {}
extension DevicePage: PrintsNameOnly {}
extension DiagnosticReport: PrintsNameOnly {}
extension DiagnosticReportPage: PrintsNameOnly {}
extension DirectoryEntry: PrintsNameOnly {}
extension DirectoryLocation: PrintsNameOnly {}
extension DirectoryNetwork: PrintsNameOnly {}
extension DirectoryPage: PrintsNameOnly {}
extension Discrepancy: PrintsNameOnly {}
extension Document: PrintsNameOnly {}
extension DocumentPage: PrintsNameOnly {}
extension Encounter: PrintsNameOnly {}
extension EncounterPage: PrintsNameOnly {}
extension FhirContext: PrintsNameOnly {}
extension Figure: PrintsNameOnly {}
extension FormularyDrug: PrintsNameOnly {}
extension FormularyPage: PrintsNameOnly {}
extension FormularyPlan: PrintsNameOnly {}
extension Goal: PrintsNameOnly {}
extension GoalPage: PrintsNameOnly {}
extension GoalTarget: PrintsNameOnly {}
extension Immunization: PrintsNameOnly {}
extension ImmunizationPage: PrintsNameOnly {}
extension InsuranceCard: PrintsNameOnly {}
extension KindCount: PrintsNameOnly {}
extension LaunchContext: PrintsNameOnly {}
extension Medication: PrintsNameOnly {}
extension MedicationEvent: PrintsNameOnly {}
extension MedicationPage: PrintsNameOnly {}
extension Money: PrintsNameOnly {}
extension NamedFigure: PrintsNameOnly {}
extension Observation: PrintsNameOnly {}
extension ObservationComponent: PrintsNameOnly {}
extension ObservationPage: PrintsNameOnly {}
extension ObservedValue: PrintsNameOnly {}
extension OpeningHours: PrintsNameOnly {}
extension Origin: PrintsNameOnly {}
extension PartialDate: PrintsNameOnly {}
extension Participant: PrintsNameOnly {}
extension PatientChoice: PrintsNameOnly {}
extension PayerContact: PrintsNameOnly {}
extension Person: PrintsNameOnly {}
extension PharmacyDetails: PrintsNameOnly {}
extension PlanBeneficiary: PrintsNameOnly {}
extension Position: PrintsNameOnly {}
extension PriorAuthorization: PrintsNameOnly {}
extension PriorAuthorizationItem: PrintsNameOnly {}
extension Procedure: PrintsNameOnly {}
extension ProcedurePage: PrintsNameOnly {}
extension Provenance: PrintsNameOnly {}
extension ProvenanceAgent: PrintsNameOnly {}
extension Quantity: PrintsNameOnly {}
extension RecordSummary: PrintsNameOnly {}
extension Reference: PrintsNameOnly {}
extension ReferenceRange: PrintsNameOnly {}
extension RelatedClaim: PrintsNameOnly {}
extension Review: PrintsNameOnly {}
extension SignInRequest: PrintsNameOnly {}
extension TimelineEntry: PrintsNameOnly {}
extension TimelinePage: PrintsNameOnly {}
extension Trend: PrintsNameOnly {}
extension TrendPoint: PrintsNameOnly {}
extension UserInfo: PrintsNameOnly {}
extension When: PrintsNameOnly {}
extension YearSum: PrintsNameOnly {}
extension YearSums: PrintsNameOnly {}
extension YearToDate: PrintsNameOnly {}
