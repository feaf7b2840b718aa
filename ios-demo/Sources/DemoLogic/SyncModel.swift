import Billfold
import Observation

/// What the sync of one connection is doing.
enum SyncState: Sendable {
    case idle
    /// These types have been worked on, the newest last. There is no progress until the payer has answered.
    case running(SyncProgress?, types: [String])
    /// The member stopped it. What was brought is kept, and it goes on from there.
    case paused(SyncProgress?)
    case done(SyncReport)
    case failed(Problem)

    var isRunning: Bool {
        if case .running = self { true } else { false }
    }

    var report: SyncReport? {
        if case .done(let report) = self { report } else { nil }
    }

    var problem: Problem? {
        if case .failed(let problem) = self { problem } else { nil }
    }

    var progress: SyncProgress? {
        switch self {
        case .running(let progress, _), .paused(let progress): progress
        case .idle, .done, .failed: nil
        }
    }
}

extension SyncReport {
    /// Some kinds of records could not be fetched whole.
    var isIncomplete: Bool { !failed.isEmpty }
}

/// The syncs of all connections. They go on when the member leaves the screen.
@MainActor
@Observable
final class SyncModel {
    private(set) var states: [Connection.ID: SyncState] = [:]

    private let wallet: Wallet
    private let changed: () -> Void
    @ObservationIgnored private var tasks: [Connection.ID: Task<Void, Never>] = [:]

    init(_ wallet: Wallet, changed: @escaping () -> Void) {
        self.wallet = wallet
        self.changed = changed
    }

    func state(of connection: Connection.ID) -> SyncState { states[connection] ?? .idle }

    /// Begins, or goes on where the last one stopped.
    @discardableResult
    func start(_ connection: Connection.ID) -> Task<Void, Never> {
        if state(of: connection).isRunning, let running = tasks[connection] { return running }
        states[connection] = .running(nil, types: [])
        let before = tasks[connection]
        let task = Task { [self] in
            await before?.value
            await run(connection)
        }
        tasks[connection] = task
        return task
    }

    /// Stops at once and keeps what was brought.
    @discardableResult
    func pause(_ connection: Connection.ID) -> Task<Void, Never> {
        guard let task = tasks[connection], case .running(let progress, _) = state(of: connection) else { return Task {} }
        task.cancel()
        states[connection] = .paused(progress)
        return task
    }

    /// Syncs every connection and returns when all have ended: for the refresh in the background. A task that is
    /// cancelled, because iOS takes the time back, pauses them all.
    func refreshAll() async -> [SyncState] {
        guard let connections = await attempt(wallet.connections).value else { return [] }
        let ids = connections.map(\.id)
        let running = ids.map { ($0, start($0)) }
        await withTaskCancellationHandler {
            for (_, task) in running { await task.value }
        } onCancel: {
            Task { @MainActor in ids.forEach { pause($0) } }
        }
        return ids.map { state(of: $0) }
    }

    /// Stops everything: the wallet is about to be closed.
    func stop() async {
        for id in tasks.keys { pause(id) }
        for task in tasks.values { await task.value }
    }

    func forget(_ connection: Connection.ID) {
        states[connection] = nil
        tasks[connection] = nil
    }

    private func run(_ connection: Connection.ID) async {
        // Paused before it began.
        guard !Task.isCancelled else { return }
        do {
            for try await event in wallet.sync(connection) {
                guard case .running(_, let types) = state(of: connection) else { continue }
                switch event {
                case .progress(let progress):
                    let others = types.filter { $0 != progress.resourceType }
                    states[connection] = .running(progress, types: others + [progress.resourceType])
                case .done(let report):
                    states[connection] = .done(report)
                }
            }
        } catch let error as WalletError {
            if state(of: connection).isRunning { states[connection] = .failed(Problem(error)) }
        } catch {
            preconditionFailure("a sync throws WalletError only")
        }
        changed()
    }
}
