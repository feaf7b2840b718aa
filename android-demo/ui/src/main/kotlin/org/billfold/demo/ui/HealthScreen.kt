package org.billfold.demo.ui

import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.text.selection.SelectionContainer
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.Favorite
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
import org.billfold.demo.HealthKind
import org.billfold.demo.Load
import org.billfold.demo.Screen
import org.billfold.demo.WalletSession
import org.billfold.demo.words.HealthItem
import org.billfold.demo.words.agoText
import org.billfold.demo.words.counted
import org.billfold.demo.words.words
import org.billfold.fetchedAt

/** The health record: everything in time, the drugs, and each kind of record. */
@Composable
internal fun HealthScreen(session: WalletSession) {
    val counts by session.health.counts.state.collectAsState()
    Page {
        item {
            Loaded(counts, session.health.counts::retry) { kinds ->
                if (kinds.isEmpty()) {
                    Empty(Icons.Filled.Favorite, "No health records yet", "They show here once you have added a plan and it has sent them.")
                } else {
                    Section(null) {
                        ListRow("Timeline", "Everything that happened, to be searched", onClick = { session.navigator.open(Screen.Timeline) })
                        Line()
                        ListRow("Medications", "Each drug with its history", onClick = { session.navigator.open(Screen.Medications) })
                    }
                }
            }
        }
        val kinds = (counts as? Load.Ready)?.value.orEmpty()
        if (kinds.isNotEmpty()) {
            item {
                Section("Look up") {
                    ListRow("Find care", "Doctors and hospitals in your plan's directory", onClick = { session.navigator.open(Screen.Directory) })
                    Line()
                    ListRow("Covered drugs", "What your plans pay for, and what you pay", onClick = { session.navigator.open(Screen.Formulary) })
                }
            }
            item {
                Section("Your record") {
                    Rows(kinds) { (kind, count) ->
                        ListRow(kind.words(), end = "$count", onClick = { session.navigator.open(Screen.Kind(kind)) })
                    }
                }
            }
        }
    }
}

/** The records of one kind. */
@Composable
internal fun KindScreen(session: WalletSession, kind: HealthKind) {
    val pager = session.health.list(kind)
    val pages by pager.state.collectAsState()
    Page {
        paged(pages, pager, { counted(it, "record") }, { Empty(Icons.Filled.Favorite, "Nothing here", "Your plan has sent no such records.") }) { item ->
            ListRow(item.title, item.date, item.value, onClick = { session.navigator.open(Screen.Item(item)) })
        }
    }
}

/** One record: what it says, how its values went over time, and where it comes from. */
@Composable
internal fun ItemScreen(session: WalletSession, item: HealthItem) {
    val trends = remember(item) { item.trendCode?.let(session.health::trends) }
    val loaded = trends?.collectAsState(Load.Loading)?.value
    Page {
        item.date?.let { date -> item { Text(date, Modifier.padding(horizontal = 4.dp), style = MaterialTheme.typography.bodyLarge) } }
        if (item.fields.isNotEmpty()) item { Section(null) { Rows(item.fields) { (name, value) -> Field(name, value) } } }
        if (item.parts.isNotEmpty()) {
            item {
                Section("What is in it") {
                    Rows(item.parts.withIndex().toList()) { (number, part) ->
                        ListRow(part, onClick = { session.navigator.open(Screen.Attachment(item, number)) })
                    }
                }
            }
        }
        val series = (loaded as? Load.Ready)?.value.orEmpty().filter { it.points.size > 1 }
        for (trend in series) item { Section("Over time") { TrendChart(trend) } }
        item {
            Section("From") {
                Field(item.origin.payerName, agoText(item.origin.fetchedAt))
            }
        }
        item {
            OutlinedButton({ session.navigator.open(Screen.Source(item.origin)) }, Modifier.fillMaxWidth()) { Text("Show it as your plan sent it") }
        }
    }
}

/** A record as the payer sent it. */
@Composable
internal fun SourceScreen(session: WalletSession, screen: Screen.Source) {
    var tries by remember { mutableStateOf(0) }
    val source by remember(screen, tries) { session.records.source(screen.origin) }.collectAsState(Load.Loading)
    Page {
        item {
            Loaded(source, { tries++ }) { text ->
                Section(null) {
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
