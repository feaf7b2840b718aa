import Billfold
import Foundation
import Testing

@testable import DemoLogic

struct FormatTests {
    let us = Locale(identifier: "en_US")

    private func date(_ text: String, _ precision: DatePrecision) -> PartialDate {
        PartialDate(text: text, precision: precision, startSeconds: 0)
    }

    @Test func moneyKeepsWhatThePayerWrote() throws {
        func words(_ amount: String, _ currency: String = "USD") throws -> String {
            let amount = try #require(Decimal(string: amount))
            return Money(amount: amount, currency: currency, currencyStated: true).words(us)
        }
        #expect(try words("1234.5") == "$1,234.50")
        #expect(try words("0.125") == "$0.125")
        #expect(try words("-12") == "-$12.00")
        #expect(try words("400", "JPY") == "¥400")
    }

    @Test func datesAreNoMorePreciseThanTheyAre() {
        #expect(date("2021", .year).words(us) == "2021")
        #expect(date("2021-03", .month).words(us) == "March 2021")
        #expect(date("2021-03-09", .day).words(us) == "Mar 9, 2021")
        #expect(date("2021-03-09T23:30:00-06:00", .instant).words(us) == "Mar 9, 2021")
        let day = date("2021-03-09", .day)
        #expect(datesWords(day, day, us) == "Mar 9, 2021")
        #expect(datesWords(day, date("2021", .year), us) == "Mar 9, 2021 – 2021")
        #expect(datesWords(nil, nil) == nil)
    }

    @Test func timesAndCounts() {
        let now = Date(timeIntervalSince1970: 1_764_000_000)
        #expect(agoWords(now, now: now) == "just now")
        #expect(agoWords(now - 59 * 60, now: now) == "59 min ago")
        #expect(agoWords(now - 5 * 3600, now: now) == "5 h ago")
        #expect(agoWords(now - 3 * 24 * 3600, now: now) == "3 days ago")
        #expect(counted(1, "claim") == "1 claim")
        #expect(counted(1200, "claim", nil, us) == "1,200 claims")
    }

    @Test func unknownKindsAreSpelledOut() {
        #expect(kindName("ExplanationOfBenefit") == "Claims")
        #expect(kindName("NutritionOrder") == "Nutrition order")
    }

    @Test func cardsKeepThePayersColoursWhereTheyCanBeRead() throws {
        let white = try #require(Paint(hex: "#ffffff"))
        let blue = try #require(Paint(hex: "#005eb8"))
        #expect(abs(white.contrast(to: try #require(Paint(hex: "#000000"))) - 21) < 0.01)
        #expect(white.contrast(to: blue) > 4.5)
        #expect(white.contrast(to: try #require(Paint(hex: "#8fc3ea"))) < 4.5)
        #expect(Paint(hex: "blue") == nil && Paint(hex: "#12345é") == nil && Paint(hex: "#+12345") == nil)
    }

    @Test func distancesAreInTheUnitThatIsUsual() {
        let place = DirectoryLocation(
            name: nil, description: nil, address: [], city: nil, state: nil, postalCode: nil, phones: [], hours: [],
            exceptions: nil, accessibility: [], position: nil, distanceKm: 16.09344)
        #expect(place.distance(us) == "10.0 mi")
        #expect(place.distance(Locale(identifier: "en_CA")) == "16.1 km")
    }
}
