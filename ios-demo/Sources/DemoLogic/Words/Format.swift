import Billfold
import Foundation

/// A name and its value, as a screen shows them below each other.
struct Field: Hashable, Sendable, PrintsNameOnly {
    let name: String
    let value: String
}

/// Those that have a value.
func fields(_ all: (String, String?)...) -> [Field] { fields(all) }

func fields(_ all: [(String, String?)]) -> [Field] {
    all.compactMap { name, value in value.map { Field(name: name, value: $0) } }
}

extension Money {
    /// The amount in the member's own way of writing, with as many places as the payer wrote.
    func words(_ locale: Locale = .current) -> String {
        let style = Decimal.FormatStyle.Currency.currency(code: currency)
        let zero = Decimal.zero.formatted(style.locale(Locale(identifier: "en_US_POSIX")))
        let usualPlaces = zero.drop { $0 != "." }.filter(\.isNumber).count
        let places = max(usualPlaces, -amount.exponent)
        return amount.formatted(style.locale(locale).precision(.fractionLength(places)))
    }
}

extension PartialDate {
    /// The date in the member's own way of writing, no more precise than it is.
    func words(_ locale: Locale = .current) -> String {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        guard components.year != nil, let date = calendar.date(from: components) else { return text }
        let format = DateFormatter()
        format.calendar = calendar
        format.timeZone = calendar.timeZone
        format.locale = locale
        switch precision {
        case .year: return text
        case .month: format.setLocalizedDateFormatFromTemplate("MMMMyyyy")
        case .day, .instant: format.dateStyle = .medium
        }
        return format.string(from: date)
    }
}

/// First and last day, once where they are the same.
func datesWords(_ start: PartialDate?, _ end: PartialDate?, _ locale: Locale = .current) -> String? {
    let first = start?.words(locale)
    let last = end?.words(locale)
    return joined([first, last == first ? nil : last], by: " – ")
}

extension Dates {
    var words: String? { datesWords(start, end) }
}

extension When {
    /// Dates, or what is said instead of them.
    var text: String? { dates.map(\.words) ?? words }
}

/// How long ago, in a few words.
func agoWords(_ then: Date, now: Date = Date()) -> String {
    let minutes = Int(now.timeIntervalSince(then) / 60)
    return switch minutes {
    case ..<1: "just now"
    case ..<60: "\(minutes) min ago"
    case ..<(48 * 60): "\(minutes / 60) h ago"
    default: "\(minutes / (24 * 60)) days ago"
    }
}

/// Day and time, in the member's own way of writing.
func momentWords(_ moment: Date, zone: TimeZone = .current, locale: Locale = .current) -> String {
    let format = DateFormatter()
    format.locale = locale
    format.timeZone = zone
    format.dateStyle = .medium
    format.timeStyle = .short
    return format.string(from: moment)
}

/// A number with its noun.
func counted(
    _ count: some BinaryInteger, _ one: String, _ many: String? = nil, _ locale: Locale = .current
) -> String {
    "\(Int(count).formatted(.number.locale(locale))) \(count == 1 ? one : many ?? one + "s")"
}

/// Those that are there, in one text; `nil` where none is.
func joined(_ parts: [String?], by separator: String) -> String? {
    let stated = parts.compactMap { $0 }
    return stated.isEmpty ? nil : stated.joined(separator: separator)
}

extension [String] {
    /// One below the other.
    var lines: String? { isEmpty ? nil : joined(separator: "\n") }

    /// Each once, in the order of the first.
    var distinct: [String] {
        var seen: Set<String> = []
        return filter { seen.insert($0).inserted }
    }
}

extension [Concept] {
    var words: String? { isEmpty ? nil : map(\.text).joined(separator: ", ") }
}
