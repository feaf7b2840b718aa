// Compile-only stand-ins for what only Google's Maven repository has: the declarations that this module uses, as the
// reference documents them. They are never packaged and never run.
@file:Suppress("UNUSED_PARAMETER")

package androidx.browser.auth

import android.content.Intent
import android.net.Uri
import androidx.activity.result.ActivityResultCaller
import androidx.activity.result.ActivityResultLauncher

class AuthTabIntent private constructor(@JvmField val intent: Intent) {
    class AuthResult(@JvmField val resultCode: Int, @JvmField val resultUri: Uri?)

    class Builder {
        fun build(): AuthTabIntent = throw NotImplementedError()
    }

    fun launch(launcher: ActivityResultLauncher<Intent>, url: Uri, redirectScheme: String): Unit =
        throw NotImplementedError()

    fun launch(launcher: ActivityResultLauncher<Intent>, url: Uri, redirectHost: String, redirectPath: String): Unit =
        throw NotImplementedError()

    companion object {
        const val RESULT_OK = -1
        const val RESULT_CANCELED = 0

        @JvmStatic
        fun registerActivityResultLauncher(
            caller: ActivityResultCaller,
            callback: (AuthResult) -> Unit,
        ): ActivityResultLauncher<Intent> = throw NotImplementedError()
    }
}
