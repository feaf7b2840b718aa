import Billfold
import Foundation

extension MedicationSource {
    var words: String {
        switch self {
        case .request: "Prescribed"
        case .dispense: "Handed out"
        case .statement: "Taken"
        }
    }
}

extension Medication {
    /// A drug in a list: how to take it, whether it is taken, when it was last heard of.
    var summary: String {
        joined([dosage, joined([status?.text, lastDate?.words()], by: " · ")], by: "\n") ?? ""
    }

    /// What is known of a drug, for its own screen.
    var about: [Field] {
        fields(
            ("How to take it", dosage),
            ("For", reasons.lines),
            ("Prescribed by", prescriber),
            ("Pharmacy", pharmacy),
            ("Amount", amount(quantity, daysSupply)),
            ("Refills allowed", refillsAllowed.map { "\($0)" }),
            ("Last handed out", lastDispensed?.words()),
            ("Status", status?.text))
    }
}

extension MedicationEvent {
    /// One record of a drug, in a line.
    var summary: String {
        let who = source == .request ? prescriber : pharmacy ?? dispensers.first
        return joined([date?.words(), amount(quantity, daysSupply), who], by: " · ") ?? ""
    }

    /// How it stands, where its source does not say that already.
    var standing: String? { status.map(\.text).flatMap { $0 == source.words ? nil : $0 } }
}

private func amount(_ quantity: Quantity?, _ days: Decimal?) -> String? {
    let dispensed = quantity.flatMap { joined(["\($0.value)", $0.unit], by: " ") }
    return joined([dispensed, days.map { "for \($0) days" }], by: " ")
}
