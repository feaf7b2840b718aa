import Billfold
import Foundation
import Observation

/// What the app as a whole is doing.
enum AppState {
    case opening
    case failed(Problem)
    case open(WalletSession)
}

/// The app: one wallet, opened once in a process, and the switch between the payers' own systems and the sandbox's.
///
/// The two have a wallet each, so that made-up records never lie among a member's own.
@MainActor
@Observable
final class AppModel {
    private(set) var state: AppState = .opening
    private(set) var usesSandbox: Bool
    let lock: AppLock
    let shell: Shell

    private let sandboxPorts: [Int]
    @ObservationIgnored private var opening: Task<WalletSession?, Never>?

    init(_ shell: Shell, sandboxPorts: [Int] = SandboxSwitch.usualPorts) {
        self.shell = shell
        self.sandboxPorts = sandboxPorts
        lock = AppLock(shell.settings, shell.authenticator)
        usesSandbox = shell.isPrototype && shell.settings.read(Self.sandbox) != nil
    }

    private static let sandbox = "sandbox"
    private static let noSandbox = "No sandbox answers on this device. Start billfold-sandbox and try again."

    /// The open wallet, for those who need it now, such as a refresh in the background; `nil` where it cannot be opened.
    @discardableResult
    func session() async -> WalletSession? {
        if case .open(let session) = state { return session }
        let task = opening ?? Task { await open() }
        opening = task
        return await task.value
    }

    /// Goes over to the sandbox's payers or back. Each side keeps what it has.
    func use(sandbox on: Bool) async {
        _ = await opening?.value
        let before = state
        state = .opening
        usesSandbox = on
        shell.settings.write(on ? "on" : nil, to: Self.sandbox)
        if case .open(let session) = before { await session.close() }
        await session()
    }

    /// What a switch shows and sets.
    var wantsSandbox: Bool {
        get { usesSandbox }
        set { Task { await use(sandbox: newValue) } }
    }

    /// A callback that iOS handed to the app because nobody in it waits for one.
    @discardableResult
    func resume(_ callback: URL) async -> WalletSession? {
        let session = await session()
        await session?.signIn.resume(callback).value
        if case .idle? = session?.signIn.state { return session }
        session?.navigator.addsPlan = true
        return session
    }

    private func open() async -> WalletSession? {
        defer { opening = nil }
        state = .opening
        do {
            let session = try await newSession()
            state = .open(session)
            return session
        } catch let error as WalletError {
            state = .failed(Problem(error))
        } catch {
            let what = "\(type(of: error))"
            state = .failed(Problem(message: Self.noSandbox, next: .retry, detail: what))
        }
        return nil
    }

    private func newSession() async throws -> WalletSession {
        let sandbox = usesSandbox ? try await SandboxSwitch.payers(sandboxPorts) : []
        let name = usesSandbox ? "sandbox" : "wallet"
        var presets: [String] = []
        for payer in sandbox {
            presets.append(try WalletConfig.presetAtOrigin(payer: payer.id, origin: payer.origin))
        }
        let directory = shell.directory.appendingPathComponent(name)
        let config = WalletConfig(directory: directory, presets: presets, allowEmbeddedSecret: shell.isPrototype)
        let wallet = try await Wallet.open(config, secureStore: shell.secureStore(name))
        let settings: any Settings = usesSandbox ? SandboxSettings(sandbox) : shell.settings
        let exports = shell.directory.appendingPathComponent("\(name)-exports")
        return WalletSession(wallet, ClientBook(settings), sandbox, shell, exports: exports)
    }
}
