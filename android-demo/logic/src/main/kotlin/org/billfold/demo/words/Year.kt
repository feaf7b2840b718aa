package org.billfold.demo.words

import org.billfold.YearSum
import org.billfold.YearSums

/** The sum, in each currency; `null` where no claim states the figure. */
fun YearSum.words(): String? = amounts.joinToString(" + ") { it.text() }.ifEmpty { null }

/** What the year's debt is made of, as far as claims state it. */
fun YearSums.named(): List<Pair<String, String>> = fields(
    "Deductible" to deductible.words(),
    "Counts to the out-of-pocket limit" to outOfPocket.words(),
    "Plan paid" to planPaid.words(),
)

/** Says that the sum is not whole, where it is not. */
fun YearSums.notStated(): String? =
    memberOwes.claimsNotStating.toLong().takeIf { it > 0 }?.let { "${counted(it, "claim")} do not say what you owe" }
