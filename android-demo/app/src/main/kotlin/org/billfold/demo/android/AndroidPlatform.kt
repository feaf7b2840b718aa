package org.billfold.demo.android

import android.app.Activity
import android.content.ActivityNotFoundException
import android.content.Intent
import android.hardware.biometrics.BiometricManager
import android.hardware.biometrics.BiometricPrompt
import android.net.Uri
import android.os.CancellationSignal
import android.view.WindowManager
import android.widget.Toast
import java.net.URI
import org.billfold.demo.ui.Platform

/** What the screens ask of Android. */
internal class AndroidPlatform(private val activity: Activity) : Platform {
    override fun openLink(address: URI) {
        val action = if (address.scheme == "tel") Intent.ACTION_DIAL else Intent.ACTION_VIEW
        try {
            activity.startActivity(Intent(action, Uri.parse(address.toString())))
        } catch (_: ActivityNotFoundException) {
            Toast.makeText(activity, "No app on this device opens this.", Toast.LENGTH_LONG).show()
        }
    }

    override fun prove(reason: String, answered: (Boolean) -> Unit) {
        val prompt = BiometricPrompt.Builder(activity)
            .setTitle(reason)
            .setAllowedAuthenticators(
                BiometricManager.Authenticators.BIOMETRIC_STRONG or BiometricManager.Authenticators.DEVICE_CREDENTIAL,
            )
            .build()
        val callback = object : BiometricPrompt.AuthenticationCallback() {
            override fun onAuthenticationSucceeded(result: BiometricPrompt.AuthenticationResult) = answered(true)

            override fun onAuthenticationError(code: Int, message: CharSequence) = answered(false)
        }
        prompt.authenticate(CancellationSignal(), activity.mainExecutor, callback)
    }

    override fun brighten(on: Boolean) {
        activity.window.attributes = activity.window.attributes.apply {
            screenBrightness = if (on) {
                WindowManager.LayoutParams.BRIGHTNESS_OVERRIDE_FULL
            } else {
                WindowManager.LayoutParams.BRIGHTNESS_OVERRIDE_NONE
            }
        }
    }
}
