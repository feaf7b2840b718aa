package org.billfold.demo

import java.io.File
import kotlin.time.Duration.Companion.milliseconds
import kotlinx.coroutines.CompletableDeferred
import org.billfold.Answer
import org.billfold.PkceProtection
import org.billfold.RedirectBinding
import org.billfold.Sandbox
import org.billfold.demo.words.isRepresented
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout
import org.junit.jupiter.api.io.TempDir

/** Every way that a sign-in can go, against the running sandbox. */
@Timeout(120)
class SignInFlowTest {
    @TempDir
    lateinit var directory: File

    private val payer = Sandbox.payer("bcbsnc")
    private val device by lazy { TestDevice(directory) }

    @Test
    fun everyPayerIsConnectedThroughItsSheet() = inApp(device) { session ->
        for (payer in Sandbox.payers.values) {
            browser(member = memberAt(payer))
            session.signIn.choose(session.picker.choice(session.wallet.payers().first { it.id == payer.id }))
            val offer = session.signIn.state.await<SignInState.Offer>()
            assertEquals(RedirectBinding.AUTH_SESSION, offer.protection.redirect)
            session.signIn.proceed()
            val connection = session.signIn.state.await<SignInState.Connected>().connection
            assertEquals(offer.protection.pkce, connection.protection.pkce, payer.id)
            session.sync.pause(connection.id)
            session.signIn.dismiss()
        }
        val payers = session.connections.list.state.awaitThat { it.value?.size == 5 }.value.orEmpty().map { it.payer }
        assertEquals(Sandbox.payers.keys, payers.toSet())
    }

    @Test
    fun addressAloneIsEnough() = inApp(device) { session ->
        val server = Sandbox.payer("intersystems")
        browser(member = memberAt(server))
        session.picker.address(" ${server.fhirBase} ")
        session.signIn.choose(session.picker.typed())
        // Its redirect is registered under the payer's own name.
        val offer = session.signIn.state.await<SignInState.Offer>()
        assertEquals(PkceProtection.S256, offer.protection.pkce)
        session.signIn.proceed()
        assertEquals(server.login["patient"].asText(), session.signIn.state.await<SignInState.Connected>().connection.patient)
    }

    @Test
    fun addressWithoutServerEndsWithWordsForTheMember() = inApp(device) { session ->
        browser(member = absent)
        session.picker.address("http://127.0.0.1:9/fhir")
        val choice = session.picker.typed()
        session.signIn.choose(choice)
        assertEquals(choice, session.signIn.state.await<SignInState.ClientNeeded>().choice)
        session.signIn.enterClient(choice, ClientEntry("id", null, ClientBook.defaultRedirect(choice.key)))
        val ended = session.signIn.state.await<SignInState.Ended>()
        assertEquals(NextStep.RETRY, ended.problem.next)
        assertEquals(choice, ended.choice)
    }

    @Test
    fun deniedAndWrongPasswordOfferAnotherTry() = inApp(device) { session ->
        for (answer in listOf(Answer.DENY, Answer.WRONG_PASSWORD)) {
            browser(member = memberAt(payer, answer))
            session.begin(payer)
            val ended = session.signIn.state.await<SignInState.Ended>()
            assertEquals(NextStep.SIGN_IN, ended.problem.next, "$answer")
            session.signIn.choose(ended.choice!!)
            session.signIn.state.await<SignInState.Offer>()
            session.signIn.cancel()
            session.signIn.state.await<SignInState.Idle>()
        }
        assertEquals(emptyList<Any>(), session.wallet.connections())
    }

    @Test
    fun closedSheetAndClosedBrowserLeaveNothing() = inApp(device) { session ->
        browser(member = absent)
        session.signIn.choose(session.picker.choice(session.wallet.payers().first { it.id == payer.id }))
        session.signIn.state.await<SignInState.Offer>()
        session.signIn.cancel()
        session.signIn.state.await<SignInState.Idle>()

        session.begin(payer)
        session.signIn.state.await<SignInState.InBrowser>()
        session.signIn.cancel()
        session.signIn.state.await<SignInState.Idle>()
        connect(session, payer)
    }

