import Billfold
import SwiftUI

/// Who gives care: looked up in the directory of one of the member's plans.
struct DirectoryScreen: View {
    let session: WalletSession

    var body: some View {
        @Bindable var directory = session.directory
        List {
            Section {
                Loaded(state: directory.connections.state, retry: directory.connections.retry) { plans in
                    if plans.count > 1 {
                        Picker("Plan", selection: $directory.chosen) {
                            ForEach(plans) { Text($0.payerName).tag(Connection?.some($0)) }
                        }
                    }
                }
                TextField("Name of a doctor or a place", text: $directory.search.name)
                TextField("Specialty", text: $directory.search.specialty)
                TextField("City or ZIP code", text: $directory.search.place)
                Toggle("Takes new patients", isOn: $directory.search.acceptingNewPatients)
                Button("Look it up") { Task { await directory.lookUp() } }.disabled(!directory.canLookUp)
            } footer: {
                Text("Your plan is asked without your name: it does not learn who looks.")
            }
            .autocorrectionDisabled()
            if let found = directory.found {
                PagedRows(pager: found, count: { counted($0, "entry", "entries") }) { entry in
                    DisclosureGroup {
                        FieldRows(fields: entry.about)
                        ForEach(Array(entry.locations.enumerated()), id: \.offset) { _, place in
                            ListRow(title: place.name ?? "Place of care")
                            FieldRows(fields: place.about)
                        }
                    } label: {
                        ListRow(title: entry.title, subtitle: entry.summary)
                    }
                } empty: {
                    Empty("Nothing found", "stethoscope", "Your plan's directory has nobody who fits.")
                }
            }
        }
        .navigationTitle("Find care")
        .reads(directory.connections)
        .onSubmit { Task { await directory.lookUp() } }
    }
}
