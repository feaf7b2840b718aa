import Billfold

/// Which claims the member wants to see.
struct ClaimFilter: Equatable, Sendable {
    var connection: Connection.ID?
    var text = ""
}

/// All claims, the newest first, filtered as the member wants, and what was asked for beforehand.
@MainActor
final class ClaimsModel {
    /// Its query is the filter.
    let pages: Pager<ClaimFilter, Claim>
    /// The plans that the filter offers.
    let connections: Loader<[Connection]>
    let priorAuthorizations: Loader<[PriorAuthorization]>

    init(_ wallet: Wallet, _ changes: Changes) {
        pages = Pager(changes, ClaimFilter()) { (filter, after) async throws(WalletError) in
            let page = try await wallet.claims(
                ClaimQuery(connection: filter.connection, text: stated(filter.text), after: after))
            return Paged(page.items, page.total, page.next)
        }
        connections = Loader(changes) { () async throws(WalletError) in try await wallet.connections() }
        priorAuthorizations = Loader(changes) { () async throws(WalletError) in try await wallet.priorAuthorizations() }
    }
}
