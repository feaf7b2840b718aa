import Billfold
import SwiftUI

/// What the payer assigned to the app: for developers.
struct ClientForm: View {
    let session: WalletSession
    let choice: PayerChoice

    @State private var id: String
    @State private var secret: String
    @State private var redirect: String
    @State private var broker: String
    @State private var base: String

    init(session: WalletSession, choice: PayerChoice, entry: ClientEntry?) {
        self.session = session
        self.choice = choice
        _id = State(initialValue: entry?.clientID ?? "")
        _secret = State(initialValue: entry?.clientSecret ?? "")
        _redirect = State(initialValue: entry?.redirectURI ?? ClientBook.defaultRedirect(choice.key))
        _broker = State(initialValue: entry?.broker ?? "")
        _base = State(initialValue: choice.fhirBase ?? "")
    }

    private var needsBase: Bool { choice.payer?.needsFhirBase == true }

    private var isComplete: Bool {
        stated(id) != nil && stated(redirect) != nil && (!needsBase || stated(base) != nil)
    }

    var body: some View {
        Form {
            Section {
                Text(choice.name).font(.title3)
                Text("For developers: what the payer assigned to this app when you registered it.")
            }
            if let registration = choice.payer?.registration {
                Section("How to register") {
                    FieldRow("Where", registration.contact)
                    FieldRow("What they want", registration.send.joined(separator: "\n"))
                    FieldRow("What you get", registration.receive.joined(separator: "\n"))
                }
            }
            Section {
                entry("Client id", $id)
                SecureField("Client secret (sandboxes and prototypes)", text: $secret)
                entry("Redirect URI, as registered", $redirect)
                entry("Broker, where one holds the secret", $broker)
                if needsBase { entry("FHIR address of the plan", $base) }
            }
            Section {
                Button("Go on", action: goOn).disabled(!isComplete)
                Button("Cancel", role: .cancel) { session.signIn.dismiss() }
            }
        }
    }

    private func entry(_ name: LocalizedStringKey, _ text: Binding<String>) -> some View {
        TextField(name, text: text)
            .keyboardType(.URL)
            .textInputAutocapitalization(.never)
            .autocorrectionDisabled()
    }

    private func goOn() {
        guard let id = stated(id), let redirect = stated(redirect) else { return }
        let entry = ClientEntry(
            clientID: id, clientSecret: stated(secret), redirectURI: redirect, broker: stated(broker))
        session.signIn.enterClient(PayerChoice(payer: choice.payer, fhirBase: stated(base)), entry)
    }
}
