package org.billfold.demo.ui

import java.util.concurrent.LinkedBlockingQueue
import java.util.concurrent.TimeUnit
import kotlin.coroutines.CoroutineContext
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.Runnable
import kotlinx.coroutines.async

/**
 * What stands for Android's main thread: the test's own.
 *
 * Compose for desktop composes, measures and draws on the thread of the test, or on another one for which the test waits.
 * The models' work is done between two such turns, on the same thread: a screen never changes while it is measured.
 */
object StageThread : CoroutineDispatcher() {
    private val work = LinkedBlockingQueue<Runnable>()

    override fun dispatch(context: CoroutineContext, block: Runnable) {
        work += block
    }

    /** Does what has to be done, or waits for a moment for something to do. */
    fun turn() {
        var next = work.poll(MOMENT_MILLIS, TimeUnit.MILLISECONDS)
        while (next != null) {
            next.run()
            next = work.poll()
        }
    }

    /** Runs [block] as the app's main thread does. */
    @OptIn(ExperimentalCoroutinesApi::class)
    fun <T> run(block: suspend () -> T): T {
        val result = CoroutineScope(this).async { block() }
        while (!result.isCompleted) turn()
        return result.getCompleted()
    }

    private const val MOMENT_MILLIS = 10L
}
