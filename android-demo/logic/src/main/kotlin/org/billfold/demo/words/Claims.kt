package org.billfold.demo.words

import org.billfold.Claim
import org.billfold.ClaimItem
import org.billfold.ClaimKind
import org.billfold.ClaimUse
import org.billfold.Figure
import org.billfold.FigureSource
import org.billfold.NetworkStatus
import org.billfold.PaymentStatus
import org.billfold.demo.ClaimPeriod

/** A figure under the name that members know, with what it means. */
data class NamedAmount(val name: String, val meaning: String, val figure: Figure)

/** The figures that a claim states, in the order in which a bill is read. */
fun Claim.amounts(): List<NamedAmount> = listOf(
    Triple("Charged", "What the provider asked for", charged),
    Triple("Allowed", "What your plan agrees to count", allowed),
    Triple("Plan paid", "What your plan paid", planPaid),
    Triple("Deductible", "Your part that counts to your deductible", deductible),
    Triple("Copay", "Your fixed part", copay),
    Triple("Coinsurance", "Your share of the cost", coinsurance),
    Triple("Not covered", "What your plan does not pay at all", notCovered),
).mapNotNull { (name, meaning, figure) -> figure?.let { NamedAmount(name, meaning, it) } }

/** Where a figure was read. */
fun FigureSource.words(): String =
    when (this) {
        FigureSource.TOTAL -> "Stated by your plan as a total"
        FigureSource.HEADER -> "Stated by your plan for the whole claim"
        FigureSource.PAYMENT -> "The payment that your plan made"
        FigureSource.ITEM_SUM -> "Added up from the lines below"
    }

fun ClaimKind.words(): String =
    when (this) {
        ClaimKind.INPATIENT -> "Hospital stay"
        ClaimKind.OUTPATIENT -> "Outpatient visit"
        ClaimKind.PROFESSIONAL -> "Doctor or other professional"
        ClaimKind.PHARMACY -> "Pharmacy"
        ClaimKind.ORAL -> "Dental care"
        ClaimKind.VISION -> "Eye care"
        ClaimKind.OTHER -> "Claim"
    }

/** The kinds of care that members look for: a claim of no kind is found without. */
val KINDS_OF_CARE: List<ClaimKind> = ClaimKind.entries - ClaimKind.OTHER

fun PaymentStatus.words(): String =
    when (this) {
        PaymentStatus.PAID -> "Paid"
        PaymentStatus.PARTIALLY_PAID -> "Paid in part"
        PaymentStatus.DENIED -> "Denied"
        PaymentStatus.OTHER -> "Payment not stated"
    }

fun ClaimUse.words(): String =
    when (this) {
        ClaimUse.CLAIM -> "Claim"
        ClaimUse.PRIOR_AUTHORIZATION -> "Prior authorization"
        ClaimUse.PREDETERMINATION -> "Estimate"
    }

fun NetworkStatus.words(): String =
    when (this) {
        NetworkStatus.IN -> "In network"
        NetworkStatus.OUT -> "Out of network"
        NetworkStatus.OTHER -> "Network does not apply"
    }

/** First and last day of service. */
fun Claim.serviceText(): String? = datesText(serviceStart?.text, serviceEnd?.text)

/** FHIR status and outcome, or what became of the payment, in a word or two; `null` for what needs none. */
fun Claim.decision(): String? =
    decisionText(status, outcome)
        ?: payment?.status?.takeIf { it == PaymentStatus.DENIED || it == PaymentStatus.PARTIALLY_PAID }?.words()

internal fun decisionText(status: String?, outcome: String?): String? =
    when {
        status == "cancelled" -> "Cancelled"
        status == "draft" -> "Draft"
        outcome == "queued" -> "Not decided yet"
        outcome == "partial" -> "Partly decided"
        outcome == "error" -> "Could not be processed"
        else -> null
    }

/** Who gave the care, or what it was. */
fun Claim.title(): String = provider ?: facility ?: kind.words()

/** A claim in a list: what, when, and whether it is decided. */
fun Claim.summary(): String = joined(kind.words(), serviceText(), decision()).orEmpty()

/** All else that it says. */
fun Claim.about(): List<Pair<String, String>> = fields(
    "Kind" to if (claimUse == ClaimUse.CLAIM) kind.words() else "${claimUse.words()}, ${kind.words()}",
    "Decision" to (decision() ?: disposition),
    "Provider" to provider,
    "Where" to facility,
    "Network" to network?.words(),
    "Diagnoses" to diagnoses.map { it.description }.lines(),
    "Claim number" to claimNumber,
    "Claim's other numbers" to otherNumbers.lines(),
    "Notes" to notes.lines(),
    "From" to origin.words(),
)

fun ClaimItem.title(): String = description ?: "Line ${sequence.orEmpty()}"

fun ClaimItem.summary(): String? = joined(serviceStart?.words(), serviceCode)

/** The figures of a line. */
fun ClaimItem.amounts(): List<Pair<String, String>> = fields(
    "Charged" to charged?.text(),
    "Allowed" to allowed?.text(),
    "Plan paid" to planPaid?.text(),
    "You owe" to memberOwes?.text(),
)

fun ClaimPeriod.words(): String =
    when (this) {
        ClaimPeriod.ALL -> "Any time"
        ClaimPeriod.THIS_YEAR -> "This year"
        ClaimPeriod.LAST_YEAR -> "Last year"
        ClaimPeriod.EARLIER -> "Earlier"
    }
