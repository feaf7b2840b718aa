package org.billfold.demo

import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.flow.StateFlow
import org.billfold.RecordSummary
import org.billfold.Wallet

/** The records of one kind. */
data class KindOfRecords(val resourceType: String, val records: List<RecordSummary>)

/** The health record, by kind. */
class RecordsModel internal constructor(private val wallet: Wallet, private val scope: CoroutineScope, private val changes: StateFlow<Int>) {
    val kinds = Loader(scope, changes) {
        wallet.records().groupBy { it.origin.reference.resourceType }.map { (type, records) -> KindOfRecords(type, records) }
    }

    /** A record as the payer sent it; `null` where it is gone. */
    fun source(record: RecordSummary): StateFlow<Load<String?>> =
        Loader(scope, changes) { wallet.record(record.origin.reference, record.origin.connection) }.state
}