    @Test
    fun unknownClientLeadsToItsEntry() = inApp(device) { session ->
        val choice = session.picker.choice(session.wallet.payers().first { it.id == payer.id })
        browser(member = memberAt(payer))
        session.signIn.enterClient(choice, ClientEntry("nobody-knows-this", null, ClientBook.defaultRedirect(payer.id)))
        session.signIn.state.await<SignInState.Offer>()
        session.signIn.proceed()
        assertEquals(NextStep.CHECK_SETUP, session.signIn.state.await<SignInState.Ended>().problem.next)
        session.signIn.editClient(choice)
        assertEquals("nobody-knows-this", session.signIn.state.await<SignInState.ClientNeeded>().entry?.clientId)
    }

    @Test
    fun unboundRedirectIsRefusedWhereItWouldMatter() = inApp(device) { session ->
        val withoutPkce = Sandbox.payer("bcbsmn")
        browser(RedirectBinding.UNBOUND, absent)
        session.signIn.choose(session.picker.choice(session.wallet.payers().first { it.id == withoutPkce.id }))
        assertEquals(NextStep.CHECK_SETUP, session.signIn.state.await<SignInState.Ended>().problem.next)
    }

    @Test
    fun memberWhoTakesTooLongStartsAgain() = inApp(device) { session ->
        val hasty = SignInModel(session.wallet, session.clients, { TestBrowser(RedirectBinding.AUTH_SESSION, absent) }, scope, 50.milliseconds) {}
        hasty.choose(session.picker.choice(session.wallet.payers().first { it.id == payer.id }))
        hasty.state.await<SignInState.Offer>()
        hasty.proceed()
        assertEquals(NextStep.SIGN_IN, hasty.state.await<SignInState.Ended>().problem.next)
    }

    @Test
    fun appEndedWhileTheBrowserWasInFrontIsConnectedByTheNextProcess() {
        val opened = CompletableDeferred<String>()
        inApp(device) { session ->
            browser { request ->
                opened.complete(memberAt(payer)(request))
                absent(request)
            }
            session.begin(payer)
            opened.await()
        }
        inApp(device) { session ->
            assertEquals(SignInState.Idle, session.signIn.state.value)
            session.signIn.resume("org.billfold.wallet:/callback/bcbsnc?code=of&state=nobody")
            session.signIn.state.await<SignInState.Idle>()
            session.signIn.resume(opened.await())
            val connection = session.signIn.state.await<SignInState.Connected>().connection
            assertEquals(payer.id, connection.payer)
            session.sync.states.awaitThat { it[connection.id] is SyncState.Done }
            assertTrue(session.home.content.state.awaitThat { it.value?.cards?.isNotEmpty() == true }.value!!.claimCount > 0)
        }
    }

    @Test
    fun activityMadeAnewInTheMiddleTakesTheCallback() = inApp(device) { session ->
        val opened = CompletableDeferred<String>()
        browser { request ->
            opened.complete(memberAt(payer)(request))
            absent(request)
        }
        session.begin(payer)
        session.signIn.resume(opened.await())
        assertEquals(payer.id, session.signIn.state.await<SignInState.Connected>().connection.payer)
    }

    @Test
    fun memberChoosesAmongSeveralPeople() = inApp(device) { session ->
        val several = Sandbox.payer("sharedhealthms")
        browser(member = memberAt(several))
        several.with("""{"several_patients": true}""") {
            session.begin(several)
            val needed = session.signIn.state.await<SignInState.PatientNeeded>()
            assertTrue(needed.patients.size > 1)
            session.signIn.choosePatient(needed.patients.last())
            assertEquals(needed.patients.last().patient, session.signIn.state.await<SignInState.Connected>().connection.patient)
        }
    }

    @Test
    fun parentSeesWhoseRecordsTheyAre() = inApp(device) { session ->
        val insurer = Sandbox.payer("bcbsmn")
        val connection = connect(session, insurer, memberAt(insurer, login = insurer.parent))
        assertTrue(connection.isRepresented)
        assertEquals(insurer.parent["patient"].asText(), connection.patient)
        assertFalse(connect(session, payer).isRepresented)
        val represented = session.people.list.state.awaitThat { it.value?.size == 2 }.value!!
            .filter { person -> person.plans.any { it.isRepresented } }
        assertEquals(listOf(listOf(connection.id)), represented.map { person -> person.plans.map { it.id } })
    }

    @Test
    fun secretIsNotPrinted() {
        val entry = ClientEntry("id", "the-secret", "org.billfold.wallet:/callback/x")
        assertFalse("the-secret" in entry.toString())
        assertNull(ClientBook(device.settings)["x"])
    }
}
