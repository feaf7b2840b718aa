import Billfold
import Foundation
import Testing

/// What an app that lives for weeks is promised. Minutes long: `script/test --long`.
extension JourneyTests {
    @Test(.enabled(if: ProcessInfo.processInfo.environment["BILLFOLD_LONG"] != nil))
    func tenThousandJourneysDoNotGrow() async throws {
        let payer = try sandbox.payer("bcbst")
        let test = try await TestWallet()
        _ = try await test.wallet.syncToEnd(test.signIn(to: payer).id)
        func journeys(_ count: Int) async throws {
            for _ in 0..<count {
                let wallet = try await test.reopened()
                guard !wallet.payers.isEmpty, try await wallet.connections().count == 1,
                    let card = try await wallet.cards().first, try await !wallet.claims().items.isEmpty,
                    try await wallet.record(card.origin.reference) != nil,
                    payer.options().redirectUri == payer.redirectURI
                else { throw SandboxFailure(what: "a call lost its answer") }
            }
        }
        try await journeys(2_000)
        let before = residentBytes()
        try await journeys(8_000)
        let growth = residentBytes() - before
        #expect(growth < 8_000_000, "grew by \(growth) bytes")
    }
}
