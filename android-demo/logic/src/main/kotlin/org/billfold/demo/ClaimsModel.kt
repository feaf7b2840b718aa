package org.billfold.demo

import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.update
import org.billfold.Claim
import org.billfold.ClaimQuery
import org.billfold.Connection
import org.billfold.Wallet

/** All claims, the newest first, filtered as the member wants. */
class ClaimsModel internal constructor(wallet: Wallet, scope: CoroutineScope, changes: StateFlow<Int>) {
    private val mutableFilter = MutableStateFlow(ClaimQuery())

    val filter: StateFlow<ClaimQuery> = mutableFilter.asStateFlow()

    val pages = Pager<ClaimQuery, Claim>(scope, changes, filter) { query, after ->
        val page = wallet.claims(query.copy(after = after))
        Paged(page.items, page.total.toLong(), page.next)
    }

    /** The plans that the filter offers. */
    val connections = Loader<List<Connection>>(scope, changes) { wallet.connections() }

    fun filter(change: (ClaimQuery) -> ClaimQuery) = mutableFilter.update(change)
}
