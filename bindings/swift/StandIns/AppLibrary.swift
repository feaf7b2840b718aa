// A library of an app, as the package must let it be written: public types that hold the package's values, generic ones
// that ask something of them, and models beside them. StandIns/check type-checks it; nothing links it.

import Billfold
import Observation

public enum Loadable<Value: Sendable>: Sendable {
    case loading
    case ready(Value)
}

@MainActor
@Observable
public final class ClaimsModel {
    public private(set) var state: Loadable<[Claim]> = .loading
    public var kinds: Set<RecordKind> = []
    public var activity: CardActivity?
    public var results: [Wallet.Observation] = []

    private let wallet: Wallet

    public init(wallet: Wallet) {
        self.wallet = wallet
    }

    public func load() async throws(WalletError) {
        state = .ready(try await wallet.claims().items)
    }
}
