package org.billfold

import java.io.File
import java.math.BigDecimal
import java.time.Duration
import java.time.Instant
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout
import org.junit.jupiter.api.io.TempDir

/** The journey that every language tells in the same way, over real HTTP. */
@Timeout(300)
class JourneyTest {
    @TempDir
    lateinit var directory: File

    private val store = MemoryStore()

    @Test
    fun journeyWithEveryPayer() = withWallet(directory, store) { wallet ->
        assertTrue(wallet.payers().map { it.id }.containsAll(PKCE.keys))
        for (payer in Sandbox.payers.values) journey(wallet, payer)
    }

    private suspend fun journey(wallet: Wallet, payer: SandboxPayer) {
        val request = wallet.beginSignIn(payer.id, payer.options())
        val secured = store.names
        assertEquals(payer.redirectUri, request.redirectUri)
        assertEquals(PKCE[payer.id], request.protection.pkce, payer.id)

        val connection = wallet.completeSignIn(SandboxBrowser().callback(request, payer))
        assertEquals(payer.id, connection.payer)
        assertEquals(payer.login["patient"].asText(), connection.patient, payer.id)
        assertEquals(RedirectBinding.AUTH_SESSION, connection.protection.redirect)
        assertTrue(Duration.between(connection.signedInAt, Instant.now()).abs() < Duration.ofMinutes(5))
        assertNull(connection.syncedAt)

        val events = wallet.sync(connection.id).toList()
        assertTrue(events.first() is SyncEvent.Progress, payer.id)
        val report = (events.last() as SyncEvent.Done).report
        assertEquals(emptyList<SyncFailure>(), report.failed, payer.id)
        val held = payer.held(connection.patient)
        assertEquals(held, report.records, payer.id)
        assertEquals(1, wallet.connections().count { it.syncedAt != null })

        checkViews(wallet, connection, report)

        wallet.signOut(connection.id)
        assertEquals(emptyList<Connection>(), wallet.connections(), payer.id)
        assertEquals(emptyList<InsuranceCard>(), wallet.cards(), payer.id)
        assertEquals(secured, store.names, "keys and tokens of the connection are erased")
        thrownBy<BillfoldException.NotFound> { wallet.syncToEnd(connection.id) }
    }

    private suspend fun checkViews(wallet: Wallet, connection: Connection, report: SyncReport) {
        val card = wallet.cards().first()
        assertEquals(CardActivity.ACTIVE, card.activity)
        assertFalse(card.memberId.isNullOrBlank(), connection.payer)
        assertEquals(connection.id, card.origin.connection)

        val claims = wallet.claims().items
        val asked = wallet.priorAuthorizations()
        assertEquals(report.records["ExplanationOfBenefit"], (claims.size + asked.size).toULong(), connection.payer)
        assertTrue(claims.any { (it.memberOwes?.money?.amount ?: BigDecimal.ZERO) > BigDecimal.ZERO }, connection.payer)
        val types = setOf("MedicationRequest", "MedicationDispense", "MedicationStatement")
        assertEquals(report.records.keys.any(types::contains), wallet.medications().items.isNotEmpty(), connection.payer)

        val coverages = wallet.records(connection = connection.id, resourceType = "Coverage")
        assertEquals(report.records["Coverage"], coverages.size.toULong(), connection.payer)
        assertEquals(report.records.values.sum(), wallet.records().size.toULong(), connection.payer)
        val record = Sandbox.parse(wallet.record(card.origin.reference)!!)
        assertEquals("Coverage" to card.origin.reference.id, record["resourceType"].asText() to record["id"].asText())
        assertNull(wallet.record(Reference("Coverage", "none-such")))
    }

    @Test
    fun quickStartRuns() = runBlocking {
        val payer = Sandbox.payer("bcbsnc")
        val shown = mutableListOf<String>()
        quickStart(Sandbox.config(directory), store, { SandboxBrowser().callback(it, payer) }, shown::add)
        assertTrue(shown.any { it.startsWith("done in") })
        assertTrue(shown.any { "you owe" in it })
    }

    private companion object {
        /** How much PKCE protects at each payer. */
        val PKCE = mapOf(
            "bcbsmn" to PkceProtection.NONE,
            "bcbsnc" to PkceProtection.S256,
            "bcbst" to PkceProtection.S256_UNCONFIRMED,
            "intersystems" to PkceProtection.S256,
            "sharedhealthms" to PkceProtection.S256_UNCONFIRMED,
        )
    }
}
