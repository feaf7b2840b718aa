import Billfold
import SwiftUI

/// The records as a file, for somebody to whom the member wants to give them.
struct ExportScreen: View {
    let session: WalletSession

    var body: some View {
        let export = session.export
        List {
            Notice(
                """
                The file is not encrypted. Whoever has it can read your records: give it only to people and apps that you \
                trust.
                """)
            switch export.file.state {
            case .idle: ExportForm(export: export)
            case .running: Busy("Writing the file")
            case .failed(let problem): ProblemNotice(problem: problem) { _ in export.file.dismiss() }
            case .ready(let file, let records):
                Section("The file is ready") {
                    FieldRow("Name", file.lastPathComponent)
                    FieldRow("In it", counted(records, "record"))
                    ShareLink("Share", item: file)
                    Button("Delete the file", role: .destructive) { export.file.dismiss() }
                }
            }
        }
        .navigationTitle("Export and share")
        .reads(export.connections)
        .onDisappear { export.file.dismiss() }
    }
}

struct ExportForm: View {
    @Bindable var export: ExportModel

    @State private var connection: Connection.ID?

    var body: some View {
        Loaded(state: export.connections.state, retry: export.connections.retry) { plans in
            if plans.isEmpty {
                Empty("Nothing to export", "square.and.arrow.up", "Your records can be exported once you have added a plan.")
            } else {
                Section {
                    if plans.count > 1 {
                        Picker("Which records", selection: $connection) {
                            Text("All plans").tag(Connection.ID?.none)
                            ForEach(plans) { Text($0.payerName).tag(Connection.ID?.some($0.id)) }
                        }
                    }
                    Picker("As what", selection: $export.format) {
                        Text("One file (FHIR Bundle)").tag(ExportFormat.bundle)
                        Text("Line by line (NDJSON)").tag(ExportFormat.ndjson)
                    }
                    Button("Write the file") { export.export(of: connection) }
                } footer: {
                    Text(
                        export.format == .bundle
                            ? "What doctors' systems and other health apps read."
                            : "One record on each line, for programs.")
                }
            }
        }
    }
}
