import Billfold
import Foundation

/// Records as the payers sent them, and where they come from.
@MainActor
final class RecordsModel {
    private let wallet: Wallet
    private let changes: Changes

    init(_ wallet: Wallet, _ changes: Changes) {
        self.wallet = wallet
        self.changes = changes
    }

    /// The record from which a view was made; `nil` where it is gone.
    func source(_ origin: Origin) -> Loader<String?> {
        Loader(changes) { [wallet] () async throws(WalletError) in
            try await wallet.record(origin.reference, of: origin.connection)
        }
    }

    /// Who wrote a record and who passed it on, as far as the payer tells.
    func provenance(_ origin: Origin) -> Loader<[Provenance]> {
        Loader(changes) { [wallet] () async throws(WalletError) in
            try await wallet.provenance(of: origin.reference, in: origin.connection)
        }
    }
}
