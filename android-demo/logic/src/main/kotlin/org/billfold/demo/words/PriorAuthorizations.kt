package org.billfold.demo.words

import org.billfold.PriorAuthorization
import org.billfold.PriorAuthorizationItem
import org.billfold.Review
import org.billfold.ReviewDecision

fun ReviewDecision.words(): String =
    when (this) {
        ReviewDecision.APPROVED -> "Approved"
        ReviewDecision.APPROVED_IN_PART -> "Approved in part"
        ReviewDecision.MODIFIED -> "Approved with changes"
        ReviewDecision.DENIED -> "Denied"
        ReviewDecision.PENDED -> "Being reviewed"
        ReviewDecision.CANCELLED -> "Cancelled"
        ReviewDecision.NOT_NEEDED -> "Not needed"
        ReviewDecision.OTHER -> "Decided"
    }

/** The decision, and why. */
fun Review.summary(): String = joined(text ?: decision.words(), reasons.lines(), by = "\n").orEmpty()

/** What was asked for, or who asked. */
fun PriorAuthorization.title(): String = items.firstOrNull()?.description ?: provider ?: facility ?: kind.words()

/** The decision in a word or two. */
fun PriorAuthorization.decision(): String? = review?.decision?.words() ?: decisionText(status, outcome) ?: disposition

/** A prior authorization in a list. */
fun PriorAuthorization.summary(): String? = joined(provider, requested?.words())

/** All else that it says. */
fun PriorAuthorization.about(): List<Pair<String, String>> = fields(
    "Decision" to (review?.summary() ?: decision()),
    "Valid" to (valid.mapNotNull { it.words() }.lines() ?: period?.words()),
    "Asked for" to requested?.words(),
    "Asked by" to provider,
    "Where" to facility,
    "Diagnoses" to diagnoses.map { it.description }.lines(),
    "Authorization number" to numbers.lines(),
    "Request number" to requestNumber,
    "Notes" to notes.lines(),
    "From" to origin.words(),
)

fun PriorAuthorizationItem.title(): String = description ?: "Line ${sequence.orEmpty()}"

fun PriorAuthorizationItem.summary(): String? =
    joined(datesText(serviceStart?.text, serviceEnd?.text), serviceCode, units())

private fun PriorAuthorizationItem.units(): String? {
    val allowed = allowedUnits?.toPlainString() ?: return null
    return consumedUnits?.let { "${it.toPlainString()} of $allowed used" } ?: "$allowed allowed"
}
