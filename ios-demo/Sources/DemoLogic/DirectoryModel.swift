import Billfold
import Observation

/// Who is looked for in a directory.
struct DirectorySearch: Equatable, Sendable {
    /// The plan whose directory is asked; `nil` for the member's first.
    var connection: Connection?
    var name = ""
    var specialty = ""
    var place = ""
    var acceptingNewPatients = false

    var saysSomething: Bool { [name, specialty, place].contains { stated($0) != nil } }
}

/// Looks up who gives care, in the directory of one of the member's plans.
@MainActor
@Observable
final class DirectoryModel {
    /// The plans whose directories can be asked.
    let connections: Loader<[Connection]>
    var search = DirectorySearch()
    /// What was found; `nil` until the member has searched.
    private(set) var found: Pager<Everything, DirectoryEntry>?

    private let wallet: Wallet
    private let picker: PayerPicker

    init(_ wallet: Wallet, _ picker: PayerPicker, _ changes: Changes) {
        self.wallet = wallet
        self.picker = picker
        connections = Loader(changes) { () async throws(WalletError) in try await wallet.connections() }
    }

    /// The plan that the member chose, or the first.
    var chosen: Connection? {
        get { search.connection ?? connections.state.value?.first }
        set { search.connection = newValue }
    }

    var canLookUp: Bool { chosen != nil && search.saysSomething }

    func lookUp() async {
        guard let chosen, canLookUp else { return }
        let fhirBase = picker.choice(chosen)?.fhirBase
        // What is found is the payer's: no change of the wallet makes it out of date.
        let pages = Pager<Everything, DirectoryEntry>(Changes(), Everything()) {
            [wallet, search] (_, after) async throws(WalletError) in
            let page = try await wallet.directory(
                DirectoryQuery(
                    payer: chosen.payer, fhirBase: fhirBase, name: stated(search.name),
                    specialty: stated(search.specialty), place: stated(search.place),
                    acceptingNewPatients: search.acceptingNewPatients, after: after))
            return Paged(page.items, page.total, page.next)
        }
        found = pages
        await pages.load()
    }
}
