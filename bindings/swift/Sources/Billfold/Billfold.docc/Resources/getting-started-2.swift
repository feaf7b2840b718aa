import AuthenticationServices
import Billfold

@MainActor
final class MemberWallet {
    let wallet: Wallet

    init(directory: URL) async throws {
        wallet = try await Wallet.open(WalletConfig(directory: directory), secureStore: KeychainStore())
    }

    func signIn(over window: ASPresentationAnchor) async throws {
        let options = SignInOptions(
            client: .publicClient(clientId: "the id that the payer gave you"),
            redirectUri: "com.example.app:/callback/bcbsnc",
            redirectBinding: .authSession)
        let request = try await wallet.beginSignIn(to: "bcbsnc", options: options)
    }
}
