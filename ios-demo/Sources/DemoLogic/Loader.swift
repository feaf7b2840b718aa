import Billfold
import Observation

/// What a screen shows of something that is read. An empty list is `ready`: screens have words for it.
enum Load<Value> {
    case loading
    case ready(Value)
    case failed(Problem)

    /// The value, once there is one.
    var value: Value? {
        if case .ready(let value) = self { value } else { nil }
    }

    var problem: Problem? {
        if case .failed(let problem) = self { problem } else { nil }
    }
}

extension Load: Sendable where Value: Sendable {}

/// Does `work` and says what a screen shows of it.
@MainActor
func attempt<Value>(_ work: @MainActor () async throws(WalletError) -> Value) async -> Load<Value> {
    do {
        return .ready(try await work())
    } catch {
        return .failed(Problem(error))
    }
}

/// Counts the changes of the wallet's content: what was read before one is read again.
@MainActor
@Observable
final class Changes {
    private(set) var count = 0

    func happened() {
        count += 1
    }
}

/// What a screen reads while it is looked at, and again whenever `wanted` has changed.
@MainActor
protocol Readable: AnyObject, Observable, Sendable {
    associatedtype Wanted: Equatable & Sendable
    var wanted: Wanted { get }
    /// Reads what is wanted, unless it is what is shown.
    func load() async
    /// Reads it in any case.
    func retry() async
}

/// Something that is read as a whole.
@MainActor
@Observable
final class Loader<Value: Sendable>: Readable {
    private(set) var state: Load<Value> = .loading

    private let changes: Changes
    private let read: @MainActor () async throws(WalletError) -> Value
    @ObservationIgnored private var shown: Int?
    @ObservationIgnored private var latest = 0

    init(_ changes: Changes, _ read: @escaping @MainActor () async throws(WalletError) -> Value) {
        self.changes = changes
        self.read = read
    }

    var wanted: Int { changes.count }

    func load() async {
        if shown == wanted { return }
        await retry()
    }

    func retry() async {
        latest += 1
        let (mine, now) = (latest, wanted)
        let result = await attempt(read)
        // An older answer may come after a newer one.
        guard mine == latest else { return }
        state = result
        shown = result.problem == nil ? now : nil
    }
}
