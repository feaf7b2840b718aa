package org.billfold.demo.ui

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.List
import androidx.compose.runtime.Composable
import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.setValue
import androidx.compose.ui.unit.dp
import org.billfold.Claim
import org.billfold.PaymentStatus
import org.billfold.demo.ClaimChoices
import org.billfold.demo.ClaimFilter
import org.billfold.demo.ClaimPeriod
import org.billfold.demo.ClaimsModel
import org.billfold.demo.Screen
import org.billfold.demo.WalletSession
import org.billfold.demo.value
import org.billfold.demo.words.KINDS_OF_CARE
import org.billfold.demo.words.counted
import org.billfold.demo.words.summary
import org.billfold.demo.words.text
import org.billfold.demo.words.title
import org.billfold.demo.words.words

/** All claims, with the filter above them. */
@Composable
internal fun ClaimsScreen(session: WalletSession) {
    val claims = session.claims
    val pages by claims.pages.state.collectAsState()
    val filter by claims.filter.collectAsState()
    val choices by claims.choices.state.collectAsState()
    val asked by claims.priorAuthorizations.state.collectAsState()
    Page {
        choices.value?.takeIf { it.connections.isNotEmpty() }?.let { item("filter") { Filter(claims, filter, it) } }
        asked.value?.takeIf { it.isNotEmpty() }?.let { all ->
            item("prior authorizations") {
                Section(null) {
                    ListRow("Prior authorizations", "What your plan was asked to agree to beforehand", "${all.size}", onClick = {
                        session.navigator.open(Screen.PriorAuthorizations)
                    })
                }
            }
        }
        paged(pages, claims.pages, { counted(it, "claim") }, { NoClaims(filter) }) { claim ->
            ClaimRow(claim) { session.navigator.open(Screen.ClaimDetail(claim)) }
        }
    }
}

@Composable
private fun NoClaims(filter: ClaimFilter) =
    if (filter == ClaimFilter()) {
        Empty(Icons.Filled.List, "No claims", "When you have had care and your plan has decided on it, the claim shows here.")
    } else {
        Empty(Icons.Filled.List, "Nothing found", "No claim fits all that you look for.")
    }

@Composable
private fun Filter(claims: ClaimsModel, filter: ClaimFilter, choices: ClaimChoices) {
    var open by remember { mutableStateOf(false) }
    Column(verticalArrangement = Arrangement.spacedBy(12.dp)) {
        Entry("Search: a doctor, a hospital, a service", filter.text, { text -> claims.filter { it.copy(text = text) } })
        val chosen = if (filter.choices > 0) " (${filter.choices})" else ""
        More(if (open) "Hide the filter" else "Filter$chosen") { open = !open }
        if (open) {
            Choices(ClaimPeriod.entries.map { it.words() to it }, filter.period) { period -> claims.filter { it.copy(period = period) } }
            val kinds = listOf("Any care" to null) + KINDS_OF_CARE.map { it.words() to it }
            Choices(kinds, filter.kind) { kind -> claims.filter { it.copy(kind = kind) } }
            val payments = listOf("Paid or not" to null) + PaymentStatus.entries.map { it.words() to it }
            Choices(payments, filter.payment) { payment -> claims.filter { it.copy(payment = payment) } }
            if (choices.connections.size > 1) {
                val plans = listOf("All plans" to null) + choices.connections.map { it.payerName to it.id }
                Choices(plans, filter.connection) { id -> claims.filter { it.copy(connection = id) } }
            }
            if (choices.people.size > 1) {
                val people = listOf("Everybody" to null) + choices.people.map { (it.name ?: "Without a name") to it.id }
                Choices(people, filter.person) { id -> claims.filter { it.copy(person = id) } }
            }
        }
    }
}

/** A claim in a list. */
@Composable
internal fun ClaimRow(claim: Claim, onClick: () -> Unit) = ListRow(
    title = claim.title(),
    subtitle = claim.summary(),
    end = claim.memberOwes?.money?.text() ?: "Not stated",
    endNote = "you owe",
    onClick = onClick,
)
