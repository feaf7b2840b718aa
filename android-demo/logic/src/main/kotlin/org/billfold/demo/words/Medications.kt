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
fun Medication.summary(): String {
    val about = listOfNotNull(status?.text, lastDate?.let { dateText(it.text) }).joinToString(" · ")
    return listOfNotNull(dosage, about.ifEmpty { null }).joinToString("\n")
}

/** What is known of a drug, for its own screen. */
fun Medication.fields(): List<Pair<String, String>> = listOf(
    "How to take it" to dosage,
    "For" to reasons.joinToString("\n").ifEmpty { null },
    "Prescribed by" to prescriber,
    "Pharmacy" to pharmacy,
    "Amount" to amount(quantity?.let { it.value to it.unit }, daysSupply),
    "Refills allowed" to refillsAllowed?.toPlainString(),
    "Last handed out" to lastDispensed?.let { dateText(it.text) },
    "Status" to status?.text,
).mapNotNull { (name, value) -> value?.let { name to it } }

/** One record of a drug, in a line. */
fun MedicationEvent.summary(): String = listOfNotNull(
    date?.let { dateText(it.text) },
    amount(quantity?.let { it.value to it.unit }, daysSupply),
    if (source == MedicationSource.REQUEST) prescriber else pharmacy ?: dispensers.firstOrNull(),
).joinToString(" · ")

private fun amount(quantity: Pair<BigDecimal, String?>?, days: BigDecimal?): String? = listOfNotNull(
    quantity?.let { (value, unit) -> listOfNotNull(value.toPlainString(), unit).joinToString(" ") },
    days?.let { "for ${it.toPlainString()} days" },
).joinToString(" ").ifEmpty { null }
