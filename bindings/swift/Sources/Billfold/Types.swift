// The boundary's own values, which serve an app as they are.

import BillfoldFFI
// Whoever imports Billfold sees with it that the boundary's values are Sendable, Hashable and so on: without it, a library
// of an app could not name them in its own public types. It makes one name visible, which is Billfold's too, and no other.
@_exported import enum BillfoldFFI.CardActivity

// Payers
public typealias Payer = BillfoldFFI.Payer
public typealias Registration = BillfoldFFI.Registration
public typealias Pkce = BillfoldFFI.Pkce
extension Payer: Identifiable {}

// Sign-in
public typealias ClientRegistration = BillfoldFFI.ClientRegistration
public typealias ClientAuthMethod = BillfoldFFI.ClientAuthMethod
public typealias RedirectBinding = BillfoldFFI.RedirectBinding
public typealias SignInOptions = BillfoldFFI.SignInOptions
public typealias SignInRequest = BillfoldFFI.SignInRequest
public typealias SignInProtection = BillfoldFFI.SignInProtection
public typealias PkceProtection = BillfoldFFI.PkceProtection
public typealias Exchange = BillfoldFFI.Exchange
public typealias LaunchContext = BillfoldFFI.LaunchContext
public typealias FhirContext = BillfoldFFI.FhirContext
public typealias PatientChoice = BillfoldFFI.PatientChoice
public typealias UserInfo = BillfoldFFI.UserInfo
public typealias SigningAlgorithm = BillfoldFFI.SigningAlgorithm
public typealias ClientSigner = BillfoldFFI.ClientSigner
public typealias SignOutReport = BillfoldFFI.SignOutReport
public typealias StoreEvent = BillfoldFFI.StoreEvent

// Sync
public typealias SyncProgress = BillfoldFFI.SyncProgress
public typealias SyncReport = BillfoldFFI.SyncReport
public typealias SyncFailure = BillfoldFFI.SyncFailure
public typealias ExportFormat = BillfoldFFI.ExportFormat

