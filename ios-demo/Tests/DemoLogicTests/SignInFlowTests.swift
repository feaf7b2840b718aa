import Billfold
import Foundation
import Testing

@testable import DemoLogic

/// Every flow of the app, against the running sandbox. One test at a time: they share its payers.
@Suite(.serialized)
@MainActor
struct FlowTests {
    let sandbox: Sandbox
    let device = TestDevice()

    init() throws {
        sandbox = try Sandbox.running()
    }
}

/// Every way that a sign-in can go.
extension FlowTests {
    @Test func everyPayerIsConnectedThroughItsSheet() async throws {
        let session = try await device.app(member()).opened()
        #expect(session.picker.shown.count == session.picker.payers.count)
        for payer in sandbox.payers {
            await session.signIn.choose(session.picker.choice(try session.payer(payer.id))).value
            guard case .offer(let choice, let offered) = session.signIn.state else {
                throw SandboxFailure(what: "no offer by \(payer.id): \(session.signIn.state)")
            }
            #expect(choice.payer?.shares.isEmpty == false)
            #expect(offered.redirect == .authSession && offered.safeguards.count == 4)
            await session.signIn.proceed().value
            let connection = try session.connected()
            #expect(connection.payer == payer.id && connection.protection.pkce == offered.pkce)
            await session.sync.pause(connection.id).value
            session.signIn.dismiss()
        }
        #expect(try await session.connections.list.read().map(\.payer) == sandbox.payers.map(\.id))
    }

    @Test func pickerFindsPlansByTheirWords() async throws {
        let session = try await device.app().opened()
        session.picker.search = "carolina blue"
        #expect(session.picker.shown.map(\.id) == ["bcbsnc"])
        session.picker.search = "nobody"
        #expect(session.picker.shown.isEmpty)
    }

    @Test func addressAloneIsEnough() async throws {
        let server = try sandbox.payer("intersystems")
        let session = try await device.app(at(server)).opened()
        session.picker.address = " \(server.fhirBase) "
        await session.signIn.choose(session.picker.typed).value
        guard case .offer(_, let protection) = session.signIn.state else {
            throw SandboxFailure(what: "no offer: \(session.signIn.state)")
        }
        #expect(protection.pkce == .s256)
        await session.signIn.proceed().value
        #expect(try session.connected().patient == server.member.patient)
    }

    @Test func addressWithoutServerEndsWithWordsForTheMember() async throws {
        let session = try await device.app().opened()
        session.picker.address = "http://127.0.0.1:9/fhir"
        let choice = session.picker.typed
        session.signIn.choose(choice)
        guard case .clientNeeded(choice, nil) = session.signIn.state else {
            throw SandboxFailure(what: "no entry asked for: \(session.signIn.state)")
        }
        let entry = ClientEntry(clientID: "id", redirectURI: ClientBook.defaultRedirect(choice.key))
        await session.signIn.enterClient(choice, entry).value
        let (again, problem) = try session.problem()
        #expect(problem.next == .retry && again == choice)
    }

