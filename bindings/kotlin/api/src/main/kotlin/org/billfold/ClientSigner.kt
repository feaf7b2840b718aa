package org.billfold

import org.billfold.ffi.ClientSigner as CoreSigner
import org.billfold.ffi.HostException

/**
 * A private key that proves who the app is, and never leaves the device's key store: `private_key_jwt`, for
 * [WalletConfig.signer]. The payer knows the public key. Whatever is thrown becomes
 * [BillfoldException.StoreUnavailable]; its words are dropped.
 */
abstract class ClientSigner : CoreSigner {
    /** What it signs with. */
    protected abstract val signingAlgorithm: SigningAlgorithm

    /** The `kid` under which the payer knows the public key. */
    protected abstract val signingKeyId: String

    /** Signs the message. An ECDSA signature is `r` and `s`, 48 bytes each, not DER. */
    protected abstract fun signature(message: ByteArray): ByteArray

    final override fun algorithm(): SigningAlgorithm = declared { signingAlgorithm }

    final override fun keyId(): String = declared { signingKeyId }

    final override fun sign(message: ByteArray): ByteArray = declared { signature(message) }
}

/** An Error too: the boundary answers only to an Exception, and the core would wait for ever. */
@Suppress("TooGenericExceptionCaught")
internal inline fun <T> declared(work: () -> T): T =
    try {
        work()
    } catch (_: Throwable) {
        throw HostException.Unavailable()
    }
