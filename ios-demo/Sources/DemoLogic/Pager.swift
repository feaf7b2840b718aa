import Billfold
import Foundation
import Observation

/// The part of a long list that has been read.
struct Paged<Item: Sendable>: Sendable {
    var items: [Item]
    /// How many there are on all pages; `nil` where nobody says.
    let total: UInt64?
    /// Mark of the page that follows; `nil` where all is read.
    let next: String?

    init(_ items: [Item], _ total: UInt64?, _ next: String?) {
        self.items = items
        self.total = total
        self.next = next
    }
}

/// The query of a list that has no filter.
struct Everything: Equatable, Sendable {}

/// What was typed, where anything was.
func stated(_ text: String) -> String? {
    let text = text.trimmingCharacters(in: .whitespaces)
    return text.isEmpty ? nil : text
}

/// Reads a long list page by page, and from the start again when the query or the wallet's content has changed.
@MainActor
@Observable
final class Pager<Query: Equatable & Sendable, Item: Sendable>: Readable {
    struct Wanted: Equatable, Sendable {
        let query: Query
        let changes: Int
    }

    var query: Query
    private(set) var state: Load<Paged<Item>> = .loading

    private let changes: Changes
    private let read: @MainActor (Query, _ after: String?) async throws(WalletError) -> Paged<Item>
    @ObservationIgnored private var shown: Wanted?
    @ObservationIgnored private var latest = 0
    @ObservationIgnored private var reading: String?

    init(
        _ changes: Changes, _ query: Query,
        _ read: @escaping @MainActor (Query, _ after: String?) async throws(WalletError) -> Paged<Item>
    ) {
        self.changes = changes
        self.query = query
        self.read = read
    }

    var wanted: Wanted { Wanted(query: query, changes: changes.count) }

    func load() async {
        if shown == wanted { return }
        await retry()
    }

    func retry() async {
        latest += 1
        reading = nil
        let (mine, now) = (latest, wanted)
        let result = await attempt { () async throws(WalletError) in try await read(now.query, nil) }
        // An older answer may come after a newer one.
        guard mine == latest else { return }
        state = result
        shown = result.problem == nil ? now : nil
    }

    /// The member has come to the end of what was read.
    func more() async {
        guard let before = state.value, let next = before.next, next != reading else { return }
        reading = next
        let (mine, query) = (latest, query)
        let result = await attempt { () async throws(WalletError) in try await read(query, next) }
        guard mine == latest else { return }
        switch result {
        case .ready(let page): state = .ready(Paged(before.items + page.items, page.total, page.next))
        case .failed, .loading:
            state = result
            shown = nil
        }
    }
}
