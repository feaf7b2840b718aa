import Billfold

/// What is looked for in the timeline.
struct TimelineFilter: Equatable, Sendable {
    var text = ""
    /// The kind that is shown alone; `nil` for all.
    var kind: RecordKind?
}

/// Everything that happened, the newest first, searched as the member types.
@MainActor
final class TimelineModel {
    let pages: Pager<TimelineFilter, TimelineEntry>

    init(_ wallet: Wallet, _ changes: Changes) {
        pages = Pager(changes, TimelineFilter()) { (filter, after) async throws(WalletError) in
            let kinds = filter.kind.map { [$0] } ?? []
            let page = try await wallet.timeline(TimelineQuery(kinds: kinds, text: stated(filter.text), after: after))
            return Paged(page.items, page.total, page.next)
        }
    }
}
