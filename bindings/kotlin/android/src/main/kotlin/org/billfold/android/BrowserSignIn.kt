package org.billfold.android

import android.app.Activity
import android.app.Application
import android.net.Uri
import android.os.Bundle
import android.os.Handler
import android.os.Looper
import androidx.activity.ComponentActivity
import androidx.browser.auth.AuthTabIntent
import androidx.browser.customtabs.CustomTabsClient
import androidx.browser.customtabs.CustomTabsIntent
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.withContext
import org.billfold.BillfoldException
import org.billfold.RedirectBinding
import org.billfold.SignInRequest

/**
 * The system browser of a sign-in: an Auth Tab, which returns the callback to this app alone, or, where the member's
 * browser has none, a Custom Tab.
 *
 *     browser = BrowserSignIn(this) { url -> lifecycleScope.launch { wallet.completeSignIn(url) } } // in onCreate
 *
 *     val binding = browser.binding(redirectUri)          // goes into SignInOptions
 *     val request = wallet.beginSignIn("bcbsnc", options)
 *     val connection = wallet.completeSignIn(browser.open(request))
 *
 * Make it in the activity's `onCreate`, not later and not as a property, which is too early: a result is delivered to the
 * activity that registered for it, also when Android had ended the process meanwhile. Such a callback has nobody who waits
 * for it, and goes to [onLateCallback].
 */
class BrowserSignIn(private val activity: ComponentActivity, private val onLateCallback: (String) -> Unit) {
    private val launcher = AuthTabIntent.registerActivityResultLauncher(activity, ::finish)
    private val browser: String? = CustomTabsClient.getPackageName(activity, null)
    private val hasAuthTab = browser != null && CustomTabsClient.isAuthTabSupported(activity, browser)
    private var waiting: CompletableDeferred<String>? = null
    private var inCustomTab = false
    private val listener: (String) -> Unit = ::arrived

    init {
        RedirectActivity.listen(listener)
        activity.application.registerActivityLifecycleCallbacks(Watcher())
    }

    /**
     * What keeps other apps from receiving a callback to this redirect URI on this device, with the member's present
     * browser: the answer for [org.billfold.SignInOptions]. A custom scheme is bound only where there is an Auth Tab.
     */
    fun binding(redirectUri: String): RedirectBinding =
        when {
            Uri.parse(redirectUri).scheme == "https" -> RedirectBinding.CLAIMED_HTTPS
            hasAuthTab -> RedirectBinding.AUTH_SESSION
            else -> RedirectBinding.UNBOUND
        }

    /**
     * Opens [SignInRequest.url] and returns the callback URL, for `Wallet.completeSignIn`.
     *
     * Throws [BillfoldException.Cancelled] when the member closes the browser: call `Wallet.cancelSignIn` then, which
     * tells whether there was another reason. Throws [BillfoldException.Misconfigured] where the browser could not
     * verify that the app owns an https redirect (Digital Asset Links).
     */
    suspend fun open(request: SignInRequest): String = withContext(Dispatchers.Main.immediate) {
        waiting?.completeExceptionally(BillfoldException.Cancelled("another sign-in was begun"))
        val callback = CompletableDeferred<String>()
        waiting = callback
        val url = Uri.parse(request.url.toString())
        val redirect = Uri.parse(request.redirectUri)
        if (hasAuthTab) openAuthTab(url, redirect) else openCustomTab(url)
        try {
            callback.await()
        } finally {
            if (waiting === callback) waiting = null
        }
    }

    private fun openAuthTab(url: Uri, redirect: Uri) {
        val tab = AuthTabIntent.Builder().build()
        tab.intent.setPackage(browser)
        if (redirect.scheme == "https") {
            tab.launch(launcher, url, redirect.host.orEmpty(), redirect.path.orEmpty())
        } else {
            tab.launch(launcher, url, redirect.scheme.orEmpty())
        }
    }

    private fun openCustomTab(url: Uri) {
        val tab = CustomTabsIntent.Builder().build()
        tab.intent.setPackage(browser)
        inCustomTab = true
        tab.launchUrl(activity, url)
    }

    private fun finish(result: AuthTabIntent.AuthResult) {
        val url = result.resultUri
        when {
            result.resultCode == AuthTabIntent.RESULT_OK && url != null -> arrived(url.toString())
            result.resultCode == AuthTabIntent.RESULT_CANCELED -> closed()
            else -> waiting?.completeExceptionally(
                BillfoldException.Misconfigured(
                    "the browser could not verify that the app owns the redirect: check assetlinks.json " +
                        "(Auth Tab result ${result.resultCode})",
                ),
            )
        }
    }

    private fun arrived(callbackUrl: String) {
        val waited = waiting?.complete(callbackUrl) ?: false
        if (!waited) onLateCallback(callbackUrl)
    }

    private fun closed() {
        waiting?.completeExceptionally(BillfoldException.Cancelled("the browser was closed"))
    }

    /** A Custom Tab has no result: the member who is back in the activity, and brought no callback, has closed it. */
    private inner class Watcher : Application.ActivityLifecycleCallbacks {
        override fun onActivityResumed(resumed: Activity) {
            if (resumed !== activity || !inCustomTab) return
            inCustomTab = false
            // The callback's intent may be delivered just after the activity is resumed.
            Handler(Looper.getMainLooper()).postDelayed(::closed, GRACE_MILLIS)
        }

        override fun onActivityDestroyed(destroyed: Activity) {
            if (destroyed !== activity) return
            RedirectActivity.unlisten(listener)
            activity.application.unregisterActivityLifecycleCallbacks(this)
        }

        override fun onActivityCreated(created: Activity, state: Bundle?) = Unit
        override fun onActivityStarted(started: Activity) = Unit
        override fun onActivityPaused(paused: Activity) = Unit
        override fun onActivityStopped(stopped: Activity) = Unit
        override fun onActivitySaveInstanceState(saved: Activity, state: Bundle) = Unit
    }

    private companion object {
        const val GRACE_MILLIS = 500L
    }
}
