package org.billfold.demo.words

import org.billfold.CardActivity
import org.billfold.InsuranceCard

fun CardActivity.words(): String =
    when (this) {
        CardActivity.ACTIVE -> "Active"
        CardActivity.ENDED -> "Ended"
        CardActivity.NOT_YET -> "Not active yet"
        CardActivity.CANCELLED -> "Cancelled"
        CardActivity.DRAFT -> "Not in force"
    }

/** What the front desk asks for, in the order in which cards print it. */
fun InsuranceCard.frontFields(): List<Pair<String, String>> = fields(
    "Group" to group,
    "Dependent" to dependent,
    "Network" to network,
)

/** What the pharmacy asks for. */
fun InsuranceCard.pharmacyFields(): List<Pair<String, String>> = fields(
    "RxBIN" to rxBin,
    "RxPCN" to rxPcn,
    "RxGrp" to rxGroup,
    "RxID" to rxId,
)

/** What the member pays, as the card says it. */
fun InsuranceCard.copayFields(): List<Pair<String, String>> =
    fields(*copays.map { copay -> copay.label to (copay.money?.text() ?: copay.words) }.toTypedArray())

/** The rest. */
fun InsuranceCard.backFields(): List<Pair<String, String>> = fields(
    "Subscriber" to subscriberName,
    "Subscriber ID" to subscriberId,
    "Relationship" to relationship,
    "Coverage" to coverageType,
    "Policy holder" to policyHolder,
    "Payer ID" to payerId,
    "Valid" to datesText(periodStart?.text, periodEnd?.text),
    "Issued" to issued?.words(),
)

/** How the payer is reached, with what each address is for. */
fun InsuranceCard.contactFields(): List<Pair<String, String>> = payerContacts.map { (it.purpose ?: "Your plan") to it.value }
