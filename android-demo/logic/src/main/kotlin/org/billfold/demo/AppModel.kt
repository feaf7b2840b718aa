package org.billfold.demo

import java.io.File
import java.io.IOException
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.launch
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock
import org.billfold.Wallet
import org.billfold.WalletConfig
import org.billfold.presetAtOrigin

/** What the app as a whole is doing. */
sealed interface AppState {
    data object Opening : AppState

    data class Failed(val problem: Problem) : AppState

    data class Open(val session: WalletSession) : AppState
}

/**
 * The app: one wallet, opened once in a process, and the switch between the payers' own systems and the sandbox's.
 *
 * The two have a wallet each, so that made-up records never lie among a member's own.
 */
class AppModel(val shell: Shell, private val scope: CoroutineScope, private val sandboxPorts: List<Int> = SandboxSwitch.usualPorts) {
    private val mutableState = MutableStateFlow<AppState>(AppState.Opening)
    private val opening = Mutex()

    val state: StateFlow<AppState> = mutableState.asStateFlow()
    val lock = AppLock(shell.settings)

    /** The browser of the activity that is there. */
    var browser: Browser? = null

    var usesSandbox: Boolean
        get() = shell.isPrototype && shell.settings.read(SANDBOX) != null
        private set(value) = shell.settings.write(SANDBOX, "on".takeIf { value })

    /** Opens the wallet, unless it is open. */
    fun start() = scope.launch { session() }

    /** The open wallet, for those who need it now, such as a refresh in the background; `null` where it cannot be opened. */
    suspend fun session(): WalletSession? = opening.withLock {
        (mutableState.value as? AppState.Open)?.let { return it.session }
        mutableState.value = AppState.Opening
        mutableState.value = try {
            when (val opened = load { open() }) {
                is Load.Failed -> AppState.Failed(opened.problem)
                is Load.Ready -> AppState.Open(opened.value)
                is Load.Loading -> AppState.Opening
            }
        } catch (failure: IOException) {
            AppState.Failed(Problem(NO_SANDBOX, NextStep.RETRY, failure.toString()))
        }
        (mutableState.value as? AppState.Open)?.session
    }

    /** Goes over to the sandbox's payers or back. Each side keeps what it has. */
    fun useSandbox(on: Boolean) = scope.launch {
        opening.withLock {
            (mutableState.value as? AppState.Open)?.session?.close()
            mutableState.value = AppState.Opening
            usesSandbox = on
        }
        session()
    }

    private suspend fun open(): WalletSession {
        val sandbox = if (usesSandbox) SandboxSwitch.payers(sandboxPorts) else emptyList()
        val name = if (usesSandbox) "sandbox" else "wallet"
        val config = WalletConfig(
            directory = File(shell.directory, name).path,
            presets = sandbox.map { presetAtOrigin(it.id, it.origin) },
            allowEmbeddedSecret = shell.isPrototype,
        )
        val wallet = Wallet.open(config, shell.secureStore(name))
        val clients = ClientBook(if (usesSandbox) SandboxSettings(sandbox) else shell.settings)
        return WalletSession(wallet, clients, sandbox, shell.exports, scope, ::browser)
    }

    private companion object {
        const val SANDBOX = "sandbox"
        const val NO_SANDBOX = "No sandbox answers on this device. Start billfold-sandbox and forward its ports."
    }
}

/** The sandbox's clients, which nobody needs to enter, and which are not kept. */
private class SandboxSettings(payers: List<SandboxPayerInfo>) : Settings {
    private val values = HashMap<String, String>()

    init {
        val book = ClientBook(this)
        for (payer in payers) {
            book[payer.id] = payer.client
            book[payer.fhirBase] = payer.client
        }
    }

    override fun read(name: String): String? = values[name]

    override fun write(name: String, value: String?) {
        if (value == null) values.remove(name) else values[name] = value
    }
}
