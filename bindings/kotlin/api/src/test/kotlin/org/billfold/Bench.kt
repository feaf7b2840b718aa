package org.billfold

import com.fasterxml.jackson.databind.ObjectMapper
import java.io.File
import java.util.concurrent.Executors
import kotlinx.coroutines.asCoroutineDispatcher
import kotlinx.coroutines.delay
import kotlinx.coroutines.isActive
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withContext
import org.billfold.ffi.ClientRegistration
import org.junit.jupiter.api.Tag
import org.junit.jupiter.api.Test

/**
 * Measures the calls that `script/bench kotlin` sets beside Rust's, on the wallet that it left in the directory that
 * `BILLFOLD_BENCH` names: `wallet/` and the keys to it. Writes medians to the file `figures.json` there, in microseconds.
 */
@Tag("bench")
class Bench {
    private val json = ObjectMapper()

    @Test
    fun measure() = runBlocking {
        val directory = File(checkNotNull(System.getenv("BILLFOLD_BENCH")) { "script/bench kotlin runs this" })
        val keys = MemoryStore()
        json.readTree(directory.resolve("keys.json")).fields().forEach { (name, bytes) ->
            keys.write(name, ByteArray(bytes.size()) { bytes[it].asInt().toByte() })
        }
        val config = WalletConfig(directory.resolve("wallet").path)
        val page = ClaimQuery(limit = 100u)

        val call = median(1_000, each = 100) { ClientRegistration.publicClient("an id of some length").close() }
        val open = median(50) { Wallet.open(config, keys).close() }
        val (claims, pause) = Wallet.open(config, keys).use { wallet ->
            check(wallet.claims(page).items.size == 100) { "no page of 100 claims" }
            // The virtual machine compiles what runs often.
            median(300) { wallet.claims(page) } to longestPause { repeat(50) { wallet.claims(page) } }
        }
        json.writeValue(
            directory.resolve("figures.json"),
            mapOf("call" to call, "open" to open, "page" to claims, "pause" to pause),
        )
    }

    /** Microseconds that one of [each] calls takes, in the middle of so many runs; as many before are for warming up. */
    private suspend fun median(runs: Int, each: Int = 1, work: suspend () -> Unit): Double {
        val times = List(2 * runs) {
            val started = System.nanoTime()
            repeat(each) { work() }
            (System.nanoTime() - started) / 1e3 / each
        }.drop(runs).sorted()
        return times[runs / 2]
    }

    /** For how many microseconds a thread that draws was held at most, while it asked and woke up every millisecond. */
    private suspend fun longestPause(work: suspend () -> Unit): Double =
        Executors.newSingleThreadExecutor().asCoroutineDispatcher().use { ui ->
            withContext(ui) {
                var longest = 0L
                val ticking = launch {
                    while (isActive) {
                        val due = System.nanoTime() + 1_000_000
                        delay(1)
                        longest = maxOf(longest, System.nanoTime() - due)
                    }
                }
                work()
                ticking.cancel()
                longest / 1e3
            }
        }
}
