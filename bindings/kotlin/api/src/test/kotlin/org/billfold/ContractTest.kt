package org.billfold

import java.io.File
import java.nio.file.Files
import java.nio.file.Path
import java.util.concurrent.CountDownLatch
import java.util.concurrent.Executors
import java.util.concurrent.TimeUnit
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.asCoroutineDispatcher
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withContext
import org.junit.jupiter.api.Assertions.assertEquals
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

    private fun residentBytes(): Long {
        System.gc()
        val status = Path.of("/proc/self/status")
        if (!Files.exists(status)) return 0 // Linux alone tells
        val line = Files.readAllLines(status).first { it.startsWith("VmRSS:") }
        return line.filter(Char::isDigit).toLong() * 1024
    }
}
