package org.billfold.demo

import java.io.File
import org.billfold.Claim
import org.billfold.PaymentStatus
import org.billfold.RecordKind
import org.billfold.Sandbox
import org.billfold.demo.words.KINDS_OF_CARE
import org.billfold.demo.words.decision
import org.billfold.demo.words.safeguards
import org.billfold.demo.words.shares
import org.billfold.demo.words.summary
import org.billfold.demo.words.words
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNotNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout
import org.junit.jupiter.api.io.TempDir

/** What the screens show of the records, before, with and after them. */
@Timeout(120)
class WalletScreensTest {
    @TempDir
    lateinit var directory: File

    private val device by lazy { TestDevice(directory) }

    @Test
    fun emptyWalletIsReadyAndEmpty() = inApp(device) { session ->
        val home = session.home.content.state.ready()
        assertEquals(0, home.connections.size + home.cards.size + home.newestClaims.size)
        assertEquals(0, session.claims.pages.state.ready().items.size)
        assertEquals(0, session.medications.pages.state.ready().items.size)
        assertEquals(0, session.health.counts.state.ready().size)
        assertEquals(0, session.timeline.pages.state.ready().items.size)
    }

    @Test
    fun twoPayersShareTheScreensAndAreToldApart() = inApp(device) { session ->
        val first = connect(session, Sandbox.payer("bcbsnc"))
        val second = connect(session, Sandbox.payer("bcbsmn"))
        val home = session.home.content.state.awaitThat { it.value?.connections?.size == 2 }.value!!
        assertEquals(setOf(first.id, second.id), home.year.sums.map { it.connection }.toSet())
        assertTrue(home.year.sums.all { it.memberOwes.words() != null })
        assertEquals(setOf(first.id, second.id), home.cards.map { it.origin.connection }.toSet())
        val all = session.claims.pages.state.awaitThat { it.value?.total == home.claimCount }.value!!
        session.claims.filter { it.copy(connection = first.id) }
        assertEquals(1, session.claims.filter.value.choices)
        val filtered = session.claims.pages.state.awaitThat { (it.value?.total ?: all.total!!) < all.total!! }.value!!
        assertTrue(filtered.items.all { it.origin.connection == first.id })
    }

    @Test
    fun signOutErasesAndLeavesTheOther() = inApp(device) { session ->
        val gone = connect(session, Sandbox.payer("bcbsnc"))
        val kept = connect(session, Sandbox.payer("bcbsmn"))
        session.connections.signOut(gone.id)
        session.connections.signOut.await<SignOutState.Done>()
        assertEquals(listOf(kept.id), session.connections.list.state.awaitThat { it.value?.size == 1 }.value!!.map { it.id })
        val home = session.home.content.state.awaitThat { it.value?.connections?.size == 1 }.value!!
        assertTrue(home.cards.all { it.origin.connection == kept.id })
        assertFalse(gone.id in session.sync.states.value)
    }

    @Test
    fun signOutErasesEvenWhenThePayerIsDown() = inApp(device) { session ->
        val payer = Sandbox.payer("intersystems")
        val connection = connect(session, payer)
        payer.with("""{"down": "refuses"}""") {
            session.connections.signOut(connection.id)
            assertFalse(session.connections.signOut.await<SignOutState.Done>().revoked)
        }
        assertEquals(0, session.wallet.records().size)
    }

    @Test
    fun everyKindHasWhatItCounts() = inApp(device) { session ->
        connect(session, Sandbox.payer("bcbsmn"))
        val counts = session.health.counts.state.awaitThat { it.value?.isNotEmpty() == true }.value!!
        assertTrue(counts.size > 8, "$counts")
        for ((kind, _) in counts) {
            val first = session.health.list(kind).state.awaitThat { it.value?.items?.isNotEmpty() == true }.value!!.items.first()
            assertTrue(first.title.isNotBlank(), "$kind")
            assertTrue("resourceType" in session.records.source(first.origin).ready()!!, "$kind")
        }
        val written = session.wallet.records().first { record -> session.wallet.provenance(record.origin.connection, record.origin.reference).isNotEmpty() }
        assertTrue(session.records.provenance(written.origin).ready().all { it.agents.isNotEmpty() && it.summary().isNotBlank() })
    }

    @Test
    fun resultHasItsValuesOverTime() = inApp(device) { session ->
        connect(session, Sandbox.payer("bcbsmn"))
        val results = session.health.list(HealthKind.LAB_RESULTS).state.awaitThat { it.value?.items?.isNotEmpty() == true }.value!!
        val trends = results.items.mapNotNull { it.trendCode }.distinct().map { session.health.trends(it).ready() }
        assertTrue(trends.flatten().any { it.points.size > 2 })
    }

