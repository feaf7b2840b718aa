import Billfold
import Foundation
import Testing

/// What an app shows of the records that a sync brought.
extension JourneyTests {
    @Test func clinicalRecordIsShown() async throws {
        let payer = try sandbox.payer("bcbsmn")
        let test = try await TestWallet()
        let wallet = test.wallet
        let connection = try await test.signIn(to: payer)
        _ = try await wallet.syncToEnd(connection.id)
        let held = try await sandbox.held(by: connection.patient, at: payer)
        let totals: [String: UInt64] = [
            "Condition": try await wallet.conditions().total,
            "AllergyIntolerance": try await wallet.allergies().total,
            "Immunization": try await wallet.immunizations().total,
            "Observation": try await wallet.observations().total,
            "DiagnosticReport": try await wallet.diagnosticReports().total,
            "Procedure": try await wallet.procedures().total,
            "Encounter": try await wallet.encounters().total,
            "DocumentReference": try await wallet.documents().total,
            "CareTeam": try await wallet.careTeams().total,
            "CarePlan": try await wallet.carePlans().total,
            "Goal": try await wallet.goals().total,
            "Device": try await wallet.devices().total,
        ]
        for (type, total) in totals {
            // What was entered in error is held and not shown.
            let most = held[type] ?? 0
            #expect(total <= most && (total > 0) == (most > 0), "\(type): \(total) of \(most)")
        }

        let laboratory = try await wallet.observations(ClinicalQuery(category: "laboratory", limit: 2))
        #expect(laboratory.items.count == 2)
        let next = try await wallet.observations(
            ClinicalQuery(category: "laboratory", after: laboratory.next, limit: 2))
        #expect(!next.items.isEmpty && !next.items.contains(where: laboratory.items.contains))
        let result = try #require(laboratory.items.first)
        let date = try #require(result.effective?.dates?.start)
        #expect(date.start() <= Date() && (date.precision != .instant || date.instant != nil))
        let code = try #require(result.name.codes.first?.code)
        let points = try await wallet.trend(of: code).flatMap(\.points)
        #expect(points.contains { $0.origin.reference == result.origin.reference })

        _ = try await wallet.provenance(of: result.origin.reference, in: connection.id)
        let documents = try await wallet.documents().items
        let document = try #require(documents.first { $0.attachments.contains(where: \.isInline) })
        let inline = try #require(document.attachments.firstIndex { $0.isInline })
        let reference = document.origin.reference
        let content = try await wallet.attachment(UInt32(inline), of: reference, in: connection.id)
        #expect(content?.data.isEmpty == false)
        #expect(try await wallet.attachment(99, of: reference, in: connection.id) == nil)
        let shown: [Any] = [laboratory, result, document, content as Any, points[0], date]
        for text in shown.map(printed) {
            #expect(!text.contains(result.name.text) && !text.contains(date.text))
        }
    }

    @Test func lostKeysAreToldOnce() async throws {
        let test = try await TestWallet()
        let connection = try await test.signIn(to: sandbox.payer("bcbsmn"))
        // The device's key store was emptied, as by a restored backup.
        let configuration = try TestWallet.configuration(test.directory)
        let wallet = try await Wallet.open(configuration, secureStore: MemoryStore())
        guard case .connectionLost(let lost, _)? = wallet.takeEvents().first else {
            Issue.record("nothing was told")
            return
        }
        #expect(lost == connection.id)
        #expect(try await wallet.connections().isEmpty)
        #expect(wallet.takeEvents().isEmpty)
    }

