package org.billfold.demo.words

import org.billfold.Allergy
import org.billfold.Attachment
import org.billfold.CarePlan
import org.billfold.CareTeam
import org.billfold.Condition
import org.billfold.Device
import org.billfold.DiagnosticReport
import org.billfold.Document
import org.billfold.Encounter
import org.billfold.Goal
import org.billfold.Immunization
import org.billfold.Observation
import org.billfold.Origin
import org.billfold.Procedure
import org.billfold.Standing

/**
 * A record of the health record, laid out for a list and for its own screen.
 *
 * @property date when it was, for the member to read.
 * @property value what a list shows at the row's end.
 * @property fields all else that the record says, in the order of the screen.
 * @property trendCode the code whose values over time can be shown.
 * @property parts what the document consists of, by the names of its attachments.
 */
data class HealthItem(
    val title: String,
    val date: String?,
    val value: String?,
    val fields: List<Pair<String, String>>,
    val origin: Origin,
    val trendCode: String? = null,
    val parts: List<String> = emptyList(),
) {
    override fun toString(): String = "HealthItem"
}

internal fun Condition.item() = HealthItem(
    title = name.text,
    date = (onset?.words() ?: recorded?.words())?.let { "Since $it" },
    value = standing.words(),
    origin = origin,
    fields = fields(
        "Status" to clinicalStatus?.text,
        "Certainty" to verificationStatus?.text,
        "Severity" to severity?.text,
        "Began" to onset?.words(),
        "Ended" to abatement?.words(),
        "Where in the body" to bodySites.words(),
        "Recorded" to recorded?.words(),
        "Recorded by" to (recorder ?: asserter),
        "Kind" to categories.words(),
        "Notes" to notes.lines(),
    ),
)

internal fun Allergy.item() = HealthItem(
    title = name.text,
    date = (onset?.words() ?: recorded?.words())?.let { "Since $it" },
    value = if (noneKnown) null else standing.words(),
    origin = origin,
    fields = fields(
        "Reactions" to reactions.mapNotNull { reaction ->
            (reaction.manifestations.words() ?: reaction.description)?.let { listOfNotNull(it, reaction.severity?.text).joinToString(", ") }
        }.lines(),
        "Danger" to criticality?.text,
        "Kind" to (listOfNotNull(kind?.text) + categories.map { it.text }).joinToString().ifEmpty { null },
        "Status" to clinicalStatus?.text,
        "Certainty" to verificationStatus?.text,
        "Last reaction" to lastOccurrence?.words(),
        "Recorded" to recorded?.words(),
        "Recorded by" to (recorder ?: asserter),
        "Notes" to notes.lines(),
    ),
)

internal fun Observation.item() = HealthItem(
    title = name.text,
    date = effective?.words(),
    value = value?.text ?: absentReason?.text,
    origin = origin,
    trendCode = name.codes.firstOrNull()?.code,
    fields = fields(
        "Result" to (value?.text ?: absentReason?.text),
        "Meaning" to interpretations.words(),
        "Usual range" to referenceRanges.map { it.text }.lines(),
        *components.map { it.name.text to (it.value?.text ?: it.absentReason?.text) }.toTypedArray(),
        "When" to effective?.words(),
        "By" to performers.lines(),
        "Method" to method?.text,
        "Specimen" to specimen,
        "Where in the body" to bodySite?.text,
        "Status" to status?.text,
        "Notes" to notes.lines(),
    ),
)

internal fun DiagnosticReport.item() = HealthItem(
    title = name.text,
    date = effective?.words() ?: issued?.words(),
    value = null,
    origin = origin,
    parts = attachments.map { it.name() },
    fields = fields(
        "Conclusion" to conclusion,
        *results.map { result -> result.name.text to (listOfNotNull(result.value?.text, result.interpretations.words()).joinToString(", ").ifEmpty { result.absentReason?.text }) }.toTypedArray(),
        "Not sent by your plan" to missingResults.lines(),
        "By" to (performers + interpreters).distinct().lines(),
        "Kind" to categories.words(),
        "Status" to status?.text,
    ),
)

internal fun Immunization.item() = HealthItem(
    title = vaccine.text,
    date = occurred?.words(),
    value = if (notDone) "Not given" else null,
    origin = origin,
    fields = fields(
        "When" to occurred?.words(),
        "Why not given" to statusReason?.text?.takeIf { notDone },
        "Dose" to doseNumber,
        "Given by" to performers.lines(),
        "Where" to location,
        "Site" to site?.text,
        "Route" to route?.text,
        "Manufacturer" to manufacturer,
        "Lot" to lotNumber,
        "Reported by" to reportOrigin?.text,
        "Notes" to notes.lines(),
    ),
)

