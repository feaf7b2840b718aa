package org.billfold

import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.ensureActive
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.buffer
import kotlinx.coroutines.flow.channelFlow
import kotlinx.coroutines.flow.flowOn
import kotlinx.coroutines.flow.last
import kotlinx.coroutines.flow.onEach
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext
import org.billfold.ffi.Cancel
import org.billfold.ffi.SyncObserver
import org.billfold.ffi.Wallet as CoreWallet

/**
 * A member's wallet: their connections to payers, and the records that these brought.
 *
 * One per process, closed by its owner; a call after [close] is an [IllegalStateException]. Every suspending call may
 * be made from the main thread and throws [BillfoldException].
 */
class Wallet private constructor(private val core: CoreWallet) : AutoCloseable {
    /** The payers that can be signed in to: the built-in presets and the app's own. */
    fun payers(): List<Payer> = core.payers()

    /**
     * Adds a preset, as JSON, or puts it in the place of the one with the same id, for sign-ins that begin from now on.
     */
    fun addPreset(preset: String) = mapErrors { core.addPreset(preset) }

    /**
     * Forgets what is known of a payer's servers: for when a sign-in was stopped because they moved or changed, and the
     * payer has confirmed it. Changes stored state.
     */
    suspend fun acceptChangedHosts(payer: String, fhirBase: String? = null) =
        call { core.acceptChangedHosts(payer, fhirBase) }

    /**
     * Begins a sign-in to the payer with this preset id. Open the URL in the system browser and hand the callback to
     * [completeSignIn], which may happen in another process. Changes stored state.
     */
    suspend fun beginSignIn(payer: String, options: SignInOptions): SignInRequest =
        call { options.lent { core.beginSignIn(payer, it) } }

    /** As [beginSignIn], for any SMART server of which only the FHIR base is known. Changes stored state. */
    suspend fun beginSignInAt(fhirBase: String, options: SignInOptions): SignInRequest =
        call { options.lent { core.beginSignInAt(fhirBase, it) } }

    /**
     * Completes a sign-in with the URL that came back to the redirect URI, verbatim. Changes stored state.
     *
     * [BillfoldException.StrayRedirect] means that the URL was for nobody: ignore it. A caller who leaves does not stop
     * it, since the payer's code can be used only once; [connections] has the connection then.
     */
    suspend fun completeSignIn(callbackUrl: String): Connection = call { core.completeSignIn(callbackUrl) }

    /** The patients of a sign-in that ended in [BillfoldException.ChoosePatient]; none where its time is over. */
    suspend fun patientChoices(signIn: String): List<PatientChoice> = call { core.patientChoices(signIn) }

    /** Completes such a sign-in for one of its patients. Changes stored state. */
    suspend fun choosePatient(signIn: String, patient: String): Connection =
        call { core.choosePatient(signIn, patient) }

    /** Asks the payer who signed in; `null` where it does not tell. */
    suspend fun userInfo(connection: String): UserInfo? = call { core.userInfo(connection) }

    /**
     * Gives up the sign-in with this [SignInRequest.id], whose callback did not come, and tells why it did not where
     * the payer's own page tells, such as [BillfoldException.UnknownClient]. Changes stored state.
     */
    suspend fun cancelSignIn(id: String) = call { core.cancelSignIn(id) }

    /** The member's connections, the oldest first. */
    suspend fun connections(): List<Connection> = call { core.connections() }

    /**
     * Fetches all records of the connection with this id. Changes stored state.
     *
     * Collecting starts the sync. [SyncEvent.Done] comes last; of [SyncEvent.Progress] a slow collector sees only the
     * newest. Cancelling the collector stops the sync and returns once it has stopped: what is stored stays, and the
     * next sync goes on from there.
     */
    fun sync(connection: String): Flow<SyncEvent> =
        channelFlow {
            val observer = object : SyncObserver {
                override fun progressed(progress: SyncProgress) {
                    trySend(SyncEvent.Progress(progress))
                }
            }
            send(SyncEvent.Done(syncUntilCancelled(connection, observer)))
        }.buffer(Channel.CONFLATED).flowOn(Dispatchers.IO)

    /** As [sync], for those who want the report alone. [onProgress] is called in the caller's own context. */
    suspend fun syncToEnd(connection: String, onProgress: (SyncProgress) -> Unit = {}): SyncReport {
        val end = sync(connection).onEach { if (it is SyncEvent.Progress) onProgress(it.progress) }.last()
        return (end as SyncEvent.Done).report
    }

    /** The insurance cards, those that are good today first. */
    suspend fun cards(): List<InsuranceCard> = call { core.cards() }

    /** The claims, the newest first. */
    suspend fun claims(query: ClaimQuery = ClaimQuery()): ClaimPage = call { core.claims(query) }

    /** The medications, each drug with its history; the drug with the newest record first. */
    suspend fun medications(query: ClinicalQuery = ClinicalQuery()): MedicationPage = call { core.medications(query) }

    /** Lists records, of the connection with this id or of all, of one FHIR type or of all. */
    suspend fun records(connection: String? = null, resourceType: String? = null): List<RecordSummary> =
        call { core.records(connection, resourceType) }

    /**
     * A record as the payer sent it, byte for byte. Two payers may use the same reference: the oldest connection that
     * has it answers, unless one is named.
     */
    suspend fun record(reference: Reference, connection: String? = null): String? =
        call { core.record(reference, connection) }

    /**
     * Ends a connection: asks the payer to revoke its tokens, then erases its key, its tokens and its records, even if
     * the payer cannot be reached. It runs to its end even when the caller is cancelled. Changes stored state.
     */
    suspend fun signOut(connection: String): SignOutReport =
        withContext(NonCancellable) { call { core.signOut(connection) } }

    /** Frees what the core holds in memory. What is stored stays. */
    override fun close() = core.close()

    /**
     * Cancelling a coroutine would drop the core's future in the middle of its work. The switch lets it stop in its own
     * way, and nobody goes on before it has.
     */
    private suspend fun syncUntilCancelled(connection: String, observer: SyncObserver): SyncReport =
        Cancel().use { cancel ->
            coroutineScope {
                val stopper = launch(start = CoroutineStart.UNDISPATCHED) {
                    try {
                        awaitCancellation()
                    } finally {
                        cancel.cancel()
                    }
                }
                try {
                    withContext(NonCancellable) { mapErrors { core.sync(connection, observer, cancel) } }
                } catch (stopped: BillfoldException.Cancelled) {
                    currentCoroutineContext().ensureActive()
                    throw stopped
                } finally {
                    stopper.cancel()
                }
            }
        }

    companion object {
        /** Opens the wallet in [WalletConfig.directory], or makes a new one there. Changes stored state. */
        suspend fun open(config: WalletConfig, secureStore: SecureStore): Wallet =
            call { Wallet(CoreWallet.open(config, SecureStoreAdapter(secureStore))) }
    }
}

/** The core polls on its caller's thread, which may be the one that draws: every call leaves it. */
private suspend fun <T> call(work: suspend () -> T): T = withContext(Dispatchers.IO) { mapErrors { work() } }
