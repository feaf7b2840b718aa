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

/// The member's plans, and whose records they open.
@MainActor
@Observable
final class ConnectionsModel {
    let list: Loader<[Connection]>
    let people: Loader<[Person]>
    private(set) var signOut: SignOutState = .idle
    /// Why people could not be put together or taken apart.
    private(set) var peopleProblem: Problem?

    private let wallet: Wallet
    private let sync: SyncModel
    private let changed: () -> Void

    init(_ wallet: Wallet, _ sync: SyncModel, _ changes: Changes, changed: @escaping () -> Void) {
        self.wallet = wallet
        self.sync = sync
        self.changed = changed
        list = Loader(changes) { () async throws(WalletError) in try await wallet.connections() }
        people = Loader(changes) { () async throws(WalletError) in try await wallet.people() }
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

    /// The people who have this name or birth date too, as far as the wallet sees: the member says whether they are one.
    func mayBeSame(as person: Person) -> [Person] {
        (people.state.value ?? []).filter { person.mayBe.contains($0.id) }
    }

    /// The member says that these are one person.
    func link(_ people: [Person.ID]) async {
        let done = await attempt { () async throws(WalletError) in try await wallet.linkPeople(people) }
        peopleProblem = done.problem
        changed()
    }

    /// The member says that whose records this plan opens is somebody else.
    func unlink(_ connection: Connection.ID) async {
        let done = await attempt { () async throws(WalletError) in try await wallet.unlink(connection) }
        peopleProblem = done.problem
        changed()
    }
}
