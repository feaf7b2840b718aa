package org.billfold.demo

import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.update
import org.billfold.Connection
import org.billfold.DirectoryEntry
import org.billfold.DirectoryQuery
import org.billfold.Position
import org.billfold.Wallet

/**
 * Who is looked for in a directory.
 *
 * @property connection the plan whose directory is asked; `null` for the member's first.
 * @property near where the member is, so that the nearest come first.
 */
data class DirectorySearch(
    val connection: String? = null,
    val organizations: Boolean = false,
    val name: String = "",
    val specialty: String = "",
    val place: String = "",
    val network: String = "",
    val language: String = "",
    val acceptingNewPatients: Boolean = false,
    val near: Position? = null,
) {
    /** Directories are too large to be listed: something has to be looked for. */
    val saysSomething: Boolean get() = listOf(name, specialty, place, network).any { it.isNotBlank() }

    override fun toString(): String = "DirectorySearch"
}

/** Looks up who gives care, in the directory of one of the member's plans. */
class DirectoryModel internal constructor(
    private val wallet: Wallet,
    private val picker: PayerPicker,
    scope: CoroutineScope,
    changes: StateFlow<Int>,
) {
    private val mutableSearch = MutableStateFlow(DirectorySearch())
    private val mutableAsked = MutableStateFlow<DirectoryQuery?>(null)

    /** The plans whose directories can be asked. */
    val connections = Loader(scope, changes) { wallet.connections() }
    val search: StateFlow<DirectorySearch> = mutableSearch.asStateFlow()

    /** What was looked up last; `null` until the member has looked something up. */
    val asked: StateFlow<DirectoryQuery?> = mutableAsked.asStateFlow()

    /** What was found. It is the payer's: no change of the wallet makes it out of date. */
    val pages = Pager<DirectoryQuery?, DirectoryEntry>(scope, MutableStateFlow(0), asked, keeps = false) { query, after ->
        if (query == null) {
            Paged(emptyList(), null, null)
        } else {
            wallet.directory(query.copy(after = after)).run { Paged(items, total?.toLong(), next) }
        }
    }

    fun change(change: (DirectorySearch) -> DirectorySearch) = mutableSearch.update(change)

    /** Asks the directory of the plan that the member chose among [connections], or of the first. */
    fun lookUp(connections: List<Connection>) {
        val search = mutableSearch.value
        val plan = connections.firstOrNull { it.id == search.connection } ?: connections.firstOrNull() ?: return
        if (!search.saysSomething) return
        mutableAsked.value = DirectoryQuery(
            payer = plan.payer,
            fhirBase = picker.choice(plan.payer)?.fhirBase,
            organizations = search.organizations,
            name = search.name.stated(),
            specialty = search.specialty.stated(),
            place = search.place.stated(),
            network = search.network.stated(),
            language = search.language.stated(),
            acceptingNewPatients = search.acceptingNewPatients,
            near = search.near,
        )
    }
}

/** What was typed, where it says something. */
internal fun String.stated(): String? = trim().ifEmpty { null }
