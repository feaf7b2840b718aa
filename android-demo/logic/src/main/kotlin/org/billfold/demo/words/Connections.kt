package org.billfold.demo.words

import java.time.Instant
import org.billfold.Connection
import org.billfold.SyncProgress
import org.billfold.SyncReport
import org.billfold.accessEndsAt
import org.billfold.demo.SyncState
import org.billfold.syncedAt

/** Until when the wallet may fetch. */
fun Connection.accessText(now: Instant = Instant.now()): String {
    val ends = accessEndsAt
    return when {
        canRefresh -> "Until you sign out"
        ends == null -> "Your plan did not say for how long"
        ends < now -> "Ended ${momentText(ends)}: sign in again to update"
        else -> "Until ${momentText(ends)}"
    }
}

/** When the records were last updated. */
fun Connection.syncedText(now: Instant = Instant.now()): String = syncedAt?.let { agoText(it, now) } ?: "Not yet"

/** Whether somebody else signed in for the patient, such as a parent: the records are not the signed-in person's own. */
val Connection.isRepresented: Boolean get() = user?.endsWith("Patient/$patient") == false

/** A plan in a list, while its sync is in this state. */
fun Connection.summary(sync: SyncState?): String =
    when (sync) {
        is SyncState.Running -> "Updating"
        is SyncState.Paused -> "Update paused"
        is SyncState.Failed -> "Not up to date"
        is SyncState.Idle, is SyncState.Done, null -> "Updated: ${syncedText()}"
    }

/** How far it is, from 0 to 1. */
val SyncProgress.fraction: Float get() = if (planned == 0uL) 0f else done.toFloat() / planned.toFloat()

/** How much has come, and of what. */
fun SyncProgress.words(): String {
    val count = expected?.let { "$records of about ${counted(it.toLong(), "record")}" } ?: counted(records.toLong(), "record")
    return "$count, now: ${kindName(resourceType).lowercase()}"
}

/** What was new. */
fun SyncReport.news(): String {
    val gone = missing.takeIf { it > 0uL }?.let { ", $it that your plan no longer has" }.orEmpty()
    return "${counted(new.toLong(), "new record")}, $changed changed$gone"
}

/** How many records there are of each kind, by the names that members know. */
fun SyncReport.kinds(): List<Pair<String, String>> =
    records.map { (type, count) -> kindName(type) to "$count" }.sortedBy { (name, _) -> name }

/** What could not be fetched whole. */
fun SyncReport.notAll(): String =
    "Not everything came: ${failed.joinToString { kindName(it.resourceType).lowercase() }}. The rest is up to date."
