import Billfold
import Foundation
import Testing

/// What a member looks up before they go somewhere, and what their care came to.
extension JourneyTests {
    @Test func providersAreFoundWithoutASignIn() async throws {
        let payer = try sandbox.payer("bcbst").id
        let wallet = try await TestWallet().wallet
        let first = try await wallet.directory(DirectoryQuery(payer: payer, limit: 4))
        let mark = try #require(first.next)
        let second = try await wallet.directory(DirectoryQuery(payer: payer, after: mark, limit: 4))
        let entries = first.items + second.items
        #expect(entries.count >= 8)
        #expect(Set(entries.map(\.reference)).count == entries.count, "no entry comes twice")
        for entry in entries {
            #expect(entry.name != nil && !entry.specialties.isEmpty && !entry.networks.isEmpty)
        }

        let spanish = try await wallet.directory(
            DirectoryQuery(payer: payer, language: "Spanish", acceptingNewPatients: true))
        #expect(!spanish.items.isEmpty)
        #expect(spanish.items.allSatisfy { $0.languages.contains("Spanish") && $0.accepting == .new })
        let here = try #require(entries.lazy.compactMap { $0.locations.first?.position }.first)
        let near = try await wallet.directory(DirectoryQuery(payer: payer, near: here)).items
        let distance = try #require(near.first?.locations.first?.distanceKm)
        #expect(distance < 0.1, "the nearest first")
        let nowhere = try await wallet.directory(DirectoryQuery(payer: payer, place: "Atlantis"))
        #expect(nowhere.items.isEmpty)
        let closed = await failure { try await wallet.directory(DirectoryQuery(payer: "bcbsnc")) }
        #expect(closed?.name == "notFound")
        let unknown = await failure { try await wallet.directory(DirectoryQuery(payer: "nobody")) }
        #expect(unknown?.name == "misconfigured")
    }

    @Test func drugListSaysWhatMyPlanCovers() async throws {
        let test = try await TestWallet()
        let wallet = test.wallet
        _ = try await wallet.syncToEnd(test.signIn(to: sandbox.payer("bcbst")).id)
        let all = try await wallet.formulary(FormularyQuery(drug: "percocet")).items
        let ours = try await wallet.formulary(FormularyQuery(drug: "percocet", myPlansOnly: true)).items
        let mine = try #require(ours.first)
        #expect(ours.count == 1 && all.count > 1 && all.contains(mine))
        #expect(mine.priorAuthorization == true)
        let plan = try #require(mine.plans.first { $0.isMine })
        #expect(plan.costs.first?.copay?.amount == 90)
        #expect(try await wallet.formulary(FormularyQuery(drug: "unobtainium")).items.isEmpty)

        let first = try await wallet.formulary(FormularyQuery(limit: 5))
        let mark = try #require(first.next)
        let next = try await wallet.formulary(FormularyQuery(after: mark, limit: 5))
        #expect(next.items.count == 5 && !next.items.contains(where: first.items.contains) && first.total > 10)
    }

    @Test func claimsAreFoundByKindAndPayment() async throws {
        let test = try await TestWallet()
        let wallet = test.wallet
        _ = try await wallet.syncToEnd(test.signIn(to: sandbox.payer("bcbsmn")).id)
        let all = try await wallet.claims(ClaimQuery(limit: 500)).items
        func found(_ kinds: [ClaimKind] = [], _ statuses: [PaymentStatus] = []) async throws -> [Claim] {
            let page = try await wallet.claims(ClaimQuery(kinds: kinds, paymentStatuses: statuses, limit: 2))
            #expect(page.items.count == min(2, Int(page.total)), "a page is as full as can be")
            let whole = try await wallet.claims(ClaimQuery(kinds: kinds, paymentStatuses: statuses, limit: 500))
            #expect(UInt64(whole.items.count) == page.total)
            return whole.items
        }
        let kinds: [ClaimKind] = [.inpatient, .outpatient, .professional, .pharmacy, .oral, .vision, .other]
        for kind in kinds {
            #expect(try await found([kind]) == all.filter { $0.kind == kind })
        }
        let statuses: [PaymentStatus] = [.paid, .partiallyPaid, .denied, .other]
        for status in statuses {
            #expect(try await found([], [status]) == all.filter { ($0.payment?.status ?? .other) == status })
        }
        let unpaid = try await found([.professional, .outpatient], [.denied, .partiallyPaid])
        #expect(!unpaid.isEmpty && unpaid.count < all.count)
        #expect(try await found(kinds, statuses) == all)
    }

    @Test func priorAuthorizationsSayWhatWasDecided() async throws {
        let test = try await TestWallet()
        let connection = try await test.signIn(to: sandbox.payer("bcbsmn"))
        _ = try await test.wallet.syncToEnd(connection.id)
        let asked = try await test.wallet.priorAuthorizations()
        let claims = try await test.wallet.claims(ClaimQuery(limit: 500)).items.map(\.origin.reference)
        #expect(!asked.isEmpty)
        for one in asked {
            #expect(one.review?.decision == .approved)
            #expect(!one.numbers.isEmpty && !one.valid.isEmpty && !one.items.isEmpty)
            #expect(one.origin.connection == connection.id)
            #expect(!claims.contains(one.origin.reference), "it is no claim")
            #expect(!printed(one).contains { $0.isNumber })
        }
    }

    @Test func yearSumsAddUpWhatClaimsState() async throws {
        let test = try await TestWallet()
        let wallet = test.wallet
        let connection = try await test.signIn(to: sandbox.payer("bcbsmn"))
        _ = try await wallet.syncToEnd(connection.id)
        let claims = try await wallet.claims(ClaimQuery(limit: 500)).items
        let year = try #require(claims.lazy.compactMap(\.serviceStart?.components.year).first)
        let whole = try await wallet.yearToDate(year)
        let sums = try #require(whole.sums.first)
        #expect(whole.sums.count == 1 && sums.connection == connection.id)
        #expect(try await wallet.people().map(\.id) == [sums.person])
        let ofTheYear = claims.filter { $0.serviceStart?.components.year == year }
        #expect(UInt64(ofTheYear.count) == sums.claims + whole.replaced + whole.notActive)
        // An adjustment names by its number what it takes the place of.
        let replaced = Set(claims.flatMap(\.replaces).compactMap(\.number))
        let counted = ofTheYear.filter { claim in
            claim.status == "active" && claim.replacedBy.isEmpty
                && !(claim.claimNumber.map(replaced.contains) ?? false)
        }
        let charged = counted.compactMap(\.charged?.money.amount)
        #expect(UInt64(charged.count) == sums.charged.claimsStating)
        #expect(sums.charged.amounts.map(\.amount) == [charged.reduce(0, +)])
        #expect(sums.claims == sums.memberOwes.claimsStating + sums.memberOwes.claimsNotStating)
        #expect(try await wallet.yearToDate(1900).sums.isEmpty)
        #expect(!printed(sums).contains { $0.isNumber })
    }
}
