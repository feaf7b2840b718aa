import BillfoldFFI
import Foundation

/// A member's wallet: their connections to payers, and the records that these brought.
///
/// A process opens one and keeps it. The browser is never a callback into it: ``beginSignIn(to:options:)`` gives the URL
/// to open, ``completeSignIn(_:)`` takes the URL that came back, perhaps in a new process.
///
/// All of it may be called from any actor and none of it works on the caller's thread. Cancelling a task stops what it
/// waits for from the network: ``sync(_:)`` ends, other calls throw ``WalletError/cancelled(detail:)``. What only asks
/// the wallet's file, and ``signOut(_:)``, run to their end.
public final class Wallet: Sendable {
    let core: BillfoldFFI.Wallet
    let stopping = StoppingSyncs()

    private init(_ core: BillfoldFFI.Wallet) {
        self.core = core
    }

    /// Opens the wallet in `configuration.directory`, or makes a new one there. Changes stored state.
    ///
    /// - Throws: ``WalletError/storeUnavailable(detail:)`` where the file or the secure store cannot be used;
    ///   ``WalletError/misconfigured(detail:)`` for a preset that does not hold together.
    public static func open(
        _ configuration: WalletConfig, secureStore: any SecureStore
    ) async throws(WalletError) -> Wallet {
        try await translated {
            let store = HostStore(secureStore)
            return Wallet(try await BillfoldFFI.Wallet.open(config: configuration.core, secureStore: store))
        }
    }

    /// The payers that can be signed in to: built-in presets and the app's own.
    public var payers: [Payer] { core.payers() }

    /// What the wallet found lost since this was asked last, and has dealt with: tell the member where they must sign in
    /// again, and sync what is to be fetched again.
    public func takeEvents() -> [StoreEvent] { core.takeEvents() }

    /// Adds a preset, as JSON, or puts it in the place of the one with the same id, for sign-ins that begin from now on.
    ///
    /// - Throws: ``WalletError/misconfigured(detail:)`` naming the field that is wrong, and the rule.
    public func addPreset(_ preset: String) throws(WalletError) {
        do {
            try core.addPreset(preset: preset)
        } catch {
            throw WalletError(error)
        }
    }

    // MARK: - Sign-in

    /// Forgets what is known of a payer's servers: for when a sign-in was stopped because they moved or changed, and the
    /// payer has confirmed it. Changes stored state.
    public func acceptChangedHosts(of payer: Payer.ID, fhirBase: URL? = nil) async throws(WalletError) {
        try await translated { [core] in
            try await core.acceptChangedHosts(payer: payer, fhirBase: fhirBase?.absoluteString)
        }
    }

    /// Begins a sign-in to the payer with this preset id. Changes stored state.
    ///
    /// Open the request's `url` in `ASWebAuthenticationSession`, and give what comes back to ``completeSignIn(_:)``.
    ///
    /// - Throws: ``WalletError/misconfigured(detail:)`` where the sign-in policy refuses the options;
    ///   ``WalletError/offline(detail:)`` and its kin where the payer's documents cannot be read.
    public func beginSignIn(
        to payer: Payer.ID, options: SignInOptions
    ) async throws(WalletError) -> SignInRequest {
        try await cancellable { [core] in try await core.beginSignIn(payer: payer, options: options, cancel: $0) }
    }

    /// As ``beginSignIn(to:options:)``, for any SMART server of which only the FHIR base is known.
    public func beginSignIn(
        atFHIRBase fhirBase: URL, options: SignInOptions
    ) async throws(WalletError) -> SignInRequest {
        try await cancellable { [core] in
            try await core.beginSignInAt(fhirBase: fhirBase.absoluteString, options: options, cancel: $0)
        }
    }

    /// Completes a sign-in with the URL that came back to the redirect URI. Changes stored state.
    ///
    /// Signing in again to the same patient at the same payer renews the connection that is there. A task that is
    /// cancelled does not stop the exchange, since the payer's code can be used only once: ``connections()`` has the
    /// connection then.
    ///
    /// - Throws: ``WalletError/strayRedirect(detail:)`` for a URL that belongs to no pending sign-in, which changes
    ///   nothing; ``WalletError/accessDenied(detail:)``, ``WalletError/loginFailed(detail:)`` or
    ///   ``WalletError/restartSignIn(detail:)``, after which the sign-in is over.
    public func completeSignIn(_ callback: URL) async throws(WalletError) -> Connection {
        try await cancellable { [core] in
            Connection(try await core.completeSignIn(callbackUrl: callback.absoluteString, cancel: $0))
        }
    }

    /// The patients of a sign-in that ended in ``WalletError/choosePatient(detail:signIn:)``; none where its time is
    /// over.
    public func patientChoices(of signIn: String) async throws(WalletError) -> [PatientChoice] {
        try await translated { [core] in try await core.patientChoices(signIn: signIn) }
    }

