package org.billfold.demo.ui

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.padding
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.OutlinedButton
import androidx.compose.material3.Text
import androidx.compose.material3.TextButton
import androidx.compose.runtime.Composable
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.unit.dp
import org.billfold.Connection
import org.billfold.SyncReport
import org.billfold.demo.NextStep
import org.billfold.demo.Screen
import org.billfold.demo.SyncState
import org.billfold.demo.WalletSession
import org.billfold.demo.words.fraction
import org.billfold.demo.words.kinds
import org.billfold.demo.words.news
import org.billfold.demo.words.notAll
import org.billfold.demo.words.syncedText
import org.billfold.demo.words.words

/** On the first screen: an update that runs, waits or has failed. */
@Composable
internal fun SyncNotice(connection: Connection, sync: SyncState, session: WalletSession) =
    when (sync) {
        is SyncState.Failed -> Failed(connection, sync, session)
        is SyncState.Done -> Incomplete(connection, sync.report, session)
        is SyncState.Idle, is SyncState.Running, is SyncState.Paused -> Section(null) { SyncBody(connection, sync, session) }
    }

/** On the plan's screen: the same, and the last update. */
@Composable
internal fun Updates(connection: Connection, sync: SyncState, session: WalletSession) = Section("Updates") {
    Field("Last update", connection.syncedText())
    when (sync) {
        is SyncState.Failed -> Column(Modifier.padding(12.dp)) { Failed(connection, sync, session) }
        is SyncState.Running, is SyncState.Paused -> SyncBody(connection, sync, session)
        is SyncState.Idle -> Again(connection, session)
        is SyncState.Done -> {
            Line()
            Brought(sync.report)
            if (sync.isIncomplete) Column(Modifier.padding(12.dp)) { Incomplete(connection, sync.report, session) } else Again(connection, session)
        }
    }
}

@Composable
private fun Again(connection: Connection, session: WalletSession) =
    OutlinedButton({ session.sync.start(connection.id) }, Modifier.padding(start = 16.dp, bottom = 12.dp, top = 4.dp)) { Text("Update now") }

@Composable
private fun SyncBody(connection: Connection, sync: SyncState, session: WalletSession) =
    Column(Modifier.padding(16.dp), Arrangement.spacedBy(10.dp)) {
        val running = sync as? SyncState.Running
        val progress = running?.progress ?: (sync as? SyncState.Paused)?.progress
        val title = if (running != null) "Updating from ${connection.payerName}" else "Update paused: ${connection.payerName}"
        Text(title, style = MaterialTheme.typography.titleMedium)
        ProgressBar(progress?.fraction ?: 0f)
        Text(progress?.words() ?: "Asking your plan what it has", style = MaterialTheme.typography.bodyMedium)
        Row {
            if (running != null) {
                OutlinedButton({ session.sync.pause(connection.id) }) { Text("Pause") }
            } else {
                OutlinedButton({ session.sync.start(connection.id) }) { Text("Go on") }
            }
        }
    }

@Composable
private fun Failed(connection: Connection, sync: SyncState.Failed, session: WalletSession) =
    ProblemNotice(sync.problem) { next ->
        if (next == NextStep.SIGN_IN || next == NextStep.CHECK_SETUP) session.signInAgain(connection) else session.sync.start(connection.id)
    }

private fun WalletSession.signInAgain(connection: Connection) {
    navigator.open(Screen.AddPlan)
    picker.choice(connection.payer)?.let(signIn::choose)
}

@Composable
private fun Brought(report: SyncReport) {
    Field("This update brought", report.news())
    var all by remember { mutableStateOf(false) }
    if (all) {
        for ((kind, count) in report.kinds()) {
            Line()
            ListRow(kind, end = count)
        }
    } else {
        TextButton({ all = true }, Modifier.padding(horizontal = 4.dp)) { Text("Show by kind") }
    }
}

@Composable
private fun Incomplete(connection: Connection, report: SyncReport, session: WalletSession) =
    Notice(
        report.notAll(),
        detail = report.failed.joinToString("\n") { it.detail }.takeIf { LocalShowsDetails.current },
        alarming = true,
        actions = listOf("Try again" to { session.sync.start(connection.id) }),
    )
