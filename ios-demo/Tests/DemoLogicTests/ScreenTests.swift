import Billfold
import Foundation
import Testing

@testable import DemoLogic

/// What the screens show of the records, before, with and after them.
extension FlowTests {
    @Test func emptyWalletIsReadyAndEmpty() async throws {
        let session = try await device.app().opened()
        let home = try await session.home.content.read()
        #expect(home.connections.isEmpty && home.cards.isEmpty && home.newestClaims.isEmpty && home.year.sums.isEmpty)
        #expect(try await session.claims.pages.read().items.isEmpty)
        #expect(try await session.claims.priorAuthorizations.read().isEmpty)
        #expect(try await session.medications.pages.read().items.isEmpty)
        #expect(try await session.health.counts.read().isEmpty)
        #expect(try await session.timeline.pages.read().items.isEmpty)
        #expect(try await session.formulary.pages.read().items.isEmpty)
        #expect(try await session.people.list.read().isEmpty)
        #expect(!session.directory.canLookUp)
    }

    @Test func twoPayersShareTheScreensAndAreToldApart() async throws {
        let session = try await device.app(member()).opened()
        let first = try await session.connect("bcbsnc")
        let second = try await session.connect("bcbsmn")
        let home = try await session.home.content.read()
        #expect(Set(home.year.sums.map(\.connection)) == [first.id, second.id])
        #expect(home.year.sums.allSatisfy { $0.memberOwes.words != nil && !$0.title.isEmpty })
        #expect(Set(home.cards.map(\.origin.connection)) == [first.id, second.id])
        let claims = session.claims.pages
        #expect(try await claims.read().total == home.claimCount)
        claims.query.connection = first.id
        let filtered = try await claims.read()
        #expect(try #require(filtered.total) < home.claimCount)
        #expect(filtered.items.allSatisfy { $0.origin.connection == first.id && !$0.title.isEmpty && !$0.about.isEmpty })
        #expect(filtered.items.contains { !$0.amounts.isEmpty })

        claims.query.connection = nil
        let person = try #require(try await session.claims.choices.read().people.first { $0.connections == [second.id] })
        claims.query.person = person.id
        #expect(try await claims.read().items.allSatisfy { $0.origin.connection == second.id })
        #expect(claims.query.choices == 1)
    }

    @Test func claimsAreFiltered() async throws {
        let session = try await device.app(member()).opened()
        try await session.connect("bcbsmn")
        let claims = session.claims.pages
        let all = try #require(try await claims.read().total)
        var parts: UInt64 = 0
        for period in ClaimPeriod.allCases where period != .all {
            claims.query.period = period
            let page = try await claims.read()
            parts += try #require(page.total)
            let thisYear = Calendar(identifier: .gregorian).component(.year, from: Date())
            for year in page.items.compactMap(\.serviceStart?.components.year) where period != .earlier {
                #expect(year == (period == .thisYear ? thisYear : thisYear - 1))
            }
        }
        #expect(parts >= all, "a claim across two years is in both")
        var (ofKinds, kinds): (UInt64, Int) = (0, 0)
        for kind in ClaimKind.lookedFor {
            claims.query = ClaimFilter(kind: kind)
            let page = try await claims.read()
            #expect(page.items.allSatisfy { $0.kind == kind })
            ofKinds += try #require(page.total)
            kinds += page.items.isEmpty ? 0 : 1
        }
        #expect(ofKinds <= all && kinds > 2)
        var ofPayments: UInt64 = 0
        for payment in PaymentStatus.all {
            claims.query = ClaimFilter(payment: payment)
            ofPayments += try #require(try await claims.read().total)
        }
        #expect(ofPayments == all, "something became of each payment")
        claims.query = ClaimFilter(payment: .denied)
        let denied = try await claims.read().items
        #expect(!denied.isEmpty && denied.allSatisfy { $0.decision == "Denied" && !$0.denialReasons.isEmpty })
        claims.query = ClaimFilter(text: "no claim has these words")
        #expect(try await claims.read().items.isEmpty)
    }

    @Test func memberSaysWhoIsTheSame() async throws {
        let session = try await device.app(member()).opened()
        let first = try await session.connect("bcbsnc")
        let second = try await session.connect("bcbsmn")
        let people = try await session.people.list.read()
        #expect(people.map { $0.plans.map(\.id) } == [[first.id], [second.id]])
        #expect(people.allSatisfy { $0.others.count == 1 && !$0.person.title.isEmpty })
        await session.people.link(people.map(\.id))
        #expect(session.people.problem == nil)
        #expect(try await session.people.list.read().map { $0.plans.map(\.id) } == [[first.id, second.id]])
        await session.people.unlink(second.id)
        #expect(try await session.people.list.read().count == 2)
        await session.people.link(["nobody"])
        #expect(session.people.problem != nil)
    }

