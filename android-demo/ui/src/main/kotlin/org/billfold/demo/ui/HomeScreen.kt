package org.billfold.demo.ui

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.lazy.LazyListScope
import androidx.compose.foundation.lazy.LazyRow
import androidx.compose.foundation.lazy.items
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.Add
import androidx.compose.runtime.Composable
import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.unit.dp
import org.billfold.demo.HomeContent
import org.billfold.demo.Load
import org.billfold.demo.Screen
import org.billfold.demo.SyncState
import org.billfold.demo.WalletSession
import org.billfold.demo.words.counted

/** The first screen: the cards, and what is new. */
@Composable
internal fun HomeScreen(session: WalletSession) {
    val content by session.home.content.state.collectAsState()
    val syncs by session.sync.states.collectAsState()
    val lost by session.lostPlans.collectAsState()
    val home = (content as? Load.Ready)?.value
    Page {
        if (lost.isNotEmpty()) item("lost") { Lost(lost, session) }
        if (home == null || home.connections.isEmpty()) {
            item { Loaded(content, session.home.content::retry) { NoPlans(session) } }
        } else {
            items(home, syncs, session)
        }
    }
}

@Composable
private fun Lost(plans: List<String>, session: WalletSession) = Notice(
    "This device has lost the key to your records from ${plans.joinToString()}, for instance because its passcode was " +
        "removed. Nobody can read them any more. Sign in again to fetch them anew.",
    alarming = true,
    actions = listOf(
        "Add a plan" to {
            session.dismissLost()
            session.navigator.open(Screen.AddPlan)
        },
        "Close" to session::dismissLost,
    ),
)

@Composable
private fun NoPlans(session: WalletSession) = Empty(
    Icons.Filled.Add,
    "Add your health plan",
    "Sign in to your plan once. Your card, claims, medications and health records are then kept on this device, encrypted.",
    "Add a plan" to { session.navigator.open(Screen.AddPlan) },
)

private fun LazyListScope.items(
    home: HomeContent,
    syncs: Map<String, SyncState>,
    session: WalletSession,
) {
    val navigator = session.navigator
    for (connection in home.connections) {
        val sync = syncs[connection.id] ?: continue
        if (sync is SyncState.Idle || sync is SyncState.Done && !sync.isIncomplete) continue
        item(connection.id) { SyncNotice(connection, sync, session) }
    }
    item("cards") {
        if (home.cards.isEmpty()) Notice("Your plan has sent no insurance card yet.")
        LazyRow(horizontalArrangement = Arrangement.spacedBy(12.dp)) {
            items(home.cards) { card ->
                val width = if (home.cards.size == 1) 1f else PEEK
                CardFront(card, pictures(session, card), Modifier.fillParentMaxWidth(width)) { navigator.open(Screen.CardDetail(card)) }
            }
        }
    }
    item("year") { YearSection(home.year) }
    item("claims") {
        val all = counted(home.claimCount, "claim")
        Section("Newest claims", action = ("All" to { navigator.open(Screen.Claims) }).takeIf { home.claimCount > 0 }) {
            if (home.newestClaims.isEmpty()) ListRow("No claims yet", "They show here once your plan has sent some.")
            Rows(home.newestClaims) { claim -> ClaimRow(claim) { navigator.open(Screen.ClaimDetail(claim)) } }
            if (home.claimCount > home.newestClaims.size) {
                Line()
                ListRow("See all $all", onClick = { navigator.open(Screen.Claims) })
            }
        }
    }
}

/** So much of the width is a card's where there are several: the next one peeps in. */
private const val PEEK = 0.92f
