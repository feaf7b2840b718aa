import Billfold

extension YearSum {
    /// The sum, in each currency; `nil` where no claim states the figure.
    var words: String? { joined(amounts.map { $0.words() }, by: " + ") }
}

extension YearSums {
    /// Whose sums they are.
    var title: String { joined([payerName, patientName], by: ", ") ?? "" }

    /// What the year's debt is made of, as far as claims state it.
    var named: [Field] {
        fields(
            ("Deductible", deductible.words),
            ("Counts to the out-of-pocket limit", outOfPocket.words),
            ("Plan paid", planPaid.words))
    }

    /// Says that the sum is not whole, where it is not.
    var notStated: String? {
        let silent = memberOwes.claimsNotStating
        return silent > 0 ? "\(counted(silent, "claim")) do not say what you owe" : nil
    }
}
