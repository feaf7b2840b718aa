package org.billfold

import java.io.File
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNotEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout
import org.junit.jupiter.api.io.TempDir

/** What an app is promised when a sign-in goes another way. */
@Timeout(120)
class SignInTest {
    @TempDir
    lateinit var directory: File

    private val store = MemoryStore()
    private val payer = Sandbox.payer("bcbsnc")

    @Test
    fun deniedConsentIsAccessDenied() = withWallet(directory) { wallet ->
        val request = wallet.beginSignIn(payer.id, payer.options())
        val callback = SandboxBrowser().callback(request, payer, Answer.DENY)
        thrownBy<BillfoldException.AccessDenied> { wallet.completeSignIn(callback) }
        assertEquals(emptyList<Connection>(), wallet.connections())
    }

    @Test
    fun wrongPasswordIsLoginFailed() = withWallet(directory) { wallet ->
        val request = wallet.beginSignIn(payer.id, payer.options())
        val callback = SandboxBrowser().callback(request, payer, Answer.WRONG_PASSWORD)
        thrownBy<BillfoldException.LoginFailed> { wallet.completeSignIn(callback) }
    }

    @Test
    fun unknownClientIsUnknownClient() = withWallet(directory) { wallet ->
        val options = payer.options(ClientRegistration.publicClient("nobody-knows-this-client"))
        val request = wallet.beginSignIn(payer.id, options)
        assertEquals(Landing.Page(400), SandboxBrowser().signIn(request.url, payer))
        thrownBy<BillfoldException.UnknownClient> { wallet.cancelSignIn(request.id) }
        // It is given up now, and a member who only closes the browser is no error.
        wallet.cancelSignIn(request.id)
        wallet.cancelSignIn(wallet.beginSignIn(payer.id, payer.options()).id)
    }

    @Test
    fun payerThatIsDownIsOffline() = withWallet(directory) { wallet ->
        val connection = wallet.signIn(payer)
        payer.with("""{"down": "refuses"}""") {
            thrownBy<BillfoldException.Offline> { wallet.syncToEnd(connection.id) }
        }
        payer.with("""{"down": "unavailable"}""") {
            thrownBy<BillfoldException.PayerUnavailable> { wallet.syncToEnd(connection.id) }
        }
        assertEquals(payer.held(connection.patient), wallet.syncToEnd(connection.id).records)
    }

    @Test
    fun redirectForNobodyIsStray() = withWallet(directory) { wallet ->
        val request = wallet.beginSignIn(payer.id, payer.options())
        for (stray in listOf(
            "${payer.redirectUri}?code=made-up&state=made-up",
            "${payer.redirectUri}?error=access_denied&state=made-up",
            "${payer.redirectUri}?error=access_denied",
            "org.billfold.wallet:/elsewhere",
            "not a URL",
        )) {
            thrownBy<BillfoldException.StrayRedirect> { wallet.completeSignIn(stray) }
        }
        val connection = wallet.completeSignIn(SandboxBrowser().callback(request, payer))
        assertEquals(listOf(connection), wallet.connections())
    }

    @Test
    fun embeddedSecretIsRefusedByDefault() =
        withWallet(directory, config = Sandbox.config(directory, allowEmbeddedSecret = false)) { wallet ->
            val confidential = Sandbox.payer("bcbsmn")
            val refusal = thrownBy<BillfoldException.Misconfigured> {
                wallet.beginSignIn(confidential.id, confidential.options())
            }
            assertTrue("RFC 8252" in refusal.detail)
        }

    @Test
    fun unboundRedirectIsRefusedWithoutPkce() {
        val withoutPkce = Sandbox.payer("bcbsmn")
        withWallet(directory) { wallet ->
            val options = withoutPkce.options(binding = RedirectBinding.UNBOUND)
            thrownBy<BillfoldException.Misconfigured> { wallet.beginSignIn(withoutPkce.id, options) }
            wallet.beginSignIn(payer.id, payer.options(binding = RedirectBinding.UNBOUND))
        }
        withWallet(directory, config = Sandbox.config(directory, acceptUnboundRedirect = true)) { wallet ->
            val request = wallet.beginSignIn(withoutPkce.id, withoutPkce.options(binding = RedirectBinding.UNBOUND))
            assertEquals(RedirectBinding.UNBOUND, request.protection.redirect)
        }
    }

    @Test
    fun anySmartServerCanBeSignedInTo() = withWallet(directory) { wallet ->
        val server = Sandbox.payer("intersystems")
        val request = wallet.beginSignInAt(server.fhirBase, server.options().copy(fhirBase = null))
        val connection = wallet.completeSignIn(SandboxBrowser().callback(request, server))
        assertEquals(server.login["patient"].asText(), connection.patient)
    }

    @Test
    fun brokerGivesPkceToAPayerThatHasNone() {
        val withoutPkce = Sandbox.payer("bcbsmn")
        val wallet = directory.resolve("wallet")
        SandboxBroker(withoutPkce, directory.resolve("broker")).use { broker ->
            withWallet(wallet, store, Sandbox.config(wallet, allowEmbeddedSecret = false)) { wallet ->
                // Any app may register the same scheme: S256 between app and broker makes that harmless.
                val options = SignInOptions(
                    client = ClientRegistration.publicClient(SandboxBroker.APP),
                    redirectUri = withoutPkce.redirectUri,
                    redirectBinding = RedirectBinding.UNBOUND,
                    broker = broker.url,
                )
                val request = wallet.beginSignIn(withoutPkce.id, options)
                assertTrue(request.url.toString().startsWith(broker.url))
                val callback = SandboxBrowser().callback(request, withoutPkce)
                val connection = wallet.completeSignIn(callback)
                assertEquals(PkceProtection.S256, connection.protection.pkce)
                assertEquals(ClientAuthMethod.NONE, connection.protection.clientAuth)
                assertEquals(Exchange.BROKER, connection.protection.exchange)
                assertTrue(connection.protection.idToken)
                thrownBy<BillfoldException.StrayRedirect> { wallet.completeSignIn(callback) }
                // The records come from the payer itself.
                assertEquals(withoutPkce.held(connection.patient), wallet.syncToEnd(connection.id).records)
                wallet.signOut(connection.id)
                assertEquals(emptyList<Connection>(), wallet.connections())
            }
        }
    }

    @Test
    fun callbackMayComeToAnotherProcess() {
        lateinit var callback: String
        withWallet(directory, store) { wallet ->
            val request = wallet.beginSignIn(payer.id, payer.options())
            callback = SandboxBrowser().callback(request, payer)
        }
        withWallet(directory, store) { wallet ->
            val connection = wallet.completeSignIn(callback)
            assertEquals(payer.id, connection.payer)
            thrownBy<BillfoldException.StrayRedirect> { wallet.completeSignIn(callback) }
            assertNotEquals(0uL, wallet.syncToEnd(connection.id).new)
        }
    }
}
