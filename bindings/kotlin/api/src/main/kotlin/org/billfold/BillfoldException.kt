package org.billfold

import kotlin.time.Duration
import kotlin.time.toKotlinDuration
import org.billfold.ffi.BillfoldException as CoreException
import org.billfold.ffi.InternalException

/**
 * What went wrong, by what the app should do next.
 *
 * [message] is for the member, in English; an app in other languages has a text of its own for each case. [detail] is
 * for developers and logs. Neither holds a token, an id, a record or a word of the payer's server.
 */
sealed class BillfoldException(override val message: String, val detail: String) : Exception(message) {
    /** Nothing to do: the member or the app stopped it. */
    class Cancelled(detail: String) : BillfoldException("This was cancelled.", detail)

    /** Tell the member that access was not granted; they can start again. */
    class AccessDenied(detail: String) :
        BillfoldException("Access to your records was not granted. You can sign in again at any time.", detail)

    /** Tell the member that the payer could not log them in. */
    class LoginFailed(detail: String) :
        BillfoldException("Your health plan could not log you in. Check user name and password, and try again.", detail)

    /** Developer: the payer does not know this client. Check id, secret and registration. */
    class UnknownClient(detail: String) : BillfoldException("Your health plan does not know this app.", detail)

    /** Developer: the configuration is refused; [detail] says which rule. */
    class Misconfigured(detail: String) :
        BillfoldException("This app is not set up correctly for your health plan.", detail)

    /** Try again when there is a connection, or later. */
    class Offline(detail: String) :
        BillfoldException("Your health plan cannot be reached. Check your connection and try again.", detail)

    /** The payer has a problem; try again later: after [retryAfter], where the payer said how long to wait. */
    class PayerUnavailable(detail: String, val retryAfter: Duration?) :
        BillfoldException("Your health plan's system is not available now. Try again later.", detail)

    /** The payer's answer breaks the rules of its protocol; report it. */
    class PayerMisbehaved(detail: String) :
        BillfoldException("Your health plan's system gave an answer that this app cannot use.", detail)

    /** The payer does not cover this with the member's grant. */
    class Forbidden(detail: String) :
        BillfoldException("Your health plan does not share this with the access that you granted.", detail)

    /** Ignore: this callback was for nobody. Pending sign-ins are untouched. */
    class StrayRedirect(detail: String) : BillfoldException("This link belongs to no sign-in of this app.", detail)

    /** Begin the sign-in again. */
    class RestartSignIn(detail: String) :
        BillfoldException("The sign-in could not be completed. Start it again.", detail)

    /**
     * The sign-in opens the records of several patients: show [Wallet.patientChoices] of [signIn], and complete it with
     * [Wallet.choosePatient] within ten minutes.
     */
    class ChoosePatient(detail: String, val signIn: String) :
        BillfoldException("Choose whose records you want to see.", detail)

    /** Access has ended: sign in again. */
    class SignInRequired(detail: String) :
        BillfoldException("Access to your health plan has ended. Sign in again.", detail)

    /** A sync of this connection is already running. */
    class AlreadyRunning(detail: String) : BillfoldException("Your records are already being updated.", detail)

    /** The device's secure store or the wallet's file is not available. */
    class StoreUnavailable(detail: String) :
        BillfoldException("Your wallet cannot be opened now. Unlock the device and try again.", detail)

    /** There is no such connection or record. */
    class NotFound(detail: String) : BillfoldException("This is not in your wallet any more.", detail)
}

/**
 * Runs [work] and throws the boundary's errors as [BillfoldException]. A panic of the core's, like one on the core's
 * workers, leaves a store that cannot be used now; its words are dropped, since nobody chose them for a log.
 */
internal inline fun <T> mapErrors(work: () -> T): T =
    try {
        work()
    } catch (failure: CoreException) {
        throw failure.mapped()
    } catch (_: InternalException) {
        throw BillfoldException.StoreUnavailable("the core failed unexpectedly")
    }

/** The boundary's exception has a list of its fields for a message; the app gets words instead. */
internal fun CoreException.mapped(): BillfoldException =
    when (this) {
        is CoreException.Cancelled -> BillfoldException.Cancelled(detail)
        is CoreException.AccessDenied -> BillfoldException.AccessDenied(detail)
        is CoreException.LoginFailed -> BillfoldException.LoginFailed(detail)
        is CoreException.UnknownClient -> BillfoldException.UnknownClient(detail)
        is CoreException.Misconfigured -> BillfoldException.Misconfigured(detail)
        is CoreException.Offline -> BillfoldException.Offline(detail)
        is CoreException.PayerUnavailable -> BillfoldException.PayerUnavailable(detail, retryAfter?.toKotlinDuration())
        is CoreException.PayerMisbehaved -> BillfoldException.PayerMisbehaved(detail)
        is CoreException.Forbidden -> BillfoldException.Forbidden(detail)
        is CoreException.StrayRedirect -> BillfoldException.StrayRedirect(detail)
        is CoreException.RestartSignIn -> BillfoldException.RestartSignIn(detail)
        is CoreException.ChoosePatient -> BillfoldException.ChoosePatient(detail, signIn)
        is CoreException.SignInRequired -> BillfoldException.SignInRequired(detail)
        is CoreException.AlreadyRunning -> BillfoldException.AlreadyRunning(detail)
        is CoreException.StoreUnavailable -> BillfoldException.StoreUnavailable(detail)
        is CoreException.NotFound -> BillfoldException.NotFound(detail)
    }
