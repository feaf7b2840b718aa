import Billfold

extension ReviewDecision {
    var words: String {
        switch self {
        case .approved: "Approved"
        case .approvedInPart: "Approved in part"
        case .modified: "Approved with changes"
        case .denied: "Denied"
        case .pended: "Being reviewed"
        case .cancelled: "Cancelled"
        case .notNeeded: "Not needed"
        case .other: "Decided"
        }
    }
}

extension Review {
    /// The decision, and why.
    var summary: String { joined([text ?? decision.words, reasons.lines], by: "\n") ?? "" }
}

extension PriorAuthorization {
    /// What was asked for, or who asked.
    var title: String { items.first?.description ?? provider ?? facility ?? kind.words }

    /// The decision in a word or two.
    var decision: String? { review?.decision.words ?? decisionWords(status, outcome) ?? disposition }

    /// A prior authorization in a list.
    var summary: String? { joined([provider, requested?.words()], by: " · ") }

    var about: [Field] {
        fields(
            ("Decision", review?.summary ?? decision),
            ("Valid", valid.compactMap(\.words).lines ?? period?.words),
            ("Asked for", requested?.words()),
            ("Asked by", provider),
            ("Where", facility),
            ("Diagnoses", diagnoses.map(\.description).lines),
            ("Authorization number", numbers.lines),
            ("Request number", requestNumber),
            ("Notes", notes.lines),
            ("From", origin.words))
    }
}

extension PriorAuthorizationItem {
    var title: String { description ?? "Line \(sequence ?? "")" }

    var summary: String? {
        joined([datesWords(serviceStart, serviceEnd), serviceCode, units], by: " · ")
    }

    private var units: String? {
        guard let allowedUnits else { return nil }
        return consumedUnits.map { "\($0) of \(allowedUnits) used" } ?? "\(allowedUnits) allowed"
    }
}
