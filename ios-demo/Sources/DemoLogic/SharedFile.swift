import Billfold
import Foundation
import Observation

/// How far a file is that the member gives to another app.
enum SharedFileState: Sendable {
    case idle
    case running
    /// The file is there until it is dismissed, with so many records in it.
    case ready(URL, records: UInt64)
    case failed(Problem)
}

/// A file that the member gives to another app, one at a time.
///
/// The wallet does not encrypt it. It lies in a directory of the app's own until it is dismissed, and what an app that was
/// ended left there goes when the next one starts.
@MainActor
@Observable
final class SharedFile {
    private(set) var state: SharedFileState = .idle

    private let directory: URL
    @ObservationIgnored private var task: Task<Void, Never>?

    init(_ directory: URL) {
        self.directory = directory
        clear()
    }

    /// Writes the file of this name, in the place of what was there. `work` says how many records it wrote.
    @discardableResult
    func write(
        _ name: String, _ work: @escaping @MainActor (URL) async throws(WalletError) -> UInt64
    ) -> Task<Void, Never> {
        let before = task
        state = .running
        let now = Task { [self] in
            await before?.value
            clear()
            let file = directory.appendingPathComponent(name)
            let written = await attempt { () async throws(WalletError) in
                try prepare()
                return try await work(file)
            }
            switch written {
            case .ready(let records): state = .ready(file, records: records)
            case .failed(let problem): state = .failed(problem)
            case .loading: state = .idle
            }
        }
        task = now
        return now
    }

    /// The member is done with it: the file goes, also one that is still being written.
    @discardableResult
    func dismiss() -> Task<Void, Never> {
        let before = task
        state = .idle
        let now = Task { [self] in
            await before?.value
            clear()
            state = .idle
        }
        task = now
        return now
    }

    private func clear() {
        try? FileManager.default.removeItem(at: directory)
    }

    private func prepare() throws(WalletError) {
        do {
            try FileManager.default.createDirectory(
                at: directory, withIntermediateDirectories: true, attributes: Self.protection)
        } catch {
            throw .storeUnavailable(detail: "the directory of the file cannot be made")
        }
    }

    /// The device keeps the file closed while it is locked.
    private static var protection: [FileAttributeKey: Any]? {
        #if os(iOS)
            [.protectionKey: FileProtectionType.complete]
        #else
            nil
        #endif
    }
}
