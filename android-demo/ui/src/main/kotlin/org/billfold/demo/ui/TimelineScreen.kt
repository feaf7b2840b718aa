package org.billfold.demo.ui

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.DateRange
import androidx.compose.runtime.Composable
import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
import androidx.compose.ui.unit.dp
import org.billfold.RecordKind
import org.billfold.TimelineEntry
import org.billfold.demo.Screen
import org.billfold.demo.WalletSession
import org.billfold.demo.words.counted
import org.billfold.demo.words.words

/** Everything that happened, the newest first, with a search. */
@Composable
internal fun TimelineScreen(session: WalletSession) {
    val timeline = session.timeline
    val pages by timeline.pages.state.collectAsState()
    val query by timeline.query.collectAsState()
    Page {
        item("search") {
            Column(verticalArrangement = Arrangement.spacedBy(12.dp)) {
                Entry("Search: a drug, a doctor, a result", query.text.orEmpty(), timeline::search)
                Choices(KINDS.map { (it?.words() ?: "All") to it }, query.kinds.firstOrNull()) { timeline.only(it) }
            }
        }
        paged(pages, timeline.pages, { counted(it, "entry", "entries") }, { NothingFound(query.text) }) { entry ->
            ListRow(
                entry.title ?: entry.kind.words(),
                entry.about(),
                onClick = { session.navigator.open(Screen.Source(entry.origin)) },
            )
        }
    }
}

@Composable
private fun NothingFound(text: String?) =
    Empty(Icons.Filled.DateRange, "Nothing found", if (text == null) "Your plans have sent nothing of this kind." else "Nothing in your records has all of these words.")

private fun TimelineEntry.about(): String {
    val also = if (sameAs.isEmpty()) null else "also from ${sameAs.joinToString { it.payerName }}"
    return listOfNotNull(kind.words(), date?.words(), detail, also).joinToString(" · ")
}

/** Those that members look for. */
private val KINDS = listOf(
    null,
    RecordKind.CLAIM,
    RecordKind.MEDICATION,
    RecordKind.CONDITION,
    RecordKind.LAB_RESULT,
    RecordKind.VITAL_SIGN,
    RecordKind.ENCOUNTER,
    RecordKind.IMMUNIZATION,
    RecordKind.DOCUMENT,
)
