package org.billfold

import java.io.File
import java.net.URI
import java.util.concurrent.ConcurrentHashMap
import java.util.concurrent.CountDownLatch
import java.util.concurrent.Executors
import java.util.concurrent.TimeUnit
import java.util.concurrent.atomic.AtomicBoolean
import kotlin.time.Duration.Companion.milliseconds
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.asCoroutineDispatcher
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withContext
import org.billfold.ffi.InternalException
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout
import org.junit.jupiter.api.io.TempDir

/** What the boundary promises, whatever crosses it. The Swift tests of the same names promise the same. */
@Timeout(180)
class ContractTest {
    @TempDir
    lateinit var directory: File

    private val payer = Sandbox.payer("bcbsnc")

    @Test
    fun syncCancelledBeforeItBeginsAsksForNothing() = withWallet(directory) { wallet ->
        val connection = wallet.signIn(payer)
        val requests = payer.requests()
        coroutineScope {
            val sync = launch(start = CoroutineStart.LAZY) { wallet.syncToEnd(connection.id) }
            sync.cancel()
            sync.join()
        }
        assertEquals(requests, payer.requests())
    }

    @Test
    fun cancelledCallStopsAndHarmsNothing() = withWallet(directory) { wallet ->
        val slow = Sandbox.payer("bcbst")
        slow.with("""{"delay_ms": 60000}""") {
            coroutineScope {
                val before = slow.requests()
                val call = launch(Dispatchers.IO) { wallet.beginSignIn(slow.id, slow.options()) }
                while (slow.requests() == before) delay(10.milliseconds)
                call.cancelAndJoin()
                assertTrue(call.isCancelled)
            }
        }
        assertEquals(slow.id, wallet.signIn(slow).payer)
    }

    @Test
    fun syncCancelledAfterItsEndKeepsWhatItBrought() = withWallet(directory) { wallet ->
        val connection = wallet.signIn(payer)
        coroutineScope {
            val sync = launch {
                wallet.sync(connection.id).first { it is SyncEvent.Done }
            }
            sync.join()
            sync.cancel()
        }
        val counted = wallet.records(connection.id).groupingBy { it.origin.reference.resourceType }.eachCount()
        assertEquals(payer.held(connection.patient), counted.mapValues { it.value.toULong() })
    }

    @Test
    fun closedWalletRefusesCalls() = runBlocking<Unit> {
        val store = MemoryStore()
        val wallet = Wallet.open(Sandbox.config(directory), store)
        val connection = wallet.signIn(payer)
        payer.with("""{"delay_ms": 300}""") {
            coroutineScope {
                val before = payer.requests()
                val sync = async(Dispatchers.IO) { wallet.syncToEnd(connection.id) }
                while (payer.requests() == before) Thread.sleep(10)
                wallet.close()
                assertEquals(payer.held(connection.patient), sync.await().records, "a call in flight runs to its end")
            }
        }
        assertThrows(IllegalStateException::class.java) { wallet.payers() }
        assertThrows(IllegalStateException::class.java) { runBlocking { wallet.cards() } }
        assertThrows(IllegalStateException::class.java) { runBlocking { wallet.syncToEnd(connection.id) } }
        wallet.close()
        Wallet.open(Sandbox.config(directory), store).use { assertTrue(it.cards().isNotEmpty()) }
    }

    @Test
    fun secureStoreThatLiesCostsItsConnectionAlone() = runBlocking<Unit> {
        val store = MemoryStore()
        val other = Sandbox.payer("bcbsmn")
        val (lost, kept) = Wallet.open(Sandbox.config(directory), store).use { wallet ->
            val lost = wallet.signIn(payer)
            val kept = wallet.signIn(other)
            wallet.syncToEnd(kept.id)
            lost to kept
        }
        val lying = object : SecureStore by store {
            override fun read(name: String) = store.read(name)?.let {
                if (lost.id in name) ByteArray(it.size) { 0x5a } else it
            }
        }
        Wallet.open(Sandbox.config(directory), lying).use { wallet ->
            val left = wallet.connections().map { it.id }
            assertTrue(kept.id in left)
            assertTrue(wallet.claims().items.isNotEmpty())
            if (lost.id in left) thrownBy<BillfoldException.SignInRequired> { wallet.syncToEnd(lost.id) }
            val again = wallet.signIn(payer)
            assertEquals(payer.held(again.patient), wallet.syncToEnd(again.id).records)
        }
    }

