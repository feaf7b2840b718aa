package org.billfold.demo.words

import java.math.BigDecimal
import org.billfold.Medication
import org.billfold.MedicationEvent
import org.billfold.MedicationSource

fun MedicationSource.words(): String =
    when (this) {
        MedicationSource.REQUEST -> "Prescribed"
        MedicationSource.DISPENSE -> "Handed out"
        MedicationSource.STATEMENT -> "Taken"
    }

/** A drug in a list: how to take it, whether it is taken, when it was last heard of. */
fun Medication.summary(): String = joined(dosage, joined(status?.text, lastDate?.words()), by = "\n").orEmpty()

/** What is known of a drug, for its own screen. */
fun Medication.about(): List<Pair<String, String>> = fields(
    "How to take it" to dosage,
    "For" to reasons.lines(),
    "Prescribed by" to prescriber,
    "Pharmacy" to pharmacy,
    "Amount" to amount(quantity?.let { it.value to it.unit }, daysSupply),
    "Refills allowed" to refillsAllowed?.toPlainString(),
    "Last handed out" to lastDispensed?.words(),
    "Status" to status?.text,
)

/** One record of a drug, in a line. */
fun MedicationEvent.summary(): String = joined(
    date?.words(),
    amount(quantity?.let { it.value to it.unit }, daysSupply),
    if (source == MedicationSource.REQUEST) prescriber else pharmacy ?: dispensers.firstOrNull(),
).orEmpty()

/** How it stands, where its source does not say that already. */
fun MedicationEvent.standing(): String? = status?.text?.takeIf { it != source.words() }

private fun amount(quantity: Pair<BigDecimal, String?>?, days: BigDecimal?): String? = joined(
    quantity?.let { (value, unit) -> joined(value.toPlainString(), unit, by = " ") },
    days?.let { "for ${it.toPlainString()} days" },
    by = " ",
)
