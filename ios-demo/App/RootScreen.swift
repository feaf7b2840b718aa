import SwiftUI

/// The whole app.
struct RootScreen: View {
    let app: AppModel

    var body: some View {
        Group {
            switch app.state {
            case .opening: Busy("Opening your wallet")
            case .failed(let problem):
                List {
                    ProblemNotice(problem: problem) { _ in Task { await app.session() } }
                    if app.usesSandbox {
                        Notice(text: "This app is set to the sandbox.") {
                            Button("Leave the sandbox") { Task { await app.use(sandbox: false) } }
                        }
                    }
                }
            case .open(let session): WalletTabs(app: app, session: session).id(session.id)
            }
        }
        .environment(\.showsDetails, app.shell.isPrototype)
    }
}

/// An open wallet: its tabs, and the sheet in which a plan is added.
struct WalletTabs: View {
    let app: AppModel
    let session: WalletSession

    var body: some View {
        @Bindable var navigator = session.navigator
        TabView(selection: $navigator.tab) {
            tab(.home, "Home", "house.fill", $navigator.home) { HomeScreen(session: session) }
            tab(.claims, "Claims", "doc.text.fill", $navigator.claims) { ClaimsScreen(session: session) }
            tab(.health, "Health", "heart.fill", $navigator.health) { HealthScreen(session: session) }
            tab(.plans, "Plans", "person.crop.circle.fill", $navigator.plans) { PlansScreen(session: session) }
        }
        .sheet(isPresented: $navigator.addsPlan) {
            AddPlanSheet(session: session).environment(\.showsDetails, app.shell.isPrototype)
        }
    }

    private func tab(
        _ tab: Tab, _ title: LocalizedStringKey, _ image: String, _ path: Binding<[Screen]>,
        @ViewBuilder root: () -> some View
    ) -> some View {
        NavigationStack(path: path) {
            root().navigationDestination(for: Screen.self) { ScreenView(app: app, session: session, screen: $0) }
        }
        .tabItem { Label(title, systemImage: image) }
        .tag(tab)
    }
}

/// What was opened on top of a tab.
struct ScreenView: View {
    let app: AppModel
    let session: WalletSession
    let screen: Screen

    var body: some View {
        switch screen {
        case .card(let card): CardScreen(session: session, card: card)
        case .claim(let claim): ClaimScreen(claim: claim)
        case .priorAuthorizations: PriorAuthorizationsScreen(session: session)
        case .priorAuthorization(let asked): PriorAuthorizationScreen(asked: asked)
        case .medications: MedicationsScreen(session: session)
        case .medication(let drug): MedicationScreen(drug: drug)
        case .timeline: TimelineScreen(session: session)
        case .kind(let kind): KindScreen(session: session, kind: kind)
        case .item(let item): ItemScreen(session: session, item: item)
        case .attachment(let item, let number): AttachmentScreen(session: session, item: item, number: number)
        case .source(let origin): SourceScreen(session: session, origin: origin)
        case .connection(let id): ConnectionScreen(session: session, id: id)
        case .people: PeopleScreen(session: session)
        case .directory: DirectoryScreen(session: session)
        case .directoryEntry(let entry): DirectoryEntryScreen(entry: entry)
        case .formulary: FormularyScreen(session: session)
        case .formularyDrug(let drug): FormularyDrugScreen(drug: drug)
        case .export: ExportScreen(session: session)
        case .settings: SettingsScreen(app: app)
        }
    }
}
