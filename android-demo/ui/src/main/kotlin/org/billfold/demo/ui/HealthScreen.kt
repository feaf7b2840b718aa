package org.billfold.demo.ui

import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.text.selection.SelectionContainer
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.Favorite
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
import androidx.compose.runtime.remember
import androidx.compose.ui.Modifier
import androidx.compose.ui.unit.dp
import org.billfold.demo.KindOfRecords
import org.billfold.demo.Load
import org.billfold.demo.Screen
import org.billfold.demo.WalletSession
import org.billfold.demo.words.agoText
import org.billfold.demo.words.counted
import org.billfold.demo.words.kindName
import org.billfold.fetchedAt

/** The health record by kind. */
@Composable
internal fun HealthScreen(session: WalletSession) {
    val kinds by session.records.kinds.state.collectAsState()
    Page {
        item {
            Loaded(kinds, session.records.kinds::retry) { all ->
                if (all.isEmpty()) {
                    Empty(Icons.Filled.Favorite, "No health records yet", "They show here once you have added a plan and it has sent them.")
                } else {
                    Kinds(all, session)
                }
            }
        }
    }
}

@Composable
private fun Kinds(all: List<KindOfRecords>, session: WalletSession) =
    Section(null) {
        ListRow("Medications", "Each drug with its history", onClick = { session.navigator.open(Screen.Medications) })
        Line()
        Rows(all.sortedBy { kindName(it.resourceType) }) { kind ->
            ListRow(kindName(kind.resourceType), end = "${kind.records.size}", onClick = {
                session.navigator.open(Screen.Kind(kind.resourceType))
            })
        }
    }

/** The records of one kind. */
@Composable
internal fun KindScreen(session: WalletSession, resourceType: String) {
    val kinds by session.records.kinds.state.collectAsState()
    val records = (kinds as? Load.Ready)?.value?.firstOrNull { it.resourceType == resourceType }?.records
    Page {
        if (records == null) {
            item { Loaded(kinds, session.records.kinds::retry) { Empty(Icons.Filled.Favorite, "Nothing here", "Your plan has no such records any more.") } }
        } else {
            item { Text(counted(records.size, "record"), Modifier.padding(horizontal = 4.dp), style = MaterialTheme.typography.bodyMedium) }
            for ((index, group) in records.chunked(25).withIndex()) {
                item(index) {
                    Section(null) {
                        Rows(group) { record ->
                            val from = "${record.origin.payerName}, ${agoText(record.origin.fetchedAt)}"
                            ListRow(record.title ?: kindName(resourceType), from, onClick = { session.navigator.open(Screen.Source(record)) })
                        }
                    }
                }
            }
        }
    }
}

/** A record as the payer sent it. */
@Composable
internal fun SourceScreen(session: WalletSession, screen: Screen.Source) {
    val source by remember(screen) { session.records.source(screen.record) }.collectAsState()
    Page {
        item {
            Loaded(source, {}) { text ->
                Section(null) {
                    SelectionContainer {
                        Text(text ?: "This record is not in your wallet any more.", Modifier.padding(16.dp), style = MaterialTheme.typography.bodySmall.copy(fontFamily = androidx.compose.ui.text.font.FontFamily.Monospace))
                    }
                }
            }
        }
    }
}
