package org.billfold.demo.ui

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.Search
import androidx.compose.material3.MaterialTheme
import androidx.compose.runtime.Composable
import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
import androidx.compose.ui.unit.dp
import org.billfold.FormularyDrug
import org.billfold.demo.Screen
import org.billfold.demo.WalletSession
import org.billfold.demo.words.about
import org.billfold.demo.words.costText
import org.billfold.demo.words.counted
import org.billfold.demo.words.summary
import org.billfold.demo.words.title

/** Which drugs the plans cover. */
@Composable
internal fun FormularyScreen(session: WalletSession) {
    val formulary = session.formulary
    val query by formulary.query.collectAsState()
    val pages by formulary.pages.state.collectAsState()
    Page {
        item("search") {
            Column(verticalArrangement = Arrangement.spacedBy(12.dp)) {
                Entry("Name of a drug", query.drug.orEmpty(), formulary::search)
                Section(null) { Toggle("Only what my plans cover", null, query.myPlansOnly, formulary::onlyMine) }
            }
        }
        paged(pages, formulary.pages, { counted(it, "drug") }, { NoDrug(query.drug) }) { drug ->
            ListRow(drug.title(), drug.summary(), onClick = { session.navigator.open(Screen.FormularyDetail(drug)) })
        }
    }
}

@Composable
private fun NoDrug(looked: String?) {
    val text = if (looked == null) "Your plans have sent no drug list." else "No drug list of your plans has such a drug."
    Empty(Icons.Filled.Search, "No drug found", text)
}

/** A drug on a list: what has to be done for it, and what it costs under each plan. */
@Composable
internal fun FormularyDrugScreen(drug: FormularyDrug) = Page {
    item { Section(null) { Rows(drug.about()) { (name, value) -> Field(name, value) } } }
    if (drug.plans.isNotEmpty()) {
        item {
            Section("Plans that have it on their list") {
                Rows(drug.plans.sortedBy { !it.isMine }) { plan ->
                    val colors = MaterialTheme.colorScheme
                    ListRow(plan.title(), plan.costText() ?: "What you pay is not stated", footer = {
                        if (plan.isMine) Pill("Your plan", colors.primaryContainer, colors.onPrimaryContainer)
                    })
                }
            }
        }
    }
}
