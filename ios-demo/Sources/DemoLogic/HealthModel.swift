import Billfold

/// The kinds of which the health record is made, in the order in which a doctor reads it.
enum HealthKind: CaseIterable, Hashable, Sendable {
    case conditions, allergies, vitalSigns, labResults, reports, vaccines, procedures, visits, documents, carePlans, goals
    case careTeams, devices

    var record: RecordKind {
        switch self {
        case .conditions: .condition
        case .allergies: .allergy
        case .vitalSigns: .vitalSign
        case .labResults: .labResult
        case .reports: .report
        case .vaccines: .immunization
        case .procedures: .procedure
        case .visits: .encounter
        case .documents: .document
        case .carePlans: .carePlan
        case .goals: .goal
        case .careTeams: .careTeam
        case .devices: .device
        }
    }
}

/// How many records there are of a kind.
struct HealthCount: Hashable, Sendable {
    let kind: HealthKind
    let count: Int
}

/// The health record by kind.
@MainActor
final class HealthModel {
    typealias Pages = Pager<Everything, HealthItem>

    /// How many records there are of each kind that has any.
    let counts: Loader<[HealthCount]>

    private let wallet: Wallet
    private let changes: Changes
    private let lists: [HealthKind: Pages]

    init(_ wallet: Wallet, _ changes: Changes) {
        self.wallet = wallet
        self.changes = changes
        counts = Loader(changes) { () async throws(WalletError) in
            let counts = try await wallet.timelineCounts()
            return HealthKind.allCases.compactMap { kind in
                counts[kind.record].map { HealthCount(kind: kind, count: $0) }
            }.filter { $0.count > 0 }
        }
        lists = Dictionary(uniqueKeysWithValues: HealthKind.allCases.map { kind in
            let pages = Pages(changes, Everything()) { (_, after) async throws(WalletError) in
                try await Self.read(wallet, kind, after)
            }
            return (kind, pages)
        })
    }

    /// The records of a kind, the newest first.
    func list(_ kind: HealthKind) -> Pages { lists[kind]! }

    /// The values of a result over time, each unit in a series of its own.
    func trends(_ code: String) -> Loader<[Trend]> {
        Loader(changes) { [wallet] () async throws(WalletError) in try await wallet.trend(of: code) }
    }

    private static func read(
        _ wallet: Wallet, _ kind: HealthKind, _ after: String?
    ) async throws(WalletError) -> Paged<HealthItem> {
        let query = ClinicalQuery(after: after)
        switch kind {
        case .conditions:
            let page = try await wallet.conditions(query)
            return Paged(page.items.map(\.item), page.total, page.next)
        case .allergies:
            let page = try await wallet.allergies(query)
            return Paged(page.items.map(\.item), page.total, page.next)
        case .vitalSigns: return try await results(wallet, "vital-signs", after)
        case .labResults: return try await results(wallet, "laboratory", after)
        case .reports:
            let page = try await wallet.diagnosticReports(query)
            return Paged(page.items.map(\.item), page.total, page.next)
        case .vaccines:
            let page = try await wallet.immunizations(query)
            return Paged(page.items.map(\.item), page.total, page.next)
        case .procedures:
            let page = try await wallet.procedures(query)
            return Paged(page.items.map(\.item), page.total, page.next)
        case .visits:
            let page = try await wallet.encounters(query)
            return Paged(page.items.map(\.item), page.total, page.next)
        case .documents:
            let page = try await wallet.documents(query)
            return Paged(page.items.map(\.item), page.total, page.next)
        case .carePlans:
            let page = try await wallet.carePlans(query)
            return Paged(page.items.map(\.item), page.total, page.next)
        case .goals:
            let page = try await wallet.goals(query)
            return Paged(page.items.map(\.item), page.total, page.next)
        case .careTeams:
            let page = try await wallet.careTeams(query)
            return Paged(page.items.map(\.item), page.total, page.next)
        case .devices:
            let page = try await wallet.devices(query)
            return Paged(page.items.map(\.item), page.total, page.next)
        }
    }

    private static func results(
        _ wallet: Wallet, _ category: String, _ after: String?
    ) async throws(WalletError) -> Paged<HealthItem> {
        let page = try await wallet.observations(ClinicalQuery(category: category, after: after))
        return Paged(page.items.map(\.item), page.total, page.next)
    }
}
