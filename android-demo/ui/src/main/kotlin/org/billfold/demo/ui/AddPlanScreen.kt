package org.billfold.demo.ui

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.material.icons.Icons
import androidx.compose.material.icons.filled.CheckCircle
import androidx.compose.material3.Button
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.OutlinedButton
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
import androidx.compose.ui.Modifier
import androidx.compose.ui.unit.dp
import org.billfold.demo.NextStep
import org.billfold.demo.PayerChoice
import org.billfold.demo.Screen
import org.billfold.demo.SignInState
import org.billfold.demo.WalletSession
import org.billfold.demo.words.safeguards
import org.billfold.demo.words.shares
import org.billfold.demo.words.usualShares

/** From the payer's name to the connection. */
@Composable
internal fun AddPlanScreen(session: WalletSession) {
    val state by session.signIn.state.collectAsState()
    when (val now = state) {
        is SignInState.Idle -> PickerScreen(session)
        is SignInState.ClientNeeded -> ClientScreen(session, now)
        is SignInState.Preparing -> Page { item { Busy("Asking ${now.choice.name} how it signs members in") } }
        is SignInState.Offer -> OfferScreen(session, now)
        is SignInState.InBrowser -> InBrowser(session, now.choice)
        is SignInState.Completing -> Page { item { Busy("Completing the sign-in") } }
        is SignInState.PatientNeeded -> PatientScreen(session, now)
        is SignInState.Connected -> Connected(session, now)
        is SignInState.Ended -> Ended(session, now)
    }
}

/** The sheet before the browser opens. */
@Composable
private fun OfferScreen(session: WalletSession, offer: SignInState.Offer) = Page {
    item {
        Column(Modifier.padding(horizontal = 4.dp), Arrangement.spacedBy(8.dp)) {
            Text("Sign in to ${offer.choice.name}", style = MaterialTheme.typography.titleLarge)
            Text(
                "Your plan's own page opens in the browser. You sign in there: this app never sees your password.",
                style = MaterialTheme.typography.bodyLarge,
            )
        }
    }
    offer.choice.payer?.notice?.let { item { Notice(it) } }
    item { Section("What will be shared with this app") { Rows(offer.choice.payer?.shares() ?: usualShares) { ListRow(it) } } }
    item { Section("How this sign-in is protected") { Safeguards(offer.protection.safeguards()) } }
    item {
        Text(
            "Your records stay on this device, encrypted. Nobody else receives them from this app.",
            Modifier.padding(horizontal = 4.dp),
            style = MaterialTheme.typography.bodyMedium,
        )
    }
    item {
        Column(Modifier.fillMaxWidth(), Arrangement.spacedBy(8.dp)) {
            Button(session.signIn::proceed, Modifier.fillMaxWidth()) { Text("Continue to sign in") }
            OutlinedButton(session.signIn::cancel, Modifier.fillMaxWidth()) { Text("Cancel") }
        }
    }
}

@Composable
private fun InBrowser(session: WalletSession, choice: PayerChoice) = Page {
    item { Busy("Waiting for you to sign in at ${choice.name}") }
    item { Text("Nothing is kept until you come back. If you closed the browser, cancel and start again.", style = MaterialTheme.typography.bodyMedium) }
    item { OutlinedButton(session.signIn::cancel, Modifier.fillMaxWidth()) { Text("Cancel") } }
}

@Composable
private fun PatientScreen(session: WalletSession, needed: SignInState.PatientNeeded) = Page {
    item { Text("Whose records do you want to see?", Modifier.padding(horizontal = 4.dp), style = MaterialTheme.typography.titleLarge) }
    item {
        Section(null) {
            Rows(needed.patients) { patient ->
                ListRow(
                    patient.name ?: "A person without a name",
                    patient.birthDate?.let { "Born $it" },
                    start = { Monogram(patient.name ?: "?") },
                    onClick = { session.signIn.choosePatient(patient) },
                )
            }
        }
    }
    item { OutlinedButton(session.signIn::cancel, Modifier.fillMaxWidth()) { Text("Cancel") } }
}

@Composable
private fun Connected(session: WalletSession, state: SignInState.Connected) = Page {
    item {
        Empty(Icons.Filled.CheckCircle, "Signed in", "Your records from ${state.connection.payerName} are on their way.", "Go to your wallet" to {
            session.signIn.dismiss()
            session.navigator.open(Screen.Home)
        })
    }
    if (state.connection.scopesMissing.isNotEmpty()) {
        item { Notice("Your plan does not share everything that was asked for: some records will be missing.") }
    }
}

@Composable
private fun Ended(session: WalletSession, ended: SignInState.Ended) = Page {
    item {
        ProblemNotice(ended.problem) { next ->
            val choice = ended.choice
            when {
                choice == null -> session.signIn.dismiss()
                next == NextStep.CHECK_SETUP -> session.signIn.editClient(choice)
                else -> session.signIn.choose(choice)
            }
        }
    }
    item { OutlinedButton(session.signIn::dismiss, Modifier.fillMaxWidth()) { Text("Choose another plan") } }
}
