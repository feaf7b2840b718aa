package org.billfold.demo

import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.update
import org.billfold.FormularyDrug
import org.billfold.FormularyQuery
import org.billfold.Wallet

/** Looks up which drugs the member's plans cover, in the drug lists that their syncs brought. */
class FormularyModel internal constructor(wallet: Wallet, scope: CoroutineScope, changes: StateFlow<Int>) {
    private val mutableQuery = MutableStateFlow(FormularyQuery())

    val query: StateFlow<FormularyQuery> = mutableQuery.asStateFlow()

    val pages = Pager<FormularyQuery, FormularyDrug>(scope, changes, query) { query, after ->
        wallet.formulary(query.copy(drug = query.drug?.stated(), after = after)).run { Paged(items, total.toLong(), next) }
    }

    fun search(text: String) = mutableQuery.update { it.copy(drug = text.ifEmpty { null }) }

    /** Shows only what a plan of the member's has on its list, or all. */
    fun onlyMine(on: Boolean) = mutableQuery.update { it.copy(myPlansOnly = on) }
}
