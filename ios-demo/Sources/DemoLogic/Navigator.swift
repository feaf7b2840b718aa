import Billfold
import Observation

/// What the bar at the bottom leads to.
enum Tab: CaseIterable, Hashable, Sendable {
    case home, claims, health, plans
}

/// What is opened on top of a tab.
enum Screen: Hashable, Sendable {
    case card(InsuranceCard)
    case claim(Claim)
    case priorAuthorizations
    case priorAuthorization(PriorAuthorization)
    case medications
    case medication(Medication)
    case timeline
    case kind(HealthKind)
    case item(HealthItem)
    /// A part of a document, by its place.
    case attachment(HealthItem, Int)
    /// A record as the payer sent it.
    case source(Origin)
    case connection(Connection.ID)
    case people
    case directory
    case directoryEntry(DirectoryEntry)
    case formulary
    case formularyDrug(FormularyDrug)
    case export
    case settings
}

/// Where the member is: a tab, and what was opened on top of it.
@MainActor
@Observable
final class Navigator {
    var tab: Tab = .home
    /// Whether a plan is being added, in a sheet over everything.
    var addsPlan = false
    var home: [Screen] = []
    var claims: [Screen] = []
    var health: [Screen] = []
    var plans: [Screen] = []

    init() {}

    func open(_ screen: Screen) {
        switch tab {
        case .home: home.append(screen)
        case .claims: claims.append(screen)
        case .health: health.append(screen)
        case .plans: plans.append(screen)
        }
    }
}
