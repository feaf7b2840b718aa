package org.billfold

import java.util.concurrent.ConcurrentHashMap

/** A secure store that lasts as long as the test. */
class MemoryStore : SecureStore {
    private val items = ConcurrentHashMap<String, ByteArray>()

    val names: Set<String> get() = items.keys.toSet()

    override fun read(name: String): ByteArray? = items[name]

    override fun write(name: String, value: ByteArray) {
        items[name] = value
    }

    override fun remove(name: String) {
        items.remove(name)
    }
}