internal fun Procedure.item() = HealthItem(
    title = name.text,
    date = performed?.words(),
    value = if (notDone) "Not done" else null,
    origin = origin,
    fields = fields(
        "When" to performed?.words(),
        "Status" to status?.text,
        "Why" to reasons.lines(),
        "By" to performers.map { who -> listOfNotNull(who.name, who.role?.text).joinToString(", ") }.lines(),
        "Where" to location,
        "Where in the body" to bodySites.words(),
        "Outcome" to outcome?.text,
        "Complications" to complications.words(),
        "Follow-up" to followUp.words(),
        "Notes" to notes.lines(),
    ),
)

internal fun Encounter.item() = HealthItem(
    title = name,
    date = period?.let { datesText(it.start?.text, it.end?.text) },
    value = null,
    origin = origin,
    fields = fields(
        "When" to period?.let { datesText(it.start?.text, it.end?.text) },
        "Setting" to setting?.text,
        "Why" to (reasons + diagnoses).distinct().lines(),
        "With" to participants.map { who -> listOfNotNull(who.name, who.role?.text).joinToString(", ") }.lines(),
        "Where" to (locations + listOfNotNull(serviceProvider)).distinct().lines(),
        "Admitted from" to admitSource?.text,
        "Discharged to" to dischargeDisposition?.text,
        "Status" to status?.text,
    ),
)

internal fun Document.item() = HealthItem(
    title = title,
    date = date?.words(),
    value = null,
    origin = origin,
    parts = attachments.map { it.name() },
    fields = fields(
        "Kind" to kind?.text,
        "About" to description,
        "Written by" to authors.lines(),
        "Kept by" to custodian,
        "About the time" to period?.let { datesText(it.start?.text, it.end?.text) },
        "Status" to status?.text,
    ),
)

internal fun CarePlan.item() = HealthItem(
    title = title,
    date = period?.let { datesText(it.start?.text, it.end?.text) },
    value = status?.text,
    origin = origin,
    fields = fields(
        "About" to description,
        "Text" to narrative,
        "For" to addresses.lines(),
        "Goals" to goals.lines(),
        "Steps" to activities.map { step -> listOfNotNull(step.text, step.status?.text).joinToString(", ") }.lines(),
        "By" to author,
        "Team" to careTeams.lines(),
        "Notes" to notes.lines(),
    ),
)

internal fun Goal.item() = HealthItem(
    title = description.text,
    date = start?.words(),
    value = achievement?.text ?: lifecycleStatus?.text,
    origin = origin,
    fields = fields(
        "Status" to lifecycleStatus?.text,
        "Reached" to achievement?.text,
        "Targets" to targets.mapNotNull { target ->
            listOfNotNull(target.measure?.text, target.detail, target.due?.words()?.let { "by $it" }).joinToString(", ").ifEmpty { null }
        }.lines(),
        "Priority" to priority?.text,
        "For" to addresses.lines(),
        "Set by" to expressedBy,
        "Notes" to notes.lines(),
    ),
)

internal fun CareTeam.item() = HealthItem(
    title = name,
    date = period?.let { datesText(it.start?.text, it.end?.text) },
    value = status?.text,
    origin = origin,
    fields = fields(
        "Members" to members.mapNotNull { who ->
            (listOfNotNull(who.name, who.roles.words()) + listOfNotNull(who.onBehalfOf)).joinToString(", ").ifEmpty { null }
        }.lines(),
        "Organizations" to organizations.lines(),
        "For" to reasons.lines(),
        "Notes" to notes.lines(),
    ),
)

internal fun Device.item() = HealthItem(
    title = name,
    date = manufactured?.words()?.let { "Made $it" },
    value = status?.text,
    origin = origin,
    fields = fields(
        "Kind" to kind?.text,
        "Manufacturer" to manufacturer,
        "Model" to model,
        "Serial number" to serialNumber,
        "Lot" to lotNumber,
        "Device identifier (UDI)" to identifiers.mapNotNull { it.humanReadable ?: it.deviceIdentifier }.lines(),
        "Expires" to expires?.words(),
        "Notes" to notes.lines(),
    ),
)

private fun Attachment.name(): String = title ?: contentType ?: "Attachment"

internal fun Standing.words(): String? =
    when (this) {
        Standing.ACTIVE -> "Active"
        Standing.INACTIVE -> "Past"
        Standing.REFUTED -> "Ruled out"
        Standing.UNKNOWN -> null
    }
