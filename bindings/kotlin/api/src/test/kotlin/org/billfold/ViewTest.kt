package org.billfold

import java.io.File
import java.time.LocalDate
import kotlinx.coroutines.flow.last
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNotNull
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout
import org.junit.jupiter.api.io.TempDir

/** What an app shows of the records that a sync brought. */
@Timeout(180)
class ViewTest {
    @TempDir
    lateinit var directory: File

    private val payer = Sandbox.payer("bcbsmn")

    @Test
    fun clinicalRecordIsShown() = withWallet(directory) { wallet ->
        val connection = wallet.signIn(payer)
        wallet.syncToEnd(connection.id)
        val held = payer.held(connection.patient)
        val totals = mapOf(
            "Condition" to wallet.conditions().total,
            "AllergyIntolerance" to wallet.allergies().total,
            "Immunization" to wallet.immunizations().total,
            "Observation" to wallet.observations().total,
            "DiagnosticReport" to wallet.diagnosticReports().total,
            "Procedure" to wallet.procedures().total,
            "Encounter" to wallet.encounters().total,
            "DocumentReference" to wallet.documents().total,
            "CareTeam" to wallet.careTeams().total,
            "CarePlan" to wallet.carePlans().total,
            "Goal" to wallet.goals().total,
            "Device" to wallet.devices().total,
        )
        for ((type, total) in totals) {
            // What was entered in error is held and not shown.
            val most = held[type] ?: 0uL
            assertTrue(total <= most && (total > 0uL) == (most > 0uL), "$type: $total of $most")
        }

        val laboratory = wallet.observations(ClinicalQuery(category = "laboratory", limit = 2u))
        assertEquals(2, laboratory.items.size)
        val next = wallet.observations(ClinicalQuery(category = "laboratory", limit = 2u, after = laboratory.next))
        assertTrue(next.items.isNotEmpty() && next.items.none(laboratory.items::contains))
        val result = laboratory.items.first()
        val date = checkNotNull(result.effective?.dates?.start)
        assertTrue(date.firstDay <= LocalDate.now() && (date.precision != DatePrecision.INSTANT || date.instant != null))
        val points = wallet.trend(result.name.codes.first().code).flatMap { it.points }
        assertTrue(points.any { it.origin.reference == result.origin.reference })

        wallet.provenance(connection.id, result.origin.reference)
        val document = wallet.documents().items.first { document -> document.attachments.any { it.isInline } }
        val inline = document.attachments.indexOfFirst { it.isInline }
        val content = wallet.attachment(connection.id, document.origin.reference, inline.toUInt())
        assertTrue(checkNotNull(content).data.isNotEmpty())
        assertNull(wallet.attachment(connection.id, document.origin.reference, 99u))
        for (shown in listOf(laboratory, result, document, content, points.first(), date)) {
            assertFalse(result.name.text in shown.toString() || date.text in shown.toString())
        }
    }

    @Test
    fun lostKeysAreToldOnce() {
        lateinit var connection: Connection
        withWallet(directory) { connection = it.signIn(payer) }
        // The device's key store was emptied, as by a restored backup.
        withWallet(directory, MemoryStore()) { wallet ->
            val lost = wallet.takeEvents().single() as StoreEvent.ConnectionLost
            assertEquals(connection.id, lost.connection)
            assertTrue(wallet.connections().isEmpty() && wallet.takeEvents().isEmpty())
        }
    }

    @Test
    fun claimsAndCardsAreShown() = withWallet(directory) { wallet ->
        val connection = wallet.signIn(payer)
        val report = wallet.reconcile(connection.id).last() as SyncEvent.Done
        assertEquals(payer.held(connection.patient), report.report.records)
        assertEquals(0uL, report.report.missing)

        val listed = wallet.claims(ClaimQuery(limit = 1u)).items.single()
        val claim = checkNotNull(wallet.claim(listed.origin.reference, connection.id))
        assertEquals(listed, claim)
        assertNull(wallet.claim(Reference("ExplanationOfBenefit", "none-such")))
        val card = wallet.cards().first()
        for (image in card.images) {
            assertNotNull(wallet.cardImage(card.origin.reference, image.number))
        }
        assertNull(wallet.cardImage(card.origin.reference, 99u))

        val year = checkNotNull(claim.serviceStart).firstDay.year
        val sums = wallet.yearToDate(year)
        assertTrue(sums.year == year && sums.sums.any { it.connection == connection.id && it.claims > 0uL })
        val asked = wallet.priorAuthorizations()
        assertTrue(asked.size.toULong() + wallet.claims().total <= report.report.records.getValue("ExplanationOfBenefit"))

        val file = File(directory, "records.ndjson")
        assertEquals(report.report.records.values.sum(), wallet.exportToFile(file.path, ExportFormat.NDJSON))
        assertEquals(report.report.records.values.sum(), file.readLines().size.toULong())
        assertFalse(claim.toString().any(Char::isDigit) || card.toString().any(Char::isDigit))
    }

    @Test
    fun timelineShowsWhatHappened() = withWallet(directory) { wallet ->
        val connection = wallet.signIn(payer)
        wallet.syncToEnd(connection.id)
        val first = wallet.timeline(TimelineQuery(limit = 20u))
        val second = wallet.timeline(TimelineQuery(limit = 20u, after = checkNotNull(first.next)))
        val entries = first.items + second.items
        assertEquals(40, entries.distinctBy { it.origin.reference }.size)
        val dates = entries.mapNotNull { it.date }
        assertTrue(dates.zipWithNext().all { (newer, older) -> newer >= older }, "the newest first")
        val counts = wallet.timelineCounts()
        assertEquals(first.total, counts.sumOf { it.count })
        val claims = wallet.timeline(TimelineQuery(kinds = listOf(RecordKind.CLAIM)))
        assertEquals(counts.single { it.kind == RecordKind.CLAIM }.count, claims.total)
        val word = checkNotNull(entries.firstNotNullOf { it.title }).split(' ').first()
        assertTrue(wallet.timeline(TimelineQuery(text = word)).items.isNotEmpty())
        thrownBy<BillfoldException.Misconfigured> { wallet.timeline(TimelineQuery(after = "no mark")) }

        val person = wallet.people().single()
        assertEquals(listOf(connection.id), person.connections)
        assertTrue(entries.all { it.person == person.id && it.origin.missingSinceAt == null })
        assertFalse(word in first.toString() + entries + person)
    }

    @Test
    fun datesAreAsPreciseAsTheyWereWritten() {
        val year = PartialDate("2021", DatePrecision.YEAR, 1_609_459_200)
        val month = PartialDate("2021-03", DatePrecision.MONTH, 1_614_556_800)
        val day = PartialDate("2021-03-09", DatePrecision.DAY, 1_615_248_000)
        val moment = PartialDate("2021-03-09T23:30:00-06:00", DatePrecision.INSTANT, 1_615_354_200)
        assertEquals(LocalDate.of(2021, 1, 1), year.firstDay)
        assertEquals(LocalDate.of(2021, 3, 1), month.firstDay)
        assertEquals(LocalDate.of(2021, 3, 9), day.firstDay)
        assertEquals(LocalDate.of(2021, 3, 9), moment.firstDay, "the day at the place where it was written")
        assertNull(day.instant)
        assertEquals("2021-03-10T05:30:00Z", moment.instant.toString())
        assertTrue(year < month && month < day && day < moment)
    }
}
