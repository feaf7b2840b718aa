package org.billfold

import java.time.Instant
import java.time.LocalDate

typealias DatePrecision = org.billfold.ffi.DatePrecision
typealias Dates = org.billfold.ffi.Dates

/** A date as precise as the payer wrote it: a year, a month, a day or a moment. */
typealias PartialDate = org.billfold.ffi.PartialDate
typealias When = org.billfold.ffi.When

/** The first day that it covers; of a moment, the day at the place where it was written. */
val PartialDate.firstDay: LocalDate
    get() {
        val parts = text.take(DAY_LENGTH).split('-').map(String::toInt)
        return LocalDate.of(parts[0], parts.getOrElse(1) { 1 }, parts.getOrElse(2) { 1 })
    }

/** The moment, where it is one; `null` for a year, a month or a day, which belong to no time zone. */
val PartialDate.instant: Instant?
    get() = if (precision == DatePrecision.INSTANT) Instant.ofEpochSecond(startSeconds) else null

/** By the start of what they cover. */
operator fun PartialDate.compareTo(other: PartialDate): Int =
    compareValuesBy(this, other, PartialDate::startSeconds, PartialDate::text)

/** `2021-03-09`. */
private const val DAY_LENGTH = 10
