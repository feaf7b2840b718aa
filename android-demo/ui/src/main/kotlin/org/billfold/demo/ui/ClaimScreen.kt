package org.billfold.demo.ui

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Surface
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import org.billfold.Claim
import org.billfold.ClaimItem
import org.billfold.demo.WalletSession
import org.billfold.demo.words.about
import org.billfold.demo.words.amounts
import org.billfold.demo.words.serviceText
import org.billfold.demo.words.summary
import org.billfold.demo.words.text
import org.billfold.demo.words.title
import org.billfold.demo.words.words

/** One claim: what the member owes, how it came to that, and line by line. */
@Composable
internal fun ClaimScreen(session: WalletSession, claim: Claim) = Page {
    item { Owed(claim) }
    if (claim.replacedBy.isNotEmpty()) item { Notice("A newer claim takes the place of this one. It does not count any more.") }
    if (claim.denialReasons.isNotEmpty()) {
        item { Notice("Why your plan did not pay", detail = claim.denialReasons.joinToString("\n"), alarming = true) }
    }
    if (claim.discrepancies.isNotEmpty()) {
        item { Notice("Your plan states some amounts in two ways that differ. What is shown is what it states for the whole claim.") }
    }
    val amounts = claim.amounts()
    if (amounts.isNotEmpty()) {
        item {
            Section("How it came to that") {
                Rows(amounts) { (name, meaning, figure) ->
                    ListRow(name, meaning, figure.money.text(), footer = { Source(figure.source.words()) })
                }
            }
        }
    }
    if (claim.items.isNotEmpty()) item { Section("Line by line") { Rows(claim.items) { ClaimLine(it) } } }
    item { Section("About this claim") { Rows(claim.about()) { (name, value) -> Field(name, value) } } }
    item { ShowSource(session, claim.origin) }
}

@Composable
private fun Owed(claim: Claim) {
    val colors = MaterialTheme.colorScheme
    val owed = claim.memberOwes
    Surface(Modifier.fillMaxWidth(), RoundedCornerShape(20.dp), colors.primaryContainer, colors.onPrimaryContainer) {
        Column(Modifier.padding(20.dp).semantics(mergeDescendants = true) {}, Arrangement.spacedBy(4.dp)) {
            Text(claim.title(), style = MaterialTheme.typography.titleMedium)
            claim.serviceText()?.let { Text(it, style = MaterialTheme.typography.bodyMedium) }
            Text("You owe", Modifier.padding(top = 12.dp), style = MaterialTheme.typography.labelLarge)
            Text(owed?.money?.text() ?: "Not stated", style = MaterialTheme.typography.displaySmall)
            owed?.let { Text(it.source.words(), style = MaterialTheme.typography.bodySmall) }
        }
    }
}

@Composable
private fun Source(words: String) = Text(words, style = MaterialTheme.typography.bodySmall, color = MaterialTheme.colorScheme.primary)

@Composable
private fun ClaimLine(item: ClaimItem) = ListRow(
    title = item.title(),
    subtitle = item.summary(),
    footer = {
        Text(item.amounts().joinToString(" · ") { (name, amount) -> "$name $amount" }, style = MaterialTheme.typography.bodyMedium)
        for (reason in item.denialReasons) Text(reason, style = MaterialTheme.typography.bodySmall)
    },
)
