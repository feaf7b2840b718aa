import Billfold
import SwiftUI

/// Who gives care, by a plan's own directory.
struct DirectoryScreen: View {
    let session: WalletSession

    var body: some View {
        let directory = session.directory
        List {
            Loaded(state: directory.connections.state, retry: directory.connections.retry) { plans in
                if plans.isEmpty {
                    Empty("No plans yet", "magnifyingglass", "Add your plan to search its directory.")
                } else {
                    DirectoryForm(directory: directory, plans: plans)
                }
            }
            if let found = directory.found {
                if found.state.problem?.isNotFound == true {
                    Notice("This plan has no directory that apps can search.")
                } else {
                    PagedRows(pager: found, count: { counted($0, "entry", "entries") }) { entry in
                        NavigationLink(value: Screen.directoryEntry(entry)) {
                            ListRow(title: entry.title, subtitle: entry.summary)
                        }
                    } empty: {
                        Empty("Nobody found", "magnifyingglass", "Nothing in the directory fits all that you look for.")
                    }
                }
            }
        }
        .navigationTitle("Find care")
        .reads(directory.connections)
        .onSubmit { Task { await directory.lookUp() } }
    }
}

/// Who is looked for.
struct DirectoryForm: View {
    @Bindable var directory: DirectoryModel
    let plans: [Connection]

    var body: some View {
        Section {
            if plans.count > 1 {
                Picker("Plan", selection: $directory.chosen) {
                    ForEach(plans) { Text($0.payerName).tag(Connection?.some($0)) }
                }
            }
            Picker("Who", selection: $directory.search.organizations) {
                Text("Doctors and others").tag(false)
                Text("Hospitals and pharmacies").tag(true)
            }
            TextField("Name", text: $directory.search.name)
            TextField("Specialty, such as cardiology", text: $directory.search.specialty)
            TextField("Town, state or ZIP code", text: $directory.search.place)
            DisclosureGroup("More to look for") { more }
            Button("Look up") { Task { await directory.lookUp() } }.disabled(!directory.canLookUp)
        }
        .autocorrectionDisabled()
    }

    @ViewBuilder private var more: some View {
        TextField("Network", text: $directory.search.network)
        if !directory.search.organizations { TextField("Language", text: $directory.search.language) }
        Toggle("Takes new patients", isOn: $directory.search.acceptingNewPatients)
        Toggle("Nearest first", isOn: $directory.nearestFirst)
        Text(
            directory.isLost
                ? "This device does not say where you are."
                : "Where you are stays on this device: the plan is not told."
        )
        .font(.footnote)
        .foregroundStyle(.secondary)
    }
}

/// One entry of a directory, with its places.
struct DirectoryEntryScreen: View {
    let entry: DirectoryEntry

    var body: some View {
        List {
            if !entry.about.isEmpty { Section { FieldRows(fields: entry.about) } }
            ForEach(Array(entry.locations.enumerated()), id: \.offset) { _, location in
                Section(location.name ?? "Where") {
                    if let description = location.description { FieldRow("About", description) }
                    FieldRows(fields: location.about)
                }
            }
        }
        .navigationTitle(entry.title)
        .navigationBarTitleDisplayMode(.inline)
    }
}
