package org.billfold.demo.ui

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.Share
import androidx.compose.material3.Button
import androidx.compose.material3.OutlinedButton
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.unit.dp
import org.billfold.Connection
import org.billfold.ExportFormat
import org.billfold.demo.ExportModel
import org.billfold.demo.SharedFileState
import org.billfold.demo.WalletSession
import org.billfold.demo.value
import org.billfold.demo.words.counted

/** The records as a file, for somebody to whom the member wants to give them. */
@Composable
internal fun ExportScreen(session: WalletSession) {
    val export = session.export
    val state by export.file.state.collectAsState()
    val connections by export.connections.state.collectAsState()
    val plans = connections.value.orEmpty()
    Page {
        item("warning") {
            Notice("The file is not encrypted. Whoever has it can read your records: give it only to people and apps that you trust.")
        }
        item("body") {
            when (val now = state) {
                is SharedFileState.Running -> Busy("Writing the file")
                is SharedFileState.Ready -> ReadyToShare(export, now)
                is SharedFileState.Failed -> ProblemNotice(now.problem) { export.file.dismiss() }
                is SharedFileState.Idle -> when {
                    connections.value == null -> Loaded(connections, export.connections::retry) {}
                    plans.isEmpty() -> Empty(Icons.Filled.Share, "Nothing to export", "Your records can be exported once you have added a plan.")
                    else -> ExportForm(export, plans)
                }
            }
        }
    }
}

@Composable
private fun ExportForm(export: ExportModel, plans: List<Connection>) {
    val format by export.format.collectAsState()
    var plan by remember { mutableStateOf<String?>(null) }
    Column(verticalArrangement = Arrangement.spacedBy(16.dp)) {
        if (plans.size > 1) {
            Section("Which records") {
                Rows(listOf(null) + plans) { one ->
                    Pick(one?.payerName ?: "All plans", null, plan == one?.id) { plan = one?.id }
                }
            }
        }
        Section("As what") {
            Pick("One file (FHIR Bundle)", "What doctors' systems and other health apps read.", format == ExportFormat.BUNDLE) { export.choose(ExportFormat.BUNDLE) }
            Line()
            Pick("Line by line (NDJSON)", "One record on each line, for programs.", format == ExportFormat.NDJSON) { export.choose(ExportFormat.NDJSON) }
        }
        Button({ export.export(plan) }, Modifier.fillMaxWidth()) { Text("Write the file") }
    }
}

@Composable
private fun ReadyToShare(export: ExportModel, ready: SharedFileState.Ready) {
    val platform = LocalPlatform.current
    Column(verticalArrangement = Arrangement.spacedBy(8.dp)) {
        Section("The file is ready") {
            Field("Name", ready.file.name)
            Line()
            Field("In it", counted(ready.records, "record"))
        }
        Button({ platform.share(ready.file, ready.mediaType) }, Modifier.fillMaxWidth()) { Text("Share") }
        OutlinedButton(export.file::dismiss, Modifier.fillMaxWidth()) { Text("Delete the file") }
    }
}
