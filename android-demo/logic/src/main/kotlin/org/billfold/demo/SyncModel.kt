package org.billfold.demo

import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.update
import kotlinx.coroutines.launch
import org.billfold.SyncEvent
import org.billfold.SyncProgress
import org.billfold.SyncReport
import org.billfold.Wallet

/** What the sync of one connection is doing. */
sealed interface SyncState {
    data object Idle : SyncState

    /** [types] have been worked on, the newest last. [progress] is `null` until the payer has answered. */
    data class Running(val progress: SyncProgress?, val types: List<String>) : SyncState

    /** The member stopped it. What was brought is kept, and it goes on from there. */
    data class Paused(val progress: SyncProgress?) : SyncState

    data class Done(val report: SyncReport) : SyncState {
        /** Some kinds of records could not be fetched whole. */
        val isIncomplete: Boolean get() = report.failed.isNotEmpty()
    }

    data class Failed(val problem: Problem) : SyncState
}

/** The syncs of all connections. They go on when the member leaves the screen. */
class SyncModel internal constructor(
    private val wallet: Wallet,
    private val scope: CoroutineScope,
    private val changed: () -> Unit,
) {
    private val mutableStates = MutableStateFlow<Map<String, SyncState>>(emptyMap())
    private val jobs = HashMap<String, Job>()

    val states: StateFlow<Map<String, SyncState>> = mutableStates.asStateFlow()

    /** Begins, or goes on where the last one stopped. */
    @Synchronized
    fun start(connection: String) {
        if (mutableStates.value[connection] is SyncState.Running) return
        set(connection, SyncState.Running(null, emptyList()))
        jobs[connection] = scope.launch { run(connection) }
    }

    /** Stops at once and keeps what was brought. */
    @Synchronized
    fun pause(connection: String) {
        val job = jobs.remove(connection) ?: return
        scope.launch {
            job.cancel()
            job.join()
            val running = mutableStates.value[connection] as? SyncState.Running ?: return@launch
            set(connection, SyncState.Paused(running.progress))
            changed()
        }
    }

    /** Syncs every connection and returns when all have ended: for the refresh in the background. */
    suspend fun refreshAll(): List<SyncState> {
        val ids = wallet.connections().map { it.id }
        ids.forEach(::start)
        ids.forEach { id -> synchronized(this) { jobs[id] }?.join() }
        return ids.mapNotNull { mutableStates.value[it] }
    }

    internal fun forget(connection: String) = mutableStates.update { it - connection }

    private suspend fun run(connection: String) {
        val ended = load {
            wallet.sync(connection).collect { event ->
                when (event) {
                    is SyncEvent.Progress -> advance(connection, event.progress)
                    is SyncEvent.Done -> set(connection, SyncState.Done(event.report))
                }
            }
        }
        if (ended is Load.Failed) set(connection, SyncState.Failed(ended.problem))
        changed()
    }

    private fun advance(connection: String, progress: SyncProgress) {
        val before = (mutableStates.value[connection] as? SyncState.Running)?.types.orEmpty()
        val types = before - progress.resourceType + progress.resourceType
        set(connection, SyncState.Running(progress, types))
    }

    private fun set(connection: String, state: SyncState) = mutableStates.update { it + (connection to state) }
}
