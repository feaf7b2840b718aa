//! What the sealed texts hold.

use std::time::{Duration, SystemTime};

use billfold::secret::{CodeVerifier, Nonce, Secret, State};
use serde::{Deserialize, Serialize};

/// How long a member may take to sign in at the payer.
pub(crate) const STATE_LIFE: Duration = Duration::from_mins(10);
/// How long an app may take to redeem its code.
pub(crate) const CODE_LIFE: Duration = Duration::from_mins(2);

/// A sign-in between the app's authorization request and the payer's callback: what the payer carries as `state`.
#[derive(Serialize, Deserialize)]
pub(crate) struct SignIn {
    /// The app's client id.
    #[serde(rename = "a")]
    pub app: String,
    /// Where the app is sent back to.
    #[serde(rename = "r")]
    pub redirect_uri: String,
    /// The app's `state`.
    #[serde(rename = "s")]
    pub state: State,
    /// What binds the code to the app and to this sign-in.
    #[serde(rename = "p")]
    pub proof: Proof,
    /// Its end, in seconds since 1970.
    #[serde(rename = "e")]
    pub ends: u64,
}

/// A payer's code on its way to the token endpoint: what the app carries as its code.
#[derive(Serialize, Deserialize)]
pub(crate) struct Code {
    /// The payer's code.
    #[serde(rename = "c")]
    pub of_payer: Secret<String>,
    /// Where it was sent, which the app must repeat (RFC 6749 section 4.1.3).
    #[serde(rename = "r")]
    pub redirect_uri: String,
    /// What binds it to the app and to its sign-in.
    #[serde(rename = "p")]
    pub proof: Proof,
    /// Its end, in seconds since 1970.
    #[serde(rename = "e")]
    pub ends: u64,
}

/// What binds a code to the app on one side and to the payer's own view of the sign-in on the other.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Proof {
    /// The app's S256 challenge.
    #[serde(rename = "h")]
    pub challenge: String,
    /// The verifier whose challenge the payer was sent.
    #[serde(rename = "v", skip_serializing_if = "Option::is_none")]
    pub verifier: Option<CodeVerifier>,
    /// The nonce that the payer was sent.
    #[serde(rename = "n", skip_serializing_if = "Option::is_none")]
    pub nonce: Option<Nonce>,
}

/// A payer's refresh token.
#[derive(Serialize, Deserialize)]
pub(crate) struct RefreshToken {
    /// The payer's token.
    #[serde(rename = "t")]
    pub of_payer: Secret<String>,
    /// Who signed in, where an ID token told: a refresh must not bring somebody else's.
    #[serde(rename = "u", skip_serializing_if = "Option::is_none")]
    pub subject: Option<Secret<String>>,
}

/// Seconds since 1970.
pub(crate) fn unix(time: SystemTime) -> u64 {
    time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs()
}
