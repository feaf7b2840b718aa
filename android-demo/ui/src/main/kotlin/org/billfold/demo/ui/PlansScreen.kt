package org.billfold.demo.ui

import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.size
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.CheckCircle
import androidx.compose.material.icons.filled.Info
import androidx.compose.material.icons.filled.Person
import androidx.compose.material3.AlertDialog
import androidx.compose.material3.Button
import androidx.compose.material3.Icon
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.OutlinedButton
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
import org.billfold.Connection
import org.billfold.demo.Load
import org.billfold.demo.Screen
import org.billfold.demo.SignOutState
import org.billfold.demo.SyncState
import org.billfold.demo.WalletSession
import org.billfold.demo.words.Safeguard
import org.billfold.demo.words.accessText
import org.billfold.demo.words.isRepresented
import org.billfold.demo.words.momentText
import org.billfold.demo.words.safeguards
import org.billfold.demo.words.sharesOf
import org.billfold.demo.words.summary
import org.billfold.signedInAt

/** The member's plans. */
@Composable
internal fun PlansScreen(session: WalletSession) {
    val list by session.connections.list.state.collectAsState()
    val syncs by session.sync.states.collectAsState()
    val signOut by session.connections.signOut.collectAsState()
    Page {
        if (signOut !is SignOutState.Idle) item("signed out") { SignedOut(signOut, session) }
        item("plans") {
            Loaded(list, session.connections.list::retry) { connections ->
                if (connections.isEmpty()) {
                    Empty(Icons.Filled.Person, "No plans yet", "Add the plan that insures you.", "Add a plan" to { session.navigator.open(Screen.AddPlan) })
                } else {
                    Section(null) {
                        Rows(connections) { connection ->
                            ListRow(
                                connection.payerName,
                                connection.summary(syncs[connection.id]),
                                start = { Monogram(connection.payerName) },
                                onClick = { session.navigator.open(Screen.ConnectionDetail(connection.id)) },
                            )
                        }
                    }
                }
            }
        }
        if ((list as? Load.Ready)?.value?.isNotEmpty() == true) {
            item("add") { Button({ session.navigator.open(Screen.AddPlan) }, Modifier.fillMaxWidth()) { Text("Add a plan") } }
            item("more") {
                Section(null) {
                    ListRow("People", "Whose records these are", onClick = { session.navigator.open(Screen.People) })
                    Line()
                    ListRow("Export and share", "Your records as a file", onClick = { session.navigator.open(Screen.Export) })
                }
            }
        }
    }
}

@Composable
private fun SignedOut(state: SignOutState, session: WalletSession) {
    val platform = LocalPlatform.current
    val done = "Close" to session.connections::dismissSignOut
    when (state) {
        is SignOutState.Idle -> Unit
        is SignOutState.Running -> Busy("Signing out")
        is SignOutState.Failed -> ProblemNotice(state.problem) { session.connections.dismissSignOut() }
        is SignOutState.Done -> {
            val said = if (state.revoked) "Your plan has ended this app's access." else "Your plan did not confirm that it ended this app's access."
            val browser = state.endSession?.let { page -> "Sign out in the browser too" to { platform.openLink(page) } }
            Notice("Signed out. Everything of this plan is erased from this device.", detail = said, actions = listOfNotNull(browser, done))
        }
    }
}

/** One plan: updates, access, protection, and the way out. */
@Composable
internal fun ConnectionScreen(session: WalletSession, id: String) {
    val list by session.connections.list.state.collectAsState()
    val syncs by session.sync.states.collectAsState()
    val connection = (list as? Load.Ready)?.value?.firstOrNull { it.id == id }
    Page {
        if (connection == null) {
            item { Loaded(list, session.connections.list::retry) { Empty(Icons.Filled.Person, "Signed out", "This plan is not in your wallet any more.") } }
        } else {
            item { Text(connection.payerName, Modifier.padding(horizontal = 4.dp), style = MaterialTheme.typography.titleLarge) }
            connection.notice?.let { item { Notice(it) } }
            if (connection.isRepresented) item { Notice("You signed in for somebody else: these are that member's records.") }
            item { Updates(connection, syncs[id] ?: SyncState.Idle, session) }
            item {
                Section("Access") {
                    Field("The app may update", connection.accessText())
                    Line()
                    Field("Signed in", momentText(connection.signedInAt))
                    Line()
                    Field("Shared", sharesOf(connection.scopes).joinToString("\n").ifEmpty { "Your plan did not say" })
                    if (connection.scopesMissing.isNotEmpty()) {
                        Line()
                        Field("Asked for and not shared", connection.scopesMissing.joinToString())
                    }
                }
            }
            item { Section("How this sign-in was protected") { Safeguards(connection.protection.safeguards()) } }
            item { SignOut(connection, session) }
        }
    }
}

/** What protects a sign-in, and what does not. */
@Composable
internal fun Safeguards(all: List<Safeguard>) = Rows(all) { safeguard ->
    val colors = MaterialTheme.colorScheme
    ListRow(safeguard.title, safeguard.explanation, start = {
        if (safeguard.holds) {
            Icon(Icons.Filled.CheckCircle, "Protected", Modifier.size(24.dp), colors.primary)
        } else {
            Icon(Icons.Filled.Info, "Note", Modifier.size(24.dp), colors.tertiary)
        }
    })
}

@Composable
private fun SignOut(connection: Connection, session: WalletSession) {
    var asks by remember { mutableStateOf(false) }
    OutlinedButton({ asks = true }, Modifier.fillMaxWidth()) { Text("Sign out and erase", color = MaterialTheme.colorScheme.error) }
    if (!asks) return
    AlertDialog(
        onDismissRequest = { asks = false },
        title = { Text("Sign out of ${connection.payerName}?") },
        text = { Text("Its card, claims and health records are erased from this device. Your plan keeps them: you can sign in again.") },
        confirmButton = {
            TextButton({
                asks = false
                session.connections.signOut(connection.id)
                session.navigator.open(Screen.Plans)
            }) { Text("Sign out and erase") }
        },
        dismissButton = { TextButton({ asks = false }) { Text("Keep") } },
    )
}
