package org.billfold

import org.billfold.ffi.ClientRegistration as CoreRegistration
import org.billfold.ffi.SignInOptions as CoreOptions

/** What the payer assigned to the app at registration. It prints its name alone. */
class ClientRegistration private constructor(
    private val clientId: String,
    private val clientSecret: String?,
    private val hasKey: Boolean = false,
) {
    /** The core's own, which lives as long as [work] runs. */
    internal inline fun <T> lent(work: (CoreRegistration) -> T): T =
        when {
            hasKey -> CoreRegistration.withKey(clientId)
            clientSecret != null -> CoreRegistration.withEmbeddedSecret(clientId, clientSecret)
            else -> CoreRegistration.publicClient(clientId)
        }.use(work)

    override fun toString(): String = "ClientRegistration"

    companion object {
        /** A client without a secret, as RFC 8252 wants a native app to be. */
        fun publicClient(clientId: String) = ClientRegistration(clientId, null)

        /** A client that proves itself by the key of [WalletConfig.signer]. */
        fun withKey(clientId: String) = ClientRegistration(clientId, null, hasKey = true)

        /**
         * A client with a secret inside the app: for sandboxes and prototypes, since anybody can read it there. It is
         * refused unless [WalletConfig.allowEmbeddedSecret] is set.
         */
        fun withEmbeddedSecret(clientId: String, clientSecret: String) = ClientRegistration(clientId, clientSecret)
    }
}

/**
 * How to sign in to a payer.
 *
 * @property client what the payer assigned to the app.
 * @property redirectUri where the callback comes back, letter by letter as registered with the payer.
 * @property redirectBinding what keeps other apps from receiving it.
 * @property scopes scopes to ask for instead of the preset's.
 * @property fhirBase FHIR base instead of the preset's; needed where the preset is a platform of many plans
 * ([Payer.needsFhirBase]).
 * @property broker the broker to sign in through, such as `https://broker.example`: it holds the client's secret, and gives
 * every payer S256. The client is then the public one that the broker knows.
 */
data class SignInOptions(
    val client: ClientRegistration,
    val redirectUri: String,
    val redirectBinding: RedirectBinding,
    val scopes: List<String>? = null,
    val fhirBase: String? = null,
    val broker: String? = null,
) {
    internal inline fun <T> lent(work: (CoreOptions) -> T): T =
        client.lent { work(CoreOptions(it, redirectUri, redirectBinding, scopes, fhirBase, broker)) }
}
