package org.billfold.demo

import java.io.File
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.cancel
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.flow.update
import kotlinx.coroutines.job
import kotlinx.coroutines.plus
import org.billfold.StoreEvent
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
    exports: File,
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
    val people = PeopleModel(wallet, scope, changes, ::changed)
    val medications = MedicationsModel(wallet, scope, changes)
    val health = HealthModel(wallet, scope, changes)
    val timeline = TimelineModel(wallet, scope, changes)
    val directory = DirectoryModel(wallet, picker, scope, changes)
    val formulary = FormularyModel(wallet, scope, changes)
    val records = RecordsModel(wallet, File(exports, "documents"), scope, changes)
    val export = ExportModel(wallet, File(exports, "records"), scope, changes)
    private val mutableLost = MutableStateFlow<List<String>>(emptyList())

    /** Names of the plans whose connection is lost because the device lost its key: the member must sign in again. */
    val lostPlans: StateFlow<List<String>> = mutableLost.asStateFlow()

    init {
        wallet.takeEvents().forEach(::mend)
    }

    fun dismissLost() {
        mutableLost.value = emptyList()
    }

    /** Deals with what the wallet found lost when it was opened. */
    private fun mend(event: StoreEvent) =
        when (event) {
            is StoreEvent.RecordsLost -> sync.start(event.connection)
            is StoreEvent.ConnectionLost -> {
                val name = wallet.payers().firstOrNull { it.id == event.payer }?.name ?: "A plan"
                mutableLost.update { it + name }
            }
        }

    private fun changed() = changes.update { it + 1 }

    internal fun close() {
        records.opened.close()
        export.file.close()
        scope.cancel()
        wallet.close()
    }
}
