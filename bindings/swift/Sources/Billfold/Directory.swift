import BillfoldFFI
import Foundation

/// What is the same for all members of a payer: who gives care, and which drugs are on its lists.
extension Wallet {
    /// Searches a payer's provider directory. Nothing of it is stored, and the member's token does not go along.
    public func directory(_ query: DirectoryQuery) async throws(WalletError) -> DirectoryPage {
        try await cancellable { [core] in try await core.directory(query: query, cancel: $0) }
    }

    /// Searches the drug lists that the payers' syncs brought, by the names of drugs. Each line says which plans have the
    /// drug on their list, and which of these are the member's.
    public func formulary(_ query: FormularyQuery = FormularyQuery()) async throws(WalletError) -> FormularyPage {
        try await blocking { [core] in try core.formulary(query: query) }
    }
}
