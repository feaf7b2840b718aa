package org.billfold

import java.io.File
import java.math.BigDecimal
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout
import org.junit.jupiter.api.io.TempDir

/** What a member looks up before they go somewhere, and what their care came to. */
@Timeout(180)
class LookUpTest {
    @TempDir
    lateinit var directory: File

    private val payer = Sandbox.payer("bcbst")
    private val insurer = Sandbox.payer("bcbsmn")

    @Test
    fun providersAreFoundWithoutASignIn() = withWallet(directory) { wallet ->
        val first = wallet.directory(DirectoryQuery(payer.id, limit = 4u))
        val second = wallet.directory(DirectoryQuery(payer.id, limit = 4u, after = checkNotNull(first.next)))
        val entries = first.items + second.items
        assertTrue(entries.size >= 8)
        assertEquals(entries.size, entries.distinctBy { it.reference }.size, "no entry comes twice")
        for (entry in entries) {
            assertTrue(entry.name != null && entry.specialties.isNotEmpty() && entry.networks.isNotEmpty())
        }

        val spanish = wallet.directory(DirectoryQuery(payer.id, language = "Spanish", acceptingNewPatients = true))
        assertTrue(spanish.items.isNotEmpty())
        assertTrue(spanish.items.all { "Spanish" in it.languages && it.accepting == AcceptingPatients.NEW })
        val here = checkNotNull(entries.firstNotNullOf { it.locations.first().position })
        val near = wallet.directory(DirectoryQuery(payer.id, near = here)).items
        assertEquals(0.0, checkNotNull(near.first().locations.first().distanceKm), 0.1, "the nearest first")
        assertEquals(emptyList<DirectoryEntry>(), wallet.directory(DirectoryQuery(payer.id, place = "Atlantis")).items)
        thrownBy<BillfoldException.NotFound> { wallet.directory(DirectoryQuery("bcbsnc")) }
        thrownBy<BillfoldException.Misconfigured> { wallet.directory(DirectoryQuery("nobody")) }
    }

    @Test
    fun drugListSaysWhatMyPlanCovers() = withWallet(directory) { wallet ->
        wallet.syncToEnd(wallet.signIn(payer).id)
        val all = wallet.formulary(FormularyQuery(drug = "percocet")).items
        val mine = wallet.formulary(FormularyQuery(drug = "percocet", myPlansOnly = true)).items.single()
        assertTrue(all.size > 1 && mine in all)
        assertEquals(true, mine.priorAuthorization)
        val plan = mine.plans.single { it.isMine }
        assertEquals(BigDecimal("90.00"), plan.costs.first().copay?.amount)
        assertTrue(wallet.formulary(FormularyQuery(drug = "unobtainium")).items.isEmpty())

        val first = wallet.formulary(FormularyQuery(limit = 5u))
        val next = wallet.formulary(FormularyQuery(limit = 5u, after = checkNotNull(first.next)))
        assertTrue(next.items.size == 5 && next.items.none(first.items::contains) && first.total > 10uL)
    }

    @Test
    fun claimsAreFoundByKindAndPayment() = withWallet(directory) { wallet ->
        wallet.syncToEnd(wallet.signIn(insurer).id)
        val all = wallet.claims(ClaimQuery(limit = 500u)).items
        suspend fun found(query: ClaimQuery): List<Claim> {
            val page = wallet.claims(query.copy(limit = 2u))
            assertEquals(minOf(2, page.total.toInt()), page.items.size, "a page is as full as can be")
            return wallet.claims(query.copy(limit = 500u)).items.also { assertEquals(page.total.toInt(), it.size) }
        }
        for (kind in ClaimKind.entries) {
            assertEquals(all.filter { it.kind == kind }, found(ClaimQuery(kinds = listOf(kind))))
        }
        for (status in PaymentStatus.entries) {
            val expected = all.filter { (it.payment?.status ?: PaymentStatus.OTHER) == status }
            assertEquals(expected, found(ClaimQuery(paymentStatuses = listOf(status))))
        }
        val denied = ClaimQuery(
            kinds = listOf(ClaimKind.PROFESSIONAL, ClaimKind.OUTPATIENT),
            paymentStatuses = listOf(PaymentStatus.DENIED, PaymentStatus.PARTIALLY_PAID),
        )
        val unpaid = found(denied)
        assertTrue(unpaid.isNotEmpty() && unpaid.size < all.size)
        assertEquals(all, found(ClaimQuery(kinds = ClaimKind.entries, paymentStatuses = PaymentStatus.entries)))
    }

    @Test
    fun priorAuthorizationsSayWhatWasDecided() = withWallet(directory) { wallet ->
        val connection = wallet.signIn(insurer)
        wallet.syncToEnd(connection.id)
        val asked = wallet.priorAuthorizations()
        val claims = wallet.claims(ClaimQuery(limit = 500u)).items.map { it.origin.reference }
        assertTrue(asked.isNotEmpty())
        for (one in asked) {
            assertEquals(ReviewDecision.APPROVED, one.review?.decision)
            assertTrue(one.numbers.isNotEmpty() && one.valid.isNotEmpty() && one.items.isNotEmpty())
            assertEquals(connection.id, one.origin.connection)
            assertFalse(one.origin.reference in claims, "it is no claim")
            assertFalse(one.toString().any(Char::isDigit))
        }
    }

    @Test
    fun yearSumsAddUpWhatClaimsState() = withWallet(directory) { wallet ->
        val connection = wallet.signIn(insurer)
        wallet.syncToEnd(connection.id)
        val claims = wallet.claims(ClaimQuery(limit = 500u)).items
        val year = checkNotNull(claims.firstNotNullOf { it.serviceStart }).firstDay.year
        val whole = wallet.yearToDate(year)
        val sums = whole.sums.single()
        assertEquals(connection.id to wallet.people().single().id, sums.connection to sums.person)
        val ofTheYear = claims.filter { it.serviceStart?.firstDay?.year == year }
        assertEquals(ofTheYear.size.toULong(), sums.claims + whole.replaced + whole.notActive)
        // An adjustment names by its number what it takes the place of.
        val replaced = claims.flatMap { it.replaces }.mapNotNull { it.number }
        val charged = ofTheYear
            .filter { it.status == "active" && it.replacedBy.isEmpty() && it.claimNumber !in replaced }
            .mapNotNull { it.charged?.money }
        assertEquals(charged.size.toULong(), sums.charged.claimsStating)
        assertEquals(charged.sumOf { it.amount }, sums.charged.amounts.single().amount)
        assertEquals(sums.claims, sums.memberOwes.claimsStating + sums.memberOwes.claimsNotStating)
        assertTrue(wallet.yearToDate(1900).sums.isEmpty())
        assertFalse(sums.toString().any(Char::isDigit))
    }
}
