package org.billfold.demo

import java.time.Clock
import java.time.Duration
import java.time.Instant
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.update

/**
 * Whether the app shows anything.
 *
 * @property isOn the member wants it locked.
 * @property isLocked it is locked now: nothing of the member is on the screen.
 * @property failed the last attempt to unlock came to nothing.
 */
data class LockState(val isOn: Boolean, val isLocked: Boolean, val failed: Boolean = false)

/** Locks the app behind the device's own biometrics or passcode: at the start, and after a while in the background. */
class AppLock(
    private val settings: Settings,
    private val clock: Clock = Clock.systemUTC(),
    private val patience: Duration = Duration.ofSeconds(30),
) {
    private val mutableState = MutableStateFlow(isOn().let { LockState(isOn = it, isLocked = it) })
    private var hiddenSince: Instant? = null

    val state: StateFlow<LockState> = mutableState.asStateFlow()

    /** Switches the lock; the shell has asked the member to prove themselves before. */
    fun switch(on: Boolean) {
        settings.write(LOCK, "on".takeIf { on })
        mutableState.value = LockState(isOn = on, isLocked = false)
    }

    /** The app has left the screen. */
    fun hidden() {
        hiddenSince = clock.instant()
    }

    /** The app is back on the screen. */
    fun shown() {
        val since = hiddenSince ?: return
        hiddenSince = null
        val away = Duration.between(since, clock.instant())
        // A clock that was turned back says nothing about how long it was.
        if (away > patience || away.isNegative) mutableState.update { it.copy(isLocked = it.isOn, failed = false) }
    }

    /** What the device's prompt said. */
    fun answered(proven: Boolean) = mutableState.update { it.copy(isLocked = it.isLocked && !proven, failed = !proven) }

    private fun isOn() = settings.read(LOCK) != null

    private companion object {
        const val LOCK = "lock"
    }
}