    @Test
    fun claimsAreFiltered() = inApp(device) { session ->
        connect(session, Sandbox.payer("bcbsmn"))
        connect(session, Sandbox.payer("bcbsnc"))
        val all = session.claims.pages.state.awaitThat { (it.value?.total ?: 0) > 0 }.value!!
        val total = checkNotNull(all.total)
        suspend fun shown(filter: ClaimFilter): Paged<Claim> {
            session.claims.filter { filter }
            val before = session.claims.pages.state.value
            return session.claims.pages.state.awaitThat { it !== before && it.value != null }.value!!
        }
        val periods = (ClaimPeriod.entries - ClaimPeriod.ALL).map { shown(ClaimFilter(period = it)).total!! }
        assertEquals(total, periods.sum(), "each claim was at one time")
        val people = session.claims.choices.state.awaitThat { it.value?.people?.size == 2 }.value!!.people
        val ofPeople = people.map { shown(ClaimFilter(person = it.id)) }
        assertEquals(total, ofPeople.sumOf { it.total!! })
        assertEquals(2, ofPeople.map { page -> page.items.map { it.origin.connection }.distinct().single() }.distinct().size)
        val ofKinds = KINDS_OF_CARE.map { kind -> shown(ClaimFilter(kind = kind)).also { page -> assertTrue(page.items.all { it.kind == kind }) } }
        assertTrue(ofKinds.sumOf { it.total!! } <= total && ofKinds.count { it.items.isNotEmpty() } > 2)
        val ofPayments = PaymentStatus.entries.map { shown(ClaimFilter(payment = it)).total!! }
        assertEquals(total, ofPayments.sum(), "something became of each payment")
        val denied = shown(ClaimFilter(payment = PaymentStatus.DENIED))
        assertTrue(denied.items.isNotEmpty() && denied.items.all { it.decision() == "Denied" && it.denialReasons.isNotEmpty() })
        val provider = all.items.firstNotNullOf { it.provider }
        assertTrue(shown(ClaimFilter(text = " $provider ")).total!! in 1..<total)
        assertEquals(0, shown(ClaimFilter(text = "no claim has these words")).items.size)
    }

    @Test
    fun timelineIsSearchedAndNarrowed() = inApp(device) { session ->
        connect(session, Sandbox.payer("bcbsmn"))
        val all = session.timeline.pages.state.awaitThat { (it.value?.total ?: 0) > 0 }.value!!
        session.timeline.only(RecordKind.LAB_RESULT)
        val results = session.timeline.pages.state.awaitThat { (it.value?.total ?: all.total!!) < all.total!! }.value!!
        assertTrue(results.items.all { it.kind == RecordKind.LAB_RESULT })
        session.timeline.search("no record has these words")
        session.timeline.pages.state.awaitThat { it.value?.total == 0L }
        session.timeline.search("")
        assertEquals(results.total, session.timeline.pages.state.awaitThat { (it.value?.total ?: 0) > 0 }.value!!.total)
    }

    @Test
    fun everyPayerSaysWhatItSharesAndHowItIsProtected() = inApp(device) { session ->
        for (payer in session.wallet.payers()) {
            assertTrue(payer.shares().isNotEmpty(), payer.id)
        }
        val connection = connect(session, Sandbox.payer("bcbsmn"))
        val safeguards = connection.protection.safeguards()
        assertEquals(4, safeguards.size)
        assertEquals("No one-time key", safeguards.first().title)
        assertFalse(safeguards.first().holds)
    }

    @Test
    fun sandboxAndOwnRecordsNeverMeet() = inApp(device) { session ->
        connect(session, Sandbox.payer("bcbsnc"))
        app.useSandbox(false).join()
        val own = checkNotNull(app.session())
        assertTrue(own.sandbox.isEmpty())
        assertEquals(0, own.home.content.state.ready().connections.size)
        app.useSandbox(true).join()
        assertEquals(1, checkNotNull(app.session()).home.content.state.ready().connections.size)
    }

    @Test
    fun sandboxThatIsNotThereIsSaid() = inApp(device) { _ ->
        val process = AppModel(TestDevice(File(directory, "other")), scope, listOf(9))
        process.start().join()
        val failed = process.state.value as AppState.Failed
        assertEquals(NextStep.RETRY, failed.problem.next)
        assertNotNull(failed.problem.message)
    }
}
