package org.billfold.demo.ui

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.material3.Button
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.OutlinedButton
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.setValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.text.input.KeyboardType
import androidx.compose.ui.unit.dp
import org.billfold.Payer
import org.billfold.Pkce
import org.billfold.demo.ClientBook
import org.billfold.demo.ClientEntry
import org.billfold.demo.SignInState
import org.billfold.demo.WalletSession

/** Which plan: those that are built in, and the address of any other. */
@Composable
internal fun PickerScreen(session: WalletSession) {
    val state by session.picker.state.collectAsState()
    Page {
        item { Entry("Search plans", state.search, session.picker::search) }
        item {
            Section("Plans") {
                if (state.shown.isEmpty()) ListRow("No plan of that name", "Ask your plan for the address of its Patient Access API and enter it below.")
                Rows(state.shown) { payer ->
                    ListRow(payer.name, payer.signInWords(), start = { Monogram(payer.name) }, onClick = {
                        session.signIn.choose(session.picker.choice(payer))
                    })
                }
            }
        }
        item {
            Section("My plan's address") {
                Column(Modifier.padding(16.dp), Arrangement.spacedBy(12.dp)) {
                    Text("Any plan with a Patient Access API works by its FHIR address.", style = MaterialTheme.typography.bodyMedium)
                    Entry("https://…/fhir", state.address, session.picker::address, KeyboardType.Uri)
                    Button({ session.signIn.choose(session.picker.typed()) }, enabled = state.address.isNotBlank()) { Text("Look it up") }
                }
            }
        }
        if (session.sandbox.isNotEmpty()) {
            item {
                Section("Sandbox logins") {
                    Rows(session.sandbox) { payer -> Field(payer.id, "${payer.userName}\n${payer.password}") }
                }
            }
        }
    }
}

private fun Payer.signInWords(): String =
    when (pkce) {
        Pkce.REQUIRED -> "Sign-in with a one-time key"
        Pkce.EXPECTED -> "Sign-in with a one-time key where the plan confirms it"
        Pkce.UNSUPPORTED -> "Sign-in without a one-time key, under stricter rules"
    }

/** What the payer assigned to the app: for developers. */
@Composable
internal fun ClientScreen(session: WalletSession, needed: SignInState.ClientNeeded) {
    val choice = needed.choice
    val payer = choice.payer
    var id by remember { mutableStateOf(needed.entry?.clientId.orEmpty()) }
    var secret by remember { mutableStateOf(needed.entry?.clientSecret.orEmpty()) }
    var redirect by remember { mutableStateOf(needed.entry?.redirectUri ?: ClientBook.defaultRedirect(choice.key)) }
    var broker by remember { mutableStateOf(needed.entry?.broker.orEmpty()) }
    var base by remember { mutableStateOf(choice.fhirBase.orEmpty()) }
    Page {
        item {
            Column(Modifier.padding(horizontal = 4.dp), Arrangement.spacedBy(8.dp)) {
                Text(choice.name, style = MaterialTheme.typography.titleLarge)
                Text("For developers: what the payer assigned to this app when you registered it.", style = MaterialTheme.typography.bodyLarge)
            }
        }
        payer?.registration?.let { registration ->
            item {
                Section("How to register") {
                    Field("Where", registration.contact)
                    Line()
                    Field("What they want", registration.send.joinToString("\n"))
                    Line()
                    Field("What you get", registration.receive.joinToString("\n"))
                }
            }
        }
        item {
            Column(verticalArrangement = Arrangement.spacedBy(12.dp)) {
                Entry("Client id", id, { id = it })
                Entry("Client secret (sandboxes and prototypes)", secret, { secret = it }, KeyboardType.Password)
                Entry("Redirect URI, as registered", redirect, { redirect = it }, KeyboardType.Uri)
                Entry("Broker, where one holds the secret", broker, { broker = it }, KeyboardType.Uri)
                if (payer?.needsFhirBase == true) Entry("FHIR address of the plan", base, { base = it }, KeyboardType.Uri)
            }
        }
        item {
            Column(Modifier.fillMaxWidth(), Arrangement.spacedBy(8.dp)) {
                val complete = id.isNotBlank() && redirect.isNotBlank() && (payer?.needsFhirBase != true || base.isNotBlank())
                Button({
                    val entry = ClientEntry(id.trim(), secret.trim().ifEmpty { null }, redirect.trim(), broker.trim().ifEmpty { null })
                    session.signIn.enterClient(choice.copy(fhirBase = base.trim().ifEmpty { null }), entry)
                }, Modifier.fillMaxWidth(), enabled = complete) { Text("Go on") }
                OutlinedButton(session.signIn::dismiss, Modifier.fillMaxWidth()) { Text("Cancel") }
            }
        }
    }
}
