package org.billfold.demo.words

import java.math.RoundingMode
import java.time.DayOfWeek
import java.time.format.TextStyle
import java.util.Locale
import org.billfold.AcceptingPatients
import org.billfold.DirectoryEntry
import org.billfold.DirectoryLocation
import org.billfold.OpeningHours

fun AcceptingPatients.words(): String =
    when (this) {
        AcceptingPatients.NEW -> "Takes new patients"
        AcceptingPatients.EXISTING -> "Takes no new patients"
        AcceptingPatients.EXISTING_AND_FAMILY -> "Takes new patients of families that it knows"
        AcceptingPatients.NO -> "Takes no patients"
    }

fun DirectoryEntry.title(): String = name ?: organization ?: locations.firstOrNull()?.name ?: "No name given"

/** An entry in a list: what they do, where, and whether one may come. */
fun DirectoryEntry.summary(): String =
    joined(specialties.lines(), locations.firstOrNull()?.let { joined(it.place(), it.distance()) }, accepting?.words(), by = "\n").orEmpty()

/** All that the directory says. */
fun DirectoryEntry.about(): List<Pair<String, String>> = fields(
    "Specialties" to specialties.lines(),
    "Roles" to roles.lines(),
    "Works for" to organization?.takeIf { it != title() },
    "New patients" to joined(accepting?.words(), acceptingNote, by = "\n"),
    "Phone" to phones.lines(),
    "Open" to hours.map { it.words() }.lines(),
    "Languages" to languages.lines(),
    "Networks" to networks.mapNotNull { it.name ?: it.id }.lines(),
    "Qualifications" to (qualifications - specialties.toSet()).lines(),
    "NPI" to npi,
)

/** Where it is, in a line. */
fun DirectoryLocation.place(): String? = joined(city, joined(state, postalCode, by = " "), by = ", ")

/** How far it is from where the member is, in the unit that is usual there. */
fun DirectoryLocation.distance(locale: Locale = Locale.getDefault()): String? {
    val km = distanceKm?.toBigDecimal() ?: return null
    val inMiles = locale.country in setOf("US", "GB", "LR", "MM")
    val distance = (if (inMiles) km / KM_OF_MILE.toBigDecimal() else km).setScale(1, RoundingMode.HALF_UP)
    return "$distance ${if (inMiles) "mi" else "km"}"
}

fun DirectoryLocation.about(): List<Pair<String, String>> = fields(
    "Address" to (address.lines() ?: place()),
    "Distance" to distance(),
    "Phone" to phones.lines(),
    "Open" to hours.map { it.words() }.lines(),
    "Closed" to exceptions,
    "Access" to accessibility.lines(),
)

fun OpeningHours.words(locale: Locale = Locale.getDefault()): String {
    val times = if (allDay) "all day" else joined(opens?.let { timeText(it, locale) }, closes?.let { timeText(it, locale) }, by = " – ")
    return joined(days.joinToString { dayText(it, locale) }.ifEmpty { null }, times, by = " ").orEmpty()
}

/** A day of the week by its FHIR code, such as `mon`. */
private fun dayText(code: String, locale: Locale): String =
    DayOfWeek.entries.firstOrNull { it.name.startsWith(code, ignoreCase = true) }?.getDisplayName(TextStyle.SHORT, locale) ?: code

private const val KM_OF_MILE = 1.609344
