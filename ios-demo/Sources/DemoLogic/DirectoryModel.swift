import Billfold
import Observation

/// Who is looked for in a directory.
struct DirectorySearch: Equatable, Sendable {
    /// The plan whose directory is asked; `nil` for the member's first.
    var connection: Connection?
    var organizations = false
    var name = ""
    var specialty = ""
    var place = ""
    var network = ""
    var language = ""
    var acceptingNewPatients = false
    /// Where the member is, so that the nearest come first.
    var near: Position?

    /// Directories are too large to be listed: something has to be looked for.
    var saysSomething: Bool { [name, specialty, place, network].contains { stated($0) != nil } }
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
    /// The device was asked where it is, and does not say.
    private(set) var isLost = false

    private let wallet: Wallet
    private let picker: PayerPicker
    private let locator: any Locator

    init(_ wallet: Wallet, _ picker: PayerPicker, _ locator: any Locator, _ changes: Changes) {
        self.wallet = wallet
        self.picker = picker
        self.locator = locator
        connections = Loader(changes) { () async throws(WalletError) in try await wallet.connections() }
    }

    /// The plan that the member chose, or the first.
    var chosen: Connection? {
        get { search.connection ?? connections.state.value?.first }
        set { search.connection = newValue }
    }

    var canLookUp: Bool { chosen != nil && search.saysSomething }

    /// Whether the nearest come first. Setting it asks the device where it is.
    var nearestFirst: Bool {
        get { search.near != nil }
        set { Task { await set(nearestFirst: newValue) } }
    }

    func set(nearestFirst: Bool) async {
        search.near = nearestFirst ? await locator.locate() : nil
        isLost = nearestFirst && search.near == nil
    }

    func lookUp() async {
        guard let chosen, canLookUp else { return }
        let fhirBase = picker.choice(chosen)?.fhirBase
        // What is found is the payer's: no change of the wallet makes it out of date.
        let pages = Pager<Everything, DirectoryEntry>(Changes(), Everything()) {
            [wallet, search] (_, after) async throws(WalletError) in
            let page = try await wallet.directory(
                DirectoryQuery(
                    payer: chosen.payer, fhirBase: fhirBase, organizations: search.organizations,
                    name: stated(search.name), specialty: stated(search.specialty), place: stated(search.place),
                    network: stated(search.network), language: stated(search.language),
                    acceptingNewPatients: search.acceptingNewPatients, near: search.near, after: after))
            return Paged(page.items, page.total, page.next)
        }
        found = pages
        await pages.load()
    }
}
