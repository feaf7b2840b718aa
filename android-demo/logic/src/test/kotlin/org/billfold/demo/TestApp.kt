package org.billfold.demo

import com.fasterxml.jackson.databind.JsonNode
import java.io.File
import java.util.concurrent.ConcurrentHashMap
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.filterIsInstance
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withContext
import kotlinx.coroutines.withTimeout
import org.billfold.Answer
import org.billfold.BillfoldException
import org.billfold.Connection
import org.billfold.Landing
import org.billfold.MemoryStore
import org.billfold.RedirectBinding
import org.billfold.Sandbox
import org.billfold.SandboxBrowser
import org.billfold.SandboxPayer
import org.billfold.SecureStore
import org.billfold.SignInRequest

/** The device: what survives the app's process. */
class TestDevice(override val directory: File, sandbox: Boolean = true) : Shell {
    private val stores = ConcurrentHashMap<String, MemoryStore>()

    override val exports = File(directory, "exports")
    override val settings = object : Settings {
        private val values = ConcurrentHashMap<String, String>()

        override fun read(name: String): String? = values[name]

        override fun write(name: String, value: String?) {
            if (value == null) values.remove(name) else values[name] = value
        }
    }
    override val isPrototype = true

    init {
        if (sandbox) settings.write("sandbox", "on")
    }

    override fun secureStore(name: String): SecureStore = stores.getOrPut(name, ::MemoryStore)

    /** Loses every key, as when the device's passcode is removed. */
    fun loseKeys() = stores.clear()
}

/** What the member does when the browser opens. */
typealias Member = suspend (SignInRequest) -> String

/** A member who agrees, or does something else, at the payer's pages. */
fun memberAt(payer: SandboxPayer, answer: Answer = Answer.ALLOW, login: JsonNode = payer.login): Member = { request ->
    when (val landing = withContext(Dispatchers.IO) { SandboxBrowser().signIn(request.url, payer, answer, login) }) {
        is Landing.Callback -> landing.url
        is Landing.Page -> throw BillfoldException.Cancelled("the member closes a page of status ${landing.status}")
    }
}

/** A member who leaves the browser open and never comes back. */
val absent: Member = { CompletableDeferred<String>().await() }

class TestBrowser(val binding: RedirectBinding, val member: Member) : Browser {
    override fun binding(redirectUri: String) = binding

    override suspend fun open(request: SignInRequest): String = member(request)
}

/**
 * The app in one process. [end] is how Android ends it.
 *
 * @property main what stands for Android's main thread: models are used on it alone.
 */
class TestProcess(
    device: TestDevice,
    payers: Collection<SandboxPayer> = Sandbox.payers.values,
    val main: CoroutineDispatcher = oneAtATime(),
) {
    private val job = SupervisorJob()
    val scope = CoroutineScope(main + job)
    val app = AppModel(device, scope, payers.map { it.origin.port })

    fun browser(binding: RedirectBinding = RedirectBinding.AUTH_SESSION, member: Member) {
        app.browser = TestBrowser(binding, member)
    }

    suspend fun end() {
        job.cancelAndJoin()
        (app.state.value as? AppState.Open)?.session?.close()
    }
}

@OptIn(ExperimentalCoroutinesApi::class)
private fun oneAtATime() = Dispatchers.Default.limitedParallelism(1)

/** Runs [work] with an open app that has the sandbox's payers. */
fun inApp(
    device: TestDevice,
    payers: Collection<SandboxPayer> = Sandbox.payers.values,
    work: suspend TestProcess.(WalletSession) -> Unit,
) {
    val process = TestProcess(device, payers)
    runBlocking(process.main) {
        try {
            process.work(checkNotNull(process.app.session()) { "${process.app.state.value}" })
        } finally {
            process.end()
        }
    }
}

/** The first of these states, which must come soon. */
suspend inline fun <reified T> Flow<*>.await(): T = withTimeout(100_000) { filterIsInstance<T>().first() }

suspend fun <T> Flow<T>.awaitThat(wanted: (T) -> Boolean): T = withTimeout(100_000) { first(wanted) }

/** What has been read, once it has. */
suspend fun <T> Flow<Load<T>>.ready(): T = await<Load.Ready<T>>().value

/** The member chooses the payer and goes through the sheet. */
suspend fun WalletSession.begin(payer: SandboxPayer) {
    signIn.choose(picker.choice(wallet.payers().first { it.id == payer.id }))
    signIn.state.await<SignInState.Offer>()
    signIn.proceed()
}

/** As [begin], to the end of the first sync. */
suspend fun TestProcess.connect(
    session: WalletSession,
    payer: SandboxPayer,
    member: Member = memberAt(payer),
): Connection {
    browser(member = member)
    session.begin(payer)
    val connection = session.signIn.state.await<SignInState.Connected>().connection
    session.sync.states.awaitThat { it[connection.id] is SyncState.Done }
    session.signIn.dismiss()
    return connection
}
