import Billfold
import SwiftUI

/// The member's drugs.
struct MedicationsScreen: View {
    let session: WalletSession

    var body: some View {
        List {
            PagedRows(pager: session.medications.pages, count: { counted($0, "drug") }) { drug in
                NavigationLink(value: Screen.medication(drug)) { ListRow(title: drug.name, subtitle: drug.summary) }
            } empty: {
                Empty("No medications", "pills", "What is prescribed or handed out to you shows here.")
            }
        }
        .navigationTitle("Medications")
        .reads(session.medications.pages)
    }
}

/// One drug and its history.
struct MedicationScreen: View {
    let drug: Medication

    var body: some View {
        List {
            Section { FieldRows(fields: drug.about) }
            Section("History") {
                ForEach(Array(drug.events.enumerated()), id: \.offset) { _, event in
                    NavigationLink(value: Screen.source(event.origin)) {
                        ListRow(title: event.source.words, subtitle: event.summary, end: event.standing)
                    }
                }
            }
        }
        .navigationTitle(drug.name)
        .navigationBarTitleDisplayMode(.inline)
    }
}
