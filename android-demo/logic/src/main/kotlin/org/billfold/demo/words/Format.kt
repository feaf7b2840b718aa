package org.billfold.demo.words

import java.text.NumberFormat
import java.time.Duration
import java.time.Instant
import java.time.LocalDate
import java.time.LocalTime
import java.time.YearMonth
import java.time.ZoneId
import java.time.format.DateTimeFormatter
import java.time.format.DateTimeParseException
import java.time.format.FormatStyle
import java.util.Currency
import java.util.Locale
import org.billfold.Concept
import org.billfold.Dates
import org.billfold.Money
import org.billfold.Origin
import org.billfold.PartialDate
import org.billfold.When
import org.billfold.fetchedAt

/** The amount in the member's own way of writing, with as many places as the payer wrote. */
fun Money.text(locale: Locale = Locale.getDefault()): String {
    val format = NumberFormat.getCurrencyInstance(locale)
    runCatching { Currency.getInstance(currency) }.onSuccess { format.currency = it }
    format.minimumFractionDigits = maxOf(amount.scale(), format.currency?.defaultFractionDigits ?: 0)
    format.maximumFractionDigits = format.minimumFractionDigits
    return format.format(amount)
}

/** A FHIR date in the member's own way of writing, no more precise than it is. */
fun dateText(date: String, locale: Locale = Locale.getDefault()): String {
    fun pattern(text: String) = DateTimeFormatter.ofPattern(text, locale)
    return try {
        when (date.length) {
            4 -> date
            7 -> YearMonth.parse(date).format(pattern("MMMM yyyy"))
            else -> LocalDate.parse(date.take(10)).format(DateTimeFormatter.ofLocalizedDate(FormatStyle.MEDIUM).withLocale(locale))
        }
    } catch (_: DateTimeParseException) {
        date
    }
}

/** A FHIR time of day, such as `09:00:00`, in the member's own way of writing. */
fun timeText(time: String, locale: Locale = Locale.getDefault()): String =
    try {
        LocalTime.parse(time).format(DateTimeFormatter.ofLocalizedTime(FormatStyle.SHORT).withLocale(locale))
    } catch (_: DateTimeParseException) {
        time
    }

/** First and last day, once where they are the same. */
fun datesText(start: String?, end: String?, locale: Locale = Locale.getDefault()): String? {
    val texts = listOfNotNull(start, end).map { dateText(it, locale) }.distinct()
    return texts.joinToString(" – ").ifEmpty { null }
}

/** How long ago, in a few words. */
fun agoText(then: Instant, now: Instant = Instant.now()): String {
    val minutes = Duration.between(then, now).toMinutes()
    return when {
        minutes < 1 -> "just now"
        minutes < 60 -> "$minutes min ago"
        minutes < 48 * 60 -> "${minutes / 60} h ago"
        else -> "${minutes / (24 * 60)} days ago"
    }
}

/** Day and time, in the member's own way of writing. */
fun momentText(moment: Instant, zone: ZoneId = ZoneId.systemDefault(), locale: Locale = Locale.getDefault()): String =
    DateTimeFormatter.ofLocalizedDateTime(FormatStyle.MEDIUM, FormatStyle.SHORT).withLocale(locale).withZone(zone).format(moment)

/** A number with its noun. */
fun counted(count: Number, one: String, many: String = one + "s", locale: Locale = Locale.getDefault()): String =
    "${NumberFormat.getIntegerInstance(locale).format(count.toLong())} ${if (count.toLong() == 1L) one else many}"

/** A date in the member's own way of writing. */
fun PartialDate.words(): String = dateText(text)

/** First and last day, once where they are the same. */
fun Dates.words(): String? = datesText(start?.text, end?.text)

/** Dates, or what is said instead of them. */
fun When.words(): String? = dates?.words() ?: words

/** Which plan a record is from, and how old it is. */
fun Origin.words(): String = "$payerName, ${agoText(fetchedAt)}"

internal fun List<Concept>.words(): String? = joinToString { it.text }.ifEmpty { null }

/** One below the other. */
internal fun List<String>.lines(): String? = joinToString("\n").ifEmpty { null }

/** Those that are there, in one text; `null` where none is. */
internal fun joined(vararg parts: String?, by: String = " · "): String? = parts.filterNotNull().joinToString(by).ifEmpty { null }

/** Names and values, where there is a value. */
internal fun fields(vararg all: Pair<String, String?>): List<Pair<String, String>> =
    all.mapNotNull { (name, value) -> value?.let { name to it } }
