import Billfold
import SwiftUI

/// The member's plans.
struct PlansScreen: View {
    let session: WalletSession

    var body: some View {
        let list = session.connections.list
        List {
            SignOutNotice(connections: session.connections)
            Loaded(state: list.state, retry: list.retry) { connections in
                if connections.isEmpty {
                    ContentUnavailableView {
                        Label("No plans yet", systemImage: "person.crop.circle.badge.plus")
                    } description: {
                        Text("Add the plan that insures you.")
                    } actions: {
                        Button("Add a plan") { session.navigator.addsPlan = true }.buttonStyle(.borderedProminent)
                    }
                } else {
                    Section {
                        ForEach(connections) { connection in
                            NavigationLink(value: Screen.connection(connection.id)) {
                                ListRow(
                                    title: connection.payerName,
                                    subtitle: connection.summary(session.sync.state(of: connection.id)))
                            }
                        }
                    }
                    Section {
                        Button("Add a plan") { session.navigator.addsPlan = true }
                        NavigationLink(value: Screen.people) {
                            ListRow(title: "People", subtitle: "Whose records these are")
                        }
                        NavigationLink(value: Screen.export) {
                            ListRow(title: "Export and share", subtitle: "Your records as a file")
                        }
                    }
                }
            }
        }
        .navigationTitle("Plans")
        .reads(list)
    }
}

/// What became of a sign-out.
struct SignOutNotice: View {
    let connections: ConnectionsModel
    @Environment(\.openURL) private var openURL

    var body: some View {
        switch connections.signOut {
        case .idle: EmptyView()
        case .running: Busy("Signing out")
        case .failed(let problem): ProblemNotice(problem: problem) { _ in connections.dismissSignOut() }
        case .done(let revoked, let endSession):
            Notice(
                text: "Signed out. Everything of this plan is erased from this device.",
                detail: revoked
                    ? "Your plan has ended this app's access."
                    : "Your plan did not confirm that it ended this app's access."
            ) {
                if let endSession { Button("Sign out in the browser too") { openURL(endSession) } }
                Button("Close") { connections.dismissSignOut() }
            }
        }
    }
}
