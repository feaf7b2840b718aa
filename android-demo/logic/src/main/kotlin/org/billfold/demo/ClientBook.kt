package org.billfold.demo

import org.billfold.ClientRegistration

/**
 * What a payer assigned to the app, as a developer enters it.
 *
 * @property clientSecret for sandboxes and prototypes: the wallet refuses it elsewhere.
 * @property redirectUri letter by letter as registered.
 * @property broker address of the broker that holds the client's secret, where there is one.
 */
data class ClientEntry(
    val clientId: String,
    val clientSecret: String? = null,
    val redirectUri: String,
    val broker: String? = null,
) {
    internal fun registration(): ClientRegistration =
        clientSecret?.let { ClientRegistration.withEmbeddedSecret(clientId, it) }
            ?: ClientRegistration.publicClient(clientId)

    override fun toString(): String = "ClientEntry"
}

/** The client entries, by payer. An app that ships has its ids built in instead, and no secrets. */
class ClientBook(private val settings: Settings) {
    /** The entry for a preset id, or for the address of a payer without one. */
    operator fun get(payer: String): ClientEntry? {
        val id = settings.read("client.$payer.id") ?: return null
        val redirect = settings.read("client.$payer.redirect") ?: defaultRedirect(payer)
        return ClientEntry(id, settings.read("client.$payer.secret"), redirect, settings.read("client.$payer.broker"))
    }

    operator fun set(payer: String, entry: ClientEntry) {
        settings.write("client.$payer.id", entry.clientId)
        settings.write("client.$payer.secret", entry.clientSecret)
        settings.write("client.$payer.redirect", entry.redirectUri)
        settings.write("client.$payer.broker", entry.broker)
    }

    companion object {
        /** Where callbacks come back if the developer says nothing else. Each payer has its own. */
        fun defaultRedirect(payer: String): String {
            val name = if ("://" in payer) "other" else payer
            return "org.billfold.wallet:/callback/$name"
        }
    }
}