    @Test(arguments: [SandboxBrowser.Answer.deny, .wrongPassword])
    func deniedAndWrongPasswordOfferAnotherTry(_ answer: SandboxBrowser.Answer) async throws {
        let session = try await device.app(member(answer)).opened()
        try await session.begin("bcbsnc")
        let (choice, problem) = try session.problem()
        #expect(problem.next == .signIn)
        await session.signIn.choose(try #require(choice)).value
        guard case .offer = session.signIn.state else { throw SandboxFailure(what: "no second offer") }
        await session.signIn.cancel().value
        guard case .idle = session.signIn.state else { throw SandboxFailure(what: "not idle") }
        #expect(try await session.wallet.connections().isEmpty)
    }

    @Test func closedSheetAndClosedBrowserLeaveNothing() async throws {
        let app = try device.app()
        let session = try await app.opened()
        await session.signIn.choose(session.picker.choice(try session.payer("bcbsnc"))).value
        await session.signIn.cancel().value
        guard case .idle = session.signIn.state else { throw SandboxFailure(what: "not idle") }

        await session.signIn.choose(session.picker.choice(try session.payer("bcbsnc"))).value
        session.signIn.proceed()
        try await until("the browser is open") { if case .inBrowser = session.signIn.state { true } else { false } }
        await session.signIn.cancel().value
        guard case .idle = session.signIn.state else { throw SandboxFailure(what: "not idle") }
        try #require(app.shell.browser as? TestBrowser).member = member()
        try await session.connect("bcbsnc")
    }

    @Test func unknownClientLeadsToItsEntry() async throws {
        let session = try await device.app(member()).opened()
        let choice = session.picker.choice(try session.payer("bcbsnc"))
        let entry = ClientEntry(clientID: "nobody-knows-this", redirectURI: ClientBook.defaultRedirect("bcbsnc"))
        await session.signIn.enterClient(choice, entry).value
        await session.signIn.proceed().value
        #expect(try session.problem().1.next == .checkSetup)
        session.signIn.editClient(choice)
        guard case .clientNeeded(_, entry) = session.signIn.state else {
            throw SandboxFailure(what: "the entry is not shown: \(session.signIn.state)")
        }
    }

    @Test func memberWhoTakesTooLongStartsAgain() async throws {
        let app = try device.app()
        let session = try await app.opened()
        let hasty = SignInModel(
            session.wallet, session.clients, app.shell.browser, patience: .milliseconds(50)) { _ in }
        await hasty.choose(session.picker.choice(try session.payer("bcbsnc"))).value
        await hasty.proceed().value
        guard case .ended(_, let problem) = hasty.state else { throw SandboxFailure(what: "\(hasty.state)") }
        #expect(problem.next == .signIn && problem.detail.contains("no callback"))
    }

    @Test func appEndedWhileTheBrowserWasInFrontIsConnectedByTheNextProcess() async throws {
        let payer = try sandbox.payer("bcbsnc")
        // iOS ends the first process then: nothing of it is asked any more.
        let (_, callback) = try await agreed(payer)

        let next = try device.app()
        let stray = URL(string: "org.billfold.wallet:/callback/bcbsnc?code=of&state=nobody")!
        let resumed = try #require(await next.resume(stray))
        #expect(!resumed.navigator.addsPlan, "somebody else's callback opens nothing")
        await next.resume(callback)
        let connection = try resumed.connected()
        #expect(connection.payer == payer.id && resumed.navigator.addsPlan)
        await resumed.sync.start(connection.id).value
        let home = try await resumed.home.content.read()
        #expect(!home.cards.isEmpty && home.claimCount > 0)
    }

    @Test func callbackThatCameByAnotherWayIsTaken() async throws {
        let payer = try sandbox.payer("bcbsnc")
        let (app, callback) = try await agreed(payer)
        let session = try await app.opened()
        let stray = URL(string: "org.billfold.wallet:/callback/bcbsnc?code=of&state=nobody")!
        await app.resume(stray)
        guard case .inBrowser = session.signIn.state else { throw SandboxFailure(what: "a stray callback ended it") }
        await app.resume(callback)
        #expect(try session.connected().payer == payer.id)
    }

    /// An app whose member has agreed at the payer, while the browser does not come back.
    private func agreed(_ payer: SandboxPayer) async throws -> (AppModel, callback: URL) {
        var callback: URL?
        let app = try device.app { request in
            callback = try await at(payer)(request)
            return try await absent(request)
        }
        let session = try await app.opened()
        await session.signIn.choose(session.picker.choice(try session.payer(payer.id))).value
        session.signIn.proceed()
        try await until("the member has agreed") { callback != nil }
        return (app, try #require(callback))
    }

    @Test func memberChoosesAmongSeveralPeople() async throws {
        let payer = try sandbox.payer("sharedhealthms")
        let session = try await device.app(at(payer)).opened()
        try await sandbox.with(#"{"several_patients": true}"#, at: payer) {
            try await session.begin(payer.id)
            guard case .patientNeeded(_, let patients) = session.signIn.state else {
                throw SandboxFailure(what: "nobody to choose: \(session.signIn.state)")
            }
            #expect(patients.count > 1)
            let last = try #require(patients.last)
            await session.signIn.choosePatient(last).value
            #expect(try session.connected().patient == last.patient)
        }
    }

    @Test func parentSeesWhoseRecordsTheyAre() async throws {
        let payer = try sandbox.payer("bcbsmn")
        let parent = try #require(payer.logins.last)
        let own = try sandbox.payer("bcbsnc")
        let session = try await device.app { request in
            let member = request.redirectUri == own.redirectURI ? at(own) : at(payer, as: parent)
            return try await member(request)
        }.opened()
        let connection = try await session.connect(payer.id)
        #expect(connection.isRepresented && connection.patient == parent.patient)
        let ownConnection = try await session.connect(own.id)
        #expect(!ownConnection.isRepresented)
        let people = try await session.people.list.read()
        let represented = people.filter { $0.plans.contains(where: \.isRepresented) }
        #expect(people.count == 2 && represented.map { $0.plans.map(\.id) } == [[connection.id]])
    }

    @Test func secretIsNotPrinted() {
        let entry = ClientEntry(clientID: "id", clientSecret: "the-secret", redirectURI: "org.billfold.wallet:/callback/x")
        #expect(!"\(entry) \([entry])".contains("the-secret"))
        #expect(ClientBook(device.settings)["x"] == nil)
        ClientBook(device.settings)["x"] = entry
        #expect(ClientBook(device.settings)["x"] == entry)
    }
}
