package org.billfold.android

import android.content.Context

/**
 * The Rust library and the one thing that it needs from Android: the application's context, through which it asks the
 * platform whether a server's certificate is trusted.
 */
object NativeLibrary {
    /**
     * Loads the library and hands it the context. [BillfoldInitializer] calls it when the app starts; an app that
     * removed that initializer calls it before `Wallet.open`, which otherwise throws `BillfoldException.Misconfigured`.
     * Calling it again does nothing.
     */
    fun initialize(context: Context) {
        System.loadLibrary("billfold_ffi")
        check(initializeTls(context.applicationContext)) {
            "The platform's certificate verifier is missing: keep org.rustls.platformverifier from R8."
        }
    }

    /** JNA opens the library without telling the virtual machine, so that this needs a JNI function of its own. */
    @JvmStatic
    private external fun initializeTls(context: Context): Boolean
}
