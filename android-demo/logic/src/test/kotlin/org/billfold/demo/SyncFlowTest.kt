package org.billfold.demo

import java.io.File
import java.net.URLEncoder
import kotlin.time.Duration.Companion.milliseconds
import kotlinx.coroutines.delay
import org.billfold.Sandbox
import org.billfold.SandboxPayer
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout
import org.junit.jupiter.api.io.TempDir

/** Sync as the member sees it. */
@Timeout(120)
class SyncFlowTest {
    @TempDir
    lateinit var directory: File

    private val payer = Sandbox.payer("intersystems")
    private val device by lazy { TestDevice(directory) }

    @Test
    fun firstSyncBeginsByItselfAndTellsWhatItBrings() = inApp(device) { session ->
        browser(member = memberAt(payer))
        session.begin(payer)
        val connection = session.signIn.state.await<SignInState.Connected>().connection
        val running = session.sync.states.awaitThat { (it[connection.id] as? SyncState.Running)?.types?.isNotEmpty() == true }
        assertTrue((running[connection.id] as SyncState.Running).progress!!.planned > 0uL)
        val done = session.sync.states.awaitThat { it[connection.id] is SyncState.Done }[connection.id] as SyncState.Done
        assertEquals(payer.held(connection.patient), done.report.records)
    }

    @Test
    fun pausedSyncKeepsWhatItBroughtAndGoesOn() = inApp(device) { session ->
        browser(member = memberAt(payer))
        payer.with("""{"delay_ms": 300}""") {
            session.begin(payer)
            val id = session.signIn.state.await<SignInState.Connected>().connection.id
            session.sync.states.awaitThat { ((it[id] as? SyncState.Running)?.progress?.records ?: 0uL) > 0uL }
            session.sync.pause(id)
            session.sync.states.awaitThat { it[id] is SyncState.Paused }
            assertTrue(session.wallet.records().isNotEmpty())
            assertNull(session.wallet.connections().single().synced)
        }
        val connection = session.wallet.connections().single()
        session.sync.start(connection.id)
        val done = session.sync.states.awaitThat { it[connection.id] is SyncState.Done }[connection.id] as SyncState.Done
        assertEquals(payer.held(connection.patient), done.report.records)
        assertTrue(done.report.new < done.report.records.values.sum(), "what was there is not new")
    }

    @Test
    fun airplaneModeInTheMiddleEndsInWordsAndGoesOnLater() = inApp(device) { session ->
        browser(member = memberAt(payer))
        var id = ""
        payer.with("""{"delay_ms": 300}""") {
            session.begin(payer)
            id = session.signIn.state.await<SignInState.Connected>().connection.id
            session.sync.states.awaitThat { ((it[id] as? SyncState.Running)?.progress?.records ?: 0uL) > 0uL }
        }
        payer.with("""{"down": "refuses"}""") {
            // What was under way is reported as not complete; what had not begun fails as a whole.
            val stopped = session.sync.states.awaitThat { it[id] is SyncState.Failed || it[id] is SyncState.Done }[id]
            val isSaid = when (stopped) {
                is SyncState.Failed -> stopped.problem.next == NextStep.RETRY
                is SyncState.Done -> stopped.isIncomplete
                else -> false
            }
            assertTrue(isSaid)
            assertTrue(session.wallet.connections().isNotEmpty(), "being offline signs nobody out")
        }
        session.sync.start(id)
        val done = session.sync.states.awaitThat { it[id] is SyncState.Done }[id] as SyncState.Done
        assertEquals(payer.held(session.wallet.connections().single().patient), done.report.records)
    }

    @Test
    fun busyPayerAsksForTime() = inApp(device) { session ->
        val connection = connect(session, payer)
        payer.with("""{"down": "unavailable"}""") {
            session.sync.start(connection.id)
            val failed = session.sync.states.awaitThat { it[connection.id] is SyncState.Failed }[connection.id]
            assertEquals(NextStep.RETRY_LATER, (failed as SyncState.Failed).problem.next)
        }
    }

    @Test
    fun accessThatHasEndedLeadsToANewSignInAndKeepsTheRecords() = inApp(device) { session ->
        val withoutRefresh = Sandbox.payer("bcbsnc")
        val connection = withoutRefresh.with("""{"access_token_life": 20}""") { connect(session, withoutRefresh) }
        val records = session.wallet.records().size
        while (session.sync.refreshAll().single() !is SyncState.Failed) delay(500.milliseconds)
        val failed = session.sync.states.value[connection.id] as SyncState.Failed
        assertEquals(NextStep.SIGN_IN, failed.problem.next)
        assertEquals(records, session.wallet.records().size)
        val again = connect(session, withoutRefresh)
        assertEquals(again.id, session.wallet.connections().single().id)
        assertEquals(withoutRefresh.held(again.patient).values.sum(), session.wallet.records().size.toULong())
    }

    @Test
    fun revokedAccessLeadsToANewSignInAndKeepsTheRecords() = inApp(device) { session ->
        val connection = connect(session, payer)
        val records = session.wallet.records().size
        payer.revokeEverything(checkNotNull(session.clients[payer.id]))
        session.sync.start(connection.id)
        val failed = session.sync.states.awaitThat { it[connection.id] is SyncState.Failed }[connection.id] as SyncState.Failed
        assertEquals(NextStep.SIGN_IN, failed.problem.next)
        assertEquals(records, session.wallet.records().size)
        assertEquals(connection.id, connect(session, payer).id)
        assertEquals(records, session.wallet.records().size)
    }

    /** Revokes at the payer's own endpoint (RFC 7009) whatever it has issued, as its website would. */
    private fun SandboxPayer.revokeEverything(client: ClientEntry) {
        for (token in secrets()) {
            val form = mapOf("token" to token, "client_id" to client.clientId, "client_secret" to client.clientSecret.orEmpty())
                .map { (name, value) -> "$name=${URLEncoder.encode(value, Charsets.UTF_8)}" }.joinToString("&")
            Sandbox.post(origin.resolve("/oauth2/revocation"), form, "application/x-www-form-urlencoded")
        }
    }

    @Test
    fun backgroundRefreshUpdatesEveryPlan() = inApp(device) { session ->
        val ids = listOf(payer, Sandbox.payer("bcbsmn")).map { connect(session, it).id }
        val states = session.sync.refreshAll()
        assertEquals(ids.size, states.size)
        assertTrue(states.all { it is SyncState.Done })
    }

    @Test
    fun appEndedInTheMiddleOfASyncGoesOnInTheNextProcess() {
        payer.run {
            inApp(device) { session ->
                browser(member = memberAt(payer))
                with("""{"delay_ms": 300}""") {
                    session.begin(payer)
                    val id = session.signIn.state.await<SignInState.Connected>().connection.id
                    session.sync.states.awaitThat { ((it[id] as? SyncState.Running)?.progress?.records ?: 0uL) > 0uL }
                    end()
                }
            }
            inApp(device) { session ->
                val connection = session.wallet.connections().single()
                assertTrue(session.wallet.records().isNotEmpty())
                val done = session.sync.refreshAll().single() as SyncState.Done
                assertEquals(held(connection.patient), done.report.records)
            }
        }
    }
}
