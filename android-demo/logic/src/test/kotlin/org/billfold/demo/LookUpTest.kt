package org.billfold.demo

import java.io.File
import java.math.BigDecimal
import org.billfold.AcceptingPatients
import org.billfold.DirectoryEntry
import org.billfold.Position
import org.billfold.Sandbox
import org.billfold.demo.words.about
import org.billfold.demo.words.costText
import org.billfold.demo.words.summary
import org.billfold.demo.words.title
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout
import org.junit.jupiter.api.io.TempDir

/** What the payers' directories and drug lists tell. */
@Timeout(120)
class LookUpTest {
    @TempDir
    lateinit var directory: File

    private val device by lazy { TestDevice(directory) }
    private val payer = Sandbox.payer("bcbst")

    /** Looks up and reads to the end. */
    private suspend fun WalletSession.found(search: DirectorySearch): List<DirectoryEntry> {
        val plans = directory.connections.state.awaitThat { it.value?.isNotEmpty() == true }.value!!
        directory.change { search }
        val before = directory.pages.state.value
        directory.lookUp(plans)
        var page = directory.pages.state.awaitThat { it !== before && it.value != null }.value!!
        while (page.next != null) {
            val next = page.next
            directory.pages.more()
            page = directory.pages.state.awaitThat { it.value?.next != next }.value!!
        }
        return page.items
    }

    @Test
    fun directoryIsSearchedByAllThatCountsAndTellsHowFar() = inApp(device) { session ->
        connect(session, payer)
        assertNull(session.directory.asked.value)
        val all = session.found(DirectorySearch(place = "TN"))
        assertTrue(all.size > 10 && all.all { it.title().isNotBlank() && it.about().isNotEmpty() && it.summary().isNotBlank() })

        val one = all.first()
        val named = session.found(DirectorySearch(name = one.name!!.split(' ').first()))
        assertTrue(one.reference in named.map { it.reference } && named.size < all.size)
        val specialty = one.specialties.first()
        assertTrue(session.found(DirectorySearch(specialty = specialty)).all { specialty in it.specialties })
        val network = one.networks.first().name!!
        assertTrue(session.found(DirectorySearch(network = network)).all { entry -> entry.networks.any { it.name == network } })
        val spanish = session.found(DirectorySearch(place = "TN", language = "Spanish"))
        assertTrue(spanish.isNotEmpty() && spanish.all { "Spanish" in it.languages })
        val taking = session.found(DirectorySearch(place = "TN", acceptingNewPatients = true))
        assertTrue(taking.isNotEmpty() && taking.all { it.accepting != AcceptingPatients.NO })
        val hospitals = session.found(DirectorySearch(place = "TN", organizations = true))
        assertTrue(hospitals.isNotEmpty() && hospitals.none { it.reference in all.map { one -> one.reference } })

        val nashville = Position(BigDecimal("36.16"), BigDecimal("-86.78"))
        val near = session.found(DirectorySearch(place = "TN", near = nashville))
        val distances = near.mapNotNull { it.locations.firstOrNull()?.distanceKm }
        assertTrue(distances.size > 1)
        assertEquals(distances.sorted(), distances)
    }

    @Test
    fun directoryIsNotAskedForNothingInParticular() = inApp(device) { session ->
        connect(session, payer)
        session.directory.change { DirectorySearch(language = "Spanish") }
        session.directory.lookUp(session.wallet.connections())
        assertNull(session.directory.asked.value)
    }

    @Test
    fun planWithoutADirectorySaysSo() = inApp(device) { session ->
        connect(session, Sandbox.payer("bcbsnc"))
        session.directory.change { DirectorySearch(name = "Lee") }
        session.directory.lookUp(session.wallet.connections())
        assertTrue((session.directory.pages.state.await<Load.Failed>()).problem.isNotFound)
    }

    @Test
    fun directoryOfAPayerThatIsDownCanBeTriedAgain() = inApp(device) { session ->
        connect(session, payer)
        payer.with("""{"down": "refuses"}""") {
            session.directory.change { DirectorySearch(place = "TN") }
            session.directory.lookUp(session.wallet.connections())
            assertEquals(NextStep.RETRY, session.directory.pages.state.await<Load.Failed>().problem.next)
        }
        session.directory.pages.retry()
        session.directory.pages.state.awaitThat { it.value?.items?.isNotEmpty() == true }
    }

    @Test
    fun drugListTellsWhatACoveredDrugDemandsAndCosts() = inApp(device) { session ->
        connect(session, payer)
        val formulary = session.formulary
        val all = formulary.pages.state.awaitThat { (it.value?.total ?: 0) > 0 }.value!!
        formulary.onlyMine(true)
        val mine = formulary.pages.state.awaitThat { (it.value?.total ?: all.total!!) < all.total!! }.value!!
        assertTrue(mine.items.all { drug -> drug.plans.any { it.isMine } && "On your plan's list" in drug.summary().orEmpty() })
        assertTrue(mine.items.all { drug -> drug.plans.any { it.costText() != null } })
        val demands = mine.items.flatMap { it.about() }.filter { (_, value) -> value == "Yes" }.map { (name, _) -> name }.toSet()
        assertEquals(setOf("Ask your plan first", "Try other drugs first", "Limited amount"), demands)
        formulary.search("metformin")
        val found = formulary.pages.state.awaitThat { (it.value?.total ?: mine.total!!) < mine.total!! }.value!!
        assertTrue(found.items.isNotEmpty() && found.items.all { "metformin" in it.title() })
        formulary.search("no drug is called this")
        formulary.pages.state.awaitThat { it.value?.total == 0L }
    }
}
