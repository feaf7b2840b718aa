package org.billfold.demo.android

import android.app.Activity
import android.content.ActivityNotFoundException
import android.content.ClipData
import android.content.Intent
import android.graphics.BitmapFactory
import android.hardware.biometrics.BiometricManager
import android.hardware.biometrics.BiometricPrompt
import android.net.Uri
import android.os.CancellationSignal
import android.view.WindowManager
import android.widget.Toast
import androidx.compose.ui.graphics.ImageBitmap
import androidx.compose.ui.graphics.asImageBitmap
import androidx.core.content.FileProvider
import java.io.File
import java.net.URI
import org.billfold.Position
import org.billfold.demo.ui.Platform

/** What the screens ask of Android. */
internal class AndroidPlatform(private val activity: Activity) : Platform {
    private val locator = Locator(activity)

    override fun openLink(address: URI) {
        val action = if (address.scheme == "tel") Intent.ACTION_DIAL else Intent.ACTION_VIEW
        open(Intent(action, Uri.parse(address.toString())))
    }

    override fun share(file: File, mediaType: String) {
        val address = readable(file)
        val send = Intent(Intent.ACTION_SEND).setType(mediaType).putExtra(Intent.EXTRA_STREAM, address)
        // The chooser passes the permission on to the app that is chosen, and to no other.
        send.clipData = ClipData.newRawUri(null, address)
        open(Intent.createChooser(send.addFlags(Intent.FLAG_GRANT_READ_URI_PERMISSION), null))
    }

    override fun view(file: File, mediaType: String) =
        open(Intent(Intent.ACTION_VIEW).setDataAndType(readable(file), mediaType).addFlags(Intent.FLAG_GRANT_READ_URI_PERMISSION))

    override fun decode(picture: ByteArray): ImageBitmap? =
        BitmapFactory.decodeByteArray(picture, 0, picture.size)?.asImageBitmap()

    override fun locate(answered: (Position?) -> Unit) = locator.locate(answered)

    /** The member has answered whether the app may know where they are. */
    fun permissionAnswered(request: Int) = locator.permissionAnswered(request)

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

    /** The file under an address that another app may read while it has the permission. */
    private fun readable(file: File): Uri = FileProvider.getUriForFile(activity, "${activity.packageName}.files", file)

    private fun open(intent: Intent) =
        try {
            activity.startActivity(intent)
        } catch (_: ActivityNotFoundException) {
            Toast.makeText(activity, "No app on this device opens this.", Toast.LENGTH_LONG).show()
        }
}
