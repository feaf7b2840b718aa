import Billfold
import Foundation

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// A simulated payer, as `billfold-sandbox` describes it.
struct SandboxPayerInfo: Sendable, Identifiable {
    let id: String
    let origin: URL
    let fhirBase: String
    let client: ClientEntry
    let userName: String
    let password: String
}

/// Asks a running `billfold-sandbox` for its payers, so that nobody has to type ids. For developers alone.
enum SandboxSwitch {
    /// Where the sandbox listens if it is started without arguments.
    static let usualPorts = Array(7410...7414)

    /// The payers at these ports of this device. Throws where there is no sandbox.
    static func payers(_ ports: [Int]) async throws -> [SandboxPayerInfo] {
        var payers: [SandboxPayerInfo] = []
        for port in ports {
            payers.append(try await describe(URL(string: "http://127.0.0.1:\(port)/.sandbox/payer")!))
        }
        return payers
    }

    private static func describe(_ address: URL) async throws -> SandboxPayerInfo {
        let request = URLRequest(url: address, timeoutInterval: 3)
        let (answer, _) = try await URLSession.shared.data(for: request)
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        let payer = try decoder.decode(Description.self, from: answer)
        let client = ClientEntry(
            clientID: payer.client.clientId, clientSecret: payer.client.clientSecret,
            redirectURI: ClientBook.defaultRedirect(payer.id))
        return SandboxPayerInfo(
            id: payer.id, origin: payer.origin, fhirBase: payer.fhirBase, client: client,
            userName: payer.logins.first?.username ?? "", password: payer.logins.first?.password ?? "")
    }

    private struct Description: Decodable {
        let id: String
        let origin: URL
        let fhirBase: String
        let client: Client
        let logins: [Login]

        struct Client: Decodable {
            let clientId: String
            let clientSecret: String?
        }

        struct Login: Decodable {
            let username: String
            let password: String
        }
    }
}

/// The sandbox's clients, which nobody needs to enter, and which are not kept.
final class SandboxSettings: Settings {
    private var values: [String: String] = [:]

    init(_ payers: [SandboxPayerInfo]) {
        let book = ClientBook(self)
        for payer in payers {
            book[payer.id] = payer.client
            book[payer.fhirBase] = payer.client
        }
    }

    func read(_ name: String) -> String? { values[name] }

    func write(_ value: String?, to name: String) {
        values[name] = value
    }
}