    @Test func documentsAreOpenedAndHandedOn() async throws {
        let session = try await device.app(member()).opened()
        try await session.connect("bcbsmn")
        let documents = try await session.health.list(.documents).read().items
        let document = try #require(documents.first { !$0.parts.isEmpty })
        let content = try #require(try await session.records.attachment(document.origin, 0).read())
        #expect(!content.data.isEmpty)
        #expect(try await session.records.attachment(document.origin, 99).read() == nil)
        let opened = session.records.opened
        await session.records.open(content, "../../outside").value
        guard case .ready(let file, _) = opened.state else { throw SandboxFailure(what: "no file: \(opened.state)") }
        #expect(try Data(contentsOf: file) == content.data)
        #expect(file.lastPathComponent == "outside")
        await opened.dismiss().value
        #expect(!FileManager.default.fileExists(atPath: file.path))
    }

    @Test func cardHasTheImagesThatThePayerGives() async throws {
        let session = try await device.app(member()).opened()
        try await session.connect("bcbsmn")
        let cards = try await session.home.content.read().cards
        let card = try #require(cards.first { !$0.images.isEmpty }, "no payer gives an image")
        let images = try await session.records.images(card).read()
        #expect(Set(images.keys) == Set(card.images.map(\.number)))
        #expect(images.values.allSatisfy { !$0.bytes.isEmpty })
        #expect(!card.frontFields.isEmpty)
    }

    @Test func signOutErasesAndLeavesTheOther() async throws {
        let session = try await device.app(member()).opened()
        let gone = try await session.connect("bcbsnc")
        let kept = try await session.connect("bcbsmn")
        await session.connections.signOut(gone.id).value
        guard case .done = session.connections.signOut else { throw SandboxFailure(what: "not signed out") }
        #expect(try await session.connections.list.read().map(\.id) == [kept.id])
        #expect(try await session.home.content.read().cards.allSatisfy { $0.origin.connection == kept.id })
        #expect(session.sync.states[gone.id] == nil)
    }

    @Test func signOutErasesEvenWhenThePayerIsDown() async throws {
        let payer = try sandbox.payer("intersystems")
        let session = try await device.app(member()).opened()
        let connection = try await session.connect(payer.id)
        try await sandbox.with(#"{"down": "refuses"}"#, at: payer) {
            await session.connections.signOut(connection.id).value
        }
        guard case .done(revoked: false, _) = session.connections.signOut else {
            throw SandboxFailure(what: "\(session.connections.signOut)")
        }
        #expect(try await session.wallet.records().isEmpty)
    }

    @Test func everyKindHasWhatItCounts() async throws {
        let session = try await device.app(member()).opened()
        try await session.connect("bcbsmn")
        let counts = try await session.health.counts.read()
        #expect(counts.count > 8)
        for count in counts {
            let item = try #require(try await session.health.list(count.kind).read().items.first, "\(count.kind)")
            #expect(!item.title.isEmpty && !count.kind.words.isEmpty)
            #expect(try await session.records.source(item.origin).read()?.contains("resourceType") == true)
            _ = try await session.records.provenance(item.origin).read()
        }
    }

    @Test func resultHasItsValuesOverTime() async throws {
        let session = try await device.app(member()).opened()
        try await session.connect("bcbsmn")
        let codes = Set(try await session.health.list(.labResults).read().items.compactMap(\.trendCode))
        var trends: [Trend] = []
        for code in codes { trends += try await session.health.trends(code).read() }
        #expect(trends.contains { $0.points.count > 2 })
    }

    @Test func timelineIsSearchedAndNarrowed() async throws {
        let session = try await device.app(member()).opened()
        try await session.connect("bcbsmn")
        let timeline = session.timeline
        let all = try #require(try await timeline.pages.read().total)
        timeline.pages.query.kind = .labResult
        let results = try await timeline.pages.read()
        #expect(try #require(results.total) < all)
        #expect(results.items.allSatisfy { $0.kind == .labResult && !$0.name.isEmpty })
        timeline.pages.query.text = "no record has these words"
        #expect(try await timeline.pages.read().items.isEmpty)
        timeline.pages.query.text = " "
        #expect(try await timeline.pages.read().total == results.total)
    }

    @Test func priorAuthorizationsSayWhatWasDecided() async throws {
        let session = try await device.app(member()).opened()
        try await session.connect("bcbsmn")
        let asked = try await session.claims.priorAuthorizations.read()
        let first = try #require(asked.first)
        #expect(first.decision != nil && !first.title.isEmpty && !first.about.isEmpty)
    }

