package org.billfold.demo

import java.time.Clock
import java.time.LocalDate
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.update
import org.billfold.Claim
import org.billfold.ClaimKind
import org.billfold.ClaimQuery
import org.billfold.Connection
import org.billfold.PaymentStatus
import org.billfold.Person
import org.billfold.PriorAuthorization
import org.billfold.Wallet

/** When the care of the claims that are shown was given. */
enum class ClaimPeriod { ALL, THIS_YEAR, LAST_YEAR, EARLIER }

/** Which claims the member wants to see. */
data class ClaimFilter(
    val text: String = "",
    val period: ClaimPeriod = ClaimPeriod.ALL,
    val kind: ClaimKind? = null,
    val payment: PaymentStatus? = null,
    val connection: String? = null,
    val person: String? = null,
) {
    /** How many choices narrow the list, beside the words that are searched. */
    val choices: Int
        get() = listOf(period.takeIf { it != ClaimPeriod.ALL }, kind, payment, connection, person).count { it != null }

    internal fun query(year: Int): ClaimQuery {
        val (from, to) = when (period) {
            ClaimPeriod.ALL -> null to null
            ClaimPeriod.THIS_YEAR -> "$year" to "$year"
            ClaimPeriod.LAST_YEAR -> "${year - 1}" to "${year - 1}"
            ClaimPeriod.EARLIER -> null to "${year - 2}"
        }
        return ClaimQuery(
            kinds = listOfNotNull(kind),
            paymentStatuses = listOfNotNull(payment),
            from = from,
            to = to,
            connection = connection,
            person = person,
            text = text.stated(),
        )
    }

    override fun toString(): String = "ClaimFilter"
}

/** Whose claims, and of which plans, the filter offers. */
data class ClaimChoices(val connections: List<Connection>, val people: List<Person>)

/** All claims, the newest first, filtered as the member wants, and what was asked for beforehand. */
class ClaimsModel internal constructor(
    wallet: Wallet,
    scope: CoroutineScope,
    changes: StateFlow<Int>,
    clock: Clock = Clock.systemDefaultZone(),
) {
    private val mutableFilter = MutableStateFlow(ClaimFilter())

    val filter: StateFlow<ClaimFilter> = mutableFilter.asStateFlow()

    val pages = Pager<ClaimFilter, Claim>(scope, changes, filter) { filter, after ->
        val query = filter.query(LocalDate.now(clock).year)
        wallet.claims(query.copy(after = after)).run { Paged(items, total.toLong(), next) }
    }

    val choices = Loader(scope, changes) { ClaimChoices(wallet.connections(), wallet.people()) }

    val priorAuthorizations = Loader<List<PriorAuthorization>>(scope, changes) { wallet.priorAuthorizations() }

    fun filter(change: (ClaimFilter) -> ClaimFilter) = mutableFilter.update(change)
}
