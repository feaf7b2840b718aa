package org.billfold.demo

import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.Job
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.SharingStarted
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.combine
import kotlinx.coroutines.flow.flowOn
import kotlinx.coroutines.flow.mapLatest
import kotlinx.coroutines.flow.stateIn
import kotlinx.coroutines.flow.update

/** What a screen shows of something that is read. An empty list is [Ready]: screens have words for it. */
sealed interface Load<out T> {
    data object Loading : Load<Nothing>

    data class Ready<T>(val value: T) : Load<T>

    data class Failed(val problem: Problem) : Load<Nothing>
}

/** The value, once there is one. */
val <T> Load<T>.value: T? get() = (this as? Load.Ready)?.value

/**
 * Reads something while a screen looks at it, and again whenever the wallet's content has changed.
 *
 * @param changes counts the changes of the wallet's content.
 */
@OptIn(ExperimentalCoroutinesApi::class)
class Loader<T>(scope: CoroutineScope, changes: StateFlow<Int>, read: suspend () -> T) {
    private val asked = MutableStateFlow(0)

    val state: StateFlow<Load<T>> = combine(changes, asked, ::Pair)
        .mapLatest { load(read) }
        .stateIn(scope, SharingStarted.WhileSubscribed(), Load.Loading)

    /** Reads again. */
    fun retry() = asked.update { it + 1 }
}

/** As [Loader], for what one screen alone reads: nothing is left of it when nobody looks. It reads where models do. */
@OptIn(ExperimentalCoroutinesApi::class)
internal fun <T> CoroutineScope.reads(changes: StateFlow<Int>, read: suspend () -> T): Flow<Load<T>> =
    changes.mapLatest { load(read) }.flowOn(coroutineContext.minusKey(Job))

/** Runs [read] and says what a screen shows of it. */
@Suppress("TooGenericExceptionCaught")
internal suspend fun <T> load(read: suspend () -> T): Load<T> =
    try {
        Load.Ready(read())
    } catch (failure: Exception) {
        Load.Failed(failure.problem())
    }
