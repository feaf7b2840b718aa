package org.billfold.demo.ui

import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.selection.toggleable
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Switch
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.unit.dp
import org.billfold.demo.AppModel

/** App lock, and what developers switch. */
@Composable
internal fun SettingsScreen(app: AppModel) {
    val lock by app.lock.state.collectAsState()
    val platform = LocalPlatform.current
    Page {
        item {
            Section("Privacy") {
                Toggle("App lock", "Asks for your fingerprint, face or passcode when you open the wallet.", lock.isOn) { on ->
                    platform.prove(if (on) "Switch the lock on" else "Switch the lock off") { proven -> if (proven) app.lock.switch(on) }
                }
            }
        }
        if (app.shell.isPrototype) {
            item {
                Section("For developers") {
                    Toggle("Sandbox", "Five simulated plans with made-up members, in a wallet of their own. Start billfold-sandbox and forward its ports first.", app.usesSandbox) { on ->
                        app.useSandbox(on)
                    }
                }
            }
        }
    }
}

@Composable
private fun Toggle(title: String, text: String, on: Boolean, change: (Boolean) -> Unit) =
    Row(
        Modifier.fillMaxWidth().toggleable(on, role = Role.Switch, onValueChange = change).padding(16.dp),
        verticalAlignment = Alignment.CenterVertically,
    ) {
        Column(Modifier.weight(1f).padding(end = 12.dp)) {
            Text(title, style = MaterialTheme.typography.bodyLarge)
            Text(text, style = MaterialTheme.typography.bodyMedium, color = MaterialTheme.colorScheme.onSurfaceVariant)
        }
        Switch(on, null)
    }
