import Billfold
import Foundation

/// A wallet in a new directory that goes away with the process: a wallet may outlive this object.
final class TestWallet: Sendable {
    private static let root: URL = {
        atexit { try? FileManager.default.removeItem(at: TestWallet.root) }
        return FileManager.default.temporaryDirectory.appendingPathComponent("billfold-\(UUID())")
    }()

    let directory: URL
    let store: any SecureStore
    let wallet: Wallet

    /// A wallet whose presets all lead to the sandbox.
    init(store: any SecureStore = MemoryStore(), allowEmbeddedSecret: Bool = true) async throws {
        directory = Self.root.appendingPathComponent("\(UUID())")
        self.store = store
        let configuration = try Self.configuration(directory, allowEmbeddedSecret: allowEmbeddedSecret)
        wallet = try await Wallet.open(configuration, secureStore: store)
    }

    /// The same wallet as another process would open it.
    func reopened() async throws -> Wallet {
        try await Wallet.open(Self.configuration(directory), secureStore: store)
    }

    static func configuration(_ directory: URL, allowEmbeddedSecret: Bool = true) throws -> WalletConfig {
        let presets = try Sandbox.running().payers.map { payer in
            try WalletConfig.presetAtOrigin(payer: payer.id, origin: payer.origin)
        }
        return WalletConfig(
            directory: directory, presets: presets, allowEmbeddedSecret: allowEmbeddedSecret)
    }

    /// Signs the payer's test member in.
    func signIn(to payer: SandboxPayer) async throws -> Connection {
        let request = try await wallet.beginSignIn(to: payer.id, options: payer.options())
        return try await wallet.completeSignIn(
            SandboxBrowser.callback(from: request.url, as: payer.member))
    }
}

/// A secure store that lasts as long as the process.
final class MemoryStore: SecureStore, @unchecked Sendable {
    private let lock = NSLock()
    private var items: [String: Data] = [:]

    func read(_ name: String) -> Data? {
        lock.withLock { items[name] }
    }

    func write(_ value: Data, to name: String) {
        lock.withLock { items[name] = value }
    }

    func remove(_ name: String) {
        lock.withLock { items[name] = nil }
    }

    /// Loses everything, as a device that is set up anew.
    func forget() {
        lock.withLock { items = [:] }
    }
}

/// A secure store that does nothing but fail, with words that nobody may see.
struct FailingStore: SecureStore {
    static let canary = "Canary-Locked-7f3e"

    struct Locked: Error, CustomStringConvertible, LocalizedError {
        var description: String { FailingStore.canary }
        var errorDescription: String? { description }
    }

    func read(_ name: String) throws -> Data? { throw Locked() }
    func write(_ value: Data, to name: String) throws { throw Locked() }
    func remove(_ name: String) throws { throw Locked() }
}

/// The wallet's error that `work` ends in, or `nil` where it ends in none or in another's.
func failure<T>(of work: () async throws -> T) async -> WalletError? {
    do {
        _ = try await work()
        return nil
    } catch {
        return error as? WalletError
    }
}

extension WalletError {
    /// The case without its values.
    var name: String {
        Mirror(reflecting: self).children.first?.label ?? ""
    }
}

extension Wallet {
    /// Syncs to the end.
    func syncToEnd(_ connection: Connection.ID) async throws -> (SyncReport, progress: [SyncProgress]) {
        var progress: [SyncProgress] = []
        for try await event in sync(connection) {
            switch event {
            case .progress(let step): progress.append(step)
            case .done(let report): return (report, progress)
            }
        }
        throw SandboxFailure(what: "the sync ended without a report")
    }
}
