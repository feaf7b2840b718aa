package org.billfold.demo

import java.io.File
import org.billfold.RedirectBinding
import org.billfold.SecureStore
import org.billfold.SignInRequest

/** What only the platform can do, for the whole app. */
interface Shell {
    /** The directory that no backup takes. */
    val directory: File

    /** A directory of files that the member gives to other apps. No backup takes it, and the system may empty it. */
    val exports: File

    /** Small plain settings. Nothing of a member is in them. */
    val settings: Settings

    /** Whether this build is for developers: it may keep a client secret, and shows details of problems. */
    val isPrototype: Boolean

    /** The device's secure store under this name. */
    fun secureStore(name: String): SecureStore
}

/** The system browser, while there is an activity to open it from. */
interface Browser {
    /** What keeps other apps from receiving a callback to this address. */
    fun binding(redirectUri: String): RedirectBinding

    /** Opens the sign-in and returns the callback URL; throws what `Wallet.completeSignIn` may throw. */
    suspend fun open(request: SignInRequest): String
}

/** Small plain settings of the app. */
interface Settings {
    fun read(name: String): String?

    /** `null` removes it. */
    fun write(name: String, value: String?)
}
