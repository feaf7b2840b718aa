package org.billfold.demo.ui

import androidx.compose.material3.Switch
import androidx.compose.runtime.Composable
import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
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
