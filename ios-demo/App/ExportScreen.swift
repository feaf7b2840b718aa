import Billfold
import SwiftUI

/// The records as a file that can be given to somebody.
struct ExportScreen: View {
    let session: WalletSession

    @State private var connection: Connection.ID?

    var body: some View {
        @Bindable var model = session.export
        let list = session.connections.list
        List {
            Section {
                Loaded(state: list.state, retry: list.retry) { plans in
                    Picker("Plan", selection: $connection) {
                        Text("All plans").tag(Connection.ID?.none)
                        ForEach(plans) { Text($0.payerName).tag(Connection.ID?.some($0.id)) }
                    }
                }
                Picker("Format", selection: $model.format) {
                    Text("One FHIR Bundle").tag(ExportFormat.bundle)
                    Text("One record in each line (NDJSON)").tag(ExportFormat.ndjson)
                }
                Button("Write the file") { model.export(of: connection) }
            } footer: {
                Text("Whoever has the file can read it: it is not encrypted.")
            }
            switch model.state {
            case .idle: EmptyView()
            case .running: Busy("Writing your records")
            case .failed(let problem): ProblemNotice(problem: problem) { _ in model.export(of: connection) }
            case .ready(let file, let records):
                Section {
                    ListRow(title: "Your file is ready", end: counted(records, "record"))
                    ShareLink("Share", item: file)
                    Button("Delete the file", role: .destructive) { model.dismiss() }
                }
            }
        }
        .navigationTitle("Export and share")
        .reads(list)
        .onDisappear { model.dismiss() }
    }
}
