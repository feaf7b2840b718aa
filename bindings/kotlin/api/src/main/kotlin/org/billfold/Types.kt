package org.billfold

import java.net.URI
import java.time.Instant
import kotlin.time.Duration
import kotlin.time.toKotlinDuration

// The boundary's own immutable records under the names that an app imports. Those that tell of a member print their
// name alone.

typealias AcceptingPatients = org.billfold.ffi.AcceptingPatients
typealias Allergy = org.billfold.ffi.Allergy
typealias AllergyPage = org.billfold.ffi.AllergyPage
typealias AllergyReaction = org.billfold.ffi.AllergyReaction
typealias Attachment = org.billfold.ffi.Attachment
typealias AttachmentContent = org.billfold.ffi.AttachmentContent
typealias BenefitBalance = org.billfold.ffi.BenefitBalance
typealias CardActivity = org.billfold.ffi.CardActivity
typealias CardColors = org.billfold.ffi.CardColors
typealias CardImage = org.billfold.ffi.CardImage
typealias CardImageData = org.billfold.ffi.CardImageData
typealias CardImageKind = org.billfold.ffi.CardImageKind
typealias CarePlan = org.billfold.ffi.CarePlan
typealias CarePlanActivity = org.billfold.ffi.CarePlanActivity
typealias CarePlanPage = org.billfold.ffi.CarePlanPage
typealias CareTeam = org.billfold.ffi.CareTeam
typealias CareTeamMember = org.billfold.ffi.CareTeamMember
typealias CareTeamPage = org.billfold.ffi.CareTeamPage
typealias Claim = org.billfold.ffi.Claim
typealias ClaimDiagnosis = org.billfold.ffi.ClaimDiagnosis
typealias ClaimInformation = org.billfold.ffi.ClaimInformation
typealias ClaimItem = org.billfold.ffi.ClaimItem
typealias ClaimItemDetail = org.billfold.ffi.ClaimItemDetail
typealias ClaimKind = org.billfold.ffi.ClaimKind
typealias ClaimPage = org.billfold.ffi.ClaimPage
typealias ClaimPayment = org.billfold.ffi.ClaimPayment
typealias ClaimProcedure = org.billfold.ffi.ClaimProcedure
typealias ClaimProvider = org.billfold.ffi.ClaimProvider
typealias ClaimQuery = org.billfold.ffi.ClaimQuery
typealias ClaimUse = org.billfold.ffi.ClaimUse
typealias ClientAuthMethod = org.billfold.ffi.ClientAuthMethod
typealias ClinicalQuery = org.billfold.ffi.ClinicalQuery
typealias Code = org.billfold.ffi.Code
typealias Coded = org.billfold.ffi.Coded
typealias Concept = org.billfold.ffi.Concept
typealias Condition = org.billfold.ffi.Condition
typealias ConditionPage = org.billfold.ffi.ConditionPage
typealias Connection = org.billfold.ffi.Connection
typealias ContactChannel = org.billfold.ffi.ContactChannel
typealias Copay = org.billfold.ffi.Copay
typealias CopayException = org.billfold.ffi.CopayException
typealias CostSharing = org.billfold.ffi.CostSharing
typealias CoverageClass = org.billfold.ffi.CoverageClass
typealias Device = org.billfold.ffi.Device
typealias DeviceIdentifier = org.billfold.ffi.DeviceIdentifier
typealias DevicePage = org.billfold.ffi.DevicePage
typealias DiagnosticReport = org.billfold.ffi.DiagnosticReport
typealias DiagnosticReportPage = org.billfold.ffi.DiagnosticReportPage
typealias DirectoryEntry = org.billfold.ffi.DirectoryEntry
typealias DirectoryLocation = org.billfold.ffi.DirectoryLocation
typealias DirectoryNetwork = org.billfold.ffi.DirectoryNetwork
typealias DirectoryPage = org.billfold.ffi.DirectoryPage
typealias DirectoryQuery = org.billfold.ffi.DirectoryQuery
typealias Discrepancy = org.billfold.ffi.Discrepancy
typealias Document = org.billfold.ffi.Document
typealias DocumentPage = org.billfold.ffi.DocumentPage
typealias Encounter = org.billfold.ffi.Encounter
typealias EncounterPage = org.billfold.ffi.EncounterPage
typealias Exchange = org.billfold.ffi.Exchange
typealias ExportFormat = org.billfold.ffi.ExportFormat
typealias FhirContext = org.billfold.ffi.FhirContext
typealias Figure = org.billfold.ffi.Figure
typealias FigureKind = org.billfold.ffi.FigureKind
typealias FigureSource = org.billfold.ffi.FigureSource
typealias FormularyDrug = org.billfold.ffi.FormularyDrug
typealias FormularyPage = org.billfold.ffi.FormularyPage
typealias FormularyPlan = org.billfold.ffi.FormularyPlan
typealias FormularyQuery = org.billfold.ffi.FormularyQuery
typealias Goal = org.billfold.ffi.Goal
typealias GoalPage = org.billfold.ffi.GoalPage
typealias GoalTarget = org.billfold.ffi.GoalTarget
typealias Immunization = org.billfold.ffi.Immunization
typealias ImmunizationPage = org.billfold.ffi.ImmunizationPage
typealias InsuranceCard = org.billfold.ffi.InsuranceCard
typealias KindCount = org.billfold.ffi.KindCount
typealias LaunchContext = org.billfold.ffi.LaunchContext
typealias Medication = org.billfold.ffi.Medication
typealias MedicationEvent = org.billfold.ffi.MedicationEvent
typealias MedicationPage = org.billfold.ffi.MedicationPage
typealias MedicationSource = org.billfold.ffi.MedicationSource
typealias Money = org.billfold.ffi.Money
typealias NamedFigure = org.billfold.ffi.NamedFigure
typealias NetworkStatus = org.billfold.ffi.NetworkStatus
typealias Observation = org.billfold.ffi.Observation
typealias ObservationComponent = org.billfold.ffi.ObservationComponent
typealias ObservationPage = org.billfold.ffi.ObservationPage
typealias ObservedValue = org.billfold.ffi.ObservedValue
typealias OpeningHours = org.billfold.ffi.OpeningHours
typealias Origin = org.billfold.ffi.Origin
typealias Participant = org.billfold.ffi.Participant
typealias PatientChoice = org.billfold.ffi.PatientChoice
typealias Payer = org.billfold.ffi.Payer
typealias PayerContact = org.billfold.ffi.PayerContact
typealias PaymentStatus = org.billfold.ffi.PaymentStatus
typealias Person = org.billfold.ffi.Person
typealias PharmacyDetails = org.billfold.ffi.PharmacyDetails
typealias Pkce = org.billfold.ffi.Pkce
typealias PkceProtection = org.billfold.ffi.PkceProtection
typealias PlanBeneficiary = org.billfold.ffi.PlanBeneficiary
typealias Position = org.billfold.ffi.Position
typealias PriorAuthorization = org.billfold.ffi.PriorAuthorization
typealias PriorAuthorizationItem = org.billfold.ffi.PriorAuthorizationItem
typealias Procedure = org.billfold.ffi.Procedure
typealias ProcedurePage = org.billfold.ffi.ProcedurePage
typealias Provenance = org.billfold.ffi.Provenance
typealias ProvenanceAgent = org.billfold.ffi.ProvenanceAgent
typealias Quantity = org.billfold.ffi.Quantity
typealias RecordKind = org.billfold.ffi.RecordKind
typealias RecordSummary = org.billfold.ffi.RecordSummary
typealias RedirectBinding = org.billfold.ffi.RedirectBinding
typealias Reference = org.billfold.ffi.Reference
typealias ReferenceRange = org.billfold.ffi.ReferenceRange
typealias Registration = org.billfold.ffi.Registration
typealias RelatedClaim = org.billfold.ffi.RelatedClaim
typealias Review = org.billfold.ffi.Review
typealias ReviewDecision = org.billfold.ffi.ReviewDecision
typealias SignInProtection = org.billfold.ffi.SignInProtection
typealias SignInRequest = org.billfold.ffi.SignInRequest
typealias SignOutReport = org.billfold.ffi.SignOutReport
typealias SigningAlgorithm = org.billfold.ffi.SigningAlgorithm
typealias Standing = org.billfold.ffi.Standing
typealias SyncFailure = org.billfold.ffi.SyncFailure
typealias SyncProgress = org.billfold.ffi.SyncProgress
typealias SyncReport = org.billfold.ffi.SyncReport
typealias TimelineEntry = org.billfold.ffi.TimelineEntry
typealias TimelinePage = org.billfold.ffi.TimelinePage
typealias TimelineQuery = org.billfold.ffi.TimelineQuery
typealias Trend = org.billfold.ffi.Trend
typealias TrendPoint = org.billfold.ffi.TrendPoint
typealias UserInfo = org.billfold.ffi.UserInfo
typealias WalletConfig = org.billfold.ffi.WalletConfig
typealias YearSum = org.billfold.ffi.YearSum
typealias YearSums = org.billfold.ffi.YearSums
typealias YearToDate = org.billfold.ffi.YearToDate

