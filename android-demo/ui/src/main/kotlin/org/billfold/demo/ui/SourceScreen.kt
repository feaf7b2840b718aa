package org.billfold.demo.ui

import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.text.selection.SelectionContainer
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.OutlinedButton
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.text.font.FontFamily
import androidx.compose.ui.unit.dp
import org.billfold.Origin
import org.billfold.demo.Load
import org.billfold.demo.Screen
import org.billfold.demo.WalletSession
import org.billfold.demo.words.summary

/** Leads from a view to the record from which it was made. */
@Composable
internal fun ShowSource(session: WalletSession, origin: Origin) =
    OutlinedButton({ session.navigator.open(Screen.Source(origin)) }, Modifier.fillMaxWidth()) { Text("Show it as your plan sent it") }

/** A record as the payer sent it, and who wrote it. */
@Composable
internal fun SourceScreen(session: WalletSession, screen: Screen.Source) {
    var tries by remember { mutableStateOf(0) }
    val source by remember(screen, tries) { session.records.source(screen.origin) }.collectAsState(Load.Loading)
    val provenance by remember(screen, tries) { session.records.provenance(screen.origin) }.collectAsState(Load.Loading)
    Page {
        item {
            Loaded(provenance, { tries++ }) { all ->
                if (all.isNotEmpty()) Section("Who wrote it") { Rows(all) { ListRow(it.summary()) } }
            }
        }
        item {
            Loaded(source, { tries++ }) { text ->
                Section("As your plan sent it") {
                    SelectionContainer {
                        Text(
                            text ?: "This record is not in your wallet any more.",
                            Modifier.padding(16.dp),
                            style = MaterialTheme.typography.bodySmall.copy(fontFamily = FontFamily.Monospace),
                        )
                    }
                }
            }
        }
    }
}
