import Billfold
import Foundation
import Observation

/// How far a sign-out has come.
enum SignOutState: Sendable {
    case idle
    case running(Connection.ID)
    /// Whether the payer confirmed it, and where the browser's session can be ended too.
    case done(revoked: Bool, endSession: URL?)
    case failed(Problem)
}

/// The member's plans.
@MainActor
@Observable
final class ConnectionsModel {
    let list: Loader<[Connection]>
    private(set) var signOut: SignOutState = .idle

    private let wallet: Wallet
    private let sync: SyncModel
    private let changed: () -> Void

    init(_ wallet: Wallet, _ sync: SyncModel, _ changes: Changes, changed: @escaping () -> Void) {
        self.wallet = wallet
        self.sync = sync
        self.changed = changed
        list = Loader(changes) { () async throws(WalletError) in try await wallet.connections() }
    }

    /// Ends the connection and erases everything of it, whatever the payer says.
    @discardableResult
    func signOut(_ connection: Connection.ID) -> Task<Void, Never> {
        signOut = .running(connection)
        return Task { [self] in
            await sync.pause(connection).value
            switch await attempt({ () async throws(WalletError) in try await wallet.signOut(connection) }) {
            case .ready(let report): signOut = .done(revoked: report.revoked, endSession: report.endSession)
            case .failed(let problem): signOut = .failed(problem)
            case .loading: signOut = .idle
            }
            sync.forget(connection)
            changed()
        }
    }

    func dismissSignOut() {
        signOut = .idle
    }
}
