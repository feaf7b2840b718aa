import Billfold
import Foundation
import Testing

@testable import DemoLogic

/// The device: what survives the app's process.
@MainActor
final class TestDevice {
    let directory: URL
    let settings: UserDefaults
    private var stores: [String: MemoryStore] = [:]

    init(sandbox: Bool = true) {
        let name = "billfold-\(UUID())"
        directory = FileManager.default.temporaryDirectory.appendingPathComponent(name)
        settings = UserDefaults(suiteName: name)!
        if sandbox { settings.set("on", forKey: "sandbox") }
    }

    func store(_ name: String) -> MemoryStore {
        let store = stores[name] ?? MemoryStore()
        stores[name] = store
        return store
    }

    /// The app in one process.
    func app(
        _ member: @escaping Member = absent, ports: [Int]? = nil, proves: @escaping () -> Bool = { true }
    ) throws -> AppModel {
        let shell = Shell(
            directory: directory, settings: settings, isPrototype: true, browser: TestBrowser(member),
            authenticator: TestAuthenticator(answer: proves), locator: TestLocator(),
            secureStore: { [self] in store($0) })
        return AppModel(shell, sandboxPorts: try ports ?? Sandbox.running().payers.map(\.port))
    }

    deinit {
        try? FileManager.default.removeItem(at: directory)
    }
}

extension SandboxPayer {
    var port: Int { origin.port ?? 0 }
}

/// What the member does when the browser opens.
typealias Member = @MainActor (SignInRequest) async throws -> URL

/// A member who agrees, or does something else, at the payer's pages.
func member(
    _ answer: SandboxBrowser.Answer = .allow, as login: SandboxPayer.Login? = nil
) -> Member {
    { request in
        let payer = try #require(Sandbox.running().payers.first { request.redirectUri == $0.redirectURI })
        return try await at(payer, answer, as: login)(request)
    }
}

/// As `member`, at this payer.
func at(
    _ payer: SandboxPayer, _ answer: SandboxBrowser.Answer = .allow, as login: SandboxPayer.Login? = nil
) -> Member {
    { request in
        switch try await SandboxBrowser.signIn(at: request.url, as: login ?? payer.member, answer) {
        case .callback(let callback): return callback
        case .page(let status): throw WalletError.cancelled(detail: "the member closes a page of status \(status)")
        }
    }
}

/// A member who leaves the browser open and never comes back.
let absent: Member = { _ in
    do { try await Task.sleep(for: .seconds(600)) } catch { throw WalletError.cancelled(detail: "the browser was closed") }
    throw SandboxFailure(what: "nobody closed the browser")
}

@MainActor
final class TestBrowser: Browser {
    var member: Member

    init(_ member: @escaping Member) {
        self.member = member
    }

    func open(_ request: SignInRequest) async throws(WalletError) -> URL {
        do {
            return try await member(request)
        } catch let error as WalletError {
            throw error
        } catch {
            throw .payerMisbehaved(detail: "\(error)")
        }
    }
}

struct TestAuthenticator: Authenticator {
    let answer: () -> Bool

    func prove(_ reason: String) async -> Bool { answer() }
}

/// A device that knows where it is, until the member forbids it.
final class TestLocator: Locator {
    var place: Position? = Position(latitude: 35.0456, longitude: -85.3097)

    func locate() async -> Position? { place }
}

extension AppModel {
    /// The open wallet, which there must be.
    func opened() async throws -> WalletSession {
        let session = await session()
        return try #require(session, "\(state)")
    }

    func end() async {
        if case .open(let session) = state { await session.close() }
    }
}

extension WalletSession {
    func payer(_ id: String) throws -> Payer {
        try #require(picker.payers.first { $0.id == id })
    }

    /// The member chooses the payer and goes through the sheet to the browser and back.
    func begin(_ id: String) async throws {
        await signIn.choose(picker.choice(try payer(id))).value
        guard case .offer = signIn.state else { throw SandboxFailure(what: "no offer: \(signIn.state)") }
        await signIn.proceed().value
    }

    /// As `begin`, to the end of the first sync.
    @discardableResult
    func connect(_ id: String) async throws -> Connection {
        try await begin(id)
        let connection = try connected()
        await sync.start(connection.id).value
        _ = try #require(sync.state(of: connection.id).report, "\(sync.state(of: connection.id))")
        signIn.dismiss()
        return connection
    }

    func connected() throws -> Connection {
        guard case .connected(let connection) = signIn.state else {
            throw SandboxFailure(what: "not connected: \(signIn.state)")
        }
        return connection
    }

    /// How the sign-in ended, which it must have.
    func problem() throws -> (PayerChoice?, Problem) {
        guard case .ended(let choice, let problem) = signIn.state else {
            throw SandboxFailure(what: "not ended: \(signIn.state)")
        }
        return (choice, problem)
    }
}

extension Readable {
    /// Reads as a screen does that has just appeared.
    func shown<Value>(_ state: (Self) -> Load<Value>) async throws -> Value {
        await load()
        let state = state(self)
        return try #require(state.value, "\(state)")
    }
}

extension Loader {
    func read() async throws -> Value { try await shown(\.state) }
}

extension Pager {
    func read() async throws -> Paged<Item> { try await shown(\.state) }
}

/// Waits for what a model comes to by itself.
@MainActor
func until(_ what: String, within limit: Duration = .seconds(60), _ holds: () -> Bool) async throws {
    let end = ContinuousClock.now + limit
    while !holds() {
        guard ContinuousClock.now < end else { throw SandboxFailure(what: "it never came to: \(what)") }
        try await Task.sleep(for: .milliseconds(5))
    }
}
