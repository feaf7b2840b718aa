import BillfoldFFI
import Foundation

/// Calls the boundary with a switch that the cancelled task throws: UniFFI does not carry Swift's cancellation to Rust.
func cancellable<T: Sendable>(
    _ call: @Sendable (Cancel) async throws -> T
) async throws(WalletError) -> T {
    let cancel = Cancel()
    return try await translated {
        try await withTaskCancellationHandler {
            try await call(cancel)
        } onCancel: {
            cancel.cancel()
        }
    }
}

/// Calls the boundary, and says in an app's terms what it throws.
func translated<T: Sendable>(
    _ call: @Sendable () async throws -> T
) async throws(WalletError) -> T {
    do {
        return try await call()
    } catch {
        throw WalletError(error)
    }
}

/// Asks the wallet's file, which takes the thread that asks: one of these, for the threads of Swift's tasks are few.
func blocking<T: Sendable>(
    _ work: @escaping @Sendable () throws -> T
) async throws(WalletError) -> T {
    try await translated {
        try await withCheckedThrowingContinuation { continuation in
            threads.async { continuation.resume(with: Result(catching: work)) }
        }
    }
}

private let threads = DispatchQueue(label: "org.billfold.wallet", qos: .userInitiated, attributes: .concurrent)