    @Test func medicationsHaveTheirHistory() async throws {
        let session = try await device.app(member()).opened()
        try await session.connect("bcbsmn")
        let drug = try #require(try await session.medications.pages.read().items.first)
        #expect(!drug.events.isEmpty && !drug.about.isEmpty && !drug.name.isEmpty)
    }

    @Test func directoryIsAskedInThePlansName() async throws {
        let app = try device.app(member())
        let locator = try #require(app.shell.locator as? TestLocator)
        let session = try await app.opened()
        try await session.connect("bcbst")
        let directory = session.directory
        _ = try await directory.connections.read()
        #expect(!directory.canLookUp, "nothing to look for was said")
        directory.search.name = "a"
        #expect(directory.canLookUp)
        await directory.lookUp()
        let found = try #require(directory.found?.state.value)
        let entry = try #require(found.items.first)
        #expect(!entry.title.isEmpty && !entry.about.isEmpty)

        await directory.set(nearestFirst: true)
        await directory.lookUp()
        #expect(directory.nearestFirst && !directory.isLost)
        let near = try #require(directory.found?.state.value).items.compactMap(\.locations.first?.distanceKm)
        #expect(near.count > 1 && near == near.sorted())
        locator.place = nil
        await directory.set(nearestFirst: true)
        #expect(!directory.nearestFirst && directory.isLost)

        let payer = try sandbox.payer("bcbst")
        try await sandbox.with(#"{"down": "refuses"}"#, at: payer) {
            await directory.lookUp()
            #expect(directory.found?.state.problem?.next == .retry)
        }
    }

    @Test func formularyKnowsTheMembersPlan() async throws {
        let session = try await device.app(member()).opened()
        for payer in sandbox.payers { try await session.connect(payer.id) }
        let formulary = session.formulary
        let all = try await formulary.pages.read()
        let drug = try #require(all.items.first)
        formulary.pages.query.drug = String(try #require(drug.title.split(separator: " ").first))
        let found = try await formulary.pages.read()
        #expect(found.items.contains { $0.title == drug.title })
        #expect(try #require(found.total) < (try #require(all.total)))
        formulary.pages.query.drug = ""
        formulary.pages.query.myPlansOnly = true
        #expect(try await formulary.pages.read().items.allSatisfy { $0.plans.contains(where: \.isMine) })
    }

    @Test func exportIsAFileUntilItIsDismissed() async throws {
        let session = try await device.app(member()).opened()
        let connection = try await session.connect("bcbsmn")
        let held = try await session.wallet.records().count
        for (format, only) in [(ExportFormat.bundle, nil), (.ndjson, connection.id)] {
            session.export.format = format
            await session.export.export(of: only).value
            guard case .ready(let file, let records) = session.export.file.state else {
                throw SandboxFailure(what: "no file: \(session.export.file.state)")
            }
            #expect(records == held)
            #expect(try !Data(contentsOf: file).isEmpty)
            await session.export.file.dismiss().value
            #expect(!FileManager.default.fileExists(atPath: file.path))
        }
        await session.export.export(of: "nobody").value
        guard case .failed = session.export.file.state else { throw SandboxFailure(what: "\(session.export.file.state)") }
    }

    @Test func sandboxAndOwnRecordsNeverMeet() async throws {
        let app = try device.app(member())
        try await app.opened().connect("bcbsnc")
        await app.use(sandbox: false)
        let own = try await app.opened()
        #expect(own.sandbox.isEmpty && !app.usesSandbox)
        #expect(try await own.home.content.read().connections.isEmpty)
        await app.use(sandbox: true)
        #expect(try await app.opened().home.content.read().connections.count == 1)
    }

    @Test func sandboxThatIsNotThereIsSaid() async throws {
        let app = try device.app(ports: [9])
        #expect(await app.session() == nil)
        guard case .failed(let problem) = app.state else { throw SandboxFailure(what: "\(app.state)") }
        #expect(problem.next == .retry && problem.message.contains("sandbox"))
    }

    @Test func lostKeyIsSaidAndTheOtherPlanStays() async throws {
        let app = try device.app(member())
        let session = try await app.opened()
        try await session.connect("bcbsnc")
        await app.end()
        device.store("sandbox").forget()
        let next = try await device.app().opened()
        #expect(try await next.connections.list.read().isEmpty)
        #expect(next.lostPayers.count == 1)
        next.dismissLost()
        #expect(next.lostPayers.isEmpty)
    }
}

extension WalletSession: CustomStringConvertible {
    nonisolated public var description: String { "WalletSession" }
}