    @Test func claimsAndCardsAreShown() async throws {
        let payer = try sandbox.payer("bcbsmn")
        let test = try await TestWallet()
        let wallet = test.wallet
        let connection = try await test.signIn(to: payer)
        var last: SyncEvent?
        for try await event in wallet.reconcile(connection.id) { last = event }
        guard case .done(let report)? = last else {
            Issue.record("the sync ended without a report")
            return
        }
        #expect(try await sandbox.held(by: connection.patient, at: payer) == report.records)
        #expect(report.missing == 0)

        let listed = try #require(await wallet.claims(ClaimQuery(limit: 1)).items.first)
        let claim = try await wallet.claim(listed.origin.reference, in: connection.id)
        #expect(claim == listed)
        let none = Reference(resourceType: "ExplanationOfBenefit", id: "none-such")
        #expect(try await wallet.claim(none) == nil)
        let card = try #require(await wallet.cards().first)
        for image in card.images {
            #expect(try await wallet.cardImage(image.number, of: card.origin.reference) != nil)
        }
        #expect(try await wallet.cardImage(99, of: card.origin.reference) == nil)

        let year = try #require(listed.serviceStart?.components.year)
        let sums = try await wallet.yearToDate(year)
        #expect(sums.year == year && sums.sums.contains { $0.connection == connection.id && $0.claims > 0 })
        let asked = try await wallet.priorAuthorizations()
        let benefits = try #require(report.records["ExplanationOfBenefit"])
        #expect(UInt64(asked.count) + (try await wallet.claims().total) <= benefits)

        let file = test.directory.appendingPathComponent("records.ndjson")
        let held = report.records.values.reduce(0, +)
        #expect(try await wallet.export(to: file, as: .ndjson) == held)
        let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
        #expect(UInt64(lines.count) == held)
        let text = [claim as Any, card].map(printed).joined()
        #expect(!text.contains { $0.isNumber })
    }

    @Test func timelineShowsWhatHappened() async throws {
        let payer = try sandbox.payer("bcbsmn")
        let test = try await TestWallet()
        let wallet = test.wallet
        let connection = try await test.signIn(to: payer)
        _ = try await wallet.syncToEnd(connection.id)
        let first = try await wallet.timeline(TimelineQuery(limit: 20))
        let mark = try #require(first.next)
        let entries = first.items + (try await wallet.timeline(TimelineQuery(after: mark, limit: 20))).items
        #expect(Set(entries.map(\.origin.reference)).count == 40)
        let dates = entries.compactMap(\.date)
        #expect(zip(dates, dates.dropFirst()).allSatisfy { $0 >= $1 }, "the newest first")
        let counts = try await wallet.timelineCounts()
        #expect(first.total == UInt64(counts.values.reduce(0, +)))
        let claims = try await wallet.timeline(TimelineQuery(kinds: [.claim]))
        #expect(counts[.claim].map(UInt64.init) == claims.total)
        let title = try #require(entries.lazy.compactMap(\.title).first)
        let word = try #require(title.split(separator: " ").first)
        #expect(try await !wallet.timeline(TimelineQuery(text: String(word))).items.isEmpty)
        let error = await failure { try await wallet.timeline(TimelineQuery(after: "no mark")) }
        #expect(error?.name == "misconfigured")

        let people = try await wallet.people()
        let person = try #require(people.first)
        #expect(people.count == 1 && person.connections == [connection.id])
        #expect(entries.allSatisfy { $0.person == person.id && $0.origin.missingSinceAt == nil })
        #expect(![first, entries, person].map(printed).joined().contains(word))
    }

    @Test func datesAreAsPreciseAsTheyWereWritten() throws {
        let year = PartialDate(text: "2021", precision: .year, startSeconds: 1_609_459_200)
        let month = PartialDate(text: "2021-03", precision: .month, startSeconds: 1_614_556_800)
        let day = PartialDate(text: "2021-03-09", precision: .day, startSeconds: 1_615_248_000)
        let moment = PartialDate(
            text: "2021-03-09T23:30:00-06:00", precision: .instant, startSeconds: 1_615_354_200)
        #expect(year.components == DateComponents(year: 2021))
        #expect(month.components == DateComponents(year: 2021, month: 3))
        #expect(day.components == DateComponents(year: 2021, month: 3, day: 9))
        #expect(moment.components == day.components, "the day at the place where it was written")
        #expect(day.instant == nil)
        #expect(moment.instant == Date(timeIntervalSince1970: 1_615_354_200))
        let chicago = try #require(TimeZone(identifier: "America/Chicago"))
        #expect(day.start(in: chicago) == Date(timeIntervalSince1970: 1_615_269_600))
        #expect(year < month && month < day && day < moment)
    }
}
