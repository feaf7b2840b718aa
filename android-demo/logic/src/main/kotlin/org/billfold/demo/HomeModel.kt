package org.billfold.demo

import java.time.LocalDate
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.flow.StateFlow
import org.billfold.Claim
import org.billfold.ClaimQuery
import org.billfold.Connection
import org.billfold.InsuranceCard
import org.billfold.Wallet
import org.billfold.YearToDate

/** What the first screen shows. Without connections it invites the member to add a plan. */
data class HomeContent(
    val connections: List<Connection>,
    val cards: List<InsuranceCard>,
    val newestClaims: List<Claim>,
    val claimCount: Long,
    val year: YearToDate,
)

/** The first screen. */
class HomeModel internal constructor(wallet: Wallet, scope: CoroutineScope, changes: StateFlow<Int>) {
    val content = Loader(scope, changes) {
        val claims = wallet.claims(ClaimQuery(limit = NEWEST))
        HomeContent(wallet.connections(), wallet.cards(), claims.items, claims.total.toLong(), wallet.yearToDate(LocalDate.now().year))
    }

    private companion object {
        const val NEWEST = 3u
    }
}
