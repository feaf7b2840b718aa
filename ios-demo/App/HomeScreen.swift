import Billfold
import SwiftUI

/// The first screen: the cards, what is owed, and what is new.
struct HomeScreen: View {
    let session: WalletSession

    var body: some View {
        List {
            if !session.lostPayers.isEmpty { lost }
            Loaded(state: session.home.content.state, retry: session.home.content.retry) { home in
                if home.connections.isEmpty { noPlans } else { HomeRows(session: session, home: home) }
            }
        }
        .navigationTitle("Your wallet")
        .toolbar {
            ToolbarItem(placement: .topBarTrailing) {
                NavigationLink(value: Screen.settings) { Label("Settings", systemImage: "gearshape") }
            }
        }
        .refreshable { _ = await session.sync.refreshAll() }
        .reads(session.home.content)
    }

    private var noPlans: some View {
        ContentUnavailableView {
            Label("Add your health plan", systemImage: "plus.rectangle.on.rectangle")
        } description: {
            Text(
                """
                Sign in to your plan once. Your card, claims, medications and health records are then kept on this device, \
                encrypted.
                """)
        } actions: {
            Button("Add a plan") { session.navigator.addsPlan = true }.buttonStyle(.borderedProminent)
        }
    }

    private var lost: some View {
        Notice(
            text: """
                This device has lost the key to your records from \(session.lostPayers.joined(separator: ", ")), for \
                instance because its passcode was removed. Nobody can read them any more. Sign in again to fetch them anew.
                """,
            isAlarming: true
        ) {
            Button("Add a plan") {
                session.dismissLost()
                session.navigator.addsPlan = true
            }
            Button("Close") { session.dismissLost() }
        }
    }
}

/// The first screen of a wallet that has a plan.
struct HomeRows: View {
    let session: WalletSession
    let home: HomeContent

    var body: some View {
        ForEach(home.connections) { connection in
            SyncNotice(session: session, connection: connection)
        }
        Section {
            if home.cards.isEmpty { Notice("Your plan has sent no insurance card yet.") }
            ForEach(home.cards, id: \.self) { card in
                NavigationLink(value: Screen.card(card)) {
                    CardImages(session: session, card: card) { CardFront(card: card, images: $0) }
                }
                    .listRowInsets(EdgeInsets())
                    .listRowBackground(Color.clear)
                    .listRowSeparator(.hidden)
            }
        }
        YearSection(year: home.year)
        Section("Newest claims") {
            if home.newestClaims.isEmpty {
                ListRow(title: "No claims yet", subtitle: "They show here once your plan has sent some.")
            }
            ForEach(home.newestClaims, id: \.self) { claim in
                NavigationLink(value: Screen.claim(claim)) { ClaimRow(claim: claim) }
            }
            if home.claimCount > UInt64(home.newestClaims.count) {
                Button("See all \(counted(home.claimCount, "claim"))") { session.navigator.tab = .claims }
            }
        }
    }
}

/// What the member owes this year, plan by plan and person by person, and what it is made of.
struct YearSection: View {
    let year: YearToDate

    var body: some View {
        Section("What you owe in \(String(year.year))") {
            if year.sums.isEmpty { ListRow(title: "No claims of this year yet") }
            ForEach(year.sums, id: \.self) { sums in
                ListRow(
                    title: sums.title,
                    subtitle: sums.named.map { "\($0.name) \($0.value)" }.joined(separator: "\n"),
                    end: sums.memberOwes.words ?? "Not stated",
                    endNote: "from \(counted(sums.claims, "claim"))",
                    footer: sums.notStated)
            }
        }
    }
}
