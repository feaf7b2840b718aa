//! A connection's tokens: kept in the secure store, refreshed before they expire, revoked at the end.
//!
//! RFC 6749 section 6, RFC 9700 section 4.14, RFC 7009. One refresh at a time; it runs on its own task, so that a
//! caller who goes away cannot lose a rotated token; the new token is durable before it is used. Being offline, a
//! timeout or a 5xx never sign anyone out: only the payer's own *invalid* does.

mod patient;

pub use patient::find_patient;

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};
use tokio::sync::{Mutex, OwnedMutexGuard};
use url::Url;
use zeroize::Zeroizing;

use crate::auth::{self, TokenGrant, TokenKind};
use crate::config::{ClientAuthMethod, ClientRegistration};
use crate::error::{OAuthRefusal, SessionError, SignInError, StoreError};
use crate::http::Http;
use crate::ports::{Clock, SecureStore};
use crate::secret::{AccessToken, RefreshToken};

const EARLY: Duration = Duration::from_mins(1);

/// What a session needs to live on: kept in the secure store as one item.
#[derive(Clone, Serialize, Deserialize)]
struct Tokens {
    access: AccessToken,
    /// When it was granted, in seconds since 1970 by the device's clock.
    granted: u64,
    /// When it expires, by the same clock; `None` where the payer did not say how long the token lives.
    expires: Option<u64>,
    /// How long it lived when it was new.
    lifetime: Option<u64>,
    refresh: Option<RefreshToken>,
    client: ClientRegistration,
    method: ClientAuthMethod,
    token_endpoint: Url,
    revocation_endpoint: Option<Url>,
}

/// The tokens of one connection.
pub struct Session {
    item: String,
    http: Http,
    secure_store: Arc<dyn SecureStore>,
    clock: Arc<dyn Clock>,
    /// One change of the tokens at a time: who waits here for a refresh finds the new token.
    changing: Arc<Mutex<()>>,
    /// Tokens that the secure store did not take when they came: the old ones are spent, so these must not be lost.
    unsaved: std::sync::Mutex<Option<Tokens>>,
}

/// The name under which the secure store keeps the tokens of a connection.
pub fn item_name(connection: &str) -> String {
    format!("billfold.session.{connection}")
}

/// Whom a grant was given to and where it is renewed.
pub struct GrantedTo<'a> {
    /// The app's registration.
    pub client: &'a ClientRegistration,
    /// How it authenticates.
    pub method: ClientAuthMethod,
    /// Where tokens are renewed.
    pub token_endpoint: &'a Url,
    /// Where they are revoked.
    pub revocation_endpoint: Option<&'a Url>,
}

impl Session {
    /// The session of a connection, whether or not tokens are stored for it.
    pub fn new(
        connection: &str,
        http: Http,
        secure_store: Arc<dyn SecureStore>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self {
            item: item_name(connection),
            http,
            secure_store,
            clock,
            changing: Arc::default(),
            unsaved: std::sync::Mutex::default(),
        }
    }

    /// Stores the tokens of a new grant. Changes stored state.
    pub async fn begin(&self, grant: &TokenGrant, to: &GrantedTo<'_>) -> Result<(), StoreError> {
        let _only = self.changing.lock().await;
        let mut tokens = Tokens {
            access: grant.access_token.clone(),
            granted: 0,
            expires: None,
            lifetime: None,
            refresh: None,
            client: to.client.clone(),
            method: to.method,
            token_endpoint: to.token_endpoint.clone(),
            revocation_endpoint: to.revocation_endpoint.cloned(),
        };
        tokens.take(grant, self.clock.now());
        // Of an older grant: it must not come back over this one.
        *self.unsaved() = None;
        self.save(&tokens)
    }

    /// An access token that is good for some time yet, renewed if need be. Changes stored state when it renews.
    ///
    /// One that cannot be renewed is tried however old it looks: the phone's clock may be wrong, the payer's answer is not.
    pub async fn access_token(self: &Arc<Self>) -> Result<AccessToken, SessionError> {
        let tokens = self.load()?;
        if tokens.refresh.is_none() || !tokens.due(self.clock.now()) {
            return Ok(tokens.access);
        }
        self.renew(&tokens.access).await
    }

    /// A token in place of one that the payer has just refused with 401, or `None` where a new one would be refused as
    /// well: the refusal is about what was asked for. Changes stored state when it renews.
    pub async fn replace_refused(
        self: &Arc<Self>,
        refused: &AccessToken,
    ) -> Result<Option<AccessToken>, SessionError> {
        let tokens = self.load()?;
        if tokens.access.expose() != refused.expose() {
            return Ok(Some(tokens.access));
        }
        let now = self.clock.now();
        if tokens.refresh.is_none() {
            return if tokens.due(now) { Err(SessionError::Ended) } else { Ok(None) };
        }
        if unix(now).abs_diff(tokens.granted) < EARLY.as_secs() && !tokens.due(now) {
            return Ok(None);
        }
        self.renew(refused).await.map(Some)
    }

