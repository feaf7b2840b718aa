package org.billfold.android

import android.content.Context
import androidx.startup.Initializer

/** Prepares the native library before the first activity, by App Startup, so that no app can forget it. */
class BillfoldInitializer : Initializer<Unit> {
    override fun create(context: Context) = NativeLibrary.initialize(context)

    override fun dependencies(): List<Class<out Initializer<*>>> = emptyList()
}
