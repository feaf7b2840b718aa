package org.billfold.demo

import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.launch
import org.billfold.Connection
import org.billfold.Person
import org.billfold.Wallet

/**
 * A person as the screen shows them.
 *
 * @property plans the plans that open this person's records.
 * @property mayBe others who have the same name and birth date at other plans: the member says whether they are one.
 */
data class PersonContent(val person: Person, val plans: List<Connection>, val mayBe: List<Person>)

/** Whose records the plans open: the member's own, a child's, and who is the same person at two plans. */
class PeopleModel internal constructor(
    private val wallet: Wallet,
    private val scope: CoroutineScope,
    changes: StateFlow<Int>,
    private val changed: () -> Unit,
) {
    private val mutableProblem = MutableStateFlow<Problem?>(null)

    val list = Loader(scope, changes) {
        val (people, connections) = wallet.people() to wallet.connections()
        people.map { person ->
            PersonContent(
                person,
                connections.filter { it.id in person.connections },
                people.filter { it.id in person.mayBe },
            )
        }
    }

    /** Why people could not be put together or taken apart. */
    val problem: StateFlow<Problem?> = mutableProblem.asStateFlow()

    /** The member says that these are one person. */
    fun link(people: List<Person>) = change { wallet.linkPeople(people.map { it.id }) }

    /** The member says that whose records this plan opens is somebody else. */
    fun unlink(connection: Connection) = change { wallet.unlink(connection.id) }

    private fun change(work: suspend () -> Any) {
        scope.launch {
            mutableProblem.value = (load(work) as? Load.Failed)?.problem
            changed()
        }
    }
}
