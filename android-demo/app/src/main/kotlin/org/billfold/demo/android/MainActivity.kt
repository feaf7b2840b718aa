package org.billfold.demo.android

import android.os.Bundle
import android.view.WindowManager
import androidx.activity.ComponentActivity
import androidx.activity.compose.BackHandler
import androidx.activity.compose.setContent
import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.cancel
import kotlinx.coroutines.launch
import org.billfold.RedirectBinding
import org.billfold.SignInRequest
import org.billfold.android.BrowserSignIn
import org.billfold.demo.AppState
import org.billfold.demo.Browser
import org.billfold.demo.Screen
import org.billfold.demo.ui.App
import org.billfold.demo.ui.BillfoldTheme
import org.billfold.demo.ui.LocalPlatform

/** The only activity. What it shows is in the models, which outlive it. */
class MainActivity : ComponentActivity() {
    private val model get() = (application as DemoApplication).model
    private val scope = CoroutineScope(SupervisorJob() + Dispatchers.Main)
    private val platform = AndroidPlatform(this)

    override fun onCreate(savedInstanceState: Bundle?) {
        super.onCreate(savedInstanceState)
        // Neither the app switcher nor a screenshot shows a member's records.
        window.setFlags(WindowManager.LayoutParams.FLAG_SECURE, WindowManager.LayoutParams.FLAG_SECURE)
        val browser = BrowserSignIn(this, ::resume)
        model.browser = object : Browser {
            override fun binding(redirectUri: String): RedirectBinding = browser.binding(redirectUri)

            override suspend fun open(request: SignInRequest): String = browser.open(request)
        }
        model.start()
        setContent {
            val state by model.state.collectAsState()
            val navigator = (state as? AppState.Open)?.session?.navigator
            val stack = navigator?.stack?.collectAsState()?.value.orEmpty()
            BackHandler(enabled = stack.size > 1 || stack.lastOrNull() != Screen.Home) { navigator?.back() }
            CompositionLocalProvider(LocalPlatform provides platform) { BillfoldTheme { App(model) } }
        }
    }

    /** Android had ended the process, or the activity, while the browser was in front. */
    private fun resume(callbackUrl: String) {
        scope.launch { model.session()?.signIn?.resume(callbackUrl) }
    }

    override fun onRequestPermissionsResult(requestCode: Int, permissions: Array<String>, grantResults: IntArray) {
        super.onRequestPermissionsResult(requestCode, permissions, grantResults)
        platform.permissionAnswered(requestCode)
    }

    override fun onStart() {
        super.onStart()
        model.lock.shown()
    }

    override fun onStop() {
        super.onStop()
        model.lock.hidden()
    }

    override fun onDestroy() {
        scope.cancel()
        super.onDestroy()
    }
}
