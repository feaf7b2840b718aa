package org.billfold

import java.net.URI
import java.time.Instant

// The boundary's own immutable records under the names that an app imports. Those that tell of a member print their
// name alone.

typealias CardActivity = org.billfold.ffi.CardActivity
typealias Claim = org.billfold.ffi.Claim
typealias ClaimItem = org.billfold.ffi.ClaimItem
typealias ClaimKind = org.billfold.ffi.ClaimKind
typealias ClaimPage = org.billfold.ffi.ClaimPage
typealias ClaimQuery = org.billfold.ffi.ClaimQuery
typealias ClaimUse = org.billfold.ffi.ClaimUse
typealias ClinicalQuery = org.billfold.ffi.ClinicalQuery
typealias ClientAuthMethod = org.billfold.ffi.ClientAuthMethod
typealias Connection = org.billfold.ffi.Connection
typealias Copay = org.billfold.ffi.Copay
typealias Exchange = org.billfold.ffi.Exchange
typealias Figure = org.billfold.ffi.Figure
typealias FigureSource = org.billfold.ffi.FigureSource
typealias FhirContext = org.billfold.ffi.FhirContext
typealias InsuranceCard = org.billfold.ffi.InsuranceCard
typealias LaunchContext = org.billfold.ffi.LaunchContext
typealias Medication = org.billfold.ffi.Medication
typealias MedicationEvent = org.billfold.ffi.MedicationEvent
typealias MedicationPage = org.billfold.ffi.MedicationPage
typealias MedicationSource = org.billfold.ffi.MedicationSource
typealias Money = org.billfold.ffi.Money
typealias NetworkStatus = org.billfold.ffi.NetworkStatus
typealias Origin = org.billfold.ffi.Origin
typealias PatientChoice = org.billfold.ffi.PatientChoice
typealias Payer = org.billfold.ffi.Payer
typealias Pkce = org.billfold.ffi.Pkce
typealias PkceProtection = org.billfold.ffi.PkceProtection
typealias RecordSummary = org.billfold.ffi.RecordSummary
typealias RedirectBinding = org.billfold.ffi.RedirectBinding
typealias Reference = org.billfold.ffi.Reference
typealias Registration = org.billfold.ffi.Registration
typealias SignInProtection = org.billfold.ffi.SignInProtection
typealias SignInRequest = org.billfold.ffi.SignInRequest
typealias SignOutReport = org.billfold.ffi.SignOutReport
typealias SyncFailure = org.billfold.ffi.SyncFailure
typealias SyncProgress = org.billfold.ffi.SyncProgress
typealias SyncReport = org.billfold.ffi.SyncReport
typealias SigningAlgorithm = org.billfold.ffi.SigningAlgorithm
typealias UserInfo = org.billfold.ffi.UserInfo
typealias WalletConfig = org.billfold.ffi.WalletConfig

/** [Connection.signedIn] as an instant. */
val Connection.signedInAt: Instant get() = instant(signedIn)

/** [Connection.synced] as an instant; `null` before the first complete sync. */
val Connection.syncedAt: Instant? get() = synced?.let(::instant)

/** [Connection.accessEnds] as an instant; `null` where access can be renewed, or the payer did not say. */
val Connection.accessEndsAt: Instant? get() = accessEnds?.let(::instant)

/** [Origin.fetched] as an instant. */
val Origin.fetchedAt: Instant get() = instant(fetched)

private fun instant(seconds: ULong): Instant = Instant.ofEpochSecond(seconds.toLong())

/**
 * The preset of a payer, as JSON, with its hosts replaced by [origin]: for a sandbox or a gateway that serves the same
 * paths. It goes into [WalletConfig.presets]. Throws [BillfoldException.Misconfigured] where there is no such payer.
 */
fun presetAtOrigin(payer: String, origin: URI): String =
    mapErrors { org.billfold.ffi.presetAtOrigin(payer, origin) }
