package org.billfold.demo.ui

import androidx.compose.foundation.horizontalScroll
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.lazy.LazyListScope
import androidx.compose.foundation.rememberScrollState
import androidx.compose.foundation.selection.selectable
import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.List
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Surface
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.unit.dp
import org.billfold.Claim
import org.billfold.demo.Load
import org.billfold.demo.Paged
import org.billfold.demo.Pager
import org.billfold.demo.Screen
import org.billfold.demo.WalletSession
import org.billfold.demo.words.counted
import org.billfold.demo.words.decision
import org.billfold.demo.words.serviceText
import org.billfold.demo.words.text
import org.billfold.demo.words.words

/** All claims, with the filter above them. */
@Composable
internal fun ClaimsScreen(session: WalletSession) {
    val pages by session.claims.pages.state.collectAsState()
    val filter by session.claims.filter.collectAsState()
    val connections by session.claims.connections.state.collectAsState()
    Page {
        val plans = (connections as? Load.Ready)?.value.orEmpty()
        if (plans.size > 1) {
            item("filter") {
                Choices(listOf("All plans" to null) + plans.map { it.payerName to it.id }, filter.connection) { id ->
                    session.claims.filter { it.copy(connection = id) }
                }
            }
        }
        paged(pages, session.claims.pages, { counted(it, "claim") }, { NoClaims() }) { claim ->
            ClaimRow(claim) { session.navigator.open(Screen.ClaimDetail(claim)) }
        }
    }
}

@Composable
private fun NoClaims() = Empty(Icons.Filled.List, "No claims", "When you have had care and your plan has decided on it, the claim shows here.")

/** A long list: rows that are read further as the member comes to their end. */
internal fun <T> LazyListScope.paged(
    load: Load<Paged<T>>,
    pager: Pager<*, T>,
    count: (Long) -> String,
    empty: @Composable () -> Unit,
    row: @Composable (T) -> Unit,
) {
    if (load !is Load.Ready) {
        item("state") { Loaded(load, pager::retry) {} }
        return
    }
    val page = load.value
    if (page.items.isEmpty()) {
        item("empty") { empty() }
        return
    }
    item("count") { Text(count(page.total), Modifier.padding(horizontal = 4.dp), style = MaterialTheme.typography.bodyMedium) }
    for ((index, group) in page.items.chunked(GROUP).withIndex()) {
        item("rows $index") { Section(null) { Rows(group, row) } }
    }
    if (page.next != null) {
        item("more ${page.items.size}") {
            LaunchedEffect(Unit) { pager.more() }
            Busy("Reading on")
        }
    }
}

/** A claim in a list. */
@Composable
internal fun ClaimRow(claim: Claim, onClick: () -> Unit) {
    val owed = claim.memberOwes?.money
    val about = listOfNotNull(claim.kind.words(), claim.serviceText(), claim.decision())
    ListRow(
        title = claim.provider ?: claim.facility ?: claim.kind.words(),
        subtitle = about.joinToString(" · "),
        end = owed?.text() ?: "Not stated",
        endNote = "you owe",
        onClick = onClick,
    )
}

/** One of several, side by side. */
@Composable
internal fun <T> Choices(choices: List<Pair<String, T>>, chosen: T, choose: (T) -> Unit) =
    Row(Modifier.horizontalScroll(rememberScrollState()), Arrangement.spacedBy(8.dp)) {
        for ((name, value) in choices) {
            val selected = value == chosen
            val colors = MaterialTheme.colorScheme
            Surface(
                Modifier.clip(RoundedCornerShape(12.dp)).selectable(selected, role = Role.RadioButton) { choose(value) },
                color = if (selected) colors.primary else colors.surfaceVariant,
                contentColor = if (selected) colors.onPrimary else colors.onSurface,
            ) {
                Text(name, Modifier.heightIn(min = 48.dp).padding(horizontal = 16.dp, vertical = 14.dp), style = MaterialTheme.typography.labelLarge)
            }
        }
    }

/** Rows of one lazy item. */
private const val GROUP = 25
