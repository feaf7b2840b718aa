import Billfold

/// One thing that protects a sign-in, or does not.
struct Safeguard: Hashable, Sendable {
    let title: String
    let explanation: String
    let holds: Bool
}

extension SignInProtection {
    /// How a sign-in is protected, in plain words: the same before the browser opens and for ever after.
    var safeguards: [Safeguard] { [code, way, app, identity] }

    private var code: Safeguard {
        switch pkce {
        case .s256:
            Safeguard(
                title: "One-time key for this sign-in",
                explanation: "Only this phone can finish the sign-in that it started (PKCE).", holds: true)
        case .s256Unconfirmed:
            Safeguard(
                title: "One-time key, not confirmed",
                explanation: "This app sends a one-time key (PKCE). Your plan does not say that it checks it, so "
                    + "stricter rules apply to the rest of the sign-in.",
                holds: false)
        case .none:
            Safeguard(
                title: "No one-time key",
                explanation: "Your plan does not offer one (PKCE). Stricter rules apply to the rest of the sign-in instead.",
                holds: false)
        }
    }

    private var way: Safeguard {
        switch redirect {
        case .authSession:
            Safeguard(
                title: "The answer comes back to this app alone",
                explanation: "The browser hands it to the app that opened it.", holds: true)
        case .claimedHttps:
            Safeguard(
                title: "The answer comes back to this app alone",
                explanation: "It comes to a web address that belongs to this app.", holds: true)
        case .loopback:
            Safeguard(
                title: "The answer stays on this device",
                explanation: "It comes to an address inside this device that only this app listens to.", holds: true)
        case .unbound:
            Safeguard(
                title: "Another app could receive the answer",
                explanation: "Your browser cannot tell which app the answer is for. Without the one-time key it would be of "
                    + "use there.",
                holds: false)
        }
    }

    private var app: Safeguard {
        guard exchange == .device else {
            return Safeguard(
                title: "The app's own password is not inside the app",
                explanation: "A broker keeps it, and finishes the sign-in with your plan. It stores nothing of you.",
                holds: true)
        }
        return switch clientAuth {
        case .none:
            Safeguard(
                title: "No shared password in this app",
                explanation: "Nothing inside the app could be copied to pass for it.", holds: true)
        case .clientSecretBasic, .clientSecretPost:
            Safeguard(
                title: "The app's own password is inside the app",
                explanation: "Your plan asks for one. A copy of this app would have it too, so it proves little.",
                holds: false)
        case .privateKeyJwt:
            Safeguard(
                title: "This phone proves itself by a key",
                explanation: "The key never leaves the phone.", holds: true)
        }
    }

    private var identity: Safeguard {
        idToken
            ? Safeguard(
                title: "Your plan confirms who signed in",
                explanation: "Its answer is signed, and made for this sign-in alone.", holds: true)
            : Safeguard(
                title: "Your plan does not confirm who signed in",
                explanation: "It sends no signed statement (ID token).", holds: false)
    }
}
