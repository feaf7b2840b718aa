package org.billfold.demo

import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.update
import org.billfold.RecordKind
import org.billfold.TimelineEntry
import org.billfold.TimelineQuery
import org.billfold.Wallet

/** Everything that happened, the newest first, searched as the member types. */
class TimelineModel internal constructor(wallet: Wallet, scope: CoroutineScope, changes: StateFlow<Int>) {
    private val mutableQuery = MutableStateFlow(TimelineQuery())

    val query: StateFlow<TimelineQuery> = mutableQuery.asStateFlow()

    val pages = Pager<TimelineQuery, TimelineEntry>(scope, changes, query) { query, after ->
        wallet.timeline(query.copy(after = after)).run { Paged(items, total.toLong(), next) }
    }

    fun search(text: String) = mutableQuery.update { it.copy(text = text.ifBlank { null }) }

    /** Shows this kind alone, or all. */
    fun only(kind: RecordKind?) = mutableQuery.update { it.copy(kinds = listOfNotNull(kind)) }
}
