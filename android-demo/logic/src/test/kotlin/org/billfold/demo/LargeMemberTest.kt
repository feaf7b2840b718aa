package org.billfold.demo

import java.io.File
import org.billfold.Sandbox
import org.billfold.SandboxPayer
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout
import org.junit.jupiter.api.io.TempDir

/** A member with ten thousand records. */
@Timeout(300)
class LargeMemberTest {
    @TempDir
    lateinit var directory: File

    private val sandbox = ProcessBuilder(
        File(System.getProperty("billfold.root"), "target/debug/billfold-sandbox").path,
        "--ports", "0,0,0,0,0", "--json", "--until-stdin-closes", "--scale", "10",
    ).redirectError(ProcessBuilder.Redirect.INHERIT).start()
    private val payers = Sandbox.parse(sandbox.inputReader().readLine()).map(::SandboxPayer)

    @AfterEach
    fun stop() = sandbox.outputStream.close()

    @Test
    fun longListsAreReadPageByPage() = inApp(TestDevice(directory), payers) { session ->
        val connection = connect(session, payers.first { it.id == "bcbsnc" })
        val done = session.sync.states.value[connection.id] as SyncState.Done
        assertTrue(done.report.records.values.sum() > 9_000uL)
        val claims = done.report.records.getValue("ExplanationOfBenefit").toLong()

        val pages = session.claims.pages
        var shown = pages.state.awaitThat { (it.value?.total ?: 0) > 0 }.value!!
        assertTrue(shown.items.size < shown.total!!)
        while (shown.next != null) {
            val before = shown.items.size
            pages.more()
            shown = pages.state.awaitThat { it.value!!.items.size > before }.value!!
        }
        assertEquals(shown.total, shown.items.size.toLong())
        assertEquals(shown.items.size, shown.items.map { it.origin.reference }.distinct().size)
        assertTrue(shown.total!! <= claims)
    }
}
