import BillfoldFFI
import Foundation

/// A small, encrypted, durable key-value store of the device. On Apple's systems it is `KeychainStore`.
///
/// Items are at most some kilobytes. A write is durable when it returns. A wallet calls its store on a thread of its
/// own, one call at a time. Whatever is thrown becomes ``WalletError/storeUnavailable(detail:)``, and its words are
/// dropped: they may hold a secret. A call that takes longer than ten seconds is taken for one that failed.
public protocol SecureStore: Sendable {
    /// The item, or `nil` where there is none, or where the device has lost the key to it.
    func read(_ name: String) throws -> Data?
    /// Creates or replaces the item.
    func write(_ value: Data, to name: String) throws
    /// Removes the item; removing what is not there succeeds.
    func remove(_ name: String) throws
}

/// The app's store, as the boundary wants it.
final class HostStore: BillfoldFFI.SecureStore {
    private let store: any SecureStore

    init(_ store: any SecureStore) {
        self.store = store
    }

    func read(name: String) throws -> Data? {
        try wordless { try store.read(name) }
    }

    func write(name: String, value: Data) throws {
        try wordless { try store.write(value, to: name) }
    }

    func remove(name: String) throws {
        try wordless { try store.remove(name) }
    }

    private func wordless<T>(_ work: () throws -> T) throws -> T {
        do {
            return try work()
        } catch {
            throw HostError.Unavailable
        }
    }
}
