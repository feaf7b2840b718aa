package org.billfold.android

import android.content.Context
import android.content.pm.PackageManager
import android.os.Build
import android.security.KeyStoreException
import android.security.keystore.KeyGenParameterSpec
import android.security.keystore.KeyPermanentlyInvalidatedException
import android.security.keystore.KeyProperties
import android.security.keystore.StrongBoxUnavailableException
import android.util.AtomicFile
import java.io.File
import java.security.KeyStore
import java.security.MessageDigest
import java.security.UnrecoverableKeyException
import javax.crypto.AEADBadTagException
import javax.crypto.Cipher
import javax.crypto.KeyGenerator
import javax.crypto.SecretKey
import javax.crypto.spec.GCMParameterSpec
import org.billfold.SecureStore

/**
 * The wallet's secure store on Android: small files under an AES-256-GCM key that never leaves the Android Keystore,
 * kept in StrongBox where the device has one. The files lie in the directory that no backup takes.
 *
 * Where the key is gone or was invalidated, or a file came from another device, [read] answers `null`: the wallet drops
 * what that item opened and the member signs in again. Anything that may pass, such as a busy Keystore, is thrown.
 *
 * @param alias the key's name in the Keystore. Two wallets in one app have two.
 */
class KeystoreStore(private val context: Context, private val alias: String = "org.billfold.wallet") : SecureStore {
    private val directory = File(context.noBackupFilesDir, alias)
    private val keystore = KeyStore.getInstance("AndroidKeyStore").apply { load(null) }

    @Synchronized
    override fun read(name: String): ByteArray? {
        val file = file(name)
        if (!file.baseFile.exists()) return null
        val key = existingKey() ?: return null
        val box = file.readFully()
        if (box.size < HEADER || box[0] != FORMAT) return null
        return try {
            val cipher = Cipher.getInstance(TRANSFORMATION)
            cipher.init(Cipher.DECRYPT_MODE, key, GCMParameterSpec(TAG_BITS, box, 1, NONCE))
            cipher.updateAAD(name.toByteArray())
            cipher.doFinal(box, HEADER, box.size - HEADER)
        } catch (_: KeyPermanentlyInvalidatedException) {
            null
        } catch (_: AEADBadTagException) {
            null
        }
    }

    @Synchronized
    override fun write(name: String, value: ByteArray) {
        check(directory.isDirectory || directory.mkdirs())
        val cipher = try {
            encrypting(existingKey() ?: newKey())
        } catch (_: KeyPermanentlyInvalidatedException) {
            keystore.deleteEntry(alias)
            encrypting(newKey())
        }
        check(cipher.iv.size == NONCE)
        cipher.updateAAD(name.toByteArray())
        val box = byteArrayOf(FORMAT) + cipher.iv + cipher.doFinal(value)
        val file = file(name)
        val stream = file.startWrite()
        var written = false
        try {
            stream.write(box)
            written = true
        } finally {
            if (written) file.finishWrite(stream) else file.failWrite(stream)
        }
    }

    @Synchronized
    override fun remove(name: String) = file(name).delete()

    private fun encrypting(key: SecretKey) =
        Cipher.getInstance(TRANSFORMATION).apply { init(Cipher.ENCRYPT_MODE, key) }

    private fun existingKey(): SecretKey? =
        try {
            keystore.getKey(alias, null) as SecretKey?
        } catch (unreadable: UnrecoverableKeyException) {
            if (isLasting(unreadable.cause)) null else throw unreadable
        }

    /** A key whose blob is damaged, as after some system updates, never comes back; a Keystore that is busy does. */
    private fun isLasting(cause: Throwable?): Boolean =
        Build.VERSION.SDK_INT >= Build.VERSION_CODES.TIRAMISU &&
            cause is KeyStoreException && !cause.isTransientFailure

    private fun newKey(): SecretKey {
        val hasStrongBox = Build.VERSION.SDK_INT >= Build.VERSION_CODES.P &&
            context.packageManager.hasSystemFeature(PackageManager.FEATURE_STRONGBOX_KEYSTORE)
        if (!hasStrongBox) return generate(strongBox = false)
        return try {
            generate(strongBox = true)
        } catch (_: StrongBoxUnavailableException) {
            generate(strongBox = false)
        }
    }

    // Usable while the device is locked, so that a sync in the background finds its tokens: as on iOS, after the first
    // unlock, since the app's files are not readable before.
    private fun generate(strongBox: Boolean): SecretKey {
        val purposes = KeyProperties.PURPOSE_ENCRYPT or KeyProperties.PURPOSE_DECRYPT
        val spec = KeyGenParameterSpec.Builder(alias, purposes)
            .setBlockModes(KeyProperties.BLOCK_MODE_GCM)
            .setEncryptionPaddings(KeyProperties.ENCRYPTION_PADDING_NONE)
            .setKeySize(KEY_BITS)
            .apply { if (strongBox) setIsStrongBoxBacked(true) }
            .build()
        return KeyGenerator.getInstance(KeyProperties.KEY_ALGORITHM_AES, "AndroidKeyStore")
            .apply { init(spec) }
            .generateKey()
    }

    /** Items are named after connections: the file's name does not repeat it. */
    private fun file(name: String): AtomicFile {
        val digest = MessageDigest.getInstance("SHA-256").digest(name.toByteArray())
        return AtomicFile(File(directory, digest.joinToString("") { "%02x".format(it) }))
    }

    private companion object {
        const val TRANSFORMATION = "AES/GCM/NoPadding"
        const val KEY_BITS = 256
        const val TAG_BITS = 128
        const val NONCE = 12
        const val FORMAT: Byte = 1
        const val HEADER = 1 + NONCE
    }
}
