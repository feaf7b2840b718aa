package org.billfold

/** What [Wallet.sync] tells. */
sealed interface SyncEvent {
    /** How far it has come: at most ten times a second. */
    data class Progress(val progress: SyncProgress) : SyncEvent

    /** It has ended, and this is what it brought. Types that failed are in [SyncReport.failed]. */
    data class Done(val report: SyncReport) : SyncEvent
}
