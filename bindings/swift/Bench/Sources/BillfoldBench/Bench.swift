import Billfold
import Foundation

/// Measures the calls that `script/bench swift` sets beside Rust's, on the wallet that it left in the directory that
/// `BILLFOLD_BENCH` names: `wallet/` and the keys to it. Writes medians to the file `figures` there, in microseconds.
@main
struct Bench {
    static func main() async throws {
        guard let place = ProcessInfo.processInfo.environment["BILLFOLD_BENCH"] else {
            throw Failure(what: "script/bench swift runs this")
        }
        let directory = URL(fileURLWithPath: place)
        let keys = try Keys(from: directory.appendingPathComponent("keys.json"))
        let config = WalletConfig(directory: directory.appendingPathComponent("wallet"))
        let page = ClaimQuery(limit: 100)

        let call = try await median(of: 1_000, each: 100) {
            _ = ClientRegistration.publicClient(clientId: "an id of some length")
        }
        let open = try await median(of: 50) { _ = try await Wallet.open(config, secureStore: keys) }
        let wallet = try await Wallet.open(config, secureStore: keys)
        guard try await wallet.claims(page).items.count == 100 else { throw Failure(what: "no page of 100 claims") }
        let claims = try await median(of: 100) { _ = try await wallet.claims(page) }
        let pause = try await longestPause { for _ in 0..<50 { _ = try await wallet.claims(page) } }

        let figures = ["call": call, "open": open, "page": claims, "pause": pause]
        try JSONEncoder().encode(figures).write(to: directory.appendingPathComponent("figures.json"))
    }

    /// Microseconds that one of `each` calls takes, in the middle of so many runs; the first tenth is for warming up.
    static func median(of runs: Int, each: Int = 1, _ work: @Sendable () async throws -> Void) async throws -> Double {
        var times: [Double] = []
        for run in 0..<(runs + runs / 10) {
            let time = try await ContinuousClock().measure { for _ in 0..<each { try await work() } }
            if run >= runs / 10 { times.append(time / Duration.microseconds(each)) }
        }
        return times.sorted()[times.count / 2]
    }

    /// For how many microseconds the main actor was held at most, while it did this work and woke up every millisecond.
    @MainActor static func longestPause(_ work: @escaping @MainActor () async throws -> Void) async throws -> Double {
        let working = Task { @MainActor in try await work() }
        let clock = ContinuousClock()
        let ticking = Task { @MainActor in
            var longest = Duration.zero
            while !Task.isCancelled {
                let due = clock.now + .milliseconds(1)
                try? await clock.sleep(until: due)
                longest = max(longest, clock.now - due)
            }
            return longest / Duration.microseconds(1)
        }
        try await working.value
        ticking.cancel()
        return await ticking.value
    }
}

/// The secure store with which the wallet was made.
final class Keys: SecureStore, @unchecked Sendable {
    private let lock = NSLock()
    private var items: [String: Data]

    init(from file: URL) throws {
        items = try JSONDecoder().decode([String: [UInt8]].self, from: Data(contentsOf: file)).mapValues { Data($0) }
    }

    func read(_ name: String) -> Data? { lock.withLock { items[name] } }
    func write(_ value: Data, to name: String) { lock.withLock { items[name] = value } }
    func remove(_ name: String) { lock.withLock { items[name] = nil } }
}

struct Failure: Error {
    let what: String
}
