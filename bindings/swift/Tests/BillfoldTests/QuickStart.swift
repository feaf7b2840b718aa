import Billfold
import Foundation

// quick start
func quickStart(
    _ config: WalletConfig,  // WalletConfig(directory: .applicationSupportDirectory)
    _ store: any SecureStore,  // KeychainStore()
    _ browser: (URL) async throws -> URL  // ASWebAuthenticationSession
) async throws -> (cards: [InsuranceCard], claims: [Claim]) {
    let wallet = try await Wallet.open(config, secureStore: store)
    let request = try await wallet.beginSignIn(
        to: "bcbsnc",
        options: SignInOptions(
            client: .publicClient(clientId: "billfold-demo-bcbsnc"),
            redirectUri: "org.billfold.wallet:/callback/bcbsnc",
            redirectBinding: .authSession))
    let callback = try await browser(request.url)
    let connection = try await wallet.completeSignIn(callback)
    for try await event in wallet.sync(connection.id) {
        if case .progress(let progress) = event { print(progress.done, "of", progress.planned) }
    }
    return (try await wallet.cards(), try await wallet.claims().items)
}
// end
