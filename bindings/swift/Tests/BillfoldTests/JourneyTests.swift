import Billfold
import Foundation
import Testing

/// The contract of every language's layer, kept against the simulated payers. One test at a time: they share these.
@Suite(.serialized)
struct JourneyTests {
    let sandbox: Sandbox

    init() throws {
        sandbox = try Sandbox.running()
    }

    @Test(arguments: ["bcbsmn", "bcbsnc", "bcbst", "intersystems", "sharedhealthms"])
    func journeyWithEveryPayer(payer id: String) async throws {
        let payer = try sandbox.payer(id)
        let test = try await TestWallet()
        let wallet = test.wallet
        #expect(wallet.payers.contains { $0.id == id })

        let began = Date()
        let request = try await wallet.beginSignIn(to: id, options: payer.options())
        #expect(request.redirectUri == payer.redirectURI)
        let callback = try await SandboxBrowser.callback(from: request.url, as: payer.member)
        let connection = try await wallet.completeSignIn(callback)
        #expect(connection.payer == id)
        #expect(connection.patient == payer.member.patient)
        // Whether there is an ID token is known only when it has come.
        #expect(connection.protection.pkce == request.protection.pkce)
        #expect(connection.protection.clientAuth == request.protection.clientAuth)
        #expect(connection.protection.redirect == .authSession)
        #expect(abs(connection.signedIn.timeIntervalSince(began)) < 60)
        #expect(connection.synced == nil)

        let (report, progress) = try await wallet.syncToEnd(connection.id)
        let held = try await sandbox.held(by: connection.patient, at: payer)
        #expect(report.records == held)
        #expect(report.failed.isEmpty)
        #expect(report.new == report.records.values.reduce(0, +))
        #expect(!progress.isEmpty)
        let synced = try #require(await wallet.connections().first?.synced)
        #expect(abs(synced.timeIntervalSinceNow) < 60)

        let card = try #require(await wallet.cards().first)
        #expect(card.activity == .active)
        #expect(card.memberId != nil)
        #expect(abs(card.origin.fetchedAt.timeIntervalSince(began)) < 120)
        let claims = try await wallet.claims().items
        let charged = try #require(claims.lazy.compactMap(\.charged).first)
        #expect(charged.money.amount > 0)
        #expect(charged.money.currency == "USD")
        let tells = ["MedicationRequest", "MedicationDispense", "MedicationStatement"]
        #expect(try await wallet.medications().items.isEmpty == tells.allSatisfy { held[$0] == nil })

        let summaries = try await wallet.records(of: connection.id, type: "Patient")
        let reference = try #require(summaries.first?.origin.reference)
        let json = try #require(await wallet.record(reference, of: connection.id))
        #expect(json.contains(connection.patient))

        try await wallet.signOut(connection.id)
        #expect(try await wallet.connections().isEmpty)
        #expect(try await wallet.records().isEmpty)
    }

    @Test func quickStartRuns() async throws {
        let payer = try sandbox.payer("bcbsnc")
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent("billfold-\(UUID())")
        defer { try? FileManager.default.removeItem(at: directory) }
        let shown = try await quickStart(TestWallet.configuration(directory), MemoryStore()) { url in
            try await SandboxBrowser.callback(from: url, as: payer.member)
        }
        #expect(!shown.cards.isEmpty && !shown.claims.isEmpty)
    }

    @Test func callbackMayComeToAnotherProcess() async throws {
        let payer = try sandbox.payer("bcbsmn")
        let test = try await TestWallet()
        let request = try await test.wallet.beginSignIn(to: payer.id, options: payer.options())
        let callback = try await SandboxBrowser.callback(from: request.url, as: payer.member)
        let connection = try await test.reopened().completeSignIn(callback)
        #expect(connection.patient == payer.member.patient)
        #expect(try await test.wallet.connections() == [connection])
    }

    @Test func cancelledSyncStopsAndGoesOn() async throws {
        let payer = try sandbox.payer("bcbsmn")
        let test = try await TestWallet()
        let wallet = test.wallet
        let connection = try await test.signIn(to: payer)
        let held = try await sandbox.held(by: connection.patient, at: payer)

        try await sandbox.with(#"{"delay_ms": 100}"#, at: payer) {
            // The reader leaves the loop, and at once there is another.
            for try await _ in wallet.sync(connection.id) { break }
            let (events, began) = AsyncStream<Void>.makeStream()
            let reader = Task {
                var ended = false
                for try await event in wallet.sync(connection.id) {
                    // Only now is there something to be kept.
                    if case .progress(let progress) = event, progress.records > 0 { began.yield() }
                    if case .done = event { ended = true }
                }
                return ended
            }
            for await _ in events { break }
            let second = await failure { try await wallet.syncToEnd(connection.id) }
            #expect(second?.name == "alreadyRunning")
            // The reader's task is cancelled.
            reader.cancel()
            #expect(try await reader.value == false)

            try await Task.sleep(for: .milliseconds(300))
            let requests = try await sandbox.requests(to: payer)
            try await Task.sleep(for: .milliseconds(300))
            #expect(try await sandbox.requests(to: payer) == requests)
        }

        let kept = try await wallet.records().count
        #expect(kept > 0)
        let (report, _) = try await wallet.syncToEnd(connection.id)
        #expect(report.records == held)
        #expect(report.new == held.values.reduce(0, +) - UInt64(kept))
    }
}
