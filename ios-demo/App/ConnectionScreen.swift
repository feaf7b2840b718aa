import Billfold
import SwiftUI

/// One plan: updates, access, protection, and the way out.
struct ConnectionScreen: View {
    let session: WalletSession
    let id: Connection.ID

    @State private var asksToSignOut = false

    var body: some View {
        let list = session.connections.list
        List {
            Loaded(state: list.state, retry: list.retry) { connections in
                if let connection = connections.first(where: { $0.id == id }) {
                    rows(connection)
                } else {
                    Empty("Signed out", "person.crop.circle", "This plan is not in your wallet any more.")
                }
            }
        }
        .navigationTitle("Plan")
        .navigationBarTitleDisplayMode(.inline)
        .reads(list)
    }

    @ViewBuilder private func rows(_ connection: Connection) -> some View {
        Section {
            Text(connection.payerName).font(.title3)
            if let notice = connection.notice { Notice(notice) }
            if connection.isRepresented {
                Notice("You signed in for somebody else: these are that member's records.")
            }
        }
        UpdatesSection(session: session, connection: connection)
        FieldSection("Access", connection.access)
        Section("How this sign-in was protected") { SafeguardRows(safeguards: connection.protection.safeguards) }
        Section { signOut(connection) }
    }

    private func signOut(_ connection: Connection) -> some View {
        // The question belongs to the button: on an iPad it points at it.
        Button("Sign out and erase", role: .destructive) { asksToSignOut = true }
            .confirmationDialog(
                "Sign out of \(connection.payerName)?", isPresented: $asksToSignOut, titleVisibility: .visible
            ) {
                Button("Sign out and erase", role: .destructive) {
                    session.connections.signOut(connection.id)
                    session.navigator.plans = []
                }
                Button("Keep", role: .cancel) {}
            } message: {
                Text(
                    """
                    Its card, claims and health records are erased from this device. Your plan keeps them: you can sign \
                    in again.
                    """)
            }
    }
}

/// What protects a sign-in, and what does not.
struct SafeguardRows: View {
    let safeguards: [Safeguard]

    var body: some View {
        ForEach(safeguards, id: \.self) { safeguard in
            Label {
                ListRow(title: safeguard.title, subtitle: safeguard.explanation)
            } icon: {
                Image(systemName: safeguard.holds ? "checkmark.shield.fill" : "info.circle")
                    .foregroundStyle(safeguard.holds ? Color.green : Color.orange)
                    .accessibilityLabel(safeguard.holds ? "Protected" : "Note")
            }
        }
    }
}
