package org.billfold.demo

import java.io.File
import java.io.IOException
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.Job
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext
import org.billfold.BillfoldException

/** How far a file is that the member gives to another app. */
sealed interface SharedFileState {
    data object Idle : SharedFileState

    data object Running : SharedFileState

    /** The file is there until it is dismissed. [records]: how many are in it. */
    data class Ready(val file: File, val mediaType: String, val records: Long) : SharedFileState

    data class Failed(val problem: Problem) : SharedFileState
}

/**
 * A file that the member gives to another app, one at a time.
 *
 * The wallet does not encrypt it. It lies in a directory of the app's own until it is dismissed, and what an app that was
 * ended left there goes when the next one starts.
 */
class SharedFile internal constructor(private val directory: File, private val scope: CoroutineScope) {
    private val mutableState = MutableStateFlow<SharedFileState>(SharedFileState.Idle)
    private var job: Job? = null

    val state: StateFlow<SharedFileState> = mutableState.asStateFlow()

    init {
        close()
    }

    /** Writes the file of this name, in the place of what was there. [work] says how many records it wrote. */
    internal fun write(name: String, mediaType: String, work: suspend (File) -> Long) {
        val before = job
        mutableState.value = SharedFileState.Running
        job = scope.launch {
            before?.cancelAndJoin()
            val file = File(directory, name)
            mutableState.value = when (val written = load { withContext(Dispatchers.IO) { alone(file, work) } }) {
                is Load.Ready -> SharedFileState.Ready(file, mediaType, written.value)
                is Load.Failed -> SharedFileState.Failed(written.problem)
                is Load.Loading -> SharedFileState.Idle
            }
        }
    }

    /** The member is done with it: the file goes. */
    fun dismiss() {
        val before = job
        mutableState.value = SharedFileState.Idle
        job = scope.launch {
            before?.cancelAndJoin()
            withContext(Dispatchers.IO) { close() }
        }
    }

    internal fun close() {
        directory.deleteRecursively()
    }

    private suspend fun alone(file: File, work: suspend (File) -> Long): Long =
        try {
            close()
            directory.mkdirs()
            work(file)
        } catch (failure: IOException) {
            throw BillfoldException.StoreUnavailable("the file cannot be written: ${failure.javaClass.simpleName}")
        }
}
