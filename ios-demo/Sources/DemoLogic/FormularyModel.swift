import Billfold

/// Which drugs are looked for.
struct FormularyFilter: Equatable, Sendable {
    var drug = ""
    var myPlansOnly = false
}

/// Looks up which drugs the member's plans cover.
@MainActor
final class FormularyModel {
    let pages: Pager<FormularyFilter, FormularyDrug>

    init(_ wallet: Wallet, _ changes: Changes) {
        pages = Pager(changes, FormularyFilter()) { (filter, after) async throws(WalletError) in
            let page = try await wallet.formulary(
                FormularyQuery(drug: stated(filter.drug), myPlansOnly: filter.myPlansOnly, after: after))
            return Paged(page.items, page.total, page.next)
        }
    }
}
