import Foundation
import Testing

@testable import DemoLogic

@MainActor
struct LockTests {
    let settings = TestDevice(sandbox: false).settings
    let clock = Clock()

    final class Clock {
        var now = Date(timeIntervalSince1970: 1_764_000_000)
        var proves = true
    }

    private func lock() -> AppLock {
        AppLock(settings, TestAuthenticator { [clock] in clock.proves }, now: { [clock] in clock.now })
    }

    private func away(_ lock: AppLock, _ seconds: TimeInterval) {
        lock.hidden()
        clock.now += seconds
        lock.shown()
    }

    @Test func isOffUntilItIsSwitchedOn() async {
        let lock = lock()
        away(lock, 3600)
        #expect(!lock.isOn && !lock.isLocked)
        clock.proves = false
        await lock.turn(on: true)
        #expect(!lock.isOn, "only who can prove themselves switches it on")
    }

    @Test func locksAtTheStartAndAfterAWhile() async {
        await lock().turn(on: true)
        let lock = lock()
        #expect(lock.isLocked, "a new process is locked")
        clock.proves = false
        await lock.unlock()
        #expect(lock.isLocked && lock.failed)
        clock.proves = true
        await lock.unlock()
        #expect(!lock.isLocked && !lock.failed)
        away(lock, 20)
        #expect(!lock.isLocked, "a glance at another app does not lock")
        away(lock, 40)
        #expect(lock.isLocked)
    }

    @Test func turnedBackClockDoesNotKeepItOpen() async {
        let lock = lock()
        await lock.turn(on: true)
        away(lock, -24 * 3600)
        #expect(lock.isLocked)
    }

    @Test func switchedOffStaysOff() async {
        let lock = lock()
        await lock.turn(on: true)
        clock.proves = false
        await lock.turn(on: false)
        #expect(lock.isOn, "only who can prove themselves switches it off")
        clock.proves = true
        await lock.turn(on: false)
        #expect(!self.lock().isOn)
    }
}
