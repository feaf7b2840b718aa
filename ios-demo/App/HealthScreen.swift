import Billfold
import SwiftUI

/// The health record: everything in time, the drugs, and each kind of record; and what the plans say to all members.
struct HealthScreen: View {
    let session: WalletSession

    var body: some View {
        let counts = session.health.counts
        List {
            Loaded(state: counts.state, retry: counts.retry) { kinds in
                if kinds.isEmpty {
                    Empty("No health records yet", "heart", "They show here once you have added a plan and it has sent them.")
                } else {
                    Section {
                        NavigationLink(value: Screen.timeline) {
                            ListRow(title: "Timeline", subtitle: "Everything that happened, to be searched")
                        }
                        NavigationLink(value: Screen.medications) {
                            ListRow(title: "Medications", subtitle: "Each drug with its history")
                        }
                    }
                    Section("Look up") {
                        NavigationLink(value: Screen.directory) {
                            ListRow(title: "Find care", subtitle: "Doctors and hospitals in your plan's directory")
                        }
                        NavigationLink(value: Screen.formulary) {
                            ListRow(title: "Covered drugs", subtitle: "What your plans pay for, and what you pay")
                        }
                    }
                    Section("Your record") {
                        ForEach(kinds, id: \.self) { one in
                            NavigationLink(value: Screen.kind(one.kind)) {
                                ListRow(title: one.kind.words, end: "\(one.count)")
                            }
                        }
                    }
                }
            }
        }
        .navigationTitle("Health")
        .reads(counts)
    }
}

/// The records of one kind.
struct KindScreen: View {
    let session: WalletSession
    let kind: HealthKind

    var body: some View {
        let pages = session.health.list(kind)
        List {
            PagedRows(pager: pages, count: { counted($0, "record") }) { item in
                NavigationLink(value: Screen.item(item)) {
                    ListRow(title: item.title, subtitle: item.date, end: item.value)
                }
            } empty: {
                Empty("Nothing here", "heart", "Your plan has sent no such records.")
            }
        }
        .navigationTitle(kind.words)
        .reads(pages)
    }
}
