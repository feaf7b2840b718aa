package org.billfold.demo.words

import org.billfold.Provenance

/** What was done, when, and by whom. */
fun Provenance.summary(): String {
    val who = agents.mapNotNull { agent -> joined(agent.name, agent.role?.text, agent.onBehalfOf?.let { "for $it" }, by = ", ") }
    return joined(activity?.text, recorded?.words(), *who.toTypedArray(), by = "\n") ?: "No more is said"
}
