package org.billfold.demo

import kotlin.time.Duration
import kotlin.time.Duration.Companion.minutes
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext
import kotlinx.coroutines.withTimeoutOrNull
import org.billfold.BillfoldException
import org.billfold.Connection
import org.billfold.PatientChoice
import org.billfold.SignInOptions
import org.billfold.SignInProtection
import org.billfold.SignInRequest
import org.billfold.Wallet

/** How far a sign-in has come. */
sealed interface SignInState {
    data object Idle : SignInState

    /** The developer has to say what the payer assigned to the app, and for some presets where the plan is. */
    data class ClientNeeded(val choice: PayerChoice, val entry: ClientEntry?) : SignInState

    /** The payer's servers are asked how they sign members in. */
    data class Preparing(val choice: PayerChoice) : SignInState

    /** The sheet before the browser opens: what will be shared, and how the sign-in is protected. */
    data class Offer(val choice: PayerChoice, val protection: SignInProtection) : SignInState

    data class InBrowser(val choice: PayerChoice) : SignInState

    data object Completing : SignInState

    /** The sign-in opens the records of several people. */
    data class PatientNeeded(val signIn: String, val patients: List<PatientChoice>) : SignInState

    data class Connected(val connection: Connection) : SignInState

    /** It came to nothing. [choice] can be tried again; it is not known for a callback that came to a new process. */
    data class Ended(val choice: PayerChoice?, val problem: Problem) : SignInState
}

/**
 * One sign-in at a time, from the payer's name to the connection.
 *
 * @param browser the browser of the activity that is there now, if one is.
 * @param patience how long the member may take in the browser: after that the payer's answer would not be taken.
 */
class SignInModel internal constructor(
    private val wallet: Wallet,
    private val clients: ClientBook,
    private val browser: () -> Browser?,
    private val scope: CoroutineScope,
    private val patience: Duration = 10.minutes,
    private val connected: (Connection) -> Unit,
) {
    private val mutableState = MutableStateFlow<SignInState>(SignInState.Idle)
    private var job: Job? = null
    private var request: SignInRequest? = null

    val state: StateFlow<SignInState> = mutableState.asStateFlow()

    /** Begins with this payer: asks its servers, then shows the sheet. */
    fun choose(choice: PayerChoice) {
        val entry = clients[choice.key]
        val addressMissing = choice.payer?.needsFhirBase == true && choice.fhirBase.isNullOrBlank()
        if (entry == null || addressMissing) {
            mutableState.value = SignInState.ClientNeeded(choice, entry)
        } else {
            prepare(choice, entry)
        }
    }

    /** Shows the entry again, for instance after the payer did not know the client. */
    fun editClient(choice: PayerChoice) {
        mutableState.value = SignInState.ClientNeeded(choice, clients[choice.key])
    }

    /** Keeps what the developer entered, and goes on. */
    fun enterClient(choice: PayerChoice, entry: ClientEntry) {
        clients[choice.key] = entry
        choose(choice)
    }

    private fun prepare(choice: PayerChoice, entry: ClientEntry) = run(choice) {
        mutableState.value = SignInState.Preparing(choice)
        val binding = checkNotNull(browser()) { "a sign-in begins in an activity" }.binding(entry.redirectUri)
        val options = SignInOptions(
            client = entry.registration(),
            redirectUri = entry.redirectUri,
            redirectBinding = binding,
            fhirBase = choice.fhirBase,
            broker = entry.broker,
        )
        val begun = if (choice.payer != null) {
            wallet.beginSignIn(choice.payer.id, options)
        } else {
            wallet.beginSignInAt(choice.fhirBase.orEmpty(), options.copy(fhirBase = null))
        }
        request = begun
        mutableState.value = SignInState.Offer(choice, begun.protection)
    }

    /** The member agrees to the sheet: the browser opens. */
    fun proceed() {
        val offer = mutableState.value as? SignInState.Offer ?: return
        val begun = request ?: return
        run(offer.choice) {
            mutableState.value = SignInState.InBrowser(offer.choice)
            val callback = try {
                withTimeoutOrNull(patience) { checkNotNull(browser()) { "no activity" }.open(begun) }
                    ?: throw BillfoldException.RestartSignIn("no callback within $patience")
            } catch (ended: BillfoldException) {
                giveUp()
                throw ended
            }
            complete(offer.choice, callback)
        }
    }

    /**
     * A callback that nobody waits for: Android had ended the app while the browser was in front, or the activity was
     * made anew. Callbacks that belong to no sign-in are ignored.
     */
    fun resume(callbackUrl: String) {
        val choice = (mutableState.value as? SignInState.InBrowser)?.choice
        val before = mutableState.value
        run(choice) {
            try {
                complete(choice, callbackUrl)
            } catch (_: BillfoldException.StrayRedirect) {
                mutableState.value = before
            }
        }
    }

    /** The member does not want to go on. */
    fun cancel() {
        val before = job
        job = scope.launch {
            before?.cancelAndJoin()
            runCatchingProblem { giveUp() }
            mutableState.value = SignInState.Idle
        }
    }

    /** The member chose whose records to see. */
    fun choosePatient(patient: PatientChoice) {
        val needed = mutableState.value as? SignInState.PatientNeeded ?: return
        run(null) {
            mutableState.value = SignInState.Completing
            finished(wallet.choosePatient(needed.signIn, patient.patient))
        }
    }

    /** The member has seen how it ended. */
    fun dismiss() {
        mutableState.value = SignInState.Idle
    }

    private suspend fun complete(choice: PayerChoice?, callbackUrl: String) {
        mutableState.value = SignInState.Completing
        // The payer's code works once: whoever leaves now must not lose it.
        withContext(NonCancellable) {
            try {
                finished(wallet.completeSignIn(callbackUrl))
            } catch (several: BillfoldException.ChoosePatient) {
                mutableState.value = SignInState.PatientNeeded(several.signIn, wallet.patientChoices(several.signIn))
            } catch (restart: BillfoldException.RestartSignIn) {
                mutableState.value = SignInState.Ended(choice, restart.problem())
            }
        }
    }

    private fun finished(connection: Connection) {
        request = null
        mutableState.value = SignInState.Connected(connection)
        connected(connection)
    }

    /** Tells the wallet that no callback will come. It throws where the payer's own page told why. */
    private suspend fun giveUp() {
        val begun = request ?: return
        request = null
        withContext(NonCancellable) { wallet.cancelSignIn(begun.id) }
    }

    private fun run(choice: PayerChoice?, work: suspend () -> Unit) {
        val before = job
        job = scope.launch {
            before?.cancelAndJoin()
            runCatchingProblem(work)?.let { mutableState.value = SignInState.Ended(choice, it) }
        }
    }

    private suspend fun runCatchingProblem(work: suspend () -> Unit): Problem? =
        (load(work) as? Load.Failed)?.problem
}
