@file:OptIn(ExperimentalTestApi::class)

package org.billfold.demo.ui

import androidx.compose.ui.test.ExperimentalTestApi
import androidx.compose.ui.test.hasContentDescription
import androidx.compose.ui.test.onAllNodesWithText
import androidx.compose.ui.test.onNodeWithText
import androidx.compose.ui.test.performClick
import androidx.compose.ui.test.performScrollTo
import java.io.File
import java.math.BigDecimal
import java.util.Locale
import java.util.TimeZone
import org.billfold.Claim
import org.billfold.ClaimKind
import org.billfold.Position
import org.billfold.Sandbox
import org.billfold.demo.AppModel
import org.billfold.demo.ClaimFilter
import org.billfold.demo.DirectorySearch
import org.billfold.demo.HealthKind
import org.billfold.demo.Screen
import org.billfold.demo.TestDevice
import org.billfold.demo.TestProcess
import org.billfold.demo.WalletSession
import org.billfold.demo.absent
import org.billfold.demo.awaitThat
import org.billfold.demo.connect
import org.billfold.demo.ready
import org.billfold.demo.value
import org.junit.jupiter.api.AfterAll
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.BeforeAll
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.TestInstance
import org.junit.jupiter.api.Timeout
import org.junit.jupiter.api.io.TempDir
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.EnumSource

