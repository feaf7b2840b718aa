package org.billfold.demo

import java.io.File
import kotlin.time.Duration.Companion.milliseconds
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.delay
import kotlinx.coroutines.withContext
import kotlinx.coroutines.withTimeout
import org.billfold.ExportFormat
import org.billfold.RecordKind
import org.billfold.Sandbox
import org.billfold.TimelineQuery
import org.billfold.demo.words.about
import org.billfold.demo.words.decision
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout
import org.junit.jupiter.api.io.TempDir

/** Files that leave the wallet, documents, images, permissions of the plan, and whose records they are. */
@Timeout(120)
class SharingTest {
    @TempDir
    lateinit var directory: File

    private val device by lazy { TestDevice(directory) }

    private fun files() = device.exports.walk().filter { it.isFile }.toList()

    private suspend fun awaitNoFiles() = withTimeout(10_000) {
        while (files().isNotEmpty()) delay(10.milliseconds)
    }

    @Test
    fun recordsBecomeAFileThatGoesWhenTheMemberIsDoneWithIt() = inApp(device) { session ->
        val first = connect(session, Sandbox.payer("bcbsnc"))
        connect(session, Sandbox.payer("intersystems"))
        session.export.export()
        val all = session.export.file.state.await<SharedFileState.Ready>()
        assertEquals(session.wallet.records().size.toLong(), all.records)
        assertEquals("Bundle", Sandbox.parse(all.file.readText())["resourceType"].asText())

        session.export.choose(ExportFormat.NDJSON)
        session.export.export(first.id)
        val one = session.export.file.state.awaitThat { it is SharedFileState.Ready && it.file != all.file } as SharedFileState.Ready
        assertEquals(session.wallet.records(first.id).size.toLong(), one.records)
        assertEquals(one.records, one.file.readLines().size.toLong())
        assertEquals(listOf(one.file), files(), "there is one file at a time")
        session.export.file.dismiss()
        awaitNoFiles()
    }

    @Test
    fun fileOfAnAppThatWasEndedIsGoneInTheNextProcess() {
        inApp(device) { session ->
            connect(session, Sandbox.payer("bcbsnc"))
            session.export.export()
            session.export.file.state.await<SharedFileState.Ready>()
            // An app that is killed has no time for anything.
            files().single().copyTo(File(device.exports, "records/left-over"))
            assertEquals(2, files().size)
        }
        inApp(device) { _ -> assertEquals(emptyList<File>(), files()) }
    }

    @Test
    fun exportThatCannotBeWrittenIsSaid() = inApp(device) { session ->
        connect(session, Sandbox.payer("bcbsnc"))
        withContext(Dispatchers.IO) {
            device.exports.deleteRecursively()
            device.exports.writeText("in the way")
        }
        session.export.export()
        assertEquals(NextStep.RETRY, session.export.file.state.await<SharedFileState.Failed>().problem.next)
    }

    @Test
    fun documentIsReadAndGivenToAnotherApp() = inApp(device) { session ->
        connect(session, Sandbox.payer("bcbsmn"))
        val documents = session.health.list(HealthKind.DOCUMENTS).state.awaitThat { it.value?.items?.isNotEmpty() == true }.value!!.items
        val item = documents.first { it.parts.isNotEmpty() }
        val content = session.records.attachment(item.origin, 0).ready()!!
        assertTrue(content.contentType!!.startsWith("text/plain") && content.data.isNotEmpty())
        session.records.open(content, "../../${item.parts.first()}/x")
        val opened = session.records.opened.state.await<SharedFileState.Ready>()
        assertTrue(opened.file.readBytes().contentEquals(content.data))
        assertTrue(opened.file.canonicalPath.startsWith(device.exports.canonicalPath + "/documents/"))
        assertEquals(null, session.records.attachment(item.origin, 99).ready())
    }

    @Test
    fun cardHasThePayersColoursAndLogo() = inApp(device) { session ->
        connect(session, Sandbox.payer("bcbsmn"))
        val card = session.home.content.state.awaitThat { it.value?.cards?.isNotEmpty() == true }.value!!.cards.first { it.colors != null }
        assertTrue(Regex("#[0-9a-f]{6}").matches(card.colors!!.background!!))
        val images = session.records.images(card).ready()
        assertEquals(card.images.map { it.number }.toSet(), images.keys)
        assertTrue(images.values.all { it.bytes.isNotEmpty() })
    }

    @Test
    fun priorAuthorizationTellsWhatWasDecided() = inApp(device) { session ->
        connect(session, Sandbox.payer("bcbsmn"))
        val asked = session.claims.priorAuthorizations.state.awaitThat { it.value?.isNotEmpty() == true }.value!!
        assertTrue(asked.all { it.decision() == "Approved" && it.about().any { (name, _) -> name == "Authorization number" } })
    }

    @Test
    fun peopleAreOneWhenTheMemberSaysSoAndApartAgain() = inApp(device) { session ->
        connect(session, Sandbox.payer("bcbsnc"))
        val second = connect(session, Sandbox.payer("intersystems"))
        val apart = session.people.list.state.awaitThat { it.value?.size == 2 }.value!!
        assertTrue(apart.all { it.plans.size == 1 && it.person.name != null })
        session.people.link(apart.map { it.person })
        val one = session.people.list.state.awaitThat { it.value?.size == 1 }.value!!.single()
        assertEquals(2, one.plans.size)
        val same = session.wallet.timeline(TimelineQuery(kinds = listOf(RecordKind.CONDITION))).items
        assertTrue(same.any { it.sameAs.isNotEmpty() }, "what both plans tell is told once")
        session.people.unlink(second)
        session.people.list.state.awaitThat { it.value?.size == 2 }
        assertEquals(null, session.people.problem.value)
    }

    @Test
    fun whoIsGoneMeanwhileCannotBeLinked() = inApp(device) { session ->
        connect(session, Sandbox.payer("bcbsnc"))
        val gone = connect(session, Sandbox.payer("intersystems"))
        val people = session.people.list.state.awaitThat { it.value?.size == 2 }.value!!.map { it.person }
        session.connections.signOut(gone.id).join()
        session.people.link(people)
        assertTrue(session.people.problem.awaitThat { it != null }!!.isNotFound)
    }

    @Test
    fun whoSignsInForSeveralPeopleSeesWhoseRecordsTheseAre() = inApp(device) { session ->
        val payer = Sandbox.payer("sharedhealthms")
        browser(member = memberAt(payer))
        payer.with("""{"several_patients": true}""") {
            session.begin(payer)
            val needed = session.signIn.state.await<SignInState.PatientNeeded>()
            session.signIn.choosePatient(needed.patients.last())
            val connected = session.signIn.state.await<SignInState.Connected>().connection
            assertEquals(needed.patients.last().patient, connected.patient)
        }
        val connection = session.wallet.connections().single()
        val person = session.people.list.state.awaitThat { it.value?.size == 1 }.value!!.single()
        assertEquals(listOf(connection.id), person.plans.map { it.id })
    }

    @Test
    fun lostKeyIsSaidAndTheMemberStartsAgain() {
        inApp(device) { session -> connect(session, Sandbox.payer("bcbsnc")) }
        device.loseKeys()
        inApp(device) { session ->
            assertEquals(1, session.lostPlans.value.size)
            assertEquals(0, session.home.content.state.ready().connections.size)
            session.dismissLost()
            assertFalse(session.lostPlans.value.isNotEmpty())
            connect(session, Sandbox.payer("bcbsnc"))
        }
    }
}
