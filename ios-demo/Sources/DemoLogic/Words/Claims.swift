import Billfold

/// A figure under the name that members know, with what it means.
struct NamedAmount: Hashable, Sendable, PrintsNameOnly {
    let name: String
    let meaning: String
    let figure: Figure
}

extension Claim {
    /// The figures that a claim states, in the order in which a bill is read.
    var amounts: [NamedAmount] {
        let all: [(String, String, Figure?)] = [
            ("Charged", "What the provider asked for", charged),
            ("Allowed", "What your plan agrees to count", allowed),
            ("Plan paid", "What your plan paid", planPaid),
            ("Deductible", "Your part that counts to your deductible", deductible),
            ("Copay", "Your fixed part", copay),
            ("Coinsurance", "Your share of the cost", coinsurance),
            ("Not covered", "What your plan does not pay at all", notCovered),
        ]
        return all.compactMap { name, meaning, figure in
            figure.map { NamedAmount(name: name, meaning: meaning, figure: $0) }
        }
    }

    /// Who gave the care, or what it was.
    var title: String { provider ?? facility ?? kind.words }

    /// First and last day of service.
    var serviceWords: String? { datesWords(serviceStart, serviceEnd) }

    /// FHIR status and outcome, or what became of the payment, in a word or two; `nil` for what needs none.
    var decision: String? {
        if let words = decisionWords(status, outcome) { return words }
        switch payment?.status {
        case .denied, .partiallyPaid: return payment?.status.words
        case .paid, .other, nil: return nil
        }
    }

    /// A claim in a list: what, when, and whether it is decided.
    var summary: String { joined([kind.words, serviceWords, decision], by: " · ") ?? "" }

    /// All else that it says.
    var about: [Field] {
        fields(
            ("Kind", claimUse == .claim ? kind.words : "\(claimUse.words), \(kind.words)"),
            ("Decision", decision ?? disposition),
            ("Provider", provider),
            ("Where", facility),
            ("Network", network?.words),
            ("Diagnoses", diagnoses.map(\.description).lines),
            ("Claim number", claimNumber),
            ("Claim's other numbers", otherNumbers.lines),
            ("Notes", notes.lines),
            ("From", origin.words))
    }
}

extension ClaimItem {
    var title: String { description ?? "Line \(sequence ?? "")" }

    var summary: String? { joined([serviceStart?.words(), serviceCode], by: " · ") }

    var amounts: [Field] {
        fields(
            ("Charged", charged?.words()),
            ("Allowed", allowed?.words()),
            ("Plan paid", planPaid?.words()),
            ("You owe", memberOwes?.words()))
    }
}

func decisionWords(_ status: String?, _ outcome: String?) -> String? {
    switch (status, outcome) {
    case ("cancelled", _): "Cancelled"
    case ("draft", _): "Draft"
    case (_, "queued"): "Not decided yet"
    case (_, "partial"): "Partly decided"
    case (_, "error"): "Could not be processed"
    default: nil
    }
}

extension FigureSource {
    /// Where a figure was read.
    var words: String {
        switch self {
        case .total: "Stated by your plan as a total"
        case .header: "Stated by your plan for the whole claim"
        case .payment: "The payment that your plan made"
        case .itemSum: "Added up from the lines below"
        }
    }
}

extension ClaimKind {
    /// The kinds of care that members look for: a claim of no kind is found without.
    static let lookedFor: [ClaimKind] = [.inpatient, .outpatient, .professional, .pharmacy, .oral, .vision]

    var words: String {
        switch self {
        case .inpatient: "Hospital stay"
        case .outpatient: "Outpatient visit"
        case .professional: "Doctor or other professional"
        case .pharmacy: "Pharmacy"
        case .oral: "Dental care"
        case .vision: "Eye care"
        case .other: "Claim"
        }
    }
}

extension ClaimPeriod {
    var words: String {
        switch self {
        case .all: "Any time"
        case .thisYear: "This year"
        case .lastYear: "Last year"
        case .earlier: "Earlier"
        }
    }
}

extension PaymentStatus {
    static let all: [PaymentStatus] = [.paid, .partiallyPaid, .denied, .other]

    var words: String {
        switch self {
        case .paid: "Paid"
        case .partiallyPaid: "Paid in part"
        case .denied: "Denied"
        case .other: "Payment not stated"
        }
    }
}

extension ClaimUse {
    var words: String {
        switch self {
        case .claim: "Claim"
        case .priorAuthorization: "Prior authorization"
        case .predetermination: "Estimate"
        }
    }
}

extension NetworkStatus {
    var words: String {
        switch self {
        case .in: "In network"
        case .out: "Out of network"
        case .other: "Network does not apply"
        }
    }
}
