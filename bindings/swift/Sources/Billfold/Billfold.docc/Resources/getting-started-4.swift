import AuthenticationServices
import Billfold

@MainActor
final class MemberWallet {
    let wallet: Wallet

    init(directory: URL) async throws {
        wallet = try await Wallet.open(WalletConfig(directory: directory), secureStore: KeychainStore())
    }

    func signIn(over window: ASPresentationAnchor) async throws -> Connection {
        let options = SignInOptions(
            client: .publicClient(clientId: "the id that the payer gave you"),
            redirectUri: "com.example.app:/callback/bcbsnc",
            redirectBinding: .authSession)
        let request = try await wallet.beginSignIn(to: "bcbsnc", options: options)
        do {
            let callback = try await WebSignIn(anchor: window).open(request)
            return try await wallet.completeSignIn(callback)
        } catch WalletError.cancelled {
            try await wallet.cancelSignIn(request.id)
            throw CancellationError()
        }
    }

    func fetch(_ connection: Connection, progress: (Double) -> Void) async throws -> [InsuranceCard] {
        for try await event in wallet.sync(connection.id) {
            if case .progress(let now) = event { progress(Double(now.done) / Double(max(now.planned, 1))) }
        }
        return try await wallet.cards()
    }
}
