package org.billfold

/** What the wallet found lost, and has already dealt with. */
sealed interface StoreEvent {
    /**
     * A connection is gone, with its tokens and its records: the device lost its key, or its file is from a backup or
     * damaged. The member signs in again.
     *
     * @property connection its id
     * @property payer preset id of its payer, where that is still known
     */
    data class ConnectionLost(val connection: String, val payer: String?) : StoreEvent

    /**
     * Records of a connection were damaged and are gone. The next sync fetches everything.
     *
     * @property connection its id
     */
    data class RecordsLost(val connection: String) : StoreEvent
}

internal fun org.billfold.ffi.StoreEvent.told(): StoreEvent = when (this) {
    is org.billfold.ffi.StoreEvent.ConnectionLost -> StoreEvent.ConnectionLost(connection, payer)
    is org.billfold.ffi.StoreEvent.RecordsLost -> StoreEvent.RecordsLost(connection)
}
