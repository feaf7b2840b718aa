package org.billfold.android

import android.app.Activity
import android.content.Intent
import android.os.Bundle

/**
 * Receives callbacks that come as an intent: to a claimed https address from a Custom Tab. It shows nothing, hands the
 * URL on and brings the app back to the front.
 *
 * Any app can start it with any URL. That does no harm: the wallet ignores a callback that belongs to no sign-in.
 */
class RedirectActivity : Activity() {
    override fun onCreate(state: Bundle?) {
        super.onCreate(state)
        intent.data?.let { deliver(it.toString()) }
        packageManager.getLaunchIntentForPackage(packageName)?.let { app ->
            // On top of the task that the browser lies in, and without a second copy of the activity.
            startActivity(app.addFlags(Intent.FLAG_ACTIVITY_CLEAR_TOP or Intent.FLAG_ACTIVITY_SINGLE_TOP))
        }
        finish()
    }

    internal companion object {
        private var listener: ((String) -> Unit)? = null
        private var kept: String? = null

        /** The newest listener hears of callbacks, and first of the one that came before there was any. Main thread. */
        fun listen(to: (String) -> Unit) {
            listener = to
            kept?.let(to)
            kept = null
        }

        /** Forgets a listener whose activity is gone. */
        fun unlisten(gone: (String) -> Unit) {
            if (listener === gone) listener = null
        }

        private fun deliver(callbackUrl: String) {
            listener?.invoke(callbackUrl) ?: run { kept = callbackUrl }
        }
    }
}