    /// When access ends for good, in seconds since 1970, where there is no refresh token and the payer said how long.
    pub fn ends_at(&self) -> Result<Option<u64>, SessionError> {
        let tokens = self.load()?;
        Ok(if tokens.refresh.is_some() { None } else { tokens.expires })
    }

    /// Whether access can be renewed without the member.
    pub fn can_refresh(&self) -> bool {
        self.load().is_ok_and(|tokens| tokens.refresh.is_some())
    }

    /// Keeps every change of the tokens out until it is dropped.
    pub async fn hold(&self) -> OwnedMutexGuard<()> {
        Arc::clone(&self.changing).lock_owned().await
    }

    /// Revokes the tokens at the payer as far as it lets itself be asked, the refresh token first (RFC 7009
    /// section 2.1). `true` where the payer took back all that there was.
    pub async fn revoke(&self) -> bool {
        let Ok(tokens) = self.load() else { return false };
        let Some(endpoint) = &tokens.revocation_endpoint else { return false };
        let refresh = tokens.refresh.iter().map(|token| (TokenKind::Refresh, token));
        let mut all = true;
        for (kind, token) in refresh.chain([(TokenKind::Access, &tokens.access)]) {
            all &= auth::revoke(&self.http, &tokens.client, tokens.method, endpoint, kind, token).await;
        }
        all
    }

    async fn renew(self: &Arc<Self>, spent: &AccessToken) -> Result<AccessToken, SessionError> {
        let (session, spent) = (Arc::clone(self), spent.clone());
        // On its own task: once the refresh token is on the wire, the answer must be stored even if the caller leaves.
        let task = tokio::spawn(async move { session.renew_once(&spent).await });
        task.await
            .unwrap_or(Err(SessionError::Store(StoreError::Unavailable { operation: "renewing the token" })))
    }

    async fn renew_once(&self, spent: &AccessToken) -> Result<AccessToken, SessionError> {
        let _only = self.changing.lock().await;
        let mut tokens = self.load()?;
        if tokens.access.expose() != spent.expose() {
            return Ok(tokens.access);
        }
        let Some(refresh) = &tokens.refresh else { return Err(SessionError::Ended) };
        // A store that does not take the old tokens now would not take the new ones, and the old would be spent.
        self.save(&tokens)?;
        let granted =
            auth::refresh(&self.http, &tokens.client, tokens.method, &tokens.token_endpoint, refresh).await;
        match granted {
            Ok(grant) => {
                tokens.take(&grant, self.clock.now());
                if let Err(error) = self.save(&tokens) {
                    *self.unsaved() = Some(tokens);
                    return Err(error.into());
                }
                Ok(tokens.access)
            }
            Err(SignInError::Refused(OAuthRefusal::Unavailable)) => Err(SessionError::TokenResponse {
                rule: "the authorization server says that it is unavailable",
            }),
            Err(SignInError::Refused(_)) => Err(SessionError::Ended),
            Err(SignInError::Http(error)) => Err(SessionError::Http(error)),
            Err(_) => {
                Err(SessionError::TokenResponse { rule: "it must be JSON with access_token and token_type" })
            }
        }
    }

    fn load(&self) -> Result<Tokens, SessionError> {
        let mut unsaved = self.unsaved();
        if let Some(tokens) = unsaved.as_ref() {
            self.save(tokens)?;
        }
        *unsaved = None;
        drop(unsaved);
        let item = self.secure_store.read(&self.item).map_err(|_| StoreError::SecureStore)?;
        let item = Zeroizing::new(item.ok_or(SessionError::Ended)?);
        serde_json::from_slice(&item).map_err(|_| SessionError::Ended)
    }

    fn unsaved(&self) -> std::sync::MutexGuard<'_, Option<Tokens>> {
        self.unsaved.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    fn save(&self, tokens: &Tokens) -> Result<(), StoreError> {
        let item = Zeroizing::new(serde_json::to_vec(tokens).map_err(|_| StoreError::SecureStore)?);
        self.secure_store.write(&self.item, &item).map_err(|_| StoreError::SecureStore)
    }
}

impl Tokens {
    /// Takes over what a grant brings; a refresh that brings no new refresh token leaves the old one (RFC 6749 section 6).
    fn take(&mut self, grant: &TokenGrant, now: SystemTime) {
        self.access = grant.access_token.clone();
        if grant.refresh_token.is_some() {
            self.refresh.clone_from(&grant.refresh_token);
        }
        self.granted = unix(now);
        self.lifetime = grant.expires_in.map(|lifetime| lifetime.as_secs());
        // Counted from the moment of the answer by this device's own clock: a clock that is wrong, but runs, does no harm.
        self.expires = self.lifetime.map(|lifetime| unix(now) + lifetime);
    }

    fn due(&self, now: SystemTime) -> bool {
        let (Some(expires), Some(lifetime)) = (self.expires, self.lifetime) else { return false };
        let early = EARLY.as_secs().min(lifetime / 10);
        let now = unix(now);
        // A clock that was set back by more than a lifetime says nothing about expiry: the payer's 401 will.
        now + early >= expires
    }
}

fn unix(time: SystemTime) -> u64 {
    time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs()
}
