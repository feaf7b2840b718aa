package org.billfold.demo.words

import java.time.Instant
import org.billfold.Connection
import org.billfold.accessEndsAt
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

