package org.billfold.demo

import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.cancel
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.update
import kotlinx.coroutines.job
import kotlinx.coroutines.plus
import org.billfold.Wallet

/**
 * An open wallet and the models of its screens, which live as long as it is open: longer than an activity.
 *
 * @property sandbox the simulated payers, where the wallet is the sandbox's.
 */
class WalletSession internal constructor(
    val wallet: Wallet,
    val clients: ClientBook,
    val sandbox: List<SandboxPayerInfo>,
    appScope: CoroutineScope,
    browser: () -> Browser?,
) {
    private val scope = appScope + SupervisorJob(appScope.coroutineContext.job)
    private val changes = MutableStateFlow(0)

    val navigator = Navigator()
    val sync = SyncModel(wallet, scope, ::changed)
    val connections = ConnectionsModel(wallet, sync, scope, changes, ::changed)
    val picker = PayerPicker(wallet, sandbox)
    val signIn = SignInModel(wallet, clients, browser, scope) { connection ->
        changed()
        sync.start(connection.id)
    }
    val home = HomeModel(wallet, scope, changes)
    val claims = ClaimsModel(wallet, scope, changes)
    val medications = MedicationsModel(wallet, scope, changes)
    val health = HealthModel(wallet, scope, changes)
    val timeline = TimelineModel(wallet, scope, changes)
    val records = RecordsModel(wallet, scope, changes)

    private fun changed() = changes.update { it + 1 }

    internal fun close() {
        scope.cancel()
        wallet.close()
    }
}
