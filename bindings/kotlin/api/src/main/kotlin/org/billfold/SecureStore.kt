package org.billfold

/**
 * A small, encrypted, durable key-value store of the device. On Android: files under a key of the Android Keystore.
 *
 * A write is durable when it returns. A wallet calls its store on a thread of its own, one call at a time. Whatever is
 * thrown becomes [BillfoldException.StoreUnavailable]; its words are dropped, since they may hold a secret. A call that
 * takes longer than ten seconds is taken for one that failed.
 */
interface SecureStore {
    /** The item, or `null` where there is none, or where the device has lost the key to it. */
    fun read(name: String): ByteArray?

    /** Creates or replaces the item. */
    fun write(name: String, value: ByteArray)

    /** Removes the item; removing what is not there succeeds. */
    fun remove(name: String)
}

/** The app's store as the boundary wants it. */
internal class SecureStoreAdapter(private val store: SecureStore) : org.billfold.ffi.SecureStore {
    override fun read(name: String): ByteArray? = declared { store.read(name) }

    override fun write(name: String, value: ByteArray) = declared { store.write(name, value) }

    override fun remove(name: String) = declared { store.remove(name) }
}
