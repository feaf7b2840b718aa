package org.billfold.demo.ui

import androidx.compose.foundation.layout.padding
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.Person
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Text
import androidx.compose.material3.TextButton
import androidx.compose.runtime.Composable
import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.unit.dp
import org.billfold.Person
import org.billfold.demo.PersonContent
import org.billfold.demo.WalletSession
import org.billfold.demo.value
import org.billfold.demo.words.isRepresented
import org.billfold.demo.words.words

/** Whose records the plans open, and who is the same person at two plans. */
@Composable
internal fun PeopleScreen(session: WalletSession) {
    val people by session.people.list.state.collectAsState()
    val problem by session.people.problem.collectAsState()
    Page {
        problem?.let { item("problem") { ProblemNotice(it) { session.people.list.retry() } } }
        val all = people.value
        if (all.isNullOrEmpty()) {
            item("state") { Loaded(people, session.people.list::retry) { Empty(Icons.Filled.Person, "Nobody yet", "Whose records your plans open shows here.") } }
        } else {
            item("about") {
                Text(
                    "Records of people whom you put together are shown as one person's. Only you know who is the same: twins and namesakes are not.",
                    Modifier.padding(horizontal = 4.dp),
                    style = MaterialTheme.typography.bodyMedium,
                )
            }
            for ((index, content) in all.withIndex()) {
                // Each pair is asked about once.
                val before = all.take(index).map { it.person.id }
                val others = all.map { it.person }.filter { it.id != content.person.id }
                item(content.person.id) { PersonSection(session, content, content.mayBe.filter { it.id !in before }, others) }
            }
        }
    }
}

@Composable
private fun PersonSection(session: WalletSession, content: PersonContent, mayBe: List<Person>, others: List<Person>) {
    val person = content.person
    Section(person.name ?: "A person without a name") {
        person.birthDate?.let {
            Field("Born", it.words())
            Line()
        }
        Rows(content.plans) { plan ->
            ListRow(
                plan.payerName,
                if (plan.isRepresented) "You signed in for them" else null,
                start = { Monogram(plan.payerName) },
                footer = {
                    if (content.plans.size > 1) TextButton({ session.people.unlink(plan) }) { Text("Not the same person") }
                },
            )
        }
        for (other in mayBe) {
            Notice(
                "${other.name ?: "Somebody"}, with the same birth date, is in your wallet too. Is it the same person?",
                Modifier.padding(12.dp),
                actions = listOf("Yes, the same person" to { session.people.link(listOf(person, other)) }),
            )
        }
        if (others.isNotEmpty()) SameAs(others) { session.people.link(listOf(person, it)) }
    }
}

/** Plans write names in their own ways: the member may know more than the wallet sees. */
@Composable
private fun SameAs(others: List<Person>, choose: (Person) -> Unit) {
    var open by remember { mutableStateOf(false) }
    Line()
    if (!open) {
        More("The same person as…") { open = true }
    } else {
        Rows(others) { other ->
            ListRow("The same as ${other.name ?: "somebody without a name"}", other.birthDate?.let { "Born ${it.words()}" }, onClick = { choose(other) })
        }
    }
}
