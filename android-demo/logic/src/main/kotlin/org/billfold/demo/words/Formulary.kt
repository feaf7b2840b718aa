package org.billfold.demo.words

import org.billfold.FormularyDrug
import org.billfold.FormularyPlan

fun FormularyDrug.title(): String = drug?.text ?: "A drug without a name"

/** A drug in a list: how dear it is, and whether it is the member's plan that covers it. */
fun FormularyDrug.summary(): String? {
    // Two plans may list the same drug.
    val list = plans.firstOrNull { it.isMine }?.let { "On your plan's list: ${it.title()}" } ?: plans.firstOrNull()?.name
    return joined(tier?.text, list, limits())
}

/** What must be done before the plan pays. */
private fun FormularyDrug.limits(): String? = joined(
    "ask your plan first".takeIf { priorAuthorization == true },
    "other drugs first".takeIf { stepTherapy == true },
    "limited amount".takeIf { quantityLimit == true },
    by = ", ",
)

/** All that the list says. */
fun FormularyDrug.about(): List<Pair<String, String>> = fields(
    "Tier" to tier?.text,
    "Ask your plan first" to said(priorAuthorization, priorAuthorizationNewStartsOnly),
    "Try other drugs first" to said(stepTherapy, stepTherapyNewStartsOnly),
    "Limited amount" to (quantityLimits.lines() ?: said(quantityLimit, null)),
    "On the list" to available?.words(),
    "Pharmacies" to pharmacies.words(),
    "Instead of it" to alternatives.lines(),
    "From" to origin.words(),
)

fun FormularyPlan.title(): String = name ?: id ?: "A plan without a name"

/** What the member pays for it under this plan. */
fun FormularyPlan.costText(): String? = costs.mapNotNull { cost ->
    // Plans state a share of nothing beside a copay.
    val percent = cost.coinsurancePercent?.takeIf { it.signum() != 0 || cost.copay == null }
    val share = percent?.let { "${it.toPlainString()}% of the cost" }
    joined(cost.pharmacy?.text, joined(cost.copay?.text(), share, by = " + "), by = ": ")
}.lines()

private fun said(flag: Boolean?, newOnly: Boolean?): String? =
    when (flag) {
        null -> null
        false -> "No"
        true -> if (newOnly == true) "Yes, for those who begin with it" else "Yes"
    }
