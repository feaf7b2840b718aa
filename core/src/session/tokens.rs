//! What a session lives on, and when its access token is due.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};
use url::Url;

use crate::auth::{ClientAuth, TokenGrant};
use crate::config::{ClientAuthMethod, ClientRegistration};
use crate::payer::BasicEncoding;
use crate::ports::ClientSigner;
use crate::secret::{AccessToken, RefreshToken};
use crate::session::{GrantedTo, Identity};

/// How early a token is renewed, or a tenth of its life if that is less.
pub(super) const EARLY: Duration = Duration::from_mins(1);

/// Kept in the secure store as one item. Times are the payer's, in seconds since 1970.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Tokens {
    pub access: AccessToken,
    pub refresh: Option<RefreshToken>,
    /// Whether the payer said that there will be no other: a 401 is the end then.
    #[serde(default)]
    pub ended: bool,
    /// When it was granted.
    pub granted: u64,
    /// How long it lives; `None` where the payer did not say.
    pub lifetime: Option<u64>,
    /// By how much the payer's clock was ahead of this device's when it answered.
    pub ahead: i64,
    /// How often the refresh token was sent without a known outcome: the reply was lost, or the app died.
    #[serde(default)]
    pub unanswered: u8,
    /// When it was sent last, by this device's clock.
    #[serde(default)]
    pub sent: u64,
    pub client: ClientRegistration,
    pub method: ClientAuthMethod,
    #[serde(default)]
    pub basic_encoding: BasicEncoding,
    pub token_endpoint: Url,
    pub revocation_endpoint: Option<Url>,
    pub fhir_base: Url,
    /// Who signed in, where a checked ID token told.
    #[serde(default)]
    pub identity: Option<Identity>,
}

impl Tokens {
    /// The tokens of a new grant.
    pub fn new(grant: &TokenGrant, to: &GrantedTo<'_>, now: SystemTime) -> Self {
        let mut tokens = Self {
            access: grant.access_token.clone(),
            refresh: None,
            ended: false,
            granted: 0,
            lifetime: None,
            ahead: 0,
            unanswered: 0,
            sent: 0,
            client: to.client.clone(),
            method: to.method,
            basic_encoding: to.basic_encoding,
            token_endpoint: to.token_endpoint.clone(),
            revocation_endpoint: to.revocation_endpoint.cloned(),
            fhir_base: to.fhir_base.clone(),
            identity: to.identity.clone(),
        };
        tokens.take(grant, now);
        tokens
    }

    /// Takes over what a grant brings; a refresh that brings no new refresh token leaves the old one (RFC 6749
    /// section 6).
    pub fn take(&mut self, grant: &TokenGrant, now: SystemTime) {
        self.access = grant.access_token.clone();
        if grant.refresh_token.is_some() {
            self.refresh.clone_from(&grant.refresh_token);
        }
        let server = unix(grant.server_time.unwrap_or(now));
        self.ahead = server.cast_signed() - unix(now).cast_signed();
        self.granted = server;
        self.lifetime = grant.expires_in.map(|lifetime| lifetime.as_secs());
        self.unanswered = 0;
    }

    /// How the client authenticates when it renews or revokes them.
    pub fn client_auth<'a>(&'a self, signer: Option<&'a Arc<dyn ClientSigner>>) -> ClientAuth<'a> {
        ClientAuth {
            registration: &self.client,
            method: self.method,
            basic_encoding: self.basic_encoding,
            token_endpoint: &self.token_endpoint,
            signer,
        }
    }

    /// When it expires, by the payer's clock.
    pub fn expires(&self) -> Option<u64> {
        self.lifetime.map(|lifetime| self.granted.saturating_add(lifetime))
    }

    /// Whether it should be renewed, at `now` by the payer's clock.
    pub fn due(&self, now: u64) -> bool {
        let (Some(expires), Some(lifetime)) = (self.expires(), self.lifetime) else { return false };
        now.saturating_add(EARLY.as_secs().min(lifetime / 10)) >= expires
    }
}

pub(super) fn unix(time: SystemTime) -> u64 {
    time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs()
}
