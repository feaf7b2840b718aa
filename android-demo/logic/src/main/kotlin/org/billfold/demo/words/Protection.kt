package org.billfold.demo.words

import org.billfold.ClientAuthMethod
import org.billfold.Exchange
import org.billfold.PkceProtection
import org.billfold.RedirectBinding
import org.billfold.SignInProtection

/** One thing that protects a sign-in, or does not. */
data class Safeguard(val title: String, val explanation: String, val holds: Boolean)

/** How a sign-in is protected, in plain words: the same before the browser opens and for ever after. */
fun SignInProtection.safeguards(): List<Safeguard> = listOf(code(), way(), app(), identity())

private fun SignInProtection.code(): Safeguard =
    when (pkce) {
        PkceProtection.S256 -> Safeguard(
            "One-time key for this sign-in",
            "Only this phone can finish the sign-in that it started (PKCE).",
            holds = true,
        )
        PkceProtection.S256_UNCONFIRMED -> Safeguard(
            "One-time key, not confirmed",
            "This app sends a one-time key (PKCE). Your plan does not say that it checks it, so stricter rules apply to " +
                "the rest of the sign-in.",
            holds = false,
        )
        PkceProtection.NONE -> Safeguard(
            "No one-time key",
            "Your plan does not offer one (PKCE). Stricter rules apply to the rest of the sign-in instead.",
            holds = false,
        )
    }

private fun SignInProtection.way(): Safeguard =
    when (redirect) {
        RedirectBinding.AUTH_SESSION -> Safeguard(
            "The answer comes back to this app alone",
            "The browser hands it to the app that opened it.",
            holds = true,
        )
        RedirectBinding.CLAIMED_HTTPS -> Safeguard(
            "The answer comes back to this app alone",
            "It comes to a web address that belongs to this app.",
            holds = true,
        )
        RedirectBinding.LOOPBACK -> Safeguard(
            "The answer stays on this device",
            "It comes to an address inside this device that only this app listens to.",
            holds = true,
        )
        RedirectBinding.UNBOUND -> Safeguard(
            "Another app could receive the answer",
            "Your browser cannot tell which app the answer is for. Without the one-time key it would be of use there.",
            holds = false,
        )
    }

private fun SignInProtection.app(): Safeguard =
    when {
        exchange == Exchange.BROKER -> Safeguard(
            "The app's own password is not inside the app",
            "A broker keeps it, and finishes the sign-in with your plan. It stores nothing of you.",
            holds = true,
        )
        else -> clientAuth.safeguard()
    }

private fun ClientAuthMethod.safeguard(): Safeguard =
    when (this) {
        ClientAuthMethod.NONE -> Safeguard(
            "No shared password in this app",
            "Nothing inside the app could be copied to pass for it.",
            holds = true,
        )
        ClientAuthMethod.CLIENT_SECRET_BASIC, ClientAuthMethod.CLIENT_SECRET_POST -> Safeguard(
            "The app's own password is inside the app",
            "Your plan asks for one. A copy of this app would have it too, so it proves little.",
            holds = false,
        )
        ClientAuthMethod.PRIVATE_KEY_JWT -> Safeguard(
            "This phone proves itself by a key",
            "The key never leaves the phone.",
            holds = true,
        )
    }

private fun SignInProtection.identity(): Safeguard =
    if (idToken) {
        Safeguard("Your plan confirms who signed in", "Its answer is signed, and made for this sign-in alone.", holds = true)
    } else {
        Safeguard("Your plan does not confirm who signed in", "It sends no signed statement (ID token).", holds = false)
    }
