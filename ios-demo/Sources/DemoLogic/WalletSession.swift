import Billfold
import Foundation
import Observation

/// An open wallet and the models of its screens, which live as long as it is open.
@MainActor
@Observable
final class WalletSession: Identifiable {
    let wallet: Wallet
    let clients: ClientBook
    /// The simulated payers, where the wallet is the sandbox's.
    let sandbox: [SandboxPayerInfo]
    let changes: Changes
    let navigator = Navigator()
    let sync: SyncModel
    let connections: ConnectionsModel
    let people: PeopleModel
    let picker: PayerPicker
    let signIn: SignInModel
    let home: HomeModel
    let claims: ClaimsModel
    let medications: MedicationsModel
    let health: HealthModel
    let timeline: TimelineModel
    let directory: DirectoryModel
    let formulary: FormularyModel
    let records: RecordsModel
    let export: ExportModel
    /// Payers whose connection was lost, because the device lost its key: the member must sign in again.
    private(set) var lostPayers: [String] = []

    init(_ wallet: Wallet, _ clients: ClientBook, _ sandbox: [SandboxPayerInfo], _ shell: Shell, exports: URL) {
        let changes = Changes()
        self.wallet = wallet
        self.clients = clients
        self.sandbox = sandbox
        self.changes = changes
        let sync = SyncModel(wallet) { changes.happened() }
        self.sync = sync
        connections = ConnectionsModel(wallet, sync, changes) { changes.happened() }
        people = PeopleModel(wallet, changes) { changes.happened() }
        let picker = PayerPicker(wallet, sandbox)
        self.picker = picker
        signIn = SignInModel(wallet, clients, shell.browser) { connection in
            changes.happened()
            sync.start(connection.id)
        }
        home = HomeModel(wallet, changes)
        claims = ClaimsModel(wallet, changes)
        medications = MedicationsModel(wallet, changes)
        health = HealthModel(wallet, changes)
        timeline = TimelineModel(wallet, changes)
        directory = DirectoryModel(wallet, picker, shell.locator, changes)
        formulary = FormularyModel(wallet, changes)
        records = RecordsModel(wallet, exports.appendingPathComponent("opened"), changes)
        export = ExportModel(wallet, exports.appendingPathComponent("export"), changes)
        mend(wallet.takeEvents())
    }

    /// Signs in again to the payer of a connection, in the sheet.
    func signInAgain(_ connection: Connection) {
        navigator.addsPlan = true
        if let choice = picker.choice(connection) { signIn.choose(choice) }
    }

    func dismissLost() {
        lostPayers = []
    }

    /// Deals with what the wallet found lost when it was opened.
    private func mend(_ events: [StoreEvent]) {
        for event in events {
            switch event {
            case .recordsLost(let connection): sync.start(connection)
            case .connectionLost(_, let payer):
                let name = picker.payers.first { $0.id == payer }?.name
                lostPayers.append(name ?? "A plan")
            }
        }
    }

    func close() async {
        await signIn.cancel().value
        await sync.stop()
    }
}
