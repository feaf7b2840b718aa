import Billfold
import Foundation

extension AcceptingPatients {
    var words: String {
        switch self {
        case .new: "Takes new patients"
        case .existing: "Takes no new patients"
        case .existingAndFamily: "Takes new patients of families that it knows"
        case .no: "Takes no patients"
        }
    }
}

extension DirectoryEntry {
    var title: String { name ?? organization ?? locations.first?.name ?? "No name given" }

    /// An entry in a list: what they do, where, and whether one may come.
    var summary: String {
        let first = locations.first
        let place = joined([first?.place, first?.distance()], by: " · ")
        return joined([specialties.lines, place, accepting?.words], by: "\n") ?? ""
    }

    /// All that the directory says.
    var about: [Field] {
        fields(
            ("Specialties", specialties.lines),
            ("Roles", roles.lines),
            ("Works for", organization == title ? nil : organization),
            ("New patients", joined([accepting?.words, acceptingNote], by: "\n")),
            ("Phone", phones.lines),
            ("Open", hours.map(\.words).lines),
            ("Languages", languages.lines),
            ("Networks", networks.compactMap { $0.name ?? $0.id }.lines),
            ("Qualifications", qualifications.lines),
            ("NPI", npi))
    }
}

extension DirectoryLocation {
    /// Where it is, in a line.
    var place: String? { joined([city, joined([state, postalCode], by: " ")], by: ", ") }

    /// How far it is from where the member is, in the unit that is usual there.
    func distance(_ locale: Locale = .current) -> String? {
        guard let distanceKm else { return nil }
        let inMiles = locale.measurementSystem != .metric
        let distance = inMiles ? distanceKm / 1.609344 : distanceKm
        return "\(distance.formatted(.number.precision(.fractionLength(1)).locale(locale))) \(inMiles ? "mi" : "km")"
    }

    var about: [Field] {
        fields(
            ("Address", (address + [place].compactMap { $0 }).lines),
            ("Distance", distance()),
            ("Phone", phones.lines),
            ("Open", hours.map(\.words).lines),
            ("Closed", exceptions),
            ("Access", accessibility.lines))
    }
}

extension OpeningHours {
    var words: String {
        let times = allDay ? "all day" : joined([opens, closes], by: " – ")
        return joined([days.joined(separator: ", "), times], by: " ") ?? ""
    }
}

extension FormularyDrug {
    var title: String { drug?.text ?? "A drug without a name" }

    /// A drug in a list: how dear it is, and whether it is the member's plan that covers it.
    var summary: String? {
        // Two plans may list the same drug.
        let mine = plans.first(where: \.isMine).map { "On your plan's list: \($0.title)" }
        return joined([tier?.text, mine ?? plans.first.flatMap(\.name), limits], by: " · ")
    }

    /// What must be done before the plan pays.
    private var limits: String? {
        joined(
            [
                priorAuthorization == true ? "ask your plan first" : nil,
                stepTherapy == true ? "other drugs first" : nil,
                quantityLimit == true ? "limited amount" : nil,
            ], by: ", ")
    }

    var about: [Field] {
        fields(
            ("Tier", tier?.text),
            ("Ask your plan first", said(priorAuthorization, newOnly: priorAuthorizationNewStartsOnly)),
            ("Try other drugs first", said(stepTherapy, newOnly: stepTherapyNewStartsOnly)),
            ("Limited amount", quantityLimits.lines ?? said(quantityLimit, newOnly: nil)),
            ("On the list", available?.words),
            ("Pharmacies", pharmacies.words),
            ("Instead of it", alternatives.lines),
            ("From", origin.words))
    }
}

private func said(_ flag: Bool?, newOnly: Bool?) -> String? {
    guard let flag else { return nil }
    guard flag else { return "No" }
    return newOnly == true ? "Yes, for those who begin with it" : "Yes"
}

extension FormularyPlan {
    var title: String { name ?? id ?? "A plan without a name" }

    /// What the member pays for it under this plan.
    var costWords: String? {
        costs.compactMap { cost in
            let share = cost.coinsurancePercent.map { "\($0)% of the cost" }
            return joined([cost.pharmacy?.text, joined([cost.copay?.words(), share], by: " + ")], by: ": ")
        }.lines
    }
}
