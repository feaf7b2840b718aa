@file:OptIn(ExperimentalTestApi::class)

package org.billfold.demo.ui

import androidx.compose.ui.test.ExperimentalTestApi
import java.io.File
import java.util.Locale
import java.util.TimeZone
import kotlinx.coroutines.runBlocking
import org.billfold.Claim
import org.billfold.Sandbox
import org.billfold.demo.AppModel
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
    fun connectTwoPlans(@TempDir directory: File) = runBlocking {
        Locale.setDefault(Locale.US)
        TimeZone.setDefault(TimeZone.getTimeZone("America/Chicago"))
        process = TestProcess(TestDevice(directory))
        session = checkNotNull(app.session())
        for (id in listOf("bcbsmn", "bcbsnc")) process.connect(session, Sandbox.payer(id))
    }

    @AfterAll
    fun end() = runBlocking { process.end() }

    private fun shoot(name: String, look: Look, screen: Screen, text: String) = onStage(app, look) {
        session.navigator.open(Screen.Home)
        session.navigator.open(screen)
        waitFor(text, substring = true)
        assertAccessible("$name, $look")
        photograph(name, look)
    }

    private fun claim(wanted: (Claim) -> Boolean = { true }): Claim = runBlocking {
        session.claims.pages.state.awaitThat { it.value?.items?.isNotEmpty() == true }.value!!.items
            .filter { it.memberOwes != null && wanted(it) }.maxBy { it.items.size }
    }

    @ParameterizedTest
    @EnumSource
    fun home(look: Look) = shoot("home", look, Screen.Home, "Member ID")

    @ParameterizedTest
    @EnumSource
    fun card(look: Look) = runBlocking {
        val card = session.wallet.cards().first()
        shoot("card", look, Screen.CardDetail(card), "Member ID, to be scanned")
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
    fun medicationDetail(look: Look) = runBlocking {
        val drug = session.wallet.medications().items.maxBy { it.events.size }
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
    fun result(look: Look) = runBlocking {
        val list = session.health.list(HealthKind.LAB_RESULTS)
        val results = list.state.awaitThat { it.value?.items?.isNotEmpty() == true }.value!!.items
        val item = results.first { item -> item.trendCode?.let { code -> session.health.trends(code).ready().any { it.points.size > 3 } } == true }
        shoot("result", look, Screen.Item(item), if (look == Look.LARGE) item.title else "Over time")
    }

    @ParameterizedTest
    @EnumSource
    fun plans(look: Look) = shoot("plans", look, Screen.Plans, "Updated")

    @ParameterizedTest
    @EnumSource
    fun connection(look: Look) = runBlocking {
        val connection = session.wallet.connections().first()
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

    @ParameterizedTest
    @EnumSource
    fun settings(look: Look) = shoot("settings", look, Screen.AppSettings, "App lock")

    @Test
    fun brightnessGoesUpWithTheCardAlone() = runBlocking {
        val card = session.wallet.cards().first()
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
}
