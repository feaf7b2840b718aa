package org.billfold.demo.ui

import androidx.compose.runtime.staticCompositionLocalOf
import androidx.compose.ui.graphics.ImageBitmap
import java.io.File
import java.net.URI
import org.billfold.Position

/** What screens ask of the platform. */
interface Platform {
    /** Opens a page in the system browser, or the dialler for a `tel:` address. */
    fun openLink(address: URI)

    /** Asks the member to prove themselves by the device's biometrics or passcode. */
    fun prove(reason: String, answered: (Boolean) -> Unit)

    /** Lets the member choose an app that receives the file. */
    fun share(file: File, mediaType: String)

    /** Opens the file in an app that can show it. */
    fun view(file: File, mediaType: String)

    /** The picture in these bytes; `null` where this device cannot draw it. */
    fun decode(picture: ByteArray): ImageBitmap?

    /** Where the device is, if the member lets the app know; `null` where it is not known. */
    fun locate(answered: (Position?) -> Unit)

    /** Makes the screen as bright as it can be, for a scanner, or as it was. */
    fun brighten(on: Boolean)
}

/** The platform of the window that the screens are in. */
val LocalPlatform = staticCompositionLocalOf<Platform> { error("no platform") }

/** Whether problems are shown with what developers want to know. */
internal val LocalShowsDetails = staticCompositionLocalOf { false }
