import Foundation

extension Decimal {
    /// An amount as it crosses the boundary: digits with at most one point, and a minus where it is negative.
    ///
    /// `Decimal(string:)` reads the same and takes many times as long, which a page of claims with its thousands of amounts
    /// feels.
    init(amount text: String) {
        var digits: UInt64 = 0
        var places = 0
        var isNegative = false
        var isFraction = false
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "-"): isNegative = true
            case UInt8(ascii: "."): isFraction = true
            default:
                let (tens, over) = digits.multipliedReportingOverflow(by: 10)
                let (sum, carry) = tens.addingReportingOverflow(UInt64(byte &- UInt8(ascii: "0")))
                guard !over, !carry else {
                    self = Decimal(string: text, locale: Locale(identifier: "en_US_POSIX"))!
                    return
                }
                digits = sum
                places += isFraction ? 1 : 0
            }
        }
        // Foundation takes a negative zero for no number.
        self.init(
            sign: isNegative && digits != 0 ? .minus : .plus, exponent: -places, significand: Decimal(digits))
    }
}
