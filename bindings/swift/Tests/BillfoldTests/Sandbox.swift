import Billfold
import Foundation

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// The simulated payers, run as the real binary for as long as the tests' process lives.
final class Sandbox: @unchecked Sendable {
    let payers: [SandboxPayer]
    /// The binary stops when this end of its standard input is closed: at the latest when this process ends.
    private let input = Pipe()
    private let process = Process()

    private static let shared = Result { try Sandbox() }

    /// The one of this process; the first caller starts it.
    static func running() throws -> Sandbox {
        try shared.get()
    }

    /// One of its own, whose members have about so many thousand records, or the usual few hundred.
    init(scale: Int? = nil) throws {
        let output = Pipe()
        process.executableURL = Self.project.appendingPathComponent("target/debug/billfold-sandbox")
        process.arguments = ["--ports", "0,0,0,0,0", "--json", "--until-stdin-closes"]
        if let scale { process.arguments! += ["--scale", "\(scale)"] }
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        var line = Data()
        while !line.contains(UInt8(ascii: "\n")) {
            let piece = output.fileHandleForReading.availableData
            guard !piece.isEmpty else { throw SandboxFailure(what: "the sandbox ended at once") }
            line.append(piece)
        }
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        payers = try decoder.decode([SandboxPayer].self, from: line)
    }

    /// The project: what `BILLFOLD_ROOT` says, else where this file is.
    static var project: URL {
        if let root = ProcessInfo.processInfo.environment["BILLFOLD_ROOT"] {
            return URL(fileURLWithPath: root)
        }
        let here = URL(fileURLWithPath: #filePath)
        return (1...5).reduce(here) { place, _ in place.deletingLastPathComponent() }
    }

    func payer(_ id: String) throws -> SandboxPayer {
        guard let payer = payers.first(where: { $0.id == id }) else {
            throw SandboxFailure(what: "the sandbox has no payer \(id)")
        }
        return payer
    }

    /// What a member's wallet must end up with: records by FHIR type.
    func held(by patient: String, at payer: SandboxPayer) async throws -> [String: UInt64] {
        let answer = try await load(URLRequest(url: payer.control("held/\(patient)")))
        return try JSONDecoder().decode([String: UInt64].self, from: answer)
    }

    /// Every secret that went over the wire at a payer until now.
    func secrets(of payer: SandboxPayer) async throws -> [String] {
        let answer = try await load(URLRequest(url: payer.control("secrets")))
        return try JSONDecoder().decode([String].self, from: answer)
    }

    /// How many requests a payer has answered until now.
    func requests(to payer: SandboxPayer) async throws -> Int {
        struct Count: Decodable { let requests: Int }
        let answer = try await load(URLRequest(url: payer.control("requests")))
        return try JSONDecoder().decode(Count.self, from: answer).requests
    }

    /// Does something, where the caller is, while a payer has these faults, which are JSON.
    func with<T: Sendable>(
        _ faults: String, at payer: SandboxPayer, isolation: isolated (any Actor)? = #isolation,
        _ work: () async throws -> T
    ) async throws -> T {
        try await set(faults, at: payer)
        do {
            let result = try await work()
            try await set("{}", at: payer)
            return result
        } catch {
            try await set("{}", at: payer)
            throw error
        }
    }

    /// Through another payer's port: this one may refuse connections.
    private func set(_ faults: String, at payer: SandboxPayer) async throws {
        guard let other = payers.first(where: { $0.id != payer.id }) else {
            throw SandboxFailure(what: "the sandbox has one payer only")
        }
        var request = URLRequest(url: URL(string: "\(other.control("faults"))?payer=\(payer.id)")!)
        request.httpMethod = "POST"
        request.httpBody = Data(faults.utf8)
        _ = try await load(request)
    }

    private func load(_ request: URLRequest) async throws -> Data {
        let (body, response) = try await URLSession.shared.data(for: request)
        guard (response as? HTTPURLResponse)?.statusCode == 200 else {
            throw SandboxFailure(what: "the sandbox refused \(request.url?.path ?? "a request")")
        }
        return body
    }
}

/// A payer, as the sandbox describes it.
struct SandboxPayer: Decodable, Sendable {
    let id: String
    let origin: URL
    let fhirBase: URL
    let client: Client
    let logins: [Login]

    struct Client: Decodable, Sendable {
        let clientId: String
        let clientSecret: String?
    }

    struct Login: Decodable, Sendable {
        let username: String
        let password: String
        let name: String
        let patient: String
    }

    /// The member that the tests sign in as.
    var member: Login { logins[0] }

    var redirectURI: String { "org.billfold.wallet:/callback/\(id)" }

    /// The client that is registered with the payer, or another one.
    func registration(clientID: String? = nil) -> ClientRegistration {
        let id = clientID ?? client.clientId
        guard let secret = client.clientSecret else { return .publicClient(clientId: id) }
        return .withEmbeddedSecret(clientId: id, clientSecret: secret)
    }

    func options(clientID: String? = nil, binding: RedirectBinding = .authSession) -> SignInOptions {
        SignInOptions(
            client: registration(clientID: clientID),
            redirectUri: redirectURI,
            redirectBinding: binding,
            fhirBase: fhirBase.absoluteString
        )
    }

    func control(_ path: String) -> URL {
        origin.appendingPathComponent(".sandbox/\(path)")
    }
}

/// A test's own machinery failed.
struct SandboxFailure: Error {
    let what: String
}
