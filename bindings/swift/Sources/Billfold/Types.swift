// The boundary's own values, which serve an app as they are.

import BillfoldFFI

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

// Sync
public typealias SyncProgress = BillfoldFFI.SyncProgress
public typealias SyncReport = BillfoldFFI.SyncReport
public typealias SyncFailure = BillfoldFFI.SyncFailure

// Records
public typealias Reference = BillfoldFFI.Reference
public typealias Origin = BillfoldFFI.Origin
public typealias RecordSummary = BillfoldFFI.RecordSummary
public typealias Money = BillfoldFFI.Money
public typealias InsuranceCard = BillfoldFFI.InsuranceCard
public typealias CardActivity = BillfoldFFI.CardActivity
public typealias Copay = BillfoldFFI.Copay
public typealias Claim = BillfoldFFI.Claim
public typealias ClinicalQuery = BillfoldFFI.ClinicalQuery
public typealias ClaimQuery = BillfoldFFI.ClaimQuery
public typealias ClaimPage = BillfoldFFI.ClaimPage
public typealias ClaimItem = BillfoldFFI.ClaimItem
public typealias ClaimKind = BillfoldFFI.ClaimKind
public typealias ClaimUse = BillfoldFFI.ClaimUse
public typealias NetworkStatus = BillfoldFFI.NetworkStatus
public typealias Figure = BillfoldFFI.Figure
public typealias FigureSource = BillfoldFFI.FigureSource
public typealias Medication = BillfoldFFI.Medication
public typealias MedicationEvent = BillfoldFFI.MedicationEvent
public typealias MedicationPage = BillfoldFFI.MedicationPage
public typealias MedicationSource = BillfoldFFI.MedicationSource