    @Test
    fun secureStoreThatHangsIsStoreUnavailable() = runBlocking<Unit> {
        val memory = MemoryStore()
        val answers = CountDownLatch(1)
        val hangs = AtomicBoolean()
        val hanging = object : SecureStore by memory {
            override fun read(name: String): ByteArray? {
                if (hangs.get()) answers.await()
                return memory.read(name)
            }
        }
        val config = Sandbox.config(directory)
        Wallet.open(config, hanging).use { wallet ->
            val connection = wallet.signIn(payer)
            hangs.set(true)
            thrownBy<BillfoldException.StoreUnavailable> { Wallet.open(config, hanging).close() }
            assertEquals(listOf(connection.id), wallet.connections().map { it.id }, "what is open stays open")
            answers.countDown()
            assertEquals(connection.id, wallet.signIn(payer).id, "a store that answers again is used again")
        }
    }

    @Test
    fun panicBecomesAnErrorWithoutItsWords() {
        val error = assertThrows(BillfoldException.StoreUnavailable::class.java) {
            mapErrors { throw InternalException("canary-of-a-panic") }
        }
        assertFalse("canary" in "${error.detail} ${error.message} ${error.stackTraceToString()}")
    }

    @Test
    fun textThatIsNoTextIsAnOrdinaryError() = withWallet(directory) { wallet ->
        // Any app can start the redirect activity with any URL.
        thrownBy<BillfoldException.StrayRedirect> { wallet.completeSignIn("org.billfold.wallet:/callback?code=\uD800") }
        val error = thrownBy<BillfoldException.Misconfigured> { presetAtOrigin(payer.id, URI("relative")) }
        assertTrue("absolute URL" in error.detail)
    }

    @Test
    fun secureStoreIsCalledOnAThreadOfItsOwn() = runBlocking<Unit> {
        val memory = MemoryStore()
        val threads = ConcurrentHashMap.newKeySet<Long>()
        val watching = object : SecureStore by memory {
            override fun read(name: String) = memory.read(name).also { threads += Thread.currentThread().id }
        }
        val callers = ConcurrentHashMap.newKeySet<Long>()
        Wallet.open(Sandbox.config(directory), watching).use { wallet ->
            val connection = wallet.signIn(payer)
            callers += Thread.currentThread().id
            wallet.sync(connection.id).collect { callers += Thread.currentThread().id }
        }
        assertTrue(threads.isNotEmpty() && threads.none(callers::contains))
    }

    @Test
    fun callsLeaveTheCallersThread() = runBlocking<Unit> {
        // The store answers only once the caller's own thread has done something else: a call that held it would wait
        // for itself.
        val free = CountDownLatch(1)
        val memory = MemoryStore()
        val patient = object : SecureStore by memory {
            override fun read(name: String): ByteArray? {
                check(free.await(60, TimeUnit.SECONDS)) { "the caller's thread is held" }
                return memory.read(name)
            }
        }
        Executors.newSingleThreadExecutor().asCoroutineDispatcher().use { ui ->
            withContext(ui) {
                val signIn = async {
                    Wallet.open(Sandbox.config(directory), patient).use { it.beginSignIn(payer.id, payer.options()) }
                }
                launch { free.countDown() }
                signIn.await()
            }
        }
    }

    @Test
    fun callersOnManyThreadsAllGetTheirAnswer() = withWallet(directory) { wallet ->
        val connection = wallet.signIn(payer)
        wallet.syncToEnd(connection.id)
        val claims = wallet.claims().total
        coroutineScope {
            val sync = async(Dispatchers.IO) { wallet.syncToEnd(connection.id) }
            val readers = List(64) { async(Dispatchers.IO) { wallet.claims().total } }
            assertEquals(List(64) { claims }, readers.awaitAll())
            sync.await()
        }
    }

    @Test
    fun tenThousandCallsDoNotGrow() = withWallet(directory) { wallet ->
        wallet.signIn(payer)
        suspend fun calls(count: Int) = repeat(count) {
            check(wallet.payers().isNotEmpty())
            check(wallet.connections().size == 1)
        }
        // The virtual machine itself grows until it has compiled what runs often: what leaks grows on and on.
        val sizes = List(4) {
            calls(2_500)
            residentBytes()
        }
        val steps = sizes.zipWithNext { before, after -> after - before }
        assertTrue(steps.any { it < 4_000_000 }, "grew by $steps bytes per 2,500 calls")
    }
}
