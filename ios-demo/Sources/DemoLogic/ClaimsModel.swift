import Billfold
import Foundation

/// When the care of the claims that are shown was given.
enum ClaimPeriod: CaseIterable, Hashable, Sendable {
    case all, thisYear, lastYear, earlier
}

/// Which claims the member wants to see.
struct ClaimFilter: Equatable, Sendable {
    var text = ""
    var period: ClaimPeriod = .all
    var kind: ClaimKind?
    var payment: PaymentStatus?
    var connection: Connection.ID?
    var person: Person.ID?

    /// How many choices narrow the list, beside the words that are searched.
    var choices: Int {
        [period != .all, kind != nil, payment != nil, connection != nil, person != nil].filter { $0 }.count
    }

    func query(year: Int, after: String?) -> ClaimQuery {
        let (from, to): (Int?, Int?) =
            switch period {
            case .all: (nil, nil)
            case .thisYear: (year, year)
            case .lastYear: (year - 1, year - 1)
            case .earlier: (nil, year - 2)
            }
        return ClaimQuery(
            kinds: kind.map { [$0] } ?? [], paymentStatuses: payment.map { [$0] } ?? [],
            from: from.map { "\($0)" }, to: to.map { "\($0)" }, connection: connection, person: person,
            text: stated(text), after: after)
    }
}

/// Whose claims, and of which plans, the filter offers.
struct ClaimChoices: Sendable {
    let connections: [Connection]
    let people: [Person]
}

/// All claims, the newest first, filtered as the member wants, and what was asked for beforehand.
@MainActor
final class ClaimsModel {
    /// Its query is the filter.
    let pages: Pager<ClaimFilter, Claim>
    let choices: Loader<ClaimChoices>
    let priorAuthorizations: Loader<[PriorAuthorization]>

    init(_ wallet: Wallet, _ changes: Changes, now: @escaping () -> Date = { Date() }) {
        pages = Pager(changes, ClaimFilter()) { (filter, after) async throws(WalletError) in
            let year = Calendar(identifier: .gregorian).component(.year, from: now())
            let page = try await wallet.claims(filter.query(year: year, after: after))
            return Paged(page.items, page.total, page.next)
        }
        choices = Loader(changes) { () async throws(WalletError) in
            ClaimChoices(connections: try await wallet.connections(), people: try await wallet.people())
        }
        priorAuthorizations = Loader(changes) { () async throws(WalletError) in try await wallet.priorAuthorizations() }
    }
}
