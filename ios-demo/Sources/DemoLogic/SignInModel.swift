import Billfold
import Foundation
import Observation

/// How far a sign-in has come.
enum SignInState: Sendable {
    case idle
    /// The developer has to say what the payer assigned to the app, and for some presets where the plan is.
    case clientNeeded(PayerChoice, ClientEntry?)
    /// The payer's servers are asked how they sign members in.
    case preparing(PayerChoice)
    /// The sheet before the browser opens: what will be shared, and how the sign-in is protected.
    case offer(PayerChoice, SignInProtection)
    case inBrowser(PayerChoice)
    case completing
    /// The sign-in opens the records of several people.
    case patientNeeded(signIn: String, [PatientChoice])
    case connected(Connection)
    /// It came to nothing. The choice can be tried again; it is not known for a callback that came to a new process.
    case ended(PayerChoice?, Problem)
}

/// One sign-in at a time, from the payer's name to the connection.
@MainActor
@Observable
final class SignInModel {
    private(set) var state: SignInState = .idle

    private let wallet: Wallet
    private let clients: ClientBook
    private let browser: any Browser
    /// How long the member may take in the browser: after that the payer's answer would not be taken.
    private let patience: Duration
    private let connected: (Connection) -> Void
    @ObservationIgnored private var task: Task<Void, Never>?
    @ObservationIgnored private var request: SignInRequest?

    init(
        _ wallet: Wallet, _ clients: ClientBook, _ browser: any Browser, patience: Duration = .seconds(600),
        connected: @escaping (Connection) -> Void
    ) {
        self.wallet = wallet
        self.clients = clients
        self.browser = browser
        self.patience = patience
        self.connected = connected
    }

    /// Begins with this payer: asks its servers, then shows the sheet.
    @discardableResult
    func choose(_ choice: PayerChoice) -> Task<Void, Never> {
        let entry = clients[choice.key]
        let lacksAddress = choice.payer?.needsFhirBase == true && (choice.fhirBase ?? "").isEmpty
        guard let entry, !lacksAddress else {
            state = .clientNeeded(choice, entry)
            return Task {}
        }
        return prepare(choice, entry)
    }

    /// Shows the entry again, for instance after the payer did not know the client.
    func editClient(_ choice: PayerChoice) {
        state = .clientNeeded(choice, clients[choice.key])
    }

    /// Keeps what the developer entered, and goes on.
    @discardableResult
    func enterClient(_ choice: PayerChoice, _ entry: ClientEntry) -> Task<Void, Never> {
        clients[choice.key] = entry
        return choose(choice)
    }

    private func prepare(_ choice: PayerChoice, _ entry: ClientEntry) -> Task<Void, Never> {
        run(choice) { [self] () async throws(WalletError) in
            state = .preparing(choice)
            let options = SignInOptions(
                client: entry.registration,
                redirectUri: entry.redirectURI,
                redirectBinding: .authSession,
                fhirBase: choice.payer == nil ? nil : choice.fhirBase,
                broker: entry.broker)
            let begun = try await begin(choice, options)
            request = begun
            state = .offer(choice, begun.protection)
        }
    }

    private func begin(_ choice: PayerChoice, _ options: SignInOptions) async throws(WalletError) -> SignInRequest {
        if let payer = choice.payer { return try await wallet.beginSignIn(to: payer.id, options: options) }
        guard let address = URL(string: choice.fhirBase ?? "") else {
            throw .misconfigured(detail: "the plan's address is not a URL")
        }
        return try await wallet.beginSignIn(atFHIRBase: address, options: options)
    }

    /// The member agrees to the sheet: the browser opens.
    @discardableResult
    func proceed() -> Task<Void, Never> {
        guard case .offer(let choice, _) = state, let begun = request else { return Task {} }
        return run(choice) { [self] () async throws(WalletError) in
            state = .inBrowser(choice)
            let callback: URL
            do throws(WalletError) {
                callback = try await openBrowser(begun)
            } catch {
                // Whoever cancelled this task knows what becomes of the sign-in.
                if !Task.isCancelled { try await giveUp() }
                throw error
            }
            try await complete(callback)
        }
    }

    /// A callback that nobody waits for: iOS had ended the app while the browser was in front. Callbacks that belong to
    /// no sign-in are ignored, and whatever goes on goes on.
    @discardableResult
    func resume(_ callback: URL) -> Task<Void, Never> {
        let (before, waiting) = (state, task)
        var choice: PayerChoice?
        if case .inBrowser(let current) = state { choice = current }
        return Task { [self] in
            do throws(WalletError) {
                try await complete(callback)
            } catch .strayRedirect {
                if case .completing = state { state = before }
                return
            } catch {
                state = .ended(choice, Problem(error))
            }
            waiting?.cancel()
        }
    }

    /// The member does not want to go on.
    @discardableResult
    func cancel() -> Task<Void, Never> {
        let before = task
        let now = Task { [self] in
            before?.cancel()
            await before?.value
            _ = await attempt(giveUp)
            state = .idle
        }
        task = now
        return now
    }

    /// The member chose whose records to see.
    @discardableResult
    func choosePatient(_ patient: PatientChoice) -> Task<Void, Never> {
        guard case .patientNeeded(let signIn, _) = state else { return Task {} }
        return run(nil) { [self] () async throws(WalletError) in
            state = .completing
            finish(try await wallet.choosePatient(patient.patient, of: signIn))
        }
    }

    /// The member has seen how it ended.
    func dismiss() {
        state = .idle
    }

    private func complete(_ callback: URL) async throws(WalletError) {
        state = .completing
        do {
            finish(try await wallet.completeSignIn(callback))
        } catch .choosePatient(_, let signIn) {
            state = .patientNeeded(signIn: signIn, try await wallet.patientChoices(of: signIn))
        }
    }

    private func finish(_ connection: Connection) {
        request = nil
        state = .connected(connection)
        connected(connection)
    }

    /// Opens the browser and closes it when the member's time is over.
    private func openBrowser(_ begun: SignInRequest) async throws(WalletError) -> URL {
        let opening = Task { [browser] () async -> Result<URL, WalletError> in
            do throws(WalletError) { return .success(try await browser.open(begun)) } catch { return .failure(error) }
        }
        let timer = Task { [patience] () async -> Bool in
            guard (try? await Task.sleep(for: patience)) != nil else { return false }
            opening.cancel()
            return true
        }
        let outcome = await withTaskCancellationHandler {
            await opening.value
        } onCancel: {
            opening.cancel()
        }
        timer.cancel()
        if case .failure(.cancelled) = outcome, await timer.value {
            throw .restartSignIn(detail: "no callback within \(patience)")
        }
        return try outcome.get()
    }

    /// Tells the wallet that no callback will come. Throws where the payer's own page told why.
    private func giveUp() async throws(WalletError) {
        guard let begun = request else { return }
        request = nil
        // In a task of its own: it must reach the wallet also from one that was cancelled.
        let outcome = await Task { [wallet] () async -> Result<Void, WalletError> in
            do throws(WalletError) { return .success(try await wallet.cancelSignIn(begun.id)) } catch { return .failure(error) }
        }.value
        try outcome.get()
    }

    private func run(
        _ choice: PayerChoice?, _ work: @escaping @MainActor () async throws(WalletError) -> Void
    ) -> Task<Void, Never> {
        let before = task
        let now = Task { [self] in
            before?.cancel()
            await before?.value
            if case .failed(let problem) = await attempt(work), !Task.isCancelled { state = .ended(choice, problem) }
        }
        task = now
        return now
    }
}
