import BillfoldFFI
import Foundation

/// A date as precise as the payer wrote it: a year, a month, a day or a moment. Dates are ordered by the start of what
/// they cover.
public typealias PartialDate = BillfoldFFI.PartialDate
public typealias DatePrecision = BillfoldFFI.DatePrecision
public typealias Dates = BillfoldFFI.Dates
public typealias When = BillfoldFFI.When

extension PartialDate: Comparable {
    /// Year, month and day as far as they are stated. Of a moment: the day at the place where it was written.
    public var components: DateComponents {
        let parts = text.prefix(10).split(separator: "-").map { Int($0) }
        return DateComponents(
            year: parts.first ?? nil,
            month: parts.count > 1 ? parts[1] : nil,
            day: parts.count > 2 ? parts[2] : nil)
    }

    /// The moment, where it is one; `nil` for a year, a month or a day, which belong to no time zone.
    public var instant: Date? {
        precision == .instant ? Date(timeIntervalSince1970: TimeInterval(startSeconds)) : nil
    }

    /// The start of what it covers, for a calendar or a sorted list: the moment, or the midnight that begins the day,
    /// month or year in `timeZone`.
    public func start(in timeZone: TimeZone = .current) -> Date {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = timeZone
        return instant ?? calendar.date(from: components)
            ?? Date(timeIntervalSince1970: TimeInterval(startSeconds))
    }

    public static func < (one: PartialDate, other: PartialDate) -> Bool {
        (one.startSeconds, one.text) < (other.startSeconds, other.text)
    }
}