// Records
public typealias AcceptingPatients = BillfoldFFI.AcceptingPatients
public typealias Allergy = BillfoldFFI.Allergy
public typealias AllergyPage = BillfoldFFI.AllergyPage
public typealias AllergyReaction = BillfoldFFI.AllergyReaction
public typealias Attachment = BillfoldFFI.Attachment
public typealias AttachmentContent = BillfoldFFI.AttachmentContent
public typealias BenefitBalance = BillfoldFFI.BenefitBalance
public typealias CardActivity = BillfoldFFI.CardActivity
public typealias CardColors = BillfoldFFI.CardColors
public typealias CardImage = BillfoldFFI.CardImage
public typealias CardImageData = BillfoldFFI.CardImageData
public typealias CardImageKind = BillfoldFFI.CardImageKind
public typealias CarePlan = BillfoldFFI.CarePlan
public typealias CarePlanActivity = BillfoldFFI.CarePlanActivity
public typealias CarePlanPage = BillfoldFFI.CarePlanPage
public typealias CareTeam = BillfoldFFI.CareTeam
public typealias CareTeamMember = BillfoldFFI.CareTeamMember
public typealias CareTeamPage = BillfoldFFI.CareTeamPage
public typealias Claim = BillfoldFFI.Claim
public typealias ClaimDiagnosis = BillfoldFFI.ClaimDiagnosis
public typealias ClaimInformation = BillfoldFFI.ClaimInformation
public typealias ClaimItem = BillfoldFFI.ClaimItem
public typealias ClaimItemDetail = BillfoldFFI.ClaimItemDetail
public typealias ClaimKind = BillfoldFFI.ClaimKind
public typealias ClaimPage = BillfoldFFI.ClaimPage
public typealias ClaimPayment = BillfoldFFI.ClaimPayment
public typealias ClaimProcedure = BillfoldFFI.ClaimProcedure
public typealias ClaimProvider = BillfoldFFI.ClaimProvider
public typealias ClaimQuery = BillfoldFFI.ClaimQuery
public typealias ClaimUse = BillfoldFFI.ClaimUse
public typealias ClinicalQuery = BillfoldFFI.ClinicalQuery
public typealias Code = BillfoldFFI.Code
public typealias Coded = BillfoldFFI.Coded
public typealias Concept = BillfoldFFI.Concept
public typealias Condition = BillfoldFFI.Condition
public typealias ConditionPage = BillfoldFFI.ConditionPage
public typealias ContactChannel = BillfoldFFI.ContactChannel
public typealias Copay = BillfoldFFI.Copay
public typealias CopayException = BillfoldFFI.CopayException
public typealias CostSharing = BillfoldFFI.CostSharing
public typealias CoverageClass = BillfoldFFI.CoverageClass
public typealias Device = BillfoldFFI.Device
public typealias DeviceIdentifier = BillfoldFFI.DeviceIdentifier
public typealias DevicePage = BillfoldFFI.DevicePage
public typealias DiagnosticReport = BillfoldFFI.DiagnosticReport
public typealias DiagnosticReportPage = BillfoldFFI.DiagnosticReportPage
public typealias DirectoryEntry = BillfoldFFI.DirectoryEntry
public typealias DirectoryLocation = BillfoldFFI.DirectoryLocation
public typealias DirectoryNetwork = BillfoldFFI.DirectoryNetwork
public typealias DirectoryPage = BillfoldFFI.DirectoryPage
public typealias DirectoryQuery = BillfoldFFI.DirectoryQuery
public typealias Discrepancy = BillfoldFFI.Discrepancy
public typealias Document = BillfoldFFI.Document
public typealias DocumentPage = BillfoldFFI.DocumentPage
public typealias Encounter = BillfoldFFI.Encounter
public typealias EncounterPage = BillfoldFFI.EncounterPage
public typealias Figure = BillfoldFFI.Figure
public typealias FigureKind = BillfoldFFI.FigureKind
public typealias FigureSource = BillfoldFFI.FigureSource
public typealias FormularyDrug = BillfoldFFI.FormularyDrug
public typealias FormularyPage = BillfoldFFI.FormularyPage
public typealias FormularyPlan = BillfoldFFI.FormularyPlan
public typealias FormularyQuery = BillfoldFFI.FormularyQuery
public typealias Goal = BillfoldFFI.Goal
public typealias GoalPage = BillfoldFFI.GoalPage
public typealias GoalTarget = BillfoldFFI.GoalTarget
public typealias Immunization = BillfoldFFI.Immunization
public typealias ImmunizationPage = BillfoldFFI.ImmunizationPage
public typealias InsuranceCard = BillfoldFFI.InsuranceCard
public typealias KindCount = BillfoldFFI.KindCount
public typealias Medication = BillfoldFFI.Medication
public typealias MedicationEvent = BillfoldFFI.MedicationEvent
public typealias MedicationPage = BillfoldFFI.MedicationPage
public typealias MedicationSource = BillfoldFFI.MedicationSource
public typealias Money = BillfoldFFI.Money
public typealias NamedFigure = BillfoldFFI.NamedFigure
public typealias NetworkStatus = BillfoldFFI.NetworkStatus
public typealias ObservationComponent = BillfoldFFI.ObservationComponent
public typealias ObservationPage = BillfoldFFI.ObservationPage
public typealias ObservedValue = BillfoldFFI.ObservedValue
public typealias OpeningHours = BillfoldFFI.OpeningHours
public typealias Origin = BillfoldFFI.Origin
public typealias Participant = BillfoldFFI.Participant
public typealias PayerContact = BillfoldFFI.PayerContact
public typealias PaymentStatus = BillfoldFFI.PaymentStatus
public typealias Person = BillfoldFFI.Person
public typealias PharmacyDetails = BillfoldFFI.PharmacyDetails
public typealias PlanBeneficiary = BillfoldFFI.PlanBeneficiary
public typealias Position = BillfoldFFI.Position
public typealias PriorAuthorization = BillfoldFFI.PriorAuthorization
public typealias PriorAuthorizationItem = BillfoldFFI.PriorAuthorizationItem
public typealias Procedure = BillfoldFFI.Procedure
public typealias ProcedurePage = BillfoldFFI.ProcedurePage
public typealias Provenance = BillfoldFFI.Provenance
public typealias ProvenanceAgent = BillfoldFFI.ProvenanceAgent
public typealias Quantity = BillfoldFFI.Quantity
public typealias RecordKind = BillfoldFFI.RecordKind
public typealias RecordSummary = BillfoldFFI.RecordSummary
public typealias Reference = BillfoldFFI.Reference
public typealias ReferenceRange = BillfoldFFI.ReferenceRange
public typealias RelatedClaim = BillfoldFFI.RelatedClaim
public typealias Review = BillfoldFFI.Review
public typealias ReviewDecision = BillfoldFFI.ReviewDecision
public typealias Standing = BillfoldFFI.Standing
public typealias TimelineEntry = BillfoldFFI.TimelineEntry
public typealias TimelinePage = BillfoldFFI.TimelinePage
public typealias TimelineQuery = BillfoldFFI.TimelineQuery
public typealias Trend = BillfoldFFI.Trend
public typealias TrendPoint = BillfoldFFI.TrendPoint
public typealias YearSum = BillfoldFFI.YearSum
public typealias YearSums = BillfoldFFI.YearSums
public typealias YearToDate = BillfoldFFI.YearToDate

extension Wallet {
    /// Something that was measured, seen or asked.
    ///
    /// It has its name inside of the wallet: beside `import Billfold`, a type `Observation` would hide the module of that
    /// name, and `@Observable` would not compile.
    public typealias Observation = BillfoldFFI.Observation
}