/** [Connection.signedIn] as an instant. */
val Connection.signedInAt: Instant get() = instant(signedIn)

/** [Connection.synced] as an instant; `null` before the first complete sync. */
val Connection.syncedAt: Instant? get() = synced?.let(::instant)

/** [Connection.accessEnds] as an instant; `null` where access can be renewed, or the payer did not say. */
val Connection.accessEndsAt: Instant? get() = accessEnds?.let(::instant)

/** [SyncReport.elapsed] as Kotlin counts time. */
val SyncReport.duration: Duration get() = elapsed.toKotlinDuration()

/** [Origin.fetched] as an instant. */
val Origin.fetchedAt: Instant get() = instant(fetched)

/** [Origin.missingSince] as an instant; `null` while the payer has the record. */
val Origin.missingSinceAt: Instant? get() = missingSince?.let(::instant)

private fun instant(seconds: ULong): Instant = Instant.ofEpochSecond(seconds.toLong())

/**
 * The preset of a payer, as JSON, with its hosts replaced by [origin]: for a sandbox or a gateway that serves the same
 * paths. It goes into [WalletConfig.presets]. Throws [BillfoldException.Misconfigured] where there is no such payer, or
 * [origin] is unusable.
 */
fun presetAtOrigin(payer: String, origin: URI): String =
    mapErrors { org.billfold.ffi.presetAtOrigin(payer, origin.toString()) }
