package org.billfold.demo

import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.flow.StateFlow
import org.billfold.Origin
import org.billfold.Wallet

/** Records as the payers sent them. */
class RecordsModel internal constructor(
    private val wallet: Wallet,
    private val scope: CoroutineScope,
    private val changes: StateFlow<Int>,
) {
    /** The record from which a view was made; `null` where it is gone. */
    fun source(origin: Origin): StateFlow<Load<String?>> =
        Loader(scope, changes) { wallet.record(origin.reference, origin.connection) }.state
}
