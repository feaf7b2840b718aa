package org.billfold.demo.ui

import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.Favorite
import androidx.compose.runtime.Composable
import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
import org.billfold.Medication
import org.billfold.demo.Screen
import org.billfold.demo.WalletSession
import org.billfold.demo.words.about
import org.billfold.demo.words.counted
import org.billfold.demo.words.standing
import org.billfold.demo.words.summary
import org.billfold.demo.words.words

/** The member's drugs. */
@Composable
internal fun MedicationsScreen(session: WalletSession) {
    val pages by session.medications.pages.state.collectAsState()
    Page {
        paged(pages, session.medications.pages, { counted(it, "drug") }, { NoMedications() }) { drug ->
            ListRow(drug.name, drug.summary(), onClick = { session.navigator.open(Screen.MedicationDetail(drug)) })
        }
    }
}

@Composable
private fun NoMedications() = Empty(Icons.Filled.Favorite, "No medications", "What is prescribed or handed out to you shows here.")

/** One drug and its history. */
@Composable
internal fun MedicationScreen(session: WalletSession, drug: Medication) = Page {
    item { Section(null) { Rows(drug.about()) { (name, value) -> Field(name, value) } } }
    item {
        Section("History") {
            Rows(drug.events) { event ->
                ListRow(event.source.words(), event.summary(), event.standing(), onClick = {
                    session.navigator.open(Screen.Source(event.origin))
                })
            }
        }
    }
}
