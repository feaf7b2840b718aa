package org.billfold.demo

import kotlin.coroutines.cancellation.CancellationException
import org.billfold.BillfoldException

/** What a screen offers beside a problem. */
enum class NextStep {
    /** The same again, now. */
    RETRY,

    /** The same again, but not at once: the payer asks for time. */
    RETRY_LATER,

    /** A new sign-in to the same payer. */
    SIGN_IN,

    /** Client id, secret and redirect are the developer's to mend. */
    CHECK_SETUP,

    /** There is nothing to do. */
    NONE,
}

/**
 * What went wrong, as a screen shows it.
 *
 * @property message for the member.
 * @property next what the screen offers.
 * @property detail for developers: shown in prototypes only.
 * @property isNotFound what was asked for is not there.
 */
data class Problem(val message: String, val next: NextStep, val detail: String, val isNotFound: Boolean = false) {
    /** The same may succeed later without anybody doing anything. */
    val isTemporary: Boolean get() = next == NextStep.RETRY || next == NextStep.RETRY_LATER
}

/** What to show and to offer. What the wallet does not throw by its contract is a bug, and goes on. */
fun Throwable.problem(): Problem =
    when (this) {
        is CancellationException -> throw this
        is BillfoldException -> Problem(message, nextStep(), detail, this is BillfoldException.NotFound)
        else -> throw this
    }

private fun BillfoldException.nextStep(): NextStep =
    when (this) {
        is BillfoldException.Offline, is BillfoldException.StoreUnavailable, is BillfoldException.Cancelled,
        is BillfoldException.AlreadyRunning,
        -> NextStep.RETRY
        is BillfoldException.PayerUnavailable -> NextStep.RETRY_LATER
        is BillfoldException.AccessDenied, is BillfoldException.LoginFailed, is BillfoldException.RestartSignIn,
        is BillfoldException.SignInRequired, is BillfoldException.ChoosePatient,
        -> NextStep.SIGN_IN
        is BillfoldException.UnknownClient, is BillfoldException.Misconfigured -> NextStep.CHECK_SETUP
        is BillfoldException.PayerMisbehaved, is BillfoldException.Forbidden, is BillfoldException.StrayRedirect,
        is BillfoldException.NotFound,
        -> NextStep.NONE
    }
