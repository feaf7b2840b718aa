import BillfoldFFI
import Foundation

/// What a sync tells of itself.
public enum SyncEvent: Sendable, Equatable {
    /// How far it has come, at most ten times a second.
    case progress(SyncProgress)
    /// It is over: what it brought. Always the last event.
    case done(SyncReport)
}

extension SyncReport {
    /// The time that it took.
    public var duration: Duration { .seconds(elapsed) }
}

extension Wallet {
    /// Fetches all records of a connection. Changes stored state.
    ///
    ///     for try await event in wallet.sync(connection.id) {
    ///         switch event {
    ///         case .progress(let progress): bar.value = Double(progress.done) / Double(progress.planned)
    ///         case .done(let report): summary = report
    ///         }
    ///     }
    ///
    /// It begins at once. Leaving the loop, dropping the stream, or cancelling the task that reads it stops the sync;
    /// in the last case the loop ends without ``SyncEvent/done(_:)``. What was fetched stays, and the next sync goes on
    /// from there. A reader that is slow misses progress, never the end. A type of record that fails does not stop the
    /// others: the report names it.
    ///
    /// The stream throws ``WalletError`` only: ``WalletError/signInRequired(detail:)`` where access has ended,
    /// ``WalletError/alreadyRunning(detail:)`` where a sync of this connection is running,
    /// ``WalletError/offline(detail:)`` and its kin where nothing could be fetched.
    public func sync(_ connection: Connection.ID) -> AsyncThrowingStream<SyncEvent, any Error> {
        events(of: connection) { [core] in try await core.sync(connection: connection, observer: $0, cancel: $1) }
    }

    /// As ``sync(_:)``, but fetches everything anew, and marks the records that the payer no longer has. They stay, with
    /// the time when they were missed. Changes stored state.
    public func reconcile(_ connection: Connection.ID) -> AsyncThrowingStream<SyncEvent, any Error> {
        events(of: connection) { [core] in
            try await core.reconcile(connection: connection, observer: $0, cancel: $1)
        }
    }

    private func events(
        of connection: Connection.ID,
        _ sync: @escaping @Sendable (any BillfoldFFI.SyncObserver, Cancel) async throws -> SyncReport
    ) -> AsyncThrowingStream<SyncEvent, any Error> {
        AsyncThrowingStream(bufferingPolicy: .bufferingNewest(1)) { continuation in
            guard !Task.isCancelled else { return continuation.finish() }
            let cancel = Cancel()
            let observer = ProgressObserver { continuation.yield(.progress($0)) }
            let task = Task { [stopping] in
                await stopping.end(of: connection)
                do {
                    let report = try await translated { try await sync(observer, cancel) }
                    continuation.yield(.done(report))
                    continuation.finish()
                } catch {
                    continuation.finish(throwing: error)
                }
            }
            // UniFFI does not carry Swift's cancellation to Rust, so the core has a switch of its own.
            continuation.onTermination = { [stopping] termination in
                guard case .cancelled = termination else { return }
                cancel.cancel()
                stopping.add(task, of: connection)
            }
        }
    }
}

/// Syncs that their reader has left. They stop at once, but not in no time: the next sync of the same connection waits
/// for that, where it would otherwise be refused as the second one.
final class StoppingSyncs: @unchecked Sendable {
    private let lock = NSLock()
    private var tasks: [Connection.ID: Task<Void, Never>] = [:]

    func add(_ task: Task<Void, Never>, of connection: Connection.ID) {
        lock.withLock { tasks[connection] = task }
    }

    func end(of connection: Connection.ID) async {
        let task = lock.withLock { tasks.removeValue(forKey: connection) }
        await task?.value
    }
}

private final class ProgressObserver: BillfoldFFI.SyncObserver {
    private let report: @Sendable (SyncProgress) -> Void

    init(_ report: @escaping @Sendable (SyncProgress) -> Void) {
        self.report = report
    }

    func progressed(progress: SyncProgress) {
        report(progress)
    }
}
