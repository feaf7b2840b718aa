import Billfold
import SwiftUI

/// Everything that happened, the newest first, with a search.
struct TimelineScreen: View {
    let session: WalletSession

    var body: some View {
        @Bindable var pages = session.timeline.pages
        List {
            Picker("Show", selection: $pages.query.kind) {
                Text("All").tag(RecordKind?.none)
                ForEach(RecordKind.lookedFor, id: \.self) { Text($0.words).tag(RecordKind?.some($0)) }
            }
            PagedRows(pager: pages, count: { counted($0, "entry", "entries") }) { entry in
                NavigationLink(value: Screen.source(entry.origin)) {
                    ListRow(title: entry.name, subtitle: entry.summary)
                }
            } empty: {
                Empty(
                    "Nothing found", "calendar",
                    stated(pages.query.text) == nil
                        ? "Your plans have sent nothing of this kind."
                        : "Nothing in your records has all of these words.")
            }
        }
        .navigationTitle("Timeline")
        .searchable(text: $pages.query.text, prompt: "Search: a drug, a doctor, a result")
        .reads(pages)
    }
}
