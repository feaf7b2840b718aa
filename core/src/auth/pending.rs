//! A sign-in between its authorization request and its callback.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use url::Url;

use crate::auth::PkceProtection;
use crate::config::{ClientAuthMethod, ClientRegistration, Redirect};
use crate::discovery::{IdTokens, ServerConfiguration};
use crate::payer::Preset;
use crate::secret::{CodeVerifier, Nonce, State};

/// How long a callback is waited for.
pub const PENDING_LIFE: Duration = Duration::from_mins(10);

/// All that the callback will need. It is stored, encrypted, before the authorization URL leaves the core, so that the
/// callback may come to another process.
#[derive(Serialize, Deserialize)]
pub struct PendingSignIn {
    /// The payer, as it was known when the sign-in began.
    pub preset: Preset,
    /// What its servers said then. The exchange goes where this says, whatever they say later.
    pub server: ServerConfiguration,
    /// The app's registration.
    pub client: ClientRegistration,
    /// How the app will authenticate.
    pub method: ClientAuthMethod,
    /// Where the callback comes back.
    pub redirect: Redirect,
    /// Scopes that were asked for.
    pub scopes: Vec<String>,
    /// The URL that the browser opens.
    pub url: Url,
    /// Binds the callback to this sign-in.
    pub state: State,
    /// Binds the ID token to this sign-in.
    pub nonce: Option<Nonce>,
    /// Proves that the exchange comes from who began; only where its challenge was sent.
    pub verifier: Option<CodeVerifier>,
    /// What PKCE is worth here.
    pub pkce: PkceProtection,
    /// When it began, in seconds since 1970 by the device's clock.
    pub began: u64,
}

impl PendingSignIn {
    /// The name under which it is kept.
    pub fn id(&self) -> String {
        pending_id(&self.state)
    }

    /// Who signs the ID token that may come, and for whom.
    pub(crate) fn id_tokens(&self) -> Option<IdTokens> {
        self.server.id_tokens(&self.client.client_id)
    }
}

/// A name for the sign-in of a `state` that does not give the `state` away.
pub fn pending_id(state: &State) -> String {
    URL_SAFE_NO_PAD.encode(&Sha256::digest(state.expose())[..16])
}

impl std::fmt::Debug for PendingSignIn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PendingSignIn").field("payer", &self.preset.id).finish_non_exhaustive()
    }
}
