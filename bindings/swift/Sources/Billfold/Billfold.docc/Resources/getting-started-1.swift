import AuthenticationServices
import Billfold

@MainActor
final class MemberWallet {
    let wallet: Wallet

    init(directory: URL) async throws {
        wallet = try await Wallet.open(WalletConfig(directory: directory), secureStore: KeychainStore())
    }
}
