package org.billfold

import java.io.File
import org.billfold.ffi.Cancel
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Tag
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir

/** What an app that lives for weeks is promised. Minutes long: `script/test --long`. */
@Tag("long")
class LeakTest {
    @TempDir
    lateinit var directory: File

    @Test
    fun tenThousandJourneysDoNotGrow() {
        val payer = Sandbox.payer("bcbst")
        val store = MemoryStore()
        withWallet(directory, store) { wallet -> wallet.syncToEnd(wallet.signIn(payer).id) }
        fun journeys(count: Int) = repeat(count) {
            withWallet(directory, store) { wallet ->
                check(wallet.payers().isNotEmpty() && wallet.connections().size == 1)
                val card = wallet.cards().first()
                check(wallet.claims().items.isNotEmpty() && wallet.record(card.origin.reference) != null)
                payer.options().lent { check(it.redirectUri == payer.redirectUri) }
                Cancel().use { cancel -> cancel.cancel() }
            }
        }
        // The virtual machine grows until it has compiled what runs often; what leaks grows on and on.
        journeys(2_000)
        val sizes = List(5) {
            journeys(if (it == 0) 0 else 2_000)
            heapBytes() to residentBytes()
        }
        val heap = sizes.zipWithNext { (before, _), (after, _) -> after - before }
        val resident = sizes.zipWithNext { (_, before), (_, after) -> after - before }
        assertTrue(heap.any { it < 500_000 }, "the heap grew by $heap bytes per 2,000 journeys")
        assertTrue(resident.any { it < 4_000_000 }, "the process grew by $resident bytes per 2,000 journeys")
    }

    private fun heapBytes(): Long {
        repeat(3) { System.gc() }
        return Runtime.getRuntime().let { it.totalMemory() - it.freeMemory() }
    }
}
