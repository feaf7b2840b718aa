package org.billfold.demo.ui

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.DisposableEffect
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.unit.dp
import org.billfold.CardActivity
import org.billfold.InsuranceCard
import org.billfold.demo.words.agoText
import org.billfold.demo.words.backFields
import org.billfold.demo.words.contactFields
import org.billfold.demo.words.copayFields
import org.billfold.fetchedAt

/** One card, front and back, as it is held out at a front desk: the screen is as bright as it can be. */
@Composable
internal fun CardScreen(card: InsuranceCard) {
    val platform = LocalPlatform.current
    DisposableEffect(platform) {
        platform.brighten(true)
        onDispose { platform.brighten(false) }
    }
    Page {
        item { CardFront(card) }
        card.memberId?.let { id ->
            item {
                Column(Modifier.fillMaxWidth(), Arrangement.spacedBy(8.dp), Alignment.CenterHorizontally) {
                    QrCode(id, "QR code of the member ID")
                    Text("Member ID, to be scanned", style = MaterialTheme.typography.bodyMedium)
                }
            }
        }
        item { CardBack(card) }
        val copays = card.copayFields()
        if (copays.isNotEmpty()) item { Section("What you pay") { Rows(copays) { (name, value) -> ListRow(name, end = value) } } }
        if (card.activity != CardActivity.ACTIVE) item { Notice(card.activityReason) }
        val contacts = card.contactFields()
        if (contacts.isNotEmpty()) item { Section("Reach your plan") { Rows(contacts) { (purpose, value) -> Field(purpose, value) } } }
        if (card.notes.isNotEmpty()) item { Section("Notes on the card") { Rows(card.notes) { ListRow(it) } } }
        item {
            Section("More on this card") {
                Rows(card.backFields() + ("From" to "${card.origin.payerName}, ${agoText(card.origin.fetchedAt)}")) { (name, value) ->
                    Field(name, value)
                }
            }
        }
    }
}
