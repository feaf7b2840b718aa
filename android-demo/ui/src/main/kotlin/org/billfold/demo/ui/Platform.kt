package org.billfold.demo.ui

import androidx.compose.runtime.staticCompositionLocalOf
import java.net.URI

/** What screens ask of the platform. */
interface Platform {
    /** Opens a page in the system browser, or the dialler for a `tel:` address. */
    fun openLink(address: URI)

    /** Asks the member to prove themselves by the device's biometrics or passcode. */
    fun prove(reason: String, answered: (Boolean) -> Unit)

    /** Makes the screen as bright as it can be, for a scanner, or as it was. */
    fun brighten(on: Boolean)
}

/** The platform of the window that the screens are in. */
val LocalPlatform = staticCompositionLocalOf<Platform> { error("no platform") }

/** Whether problems are shown with what developers want to know. */
internal val LocalShowsDetails = staticCompositionLocalOf { false }
