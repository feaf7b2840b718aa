import Billfold
import Foundation
import Observation

/// Writes the member's records into a file that they can give to somebody.
@MainActor
@Observable
final class ExportModel {
    var format: ExportFormat = .bundle
    let file: SharedFile
    /// The plans of which one may be exported alone.
    let connections: Loader<[Connection]>

    private let wallet: Wallet

    init(_ wallet: Wallet, _ directory: URL, _ changes: Changes) {
        self.wallet = wallet
        file = SharedFile(directory)
        connections = Loader(changes) { () async throws(WalletError) in try await wallet.connections() }
    }

    /// Writes the records of a plan, or of all.
    @discardableResult
    func export(of connection: Connection.ID? = nil) -> Task<Void, Never> {
        let name = format == .ndjson ? "health-records.ndjson" : "health-records.json"
        return file.write(name) { [wallet, format] (file) async throws(WalletError) in
            try await wallet.export(to: file, as: format, of: connection)
        }
    }
}
