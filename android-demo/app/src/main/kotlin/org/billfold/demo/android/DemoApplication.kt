package org.billfold.demo.android

import android.app.Application
import android.content.Context
import android.content.pm.ApplicationInfo
import java.io.File
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.SupervisorJob
import org.billfold.SecureStore
import org.billfold.android.KeystoreStore
import org.billfold.demo.AppModel
import org.billfold.demo.Settings
import org.billfold.demo.Shell

/** One wallet in a process: it outlives every activity, and the refresh in the background finds it open. */
class DemoApplication : Application() {
    val model: AppModel by lazy { AppModel(AndroidShell(this), CoroutineScope(SupervisorJob() + Dispatchers.Main)) }

    override fun onCreate() {
        super.onCreate()
        RefreshWorker.schedule(this)
    }
}

private class AndroidShell(private val context: Context) : Shell {
    override val directory: File = context.noBackupFilesDir

    // No backup takes the cache, and files.xml opens this directory alone to apps that the member chooses.
    override val exports = File(context.cacheDir, "exports")
    override val settings = PreferenceSettings(context)
    override val isPrototype = context.applicationInfo.flags and ApplicationInfo.FLAG_DEBUGGABLE != 0

    override fun secureStore(name: String): SecureStore = KeystoreStore(context, "org.billfold.$name")
}

private class PreferenceSettings(context: Context) : Settings {
    private val preferences = context.getSharedPreferences("settings", Context.MODE_PRIVATE)

    override fun read(name: String): String? = preferences.getString(name, null)

    override fun write(name: String, value: String?) = preferences.edit().putString(name, value).apply()
}
