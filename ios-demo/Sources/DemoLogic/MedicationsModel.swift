import Billfold

/// The member's drugs, each with its history.
@MainActor
final class MedicationsModel {
    let pages: Pager<Everything, Medication>

    init(_ wallet: Wallet, _ changes: Changes) {
        pages = Pager(changes, Everything()) { (_, after) async throws(WalletError) in
            let page = try await wallet.medications(ClinicalQuery(after: after))
            return Paged(page.items, page.total, page.next)
        }
    }
}
