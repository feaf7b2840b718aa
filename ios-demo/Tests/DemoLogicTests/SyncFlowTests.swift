import Billfold
import Foundation
import Testing

@testable import DemoLogic

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// Sync as the member sees it.
extension FlowTests {
    /// Signs in while the payer is slow, and comes back in the middle of the first sync.
    private func inTheMiddle(
        of session: WalletSession, _ payer: SandboxPayer, _ work: (Connection) async throws -> Void
    ) async throws -> Connection {
        try await sandbox.with(#"{"delay_ms": 300}"#, at: payer) {
            try await session.begin(payer.id)
            let connection = try session.connected()
            try await until("records have come") { session.sync.state(of: connection.id).progress?.records ?? 0 > 0 }
            try await work(connection)
            return connection
        }
    }

    @Test func firstSyncBeginsByItselfAndTellsWhatItBrings() async throws {
        let payer = try sandbox.payer("intersystems")
        let session = try await device.app(member()).opened()
        var types: [String] = []
        let connection = try await inTheMiddle(of: session, payer) { connection in
            guard case .running(let progress, let seen) = session.sync.state(of: connection.id) else {
                throw SandboxFailure(what: "it does not run")
            }
            #expect(try #require(progress).planned > 0 && !(try #require(progress).words.isEmpty))
            types = seen
        }
        #expect(!types.isEmpty)
        await session.sync.start(connection.id).value
        let report = try #require(session.sync.state(of: connection.id).report)
        #expect(try await report.records == sandbox.held(by: connection.patient, at: payer))
        #expect(!report.kinds.isEmpty && !report.news.isEmpty)
    }

    @Test func pausedSyncKeepsWhatItBroughtAndGoesOn() async throws {
        let payer = try sandbox.payer("intersystems")
        let session = try await device.app(member()).opened()
        let connection = try await inTheMiddle(of: session, payer) { connection in
            await session.sync.pause(connection.id).value
            guard case .paused = session.sync.state(of: connection.id) else {
                throw SandboxFailure(what: "not paused: \(session.sync.state(of: connection.id))")
            }
        }
        #expect(try await !session.wallet.records().isEmpty)
        #expect(try await session.connections.list.read().first?.synced == nil)
        await session.sync.start(connection.id).value
        let report = try #require(session.sync.state(of: connection.id).report)
        #expect(try await report.records == sandbox.held(by: connection.patient, at: payer))
        #expect(report.new < report.records.values.reduce(0, +), "what was there is not new")
        #expect(try await session.connections.list.read().first?.synced != nil)
    }

    @Test func airplaneModeInTheMiddleEndsInWordsAndGoesOnLater() async throws {
        let payer = try sandbox.payer("intersystems")
        let session = try await device.app(member()).opened()
        let connection = try await inTheMiddle(of: session, payer) { _ in }
        try await sandbox.with(#"{"down": "refuses"}"#, at: payer) {
            await session.sync.start(connection.id).value
            // What was under way is reported as not complete; what had not begun fails as a whole.
            let state = session.sync.state(of: connection.id)
            #expect(state.problem?.next == .retry || state.report?.isIncomplete == true, "\(state)")
            let connections = try await session.wallet.connections()
            #expect(connections.count == 1, "being offline signs nobody out")
        }
        await session.sync.start(connection.id).value
        let report = try #require(session.sync.state(of: connection.id).report)
        #expect(try await report.records == sandbox.held(by: connection.patient, at: payer))
    }

    @Test func busyPayerAsksForTime() async throws {
        let payer = try sandbox.payer("intersystems")
        let session = try await device.app(member()).opened()
        let connection = try await session.connect(payer.id)
        try await sandbox.with(#"{"down": "unavailable"}"#, at: payer) {
            await session.sync.start(connection.id).value
            #expect(session.sync.state(of: connection.id).problem?.next == .retryLater)
        }
    }

    @Test func revokedAccessLeadsToANewSignInAndKeepsTheRecords() async throws {
        let payer = try sandbox.payer("intersystems")
        let session = try await device.app(member()).opened()
        let connection = try await session.connect(payer.id)
        let records = try await session.wallet.records().count
        try await revokeEverything(at: payer)
        await session.sync.start(connection.id).value
        let problem = try #require(session.sync.state(of: connection.id).problem)
        #expect(problem.next == .signIn)
        #expect(try await session.wallet.records().count == records)

        session.signInAgain(connection)
        #expect(session.navigator.addsPlan)
        let again = try await session.connect(payer.id)
        #expect(again.id == connection.id)
        #expect(try await session.wallet.records().count == records)
    }

    /// Revokes at the payer's own endpoint (RFC 7009) whatever it has issued, as its website would.
    private func revokeEverything(at payer: SandboxPayer) async throws {
        for token in try await sandbox.secrets(of: payer) {
            var request = URLRequest(url: payer.origin.appendingPathComponent("oauth2/revocation"))
            request.httpMethod = "POST"
            request.setValue("application/x-www-form-urlencoded", forHTTPHeaderField: "Content-Type")
            let plain = CharacterSet.alphanumerics
            let form = [("token", token), ("client_id", payer.client.clientId), ("client_secret", payer.client.clientSecret)]
                .compactMap { name, value in value?.addingPercentEncoding(withAllowedCharacters: plain).map { "\(name)=\($0)" } }
            request.httpBody = Data(form.joined(separator: "&").utf8)
            let (_, response) = try await URLSession.shared.data(for: request)
            #expect((response as? HTTPURLResponse)?.statusCode == 200)
        }
    }

    @Test func backgroundRefreshUpdatesEveryPlan() async throws {
        let session = try await device.app(member()).opened()
        try await session.connect("intersystems")
        try await session.connect("bcbsmn")
        let states = await session.sync.refreshAll()
        #expect(states.count == 2 && states.allSatisfy { $0.report != nil })
    }

    @Test func backgroundRefreshStopsWhenItsTimeIsOver() async throws {
        let payer = try sandbox.payer("intersystems")
        let session = try await device.app(member()).opened()
        let connection = try await session.connect(payer.id)
        try await sandbox.with(#"{"delay_ms": 300}"#, at: payer) {
            let refresh = Task { await session.sync.refreshAll() }
            try await until("it runs") { session.sync.state(of: connection.id).progress != nil }
            refresh.cancel()
            let states = await refresh.value
            guard case .paused? = states.first else { throw SandboxFailure(what: "not paused: \(states)") }
        }
        await session.sync.start(connection.id).value
        #expect(session.sync.state(of: connection.id).report != nil)
    }

    @Test func appEndedInTheMiddleOfASyncGoesOnInTheNextProcess() async throws {
        let payer = try sandbox.payer("intersystems")
        let first = try device.app(member())
        _ = try await inTheMiddle(of: try await first.opened(), payer) { _ in await first.end() }
        let session = try await device.app().opened()
        let connection = try #require(await session.wallet.connections().first)
        #expect(try await !session.wallet.records().isEmpty)
        let report = try #require(await session.sync.refreshAll().first?.report)
        #expect(try await report.records == sandbox.held(by: connection.patient, at: payer))
    }
}
