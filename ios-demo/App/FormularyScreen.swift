import Billfold
import SwiftUI

/// Which drugs the plans cover, and what they cost there.
struct FormularyScreen: View {
    let session: WalletSession

    var body: some View {
        @Bindable var pages = session.formulary.pages
        List {
            Toggle("My plans only", isOn: $pages.query.myPlansOnly)
            PagedRows(pager: pages, count: { counted($0, "drug") }) { drug in
                DisclosureGroup {
                    FieldRows(fields: drug.about)
                    ForEach(Array(drug.plans.enumerated()), id: \.offset) { _, plan in
                        ListRow(title: plan.title, subtitle: plan.costWords, end: plan.isMine ? "Yours" : nil)
                    }
                } label: {
                    ListRow(title: drug.title, subtitle: drug.summary)
                }
            } empty: {
                Empty("Nothing found", "pills", "None of your plans' drug lists has it.")
            }
        }
        .navigationTitle("Covered drugs")
        .searchable(text: $pages.query.drug, prompt: "Search drugs")
        .reads(pages)
    }
}
