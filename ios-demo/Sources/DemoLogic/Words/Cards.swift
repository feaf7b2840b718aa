import Billfold

extension CardActivity {
    var words: String {
        switch self {
        case .active: "Active"
        case .ended: "Ended"
        case .notYet: "Not active yet"
        case .cancelled: "Cancelled"
        case .draft: "Not in force"
        }
    }
}

extension InsuranceCard {
    /// What the front desk asks for, in the order in which cards print it.
    var frontFields: [Field] { fields(("Group", group), ("Dependent", dependent), ("Network", network)) }

    /// What the pharmacy asks for.
    var pharmacyFields: [Field] {
        fields(("RxBIN", rxBin), ("RxPCN", rxPcn), ("RxGrp", rxGroup), ("RxID", rxId))
    }

    /// What the member pays, as the card says it.
    var copayFields: [Field] { fields(copays.map { ($0.label, $0.money?.words() ?? $0.words) }) }

    /// The rest.
    var backFields: [Field] {
        fields(
            ("Subscriber", subscriberName),
            ("Subscriber ID", subscriberId),
            ("Relationship", relationship),
            ("Coverage", coverageType),
            ("Policy holder", policyHolder),
            ("Payer ID", payerId),
            ("Valid", datesWords(periodStart, periodEnd)),
            ("Issued", issued?.words()))
    }

    /// How the payer is reached, with what each address is for.
    var contactFields: [Field] { fields(payerContacts.map { ($0.purpose ?? "Your plan", $0.value) }) }
}

extension CardImage {
    /// What a picture on a card shows, for those who hear it.
    var words: String {
        description ?? label ?? "Image on the card"
    }
}

extension Origin {
    /// Which plan a record is from, and how old it is.
    var words: String { "\(payerName), \(agoWords(fetchedAt))" }
}
