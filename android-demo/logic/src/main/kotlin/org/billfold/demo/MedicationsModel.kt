package org.billfold.demo

import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import org.billfold.ClinicalQuery
import org.billfold.Medication
import org.billfold.Wallet

/** The member's drugs, each with its history. */
class MedicationsModel internal constructor(wallet: Wallet, scope: CoroutineScope, changes: StateFlow<Int>) {
    val pages = Pager<ClinicalQuery, Medication>(scope, changes, MutableStateFlow(ClinicalQuery())) { query, after ->
        wallet.medications(query.copy(after = after)).run { Paged(items, total.toLong(), next) }
    }
}
