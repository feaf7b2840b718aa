import Billfold
import Foundation
import Testing

/// What is refused, and that the error says what to do next.
extension JourneyTests {
    @Test func deniedConsentIsAccessDenied() async throws {
        let payer = try sandbox.payer("intersystems")
        let wallet = try await TestWallet().wallet
        let request = try await wallet.beginSignIn(to: payer.id, options: payer.options())
        let callback = try await SandboxBrowser.callback(from: request.url, as: payer.member, .deny)
        let error = await failure { try await wallet.completeSignIn(callback) }
        #expect(error?.name == "accessDenied")
        #expect(error?.localizedDescription.contains("permission") == true)
        #expect(try await wallet.connections().isEmpty)
    }

    @Test func wrongPasswordIsLoginFailed() async throws {
        let payer = try sandbox.payer("intersystems")
        let wallet = try await TestWallet().wallet
        let request = try await wallet.beginSignIn(to: payer.id, options: payer.options())
        let callback = try await SandboxBrowser.callback(from: request.url, as: payer.member, .wrongPassword)
        let error = await failure { try await wallet.completeSignIn(callback) }
        #expect(error?.name == "loginFailed")
    }

    @Test func unknownClientIsUnknownClient() async throws {
        let payer = try sandbox.payer("bcbsmn")
        let wallet = try await TestWallet().wallet
        let request = try await wallet.beginSignIn(
            to: payer.id, options: payer.options(clientID: "never-registered"))
        guard case .page(let status) = try await SandboxBrowser.signIn(at: request.url, as: payer.member)
        else {
            Issue.record("an unknown client must not get a callback")
            return
        }
        #expect(status == 400)
        let error = await failure { try await wallet.cancelSignIn(request.id) }
        #expect(error?.name == "unknownClient")
    }

    @Test func payerThatIsDownIsOffline() async throws {
        let payer = try sandbox.payer("bcbsmn")
        let wallet = try await TestWallet().wallet
        for (faults, expected) in [
            (#"{"down": "refuses"}"#, "offline"),
            (#"{"down": "unavailable"}"#, "payerUnavailable"),
        ] {
            let error = try await sandbox.with(faults, at: payer) {
                await failure {
                    try await wallet.beginSignIn(to: payer.id, options: payer.options())
                }
            }
            #expect(error?.name == expected)
        }
        _ = try await wallet.beginSignIn(to: payer.id, options: payer.options())
    }

    @Test func redirectForNobodyIsStray() async throws {
        let payer = try sandbox.payer("bcbst")
        let wallet = try await TestWallet().wallet
        let request = try await wallet.beginSignIn(to: payer.id, options: payer.options())
        for query in ["code=made-up&state=made-up", "error=no&state=made-up", "error=no"] {
            let stray = URL(string: "\(payer.redirectURI)?\(query)")!
            let error = await failure { try await wallet.completeSignIn(stray) }
            #expect(error?.name == "strayRedirect", "\(query)")
        }
        let callback = try await SandboxBrowser.callback(from: request.url, as: payer.member)
        let connection = try await wallet.completeSignIn(callback)
        #expect(connection.patient == payer.member.patient)
    }

    @Test func embeddedSecretIsRefusedByDefault() async throws {
        let payer = try sandbox.payer("bcbsmn")
        let wallet = try await TestWallet(allowEmbeddedSecret: false).wallet
        let error = await failure {
            try await wallet.beginSignIn(to: payer.id, options: payer.options())
        }
        #expect(error?.name == "misconfigured")
        #expect(error?.detail.contains("RFC 8252 section 8.5") == true)
    }

    @Test func unboundRedirectIsRefusedWithoutPkce() async throws {
        let wallet = try await TestWallet().wallet
        let without = try sandbox.payer("bcbsmn")
        let error = await failure {
            try await wallet.beginSignIn(to: without.id, options: without.options(binding: .unbound))
        }
        #expect(error?.name == "misconfigured")
        let with = try sandbox.payer("intersystems")
        let request = try await wallet.beginSignIn(to: with.id, options: with.options(binding: .unbound))
        #expect(request.protection.pkce == .s256)
        #expect(request.protection.redirect == .unbound)
    }

    @Test func brokerGivesPkceToAPayerThatHasNone() async throws {
        let without = try sandbox.payer("bcbsmn")
        let test = try await TestWallet(allowEmbeddedSecret: false)
        let wallet = test.wallet
        let broker = try await SandboxBroker(
            before: without, files: test.directory.appendingPathComponent("broker"))
        // Any app may register the same scheme: S256 between app and broker makes that harmless.
        let options = SignInOptions(
            client: .publicClient(clientId: SandboxBroker.app), redirectUri: without.redirectURI,
            redirectBinding: .unbound, broker: broker.url)
        let request = try await wallet.beginSignIn(to: without.id, options: options)
        #expect(request.url.absoluteString.hasPrefix(broker.url))
        let callback = try await SandboxBrowser.callback(from: request.url, as: without.member)
        let connection = try await wallet.completeSignIn(callback)
        #expect(connection.protection.pkce == .s256)
        #expect(connection.protection.clientAuth == .none)
        #expect(connection.protection.exchange == .broker)
        #expect(connection.protection.idToken)
        let replayed = await failure { try await wallet.completeSignIn(callback) }
        #expect(replayed?.name == "strayRedirect")
        // The records come from the payer itself.
        let (report, _) = try await wallet.syncToEnd(connection.id)
        #expect(try await sandbox.held(by: connection.patient, at: without) == report.records)
        try await wallet.signOut(connection.id)
        #expect(try await wallet.connections().isEmpty)
    }

    @Test func anySmartServerCanBeSignedInTo() async throws {
        let server = try sandbox.payer("intersystems")
        let wallet = try await TestWallet().wallet
        let options = SignInOptions(
            client: server.registration(), redirectUri: server.redirectURI, redirectBinding: .authSession)
        let request = try await wallet.beginSignIn(atFHIRBase: server.fhirBase, options: options)
        let callback = try await SandboxBrowser.callback(from: request.url, as: server.member)
        #expect(try await wallet.completeSignIn(callback).patient == server.member.patient)
    }

    @Test func secureStoreThatFailsIsStoreUnavailable() async throws {
        let payer = try sandbox.payer("bcbsmn")
        let error = try #require(
            await failure {
                let wallet = try await TestWallet(store: FailingStore()).wallet
                return try await wallet.beginSignIn(to: payer.id, options: payer.options())
            })
        #expect(error.name == "storeUnavailable")
        #expect(!printed(error).contains(FailingStore.canary))
    }
}
