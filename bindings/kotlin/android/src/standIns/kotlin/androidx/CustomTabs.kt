@file:Suppress("UNUSED_PARAMETER")

package androidx.browser.customtabs

import android.content.Context
import android.content.Intent
import android.net.Uri

class CustomTabsIntent private constructor(@JvmField val intent: Intent) {
    class Builder {
        fun build(): CustomTabsIntent = throw NotImplementedError()
    }

    fun launchUrl(context: Context, url: Uri): Unit = throw NotImplementedError()
}

class CustomTabsClient private constructor() {
    companion object {
        @JvmStatic
        fun getPackageName(context: Context, packages: List<String>?): String? = throw NotImplementedError()

        @JvmStatic
        fun isAuthTabSupported(context: Context, provider: String): Boolean = throw NotImplementedError()
    }
}
