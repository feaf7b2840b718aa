import Billfold
import Foundation

/// What the first screen shows. Without connections it invites the member to add a plan.
struct HomeContent: Sendable {
    let connections: [Connection]
    let cards: [InsuranceCard]
    let newestClaims: [Claim]
    let claimCount: UInt64
    let year: YearToDate
}

/// The first screen.
@MainActor
final class HomeModel {
    let content: Loader<HomeContent>

    init(_ wallet: Wallet, _ changes: Changes, now: @escaping () -> Date = { Date() }) {
        content = Loader(changes) { () async throws(WalletError) in
            let claims = try await wallet.claims(ClaimQuery(limit: 3))
            let year = Calendar(identifier: .gregorian).component(.year, from: now())
            return HomeContent(
                connections: try await wallet.connections(), cards: try await wallet.cards(),
                newestClaims: claims.items, claimCount: claims.total, year: try await wallet.yearToDate(year))
        }
    }
}
