package org.billfold

import java.io.File
import kotlin.time.Duration.Companion.milliseconds
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.delay
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout
import org.junit.jupiter.api.io.TempDir

/** What an app is promised of sync, of the device's store and of what gets printed. */
@Timeout(120)
class WalletTest {
    @TempDir
    lateinit var directory: File

    private val payer = Sandbox.payer("intersystems")

    @Test
    fun cancelledSyncStopsAndGoesOn() = withWallet(directory) { wallet ->
        val connection = wallet.signIn(payer)
        payer.with("""{"delay_ms": 1000}""") {
            coroutineScope {
                val brought = CompletableDeferred<Unit>()
                val sync = launch {
                    wallet.syncToEnd(connection.id) { if (it.records > 0uL) brought.complete(Unit) }
                }
                brought.await()
                thrownBy<BillfoldException.AlreadyRunning> { wallet.syncToEnd(connection.id) }
                sync.cancelAndJoin()
                val requests = payer.requests()
                delay(1500.milliseconds)
                assertEquals(requests, payer.requests(), "the core has stopped")
            }
        }
        assertNull(wallet.connections().single().syncedAt)
        val report = wallet.syncToEnd(connection.id)
        assertEquals(payer.held(connection.patient), report.records)
        assertTrue(report.new < report.records.values.sum(), "what was there is not new")
    }

    @Test
    fun secureStoreThatFailsIsStoreUnavailable() {
        for (failure in listOf(IllegalStateException(CANARY), StackOverflowError(CANARY))) {
            val failing = object : SecureStore {
                override fun read(name: String) = throw failure
                override fun write(name: String, value: ByteArray) = throw failure
                override fun remove(name: String) = throw failure
            }
            val thrown = runBlocking {
                thrownBy<BillfoldException.StoreUnavailable> {
                    Wallet.open(Sandbox.config(directory), failing).use { it.beginSignIn(payer.id, payer.options()) }
                }
            }
            assertFalse(CANARY in "${thrown.message} ${thrown.detail} ${thrown.stackTraceToString()}")
        }
    }

    @Test
    fun nothingPrintsAMember() = withWallet(directory) { wallet ->
        val options = payer.options()
        val request = wallet.beginSignIn(payer.id, options)
        val callback = SandboxBrowser().callback(request, payer)
        val connection = wallet.completeSignIn(callback)
        val replayed = thrownBy<BillfoldException.StrayRedirect> { wallet.completeSignIn(callback) }
        val unknown = thrownBy<BillfoldException.NotFound> { wallet.syncToEnd(connection.patient) }
        val events = mutableListOf<SyncEvent>()
        wallet.sync(connection.id).collect(events::add)
        val cards = wallet.cards()
        val claims = wallet.claims().items
        val medications = wallet.medications().items

        val printed = listOf(
            wallet, options, options.client, request, connection, events, cards, claims, medications,
            wallet.records(), cards.map { it.origin }, claims.flatMap { it.items }, claims.map { it.memberOwes },
            medications.flatMap { it.events }, replayed, replayed.detail, replayed.stackTraceToString(),
            unknown, unknown.detail, unknown.stackTraceToString(), wallet.signOut(connection.id),
        ).map(Any::toString)

        val ofTheMember = listOf(connection.patient) + cards.flatMap { listOfNotNull(it.memberId, it.memberName) }
        for (word in payer.secrets() + ofTheMember) {
            assertNull(printed.firstOrNull { word in it }, "prints \"$word\"")
        }
    }

    private companion object {
        const val CANARY = "canary-of-a-secret-store"
    }
}
