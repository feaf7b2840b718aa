package org.billfold.demo.ui

import androidx.compose.foundation.layout.padding
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.Favorite
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.unit.dp
import kotlinx.coroutines.flow.flowOf
import org.billfold.demo.HealthKind
import org.billfold.demo.Load
import org.billfold.demo.Screen
import org.billfold.demo.WalletSession
import org.billfold.demo.words.HealthItem
import org.billfold.demo.words.agoText
import org.billfold.demo.words.counted
import org.billfold.demo.words.momentText
import org.billfold.demo.words.words
import org.billfold.fetchedAt
import org.billfold.missingSinceAt

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
    var tries by remember { mutableStateOf(0) }
    val trends by remember(item, tries) { item.trendCode?.let(session.health::trends) ?: flowOf(Load.Ready(emptyList())) }
        .collectAsState(Load.Loading)
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
        when (val loaded = trends) {
            is Load.Ready -> for (trend in loaded.value.filter { it.points.size > 1 }) item { Section("Over time") { TrendChart(trend) } }
            else -> item { Loaded(loaded, { tries++ }) {} }
        }
        item {
            Section("From") {
                Field(item.origin.payerName, agoText(item.origin.fetchedAt))
                item.origin.missingSinceAt?.let {
                    Line()
                    Field("Your plan no longer has it", "Since ${momentText(it)}")
                }
            }
        }
        item { ShowSource(session, item.origin) }
    }
}
