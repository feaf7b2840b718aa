import Billfold
import Observation

/// A person as the screen shows them.
struct PersonContent: Identifiable, Sendable {
    let person: Person
    /// The plans that open this person's records.
    let plans: [Connection]
    /// Others who have the same name and birth date at other plans: the member says whether they are one. Each pair is
    /// asked about once.
    let mayBe: [Person]
    /// Everybody else.
    let others: [Person]

    var id: Person.ID { person.id }
}

/// Whose records the plans open: the member's own, a child's, and who is the same person at two plans.
@MainActor
@Observable
final class PeopleModel {
    let list: Loader<[PersonContent]>
    /// Why people could not be put together or taken apart.
    private(set) var problem: Problem?

    private let wallet: Wallet
    private let changed: () -> Void

    init(_ wallet: Wallet, _ changes: Changes, changed: @escaping () -> Void) {
        self.wallet = wallet
        self.changed = changed
        list = Loader(changes) { () async throws(WalletError) in
            let people = try await wallet.people()
            let connections = try await wallet.connections()
            return people.enumerated().map { place, person in
                PersonContent(
                    person: person,
                    plans: connections.filter { person.connections.contains($0.id) },
                    mayBe: people.dropFirst(place).filter { person.mayBe.contains($0.id) },
                    others: people.filter { $0.id != person.id })
            }
        }
    }

    /// The member says that these are one person.
    func link(_ people: [Person.ID]) async {
        problem = await attempt { () async throws(WalletError) in try await wallet.linkPeople(people) }.problem
        changed()
    }

    /// The member says that whose records this plan opens is somebody else.
    func unlink(_ connection: Connection.ID) async {
        problem = await attempt { () async throws(WalletError) in try await wallet.unlink(connection) }.problem
        changed()
    }
}
