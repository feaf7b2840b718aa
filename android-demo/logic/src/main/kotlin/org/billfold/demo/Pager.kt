package org.billfold.demo

import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.collectLatest
import kotlinx.coroutines.flow.combine
import kotlinx.coroutines.launch

/**
 * The part of a long list that has been read.
 *
 * @property total how many there are on all pages; `null` where nobody says.
 * @property next mark of the page that follows; `null` where all is read.
 */
data class Paged<T>(val items: List<T>, val total: Long?, val next: String?)

/**
 * Reads a long list page by page while a screen looks at it, and from the start again when the query or the wallet's
 * content has changed.
 *
 * @param keeps what was read stays while another query is read: for lists that are on the device, which take no time.
 */
class Pager<Q, T>(
    private val scope: CoroutineScope,
    changes: StateFlow<Int>,
    private val query: StateFlow<Q>,
    private val keeps: Boolean = true,
    private val read: suspend (query: Q, after: String?) -> Paged<T>,
) {
    private val mutableState = MutableStateFlow<Load<Paged<T>>>(Load.Loading)
    private val asked = MutableStateFlow(0)
    private var shown: Triple<Q, Int, Int>? = null
    private var more: Job? = null
    private var reading: String? = null

    val state: StateFlow<Load<Paged<T>>> = mutableState.asStateFlow()

    init {
        scope.launch {
            val wanted = combine(query, changes, asked, ::Triple)
            combine(wanted, mutableState.subscriptionCount) { now, lookers -> now.takeIf { lookers > 0 } }.collectLatest { now ->
                if (now == null || now == shown) return@collectLatest
                more?.cancel()
                reading = null
                if (!keeps) mutableState.value = Load.Loading
                mutableState.value = load { read(now.first, null) }
                shown = now
            }
        }
    }

    /** The member has come to the end of what was read. */
    fun more() {
        val before = mutableState.value.value ?: return
        val next = before.next ?: return
        if (next == reading) return
        reading = next
        more = scope.launch {
            when (val page = load { read(query.value, next) }) {
                is Load.Ready -> mutableState.value = Load.Ready(page.value.copy(items = before.items + page.value.items))
                is Load.Failed -> mutableState.value = page
                is Load.Loading -> Unit
            }
        }
    }

    /** Reads from the start again. */
    fun retry() {
        asked.value++
    }
}
