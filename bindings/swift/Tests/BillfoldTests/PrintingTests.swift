import Billfold
import Foundation
import Testing

/// Nothing of a member reaches a log by being printed.
extension JourneyTests {
    @Test(arguments: ["bcbsmn", "intersystems"])
    func nothingPrintsAMember(payer id: String) async throws {
        let payer = try sandbox.payer(id)
        let test = try await TestWallet()
        let wallet = test.wallet
        let options = payer.options()
        let request = try await wallet.beginSignIn(to: payer.id, options: options)
        let callback = try await SandboxBrowser.callback(from: request.url, as: payer.member)
        let connection = try await wallet.completeSignIn(callback)
        let (report, progress) = try await wallet.syncToEnd(connection.id)
        let (cards, claims) = (try await wallet.cards(), try await wallet.claims().items)
        let records = try await wallet.records()

        let denied = try await wallet.beginSignIn(to: payer.id, options: options)
        let denial = try await SandboxBrowser.callback(from: denied.url, as: payer.member, .deny)
        let errors = [
            await failure { try await wallet.completeSignIn(callback) },
            await failure { try await wallet.completeSignIn(denial) },
            await failure { try await wallet.signOut(payer.member.patient) },
        ]
        #expect(errors.compactMap { $0?.name } == ["strayRedirect", "accessDenied", "notFound"])

        var values: [Any] = [connection, request, options, options.client, report, progress, wallet]
        values += [cards, claims, try await wallet.medications().items, records]
        values += cards.map { $0 as Any } + claims.map { $0 as Any } + records.map { $0 as Any }
        values += [records[0].origin, records[0].origin.reference]
        values += errors.map { $0 as Any }

        let member = payer.member
        var forbidden = [member.username, member.password, member.name, member.patient, connection.patient]
        forbidden += try await sandbox.secrets(of: payer)
        let onCard = [\InsuranceCard.memberId, \.subscriberId, \.rxId, \.memberName]
        forbidden += cards.flatMap { card in onCard.compactMap { card[keyPath: $0] } }
        forbidden += claims.compactMap(\.claimNumber)
        for text in values.map(printed) {
            let leaked = forbidden.filter { text.contains($0) }
            #expect(leaked.isEmpty, "\(text.prefix(400))")
        }
    }
}

/// All that Swift prints of a value, by every way that there is.
func printed(_ value: Any) -> String {
    var texts = [String(describing: value), String(reflecting: value), "\([value])"]
    var dumped = ""
    dump(value, to: &dumped)
    texts.append(dumped)
    if let error = value as? any Error { texts.append(error.localizedDescription) }
    return texts.joined(separator: "\n")
}
