import BillfoldFFI
import Foundation

/// Everything in the order in which it happened, and whose it is.
extension Wallet {
    /// The timeline, the newest first; what has no date comes last.
    public func timeline(_ query: TimelineQuery = TimelineQuery()) async throws(WalletError) -> TimelinePage {
        try await blocking { [core] in try core.timeline(query: query) }
    }

    /// How many lines of each kind the timeline has, where `kinds`, `after` and `limit` are left out of account: what can
    /// be chosen beside what is shown.
    public func timelineCounts(
        _ query: TimelineQuery = TimelineQuery()
    ) async throws(WalletError) -> [RecordKind: Int] {
        try await blocking { [core] in
            let counts = try core.timelineCounts(query: query)
            return Dictionary(uniqueKeysWithValues: counts.map { ($0.kind, Int($0.count)) })
        }
    }

    /// The people whose records are in the wallet, in the order of their first connections.
    public func people() async throws(WalletError) -> [Person] {
        try await blocking { [core] in try core.people() }
    }

    /// Notes that these are one person, because the user said so, and gives that person. Changes stored state.
    @discardableResult
    public func linkPeople(_ people: [Person.ID]) async throws(WalletError) -> Person {
        try await blocking { [core] in try core.linkPeople(people: people) }
    }

    /// Notes that whose records this connection opens is a person of their own again. Changes stored state.
    public func unlink(_ connection: Connection.ID) async throws(WalletError) {
        try await blocking { [core] in try core.unlink(connection: connection) }
    }
}

extension Person: Identifiable {}