    /// Completes such a sign-in for one of its patients. Changes stored state.
    ///
    /// - Parameters:
    ///   - patient: the choice's `patient`.
    ///   - signIn: the error's `signIn`.
    public func choosePatient(_ patient: String, of signIn: String) async throws(WalletError) -> Connection {
        try await cancellable { [core] in
            Connection(try await core.choosePatient(signIn: signIn, patient: patient, cancel: $0))
        }
    }

    /// Asks the payer who signed in; `nil` where it does not tell.
    public func userInfo(_ connection: Connection.ID) async throws(WalletError) -> UserInfo? {
        try await cancellable { [core] in try await core.userInfo(connection: connection, cancel: $0) }
    }

    /// Gives up a sign-in whose callback did not come, such as when the member closed the browser. Changes stored state.
    ///
    /// - Parameter id: the request's `id`.
    /// - Throws: ``WalletError/unknownClient(detail:)`` where no callback came because the payer does not know the app:
    ///   it then shows an error page and never redirects (RFC 6749 section 4.1.2.1).
    public func cancelSignIn(_ id: String) async throws(WalletError) {
        try await cancellable { [core] in try await core.cancelSignIn(id: id, cancel: $0) }
    }

    // MARK: - Connections

    /// The member's connections, the oldest first.
    public func connections() async throws(WalletError) -> [Connection] {
        try await blocking { [core] in try core.connections().map(Connection.init) }
    }

    /// Ends a connection: asks the payer to revoke its tokens, then erases its key, its tokens and its records, even if
    /// the payer cannot be reached. Changes stored state.
    ///
    /// - Throws: ``WalletError/notFound(detail:)`` where there is no such connection.
    @discardableResult
    public func signOut(_ connection: Connection.ID) async throws(WalletError) -> SignOutReport {
        try await translated { [core] in try await core.signOut(connection: connection) }
    }

    // MARK: - Records

    /// The insurance cards, those that are good today first.
    public func cards() async throws(WalletError) -> [InsuranceCard] {
        try await blocking { [core] in try core.cards() }
    }

    /// The data of the image with this number on a card; `nil` where the card has no such image. Of a `Coverage` that
    /// several payers have, that of the first connection answers, unless one is named.
    public func cardImage(
        _ number: UInt32, of card: Reference, in connection: Connection.ID? = nil
    ) async throws(WalletError) -> CardImageData? {
        try await blocking { [core] in
            try core.cardImage(card: card, number: number, connection: connection)
        }
    }

    /// A claim; `nil` where there is none. Of an `ExplanationOfBenefit` that several payers have, that of the first
    /// connection answers, unless one is named.
    public func claim(
        _ reference: Reference, in connection: Connection.ID? = nil
    ) async throws(WalletError) -> Claim? {
        try await blocking { [core] in try core.claim(claim: reference, connection: connection) }
    }

    /// The claims, the newest first.
    ///
    /// - Throws: ``WalletError/misconfigured(detail:)`` for an `after` that no page of this list gave as `next`.
    public func claims(_ query: ClaimQuery = ClaimQuery()) async throws(WalletError) -> ClaimPage {
        try await blocking { [core] in try core.claims(query: query) }
    }

    /// The prior authorizations, the newest first.
    public func priorAuthorizations() async throws(WalletError) -> [PriorAuthorization] {
        try await blocking { [core] in try core.priorAuthorizations() }
    }

    /// What the claims of a year sum to, by payer and person.
    public func yearToDate(_ year: Int) async throws(WalletError) -> YearToDate {
        try await blocking { [core] in try core.yearToDate(year: Int32(clamping: year)) }
    }

    /// The medications, each drug with its history; the drug with the newest record first.
    ///
    /// - Throws: ``WalletError/misconfigured(detail:)`` for an `after` that no page of this list gave as `next`.
    public func medications(_ query: ClinicalQuery = ClinicalQuery()) async throws(WalletError) -> MedicationPage {
        try await blocking { [core] in try core.medications(query: query) }
    }

    /// Lists records, of one connection or of all, of one FHIR type or of all.
    public func records(
        of connection: Connection.ID? = nil, type resourceType: String? = nil
    ) async throws(WalletError) -> [RecordSummary] {
        try await blocking { [core] in
            try core.records(connection: connection, resourceType: resourceType)
        }
    }

    /// A record as the payer sent it, byte for byte: FHIR R4 JSON. `nil` where there is none.
    public func record(
        _ reference: Reference, of connection: Connection.ID? = nil
    ) async throws(WalletError) -> String? {
        try await blocking { [core] in
            try core.record(reference: reference, connection: connection)
        }
    }

    /// Writes all records, or one connection's, into a file and says how many. Each resource is byte for byte what the
    /// payer sent; in NDJSON, line breaks between its tokens become blanks. After an error there is no file.
    @discardableResult
    public func export(
        to file: URL, as format: ExportFormat, of connection: Connection.ID? = nil
    ) async throws(WalletError) -> UInt64 {
        try await blocking { [core] in
            try core.exportToFile(connection: connection, format: format, path: file.path)
        }
    }
}
