import Billfold
import SwiftUI

/// Which drugs the plans cover.
struct FormularyScreen: View {
    let session: WalletSession

    var body: some View {
        @Bindable var pages = session.formulary.pages
        List {
            Toggle("Only what my plans cover", isOn: $pages.query.myPlansOnly)
            PagedRows(pager: pages, count: { counted($0, "drug") }) { drug in
                NavigationLink(value: Screen.formularyDrug(drug)) { ListRow(title: drug.title, subtitle: drug.summary) }
            } empty: {
                Empty(
                    "No drug found", "pills",
                    stated(pages.query.drug) == nil
                        ? "Your plans have sent no drug list."
                        : "No drug list of your plans has such a drug.")
            }
        }
        .navigationTitle("Covered drugs")
        .searchable(text: $pages.query.drug, prompt: "Name of a drug")
        .reads(pages)
    }
}

/// A drug on a list: what has to be done for it, and what it costs under each plan.
struct FormularyDrugScreen: View {
    let drug: FormularyDrug

    var body: some View {
        List {
            Section { FieldRows(fields: drug.about) }
            if !drug.plans.isEmpty {
                Section("Plans that have it on their list") {
                    let mineFirst = drug.plans.filter(\.isMine) + drug.plans.filter { !$0.isMine }
                    ForEach(Array(mineFirst.enumerated()), id: \.offset) { _, plan in
                        ListRow(
                            title: plan.title, subtitle: plan.costWords ?? "What you pay is not stated",
                            end: plan.isMine ? "Your plan" : nil)
                    }
                }
            }
        }
        .navigationTitle(drug.title)
        .navigationBarTitleDisplayMode(.inline)
    }
}