/** The running screens over the sandbox's records, in every look. Pictures go to `billfold.screenshots`. */
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ScreensTest {
    private lateinit var process: TestProcess
    private lateinit var session: WalletSession
    private val app: AppModel get() = process.app

    @BeforeAll
    fun connectThreePlans(@TempDir directory: File) = StageThread.run {
        Locale.setDefault(Locale.US)
        TimeZone.setDefault(TimeZone.getTimeZone("America/Chicago"))
        process = TestProcess(TestDevice(directory), main = StageThread)
        session = checkNotNull(app.session())
        for (id in listOf("bcbsmn", "bcbsnc", "bcbst")) process.connect(session, Sandbox.payer(id))
    }

    @AfterAll
    fun end() = StageThread.run { process.end() }

    /** What the wallet has, read as the app's main thread reads it. */
    private fun <T> read(work: suspend () -> T): T = StageThread.run(work)

    private fun shoot(name: String, look: Look, screen: Screen, text: String, picture: String? = null) = onStage(app, look) {
        session.navigator.open(Screen.Home)
        session.navigator.open(screen)
        waitFor(text, substring = true)
        picture?.let { waitFor(hasContentDescription(it)) }
        assertAccessible("$name, $look")
        photograph(name, look)
    }

    private fun claim(): Claim =
        read { session.wallet.claims().items }.filter { it.memberOwes != null }.maxBy { it.items.size }

    @ParameterizedTest
    @EnumSource
    fun home(look: Look) = shoot("home", look, Screen.Home, "Member ID", "Logo of the health plan")

    @ParameterizedTest
    @EnumSource
    fun card(look: Look) {
        val card = read { session.wallet.cards() }.first { it.colors != null }
        shoot("card", look, Screen.CardDetail(card), "Member ID, to be scanned", "Logo of the health plan")
    }

    @ParameterizedTest
    @EnumSource
    fun claims(look: Look) = shoot("claims", look, Screen.Claims, "you owe")

    @ParameterizedTest
    @EnumSource
    fun claimDetail(look: Look) = shoot("claim", look, Screen.ClaimDetail(claim()), "How it came to that")

    @ParameterizedTest
    @EnumSource
    fun medications(look: Look) = shoot("medications", look, Screen.Medications, "MG")

    @ParameterizedTest
    @EnumSource
    fun medicationDetail(look: Look) {
        val drug = read { session.wallet.medications().items }.maxBy { it.events.size }
        shoot("medication", look, Screen.MedicationDetail(drug), drug.name)
    }

    @ParameterizedTest
    @EnumSource
    fun health(look: Look) = shoot("health", look, Screen.Health, "Conditions")

    @ParameterizedTest
    @EnumSource
    fun timeline(look: Look) = shoot("timeline", look, Screen.Timeline, "entries")

    @ParameterizedTest
    @EnumSource
    fun conditions(look: Look) = shoot("conditions", look, Screen.Kind(HealthKind.CONDITIONS), "records")

    @ParameterizedTest
    @EnumSource
    fun result(look: Look) {
        val item = read {
            items(HealthKind.LAB_RESULTS).first { item ->
                item.trendCode?.let { code -> session.health.trends(code).ready().any { it.points.size > 3 } } == true
            }
        }
        shoot("result", look, Screen.Item(item), if (look == Look.LARGE) item.title else "Over time")
    }

    @ParameterizedTest
    @EnumSource
    fun plans(look: Look) = shoot("plans", look, Screen.Plans, "Updated")

    @ParameterizedTest
    @EnumSource
    fun connection(look: Look) {
        val connection = read { session.wallet.connections() }.first()
        shoot("connection", look, Screen.ConnectionDetail(connection.id), "The app may update")
    }

    @ParameterizedTest
    @EnumSource
    fun picker(look: Look) = shoot("picker", look, Screen.AddPlan, "North Carolina")

    @ParameterizedTest
    @EnumSource
    fun signInSheet(look: Look) {
        process.browser(member = absent)
        session.signIn.choose(session.picker.choice(session.wallet.payers().first { it.id == "bcbsmn" }))
        shoot("sign-in", look, Screen.AddPlan, "What will be shared")
        session.signIn.cancel()
    }

    private suspend fun items(kind: HealthKind) =
        session.health.list(kind).state.awaitThat { it.value?.items?.isNotEmpty() == true }.value!!.items

    @ParameterizedTest
    @EnumSource
    fun document(look: Look) {
        val item = read { items(HealthKind.DOCUMENTS).first { it.parts.isNotEmpty() } }
        shoot("document", look, Screen.Item(item), "What is in it")
        shoot("attachment", look, Screen.Attachment(item, 0), "Assessment")
    }

    @ParameterizedTest
    @EnumSource
    fun priorAuthorization(look: Look) {
        val asked = read { session.wallet.priorAuthorizations() }
        shoot("prior-authorizations", look, Screen.PriorAuthorizations, "Approved")
        shoot("prior-authorization", look, Screen.PriorAuthorizationDetail(asked.first()), "Asked for")
    }

    @ParameterizedTest
    @EnumSource
    fun people(look: Look) = shoot("people", look, Screen.People, "The same person as")

    @ParameterizedTest
    @EnumSource
    fun directory(look: Look) {
        val plans = read { session.wallet.connections() }
        session.directory.change { DirectorySearch(plans.first { it.payer == "bcbst" }.id, place = "TN", near = NASHVILLE) }
        session.directory.lookUp(plans)
        shoot("directory", look, Screen.Directory, " mi")
        val entry = read { session.directory.pages.state.awaitThat { it.value?.items?.isNotEmpty() == true }.value!!.items.first() }
        shoot("directory-entry", look, Screen.DirectoryDetail(entry), "Specialties")
    }

    @ParameterizedTest
    @EnumSource
    fun formulary(look: Look) {
        session.formulary.onlyMine(true)
        shoot("formulary", look, Screen.Formulary, "On your plan's list")
        val drug = read { session.formulary.pages.state.awaitThat { it.value?.items?.isNotEmpty() == true }.value!!.items }
            .maxBy { drug -> listOf(drug.priorAuthorization, drug.stepTherapy, drug.quantityLimit).count { it == true } }
        shoot("formulary-drug", look, Screen.FormularyDetail(drug), "Tier")
    }

    @ParameterizedTest
    @EnumSource
    fun export(look: Look) = shoot("export", look, Screen.Export, "Write the file")

    @ParameterizedTest
    @EnumSource
    fun settings(look: Look) = shoot("settings", look, Screen.AppSettings, "App lock")

    @Test
    fun brightnessGoesUpWithTheCardAlone() {
        val card = read { session.wallet.cards() }.first { it.colors != null }
        val platform = TestPlatform()
        onStage(app, platform = platform) {
            session.navigator.open(Screen.Home)
            session.navigator.open(Screen.CardDetail(card))
            waitFor("Member ID, to be scanned")
            assertTrue(platform.isBright)
            session.navigator.back()
            waitFor("Your wallet")
            assertFalse(platform.isBright)
        }
    }

    @Test
    fun fileIsWrittenSharedAndDeleted() {
        val platform = TestPlatform()
        onStage(app, platform = platform) {
            session.navigator.open(Screen.Export)
            waitFor("Write the file")
            onNodeWithText("Write the file").performClick()
            waitFor("Share")
            photograph("export-ready", Look.LIGHT)
            onNodeWithText("Share").performClick()
            onNodeWithText("Delete the file").performClick()
            waitFor("Write the file")
        }
        assertEquals(listOf("health-records.json"), platform.shared.map { it.name })
    }

    @Test
    fun documentOpensInAnotherApp() {
        val item = read { items(HealthKind.DOCUMENTS).first { it.parts.isNotEmpty() } }
        val platform = TestPlatform()
        onStage(app, platform = platform) {
            session.navigator.open(Screen.Attachment(item, 0))
            waitFor("Open in another app")
            onNodeWithText("Open in another app").performClick()
            while (platform.viewed.isEmpty()) {
                waitForIdle()
                StageThread.turn()
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    fun claimsAreFiltered(look: Look) = onStage(app, look) {
        session.navigator.open(Screen.Claims)
        waitFor("Filter")
        onNodeWithText("Filter").performClick()
        waitFor("All plans")
        onNodeWithText("Hospital stay").performClick()
        StageThread.run {
            session.claims.pages.state.awaitThat { page -> page.value?.items?.let { all -> all.isNotEmpty() && all.all { it.kind == ClaimKind.INPATIENT } } == true }
        }
        assertAccessible("filter, $look")
        photograph("claims-filter", look)
        onNodeWithText("Hide the filter").performClick()
        waitFor("Filter (1)")
        session.claims.filter { ClaimFilter() }
        waitFor("Filter")
    }

    @ParameterizedTest
    @EnumSource
    fun source(look: Look) {
        val written = read { session.wallet.records().first { session.wallet.provenance(it.origin.connection, it.origin.reference).isNotEmpty() } }
        shoot("source", look, Screen.Source(written.origin), "Who wrote it")
    }

    @Test
    fun peopleAreLinkedAndTakenApart() = onStage(app) {
        session.navigator.open(Screen.People)
        waitFor("The same person as…")
        onAllNodesWithText("The same person as…")[0].performClick()
        waitFor("The same as", substring = true)
        onAllNodesWithText("The same as", substring = true)[0].performClick()
        waitFor("Not the same person")
        onAllNodesWithText("Not the same person")[1].performScrollTo().performClick()
        while (onAllNodesWithText("Not the same person").fetchSemanticsNodes().isNotEmpty()) StageThread.turn()
    }

    @Test
    fun lockedAppShowsNothingOfTheMember() {
        app.lock.switch(true)
        try {
            app.lock.hidden()
            val locked = AppModel(app.shell, process.scope)
            onStage(locked, platform = TestPlatform(proves = false)) {
                waitFor("Locked")
                waitFor("That did not work. Try again.")
                photograph("locked", Look.LIGHT)
            }
        } finally {
            app.lock.switch(false)
        }
    }

    private companion object {
        val NASHVILLE = Position(BigDecimal("36.16"), BigDecimal("-86.78"))
    }
}
