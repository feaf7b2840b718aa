import SwiftUI

/// App lock, and what developers switch.
struct SettingsScreen: View {
    @Bindable var app: AppModel

    var body: some View {
        @Bindable var lock = app.lock
        Form {
            Section {
                Toggle("App lock", isOn: $lock.isWanted)
            } header: {
                Text("Privacy")
            } footer: {
                Text("Asks for your fingerprint, face or passcode when you open the wallet.")
            }
            if app.shell.isPrototype {
                Section {
                    Toggle("Sandbox", isOn: $app.wantsSandbox)
                } header: {
                    Text("For developers")
                } footer: {
                    Text(
                        """
                        Five simulated plans with made-up members, in a wallet of their own. Start billfold-sandbox on the \
                        Mac first.
                        """)
                }
            }
        }
        .navigationTitle("Settings")
    }
}
