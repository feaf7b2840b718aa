import Billfold
import Foundation
import Testing

@testable import DemoLogic

/// A member with ten thousand records, in a sandbox of their own, which takes a minute to make them up:
/// `script/test --long`.
extension FlowTests {
    @Test(.enabled(if: ProcessInfo.processInfo.environment["BILLFOLD_LONG"] != nil))
    func longListsAreReadPageByPage() async throws {
        let large = try Sandbox(scale: 10)
        let payer = try large.payer("bcbsnc")
        let session = try await device.app(at(payer), ports: large.payers.map(\.port)).opened()
        let connection = try await session.connect(payer.id)
        let report = try #require(session.sync.state(of: connection.id).report)
        #expect(report.records.values.reduce(0, +) > 9_000)

        let pages = session.claims.pages
        var shown = try await pages.read()
        let total = try #require(shown.total)
        #expect(UInt64(shown.items.count) < total)
        while shown.next != nil {
            let before = shown.items.count
            await pages.more()
            shown = try #require(pages.state.value)
            #expect(shown.items.count > before)
        }
        #expect(UInt64(shown.items.count) == total)
        #expect(Set(shown.items.map(\.origin.reference)).count == shown.items.count)
    }
}
