import Foundation
import Observation

/// Locks the app behind the device's own biometrics or passcode: at the start, and after a while in the background.
@MainActor
@Observable
final class AppLock {
    /// The member wants it locked.
    private(set) var isOn: Bool
    /// It is locked now: nothing of the member is on the screen.
    private(set) var isLocked: Bool
    /// The last attempt to unlock came to nothing.
    private(set) var failed = false

    private let settings: any Settings
    private let authenticator: any Authenticator
    private let patience: TimeInterval
    private let now: () -> Date
    @ObservationIgnored private var hiddenSince: Date?
    @ObservationIgnored private var isAsking = false

    init(
        _ settings: any Settings, _ authenticator: any Authenticator, patience: TimeInterval = 30,
        now: @escaping () -> Date = { Date() }
    ) {
        self.settings = settings
        self.authenticator = authenticator
        self.patience = patience
        self.now = now
        let isOn = settings.read(Self.name) != nil
        self.isOn = isOn
        isLocked = isOn
    }

    private static let name = "lock"

    /// Switches the lock, once the member has proven themselves.
    func turn(on: Bool) async {
        guard await ask(on ? "Switch the lock on" : "Switch the lock off") else { return }
        settings.write(on ? "on" : nil, to: Self.name)
        isOn = on
        isLocked = false
    }

    /// What a switch shows. Setting it asks the member first, and changes nothing where they do not prove themselves.
    var isWanted: Bool {
        get { isOn }
        set { Task { await turn(on: newValue) } }
    }

    /// Asks the member to prove themselves, and opens.
    func unlock() async {
        guard isLocked, !isAsking else { return }
        failed = !(await ask("Open your wallet"))
        if !failed { isLocked = false }
    }

    /// The app has left the screen.
    func hidden() {
        if hiddenSince == nil { hiddenSince = now() }
    }

    /// The app is back on the screen.
    func shown() {
        guard let since = hiddenSince else { return }
        hiddenSince = nil
        let away = now().timeIntervalSince(since)
        // A clock that was turned back says nothing about how long it was.
        guard isOn, away > patience || away < 0 else { return }
        isLocked = true
        failed = false
    }

    private func ask(_ reason: String) async -> Bool {
        isAsking = true
        defer { isAsking = false }
        return await authenticator.prove(reason)
    }
}
