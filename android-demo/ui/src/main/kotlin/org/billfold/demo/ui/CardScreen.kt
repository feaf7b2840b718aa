package org.billfold.demo.ui

import androidx.compose.runtime.Composable
import androidx.compose.runtime.DisposableEffect
import org.billfold.CardActivity
import org.billfold.InsuranceCard
import org.billfold.demo.WalletSession
import org.billfold.demo.words.backFields
import org.billfold.demo.words.contactFields
import org.billfold.demo.words.copayFields
import org.billfold.demo.words.words

/** One card, front and back, as it is held out at a front desk: the screen is as bright as it can be. */
@Composable
internal fun CardScreen(session: WalletSession, card: InsuranceCard) {
    val pictures = pictures(session, card)
    val platform = LocalPlatform.current
    DisposableEffect(platform) {
        platform.brighten(true)
        onDispose { platform.brighten(false) }
    }
    Page {
        item { CardFront(card, pictures) }
        item { CardCodes(card, pictures) }
        item { CardBack(card) }
        val copays = card.copayFields()
        if (copays.isNotEmpty()) item { Section("What you pay") { Rows(copays) { (name, value) -> ListRow(name, end = value) } } }
        if (card.activity != CardActivity.ACTIVE) item { Notice(card.activityReason) }
        val supporting = pictures.supporting()
        if (supporting.isNotEmpty()) item { Section("Images on the card") { Rows(supporting) { Supporting(it) } } }
        val contacts = card.contactFields()
        if (contacts.isNotEmpty()) item { Section("Reach your plan") { Rows(contacts) { (purpose, value) -> Field(purpose, value) } } }
        if (card.notes.isNotEmpty()) item { Section("Notes on the card") { Rows(card.notes) { ListRow(it) } } }
        item {
            Section("More on this card") {
                Rows(card.backFields() + ("From" to card.origin.words())) { (name, value) ->
                    Field(name, value)
                }
            }
        }
    }
}
