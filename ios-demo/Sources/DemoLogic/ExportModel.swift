import Billfold
import Foundation
import Observation

/// How far an export has come.
enum ExportState: Sendable {
    case idle
    case running
    /// The file is there to be shared until it is dismissed.
    case ready(file: URL, records: UInt64)
    case failed(Problem)
}

/// Writes the member's records into a file that they can give to somebody.
@MainActor
@Observable
final class ExportModel {
    private(set) var state: ExportState = .idle
    var format: ExportFormat = .bundle

    private let wallet: Wallet
    private let directory: URL

    /// Files are written into `directory`. What an app that was ended left there goes.
    init(_ wallet: Wallet, _ directory: URL) {
        self.wallet = wallet
        self.directory = directory
        try? FileManager.default.removeItem(at: directory)
    }

    /// Writes the records of a plan, or of all.
    @discardableResult
    func export(of connection: Connection.ID? = nil) -> Task<Void, Never> {
        dismiss()
        state = .running
        let name = format == .ndjson ? "health-records.ndjson" : "health-records.json"
        let file = directory.appendingPathComponent(name)
        return Task { [self] in
            let written = await attempt { () async throws(WalletError) in
                do {
                    try FileManager.default.createDirectory(
                        at: directory, withIntermediateDirectories: true, attributes: Self.protection)
                } catch {
                    throw .storeUnavailable(detail: "no directory for the export")
                }
                return try await wallet.export(to: file, as: format, of: connection)
            }
            switch written {
            case .ready(let records): state = .ready(file: file, records: records)
            case .failed(let problem): state = .failed(problem)
            case .loading: state = .idle
            }
        }
    }

    /// The member is done with it: the file goes.
    func dismiss() {
        try? FileManager.default.removeItem(at: directory)
        state = .idle
    }

    /// The file is not encrypted by the wallet: the device keeps it closed while it is locked.
    private static var protection: [FileAttributeKey: Any]? {
        #if os(iOS)
            [.protectionKey: FileProtectionType.complete]
        #else
            nil
        #endif
    }
}
