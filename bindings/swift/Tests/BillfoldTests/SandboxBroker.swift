import Billfold
import Foundation

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// The real broker before a simulated payer, in a process of its own. It alone has the payer's client secret.
final class SandboxBroker {
    /// The app's client id at the broker.
    static let app = "org.billfold.wallet"

    let url: String
    private let process = Process()

    /// A broker whose files are in a new `directory`.
    init(before payer: SandboxPayer, files directory: URL) async throws {
        let port = Int.random(in: 20_000..<30_000)
        url = "http://127.0.0.1:\(port)"
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        func write(_ text: String, to name: String) throws {
            try Data(text.utf8).write(to: directory.appendingPathComponent(name))
        }
        let key = Data((0..<32).map { _ in UInt8.random(in: .min ... .max) })
        try write(key.base64EncodedString(), to: "sealing.key")
        try write(payer.client.clientSecret ?? "", to: "client.secret")
        let preset = try WalletConfig.presetAtOrigin(payer: payer.id, origin: payer.origin)
        try write(preset, to: "preset.json")
        try write(
            """
            public_url = "\(url)"
            listen = "127.0.0.1:\(port)"
            sealing_keys = [{ file = "sealing.key" }]
            [payers.\(payer.id)]
            preset_file = "preset.json"
            client_id = "\(payer.client.clientId)"
            client_secret = { file = "client.secret" }
            [apps."\(Self.app)".redirect_uris]
            \(payer.id) = ["\(payer.redirectURI)"]
            """, to: "broker.toml")

        process.executableURL = Sandbox.project.appendingPathComponent("target/debug/billfold-broker")
        process.arguments = ["serve", directory.appendingPathComponent("broker.toml").path]
        // What outlives this process would otherwise hold on to the test run's output.
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        while !(await answers()) {
            guard process.isRunning else { throw SandboxFailure(what: "the broker ended at once") }
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    deinit {
        // What is started from a thread of Swift's concurrency has the signal of `terminate` blocked.
        kill(process.processIdentifier, SIGKILL)
    }

    private func answers() async -> Bool {
        let health = URL(string: "\(url)/healthz")!
        return (try? await URLSession.shared.data(from: health)) != nil
    }
}
