import Billfold
import Foundation
import Observation

/// A payer that the member chose.
struct PayerChoice: Equatable, Sendable {
    /// The preset; `nil` where only the address is known.
    let payer: Payer?
    /// The address, where the preset has none of its own.
    var fhirBase: String?

    var name: String { payer?.name ?? fhirBase ?? "" }

    /// Under what the client entry is kept.
    var key: String { payer?.id ?? fhirBase ?? "" }
}

/// Payers with a preset, and the field for the address of any other.
@MainActor
@Observable
final class PayerPicker {
    let payers: [Payer]
    var search = ""
    var address = ""

    private let sandbox: [SandboxPayerInfo]

    init(_ wallet: Wallet, _ sandbox: [SandboxPayerInfo]) {
        payers = wallet.payers
        self.sandbox = sandbox
    }

    /// Those whose name has every word that was typed.
    var shown: [Payer] {
        let words = search.split(separator: " ")
        return payers.filter { payer in words.allSatisfy { payer.name.localizedCaseInsensitiveContains($0) } }
    }

    func choice(_ payer: Payer) -> PayerChoice {
        let simulated = sandbox.first { $0.id == payer.id && payer.needsFhirBase }
        return PayerChoice(payer: payer, fhirBase: simulated?.fhirBase)
    }

    /// The payer at the address that was typed; whether there is one is seen when the sign-in begins.
    var typed: PayerChoice {
        PayerChoice(payer: nil, fhirBase: address.trimmingCharacters(in: .whitespaces))
    }

    /// The preset of a connection, for signing in to it again; `nil` where the payer has none.
    func choice(_ connection: Connection) -> PayerChoice? {
        payers.first { $0.id == connection.payer }.map(choice)
    }
}
