package org.billfold.demo

import java.io.File
import java.time.Clock
import java.time.Duration
import java.time.Instant
import java.time.ZoneOffset
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

class AppLockTest {
    private val settings = TestDevice(File("unused"), sandbox = false).settings
    private val clock = object : Clock() {
        var now: Instant = Instant.parse("2026-11-24T08:00:00Z")

        override fun instant() = now
        override fun getZone() = ZoneOffset.UTC
        override fun withZone(zone: java.time.ZoneId?) = this
    }

    private fun lock() = AppLock(settings, clock)

    private fun AppLock.away(time: Duration) {
        hidden()
        clock.now += time
        shown()
    }

    @Test
    fun isOffUntilItIsSwitchedOn() {
        val lock = lock()
        lock.away(Duration.ofHours(1))
        assertEquals(LockState(isOn = false, isLocked = false), lock.state.value)
    }

    @Test
    fun locksAtTheStartAndAfterAWhile() {
        lock().switch(true)
        val lock = lock()
        assertTrue(lock.state.value.isLocked, "a new process is locked")
        lock.answered(false)
        assertTrue(lock.state.value.isLocked && lock.state.value.failed)
        lock.answered(true)
        assertFalse(lock.state.value.isLocked || lock.state.value.failed)
        lock.away(Duration.ofSeconds(20))
        assertFalse(lock.state.value.isLocked, "a glance at another app does not lock")
        lock.away(Duration.ofSeconds(40))
        assertTrue(lock.state.value.isLocked)
    }

    @Test
    fun turnedBackClockDoesNotKeepItOpen() {
        val lock = lock().apply { switch(true) }
        lock.away(Duration.ofDays(-1))
        assertTrue(lock.state.value.isLocked)
    }

    @Test
    fun switchedOffStaysOff() {
        lock().switch(true)
        lock().switch(false)
        assertFalse(lock().state.value.isOn)
    }
}
