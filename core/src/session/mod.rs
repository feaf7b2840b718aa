//! A connection's tokens: kept in the secure store, refreshed before they expire, revoked at the end.
//!
//! RFC 6749 section 6, RFC 9700 section 4.14, RFC 7009. One refresh at a time, in this process and in any other that
//! shares the wallet; it runs on its own task, so that a caller who goes away cannot lose a rotated token; the new token
//! is durable before it is used. Being offline, a timeout or a 5xx never sign anyone out: only the payer's own *invalid*
//! does. When a reply is lost the same refresh token is sent once more, since nobody knows whether it was spent; when
//! that reply is lost too, the next try waits.

mod lock;
mod patient;
mod tokens;

pub use patient::{PatientCandidate, Whose, find_patient};

use std::path::PathBuf;
use std::sync::{Arc, MutexGuard, PoisonError};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tokio::sync::{Mutex, OwnedMutexGuard};
use url::Url;
use zeroize::Zeroizing;

use crate::auth::{self, KeySets, TokenGrant, TokenKind};
use crate::config::{ClientAuthMethod, ClientRegistration};
use crate::error::{HttpError, SessionError, StoreError};
use crate::http::Http;
use crate::payer::BasicEncoding;
use crate::ports::{ClientSigner, Clock, SecureStore};
use crate::secret::{AccessToken, Secret, secret_json};
use crate::task;
use tokens::{EARLY, Tokens, unix};

/// How often one refresh token is sent without an answer before the next try waits.
const MOST_UNANSWERED: u8 = 2;
/// How long it waits then.
const UNANSWERED_PAUSE: Duration = Duration::from_mins(5);

/// The tokens of one connection.
pub struct Session {
    item: String,
    lock_file: PathBuf,
    http: Http,
    secure_store: Arc<dyn SecureStore>,
    signer: Option<Arc<dyn ClientSigner>>,
    key_sets: Arc<KeySets>,
    clock: Arc<dyn Clock>,
    /// One change of the tokens at a time: who waits here for a refresh finds the new token.
    changing: Arc<Mutex<()>>,
    known: std::sync::Mutex<Known>,
}

/// What this process knows of the tokens.
#[derive(Default)]
struct Known {
    /// As last read or written. Another process may have newer ones, which the payer's 401 or the time of a refresh
    /// tells.
    tokens: Option<Tokens>,
    /// That they came in place of an access token that the payer refused.
    after_refusal: bool,
    /// That the secure store did not take them when they came: the old ones are spent, so these must not be lost.
    unsaved: bool,
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
    /// How a Basic header is written.
    pub basic_encoding: BasicEncoding,
    /// Where tokens are renewed.
    pub token_endpoint: &'a Url,
    /// Where they are revoked.
    pub revocation_endpoint: Option<&'a Url>,
    /// Where the records are.
    pub fhir_base: &'a Url,
    /// Who signed in, where a checked ID token told.
    pub identity: Option<Identity>,
}

/// Who signed in, by the checked ID token: a refresh must not bring somebody else's.
#[derive(Clone, Serialize, Deserialize)]
pub struct Identity {
    /// Who says so.
    pub issuer: String,
    /// Where the issuer's keys are.
    pub jwks_uri: Url,
    /// The client that ID tokens are for: the broker's, where the app goes through one. Empty in what older versions stored:
    /// the app's own.
    #[serde(default)]
    pub audience: String,
    /// `sub`.
    pub subject: Secret<String>,
}

impl Session {
    /// The session of a connection, whether or not tokens are stored for it. `directory` is the wallet's.
    pub fn new(
        connection: &str,
        directory: &std::path::Path,
        http: Http,
        secure_store: Arc<dyn SecureStore>,
        signer: Option<Arc<dyn ClientSigner>>,
        key_sets: Arc<KeySets>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self {
            item: item_name(connection),
            lock_file: directory.join(format!("session-{connection}.lock")),
            http,
            secure_store,
            signer,
            key_sets,
            clock,
            changing: Arc::default(),
            known: std::sync::Mutex::default(),
        }
    }

    /// Stores the tokens of a new grant. Changes stored state.
    pub async fn begin(&self, grant: &TokenGrant, to: &GrantedTo<'_>) -> Result<(), StoreError> {
        let _only = self.changing.lock().await;
        let _alone = lock::hold(&self.lock_file).await?;
        let tokens = Tokens::new(grant, to, self.clock.now());
        self.save(&tokens)?;
        // Unsaved tokens of an older grant must not come back over these.
        self.know(tokens, false);
        Ok(())
    }

    /// An access token that is good for some time yet, renewed if need be. Changes stored state when it renews.
    ///
    /// One that cannot be renewed is tried however old it looks: the phone's clock may be wrong, the payer's answer is
    /// not.
    pub async fn access_token(self: &Arc<Self>) -> Result<AccessToken, SessionError> {
        let tokens = self.tokens()?;
        if tokens.refresh.is_none() || !tokens.due(self.payer_now(&tokens)) {
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
        // Another process may have renewed it.
        let tokens = self.stored()?;
        if tokens.access.expose() != refused.expose() {
            return Ok(Some(tokens.access));
        }
        let now = self.payer_now(&tokens);
        if tokens.refresh.is_none() {
            let over = tokens.ended || tokens.due(now);
            return if over { Err(SessionError::Ended) } else { Ok(None) };
        }
        // One that just replaced a refused one and is refused as well would be followed by another such.
        if self.known().after_refusal && now.abs_diff(tokens.granted) < EARLY.as_secs() {
            return Ok(None);
        }
        let access = self.renew(refused).await?;
        self.known().after_refusal = true;
        Ok(Some(access))
    }

    /// When access ends for good, in seconds since 1970, where there is no refresh token and the payer said how long.
    pub fn ends_at(&self) -> Result<Option<u64>, SessionError> {
        let tokens = self.tokens()?;
        Ok(if tokens.refresh.is_some() { None } else { tokens.expires() })
    }

    /// Whether access can be renewed without the member.
    pub fn can_refresh(&self) -> bool {
        self.tokens().is_ok_and(|tokens| tokens.refresh.is_some())
    }

    /// Keeps every change of the tokens by this process out until it is dropped.
    pub async fn hold(&self) -> OwnedMutexGuard<()> {
        Arc::clone(&self.changing).lock_owned().await
    }

    /// Revokes the tokens at the payer as far as it lets itself be asked, the refresh token first (RFC 7009
    /// section 2.1). `true` where the payer took back all that there was.
    pub async fn revoke(&self) -> bool {
        let Ok(_alone) = lock::hold(&self.lock_file).await else { return false };
        let Ok(tokens) = self.stored() else { return false };
        let Some(endpoint) = &tokens.revocation_endpoint else { return false };
        let refresh = tokens.refresh.iter().map(|token| (TokenKind::Refresh, token));
        let mut all = true;
        for (kind, token) in refresh.chain([(TokenKind::Access, &tokens.access)]) {
            all &= auth::revoke(
                &self.http,
                &tokens.client_auth(self.signer.as_ref()),
                endpoint,
                kind,
                token,
                self.clock.now(),
            )
            .await;
        }
        all
    }

    /// Takes the lock's file away: for a session that is over.
    pub fn end(&self) {
        *self.known() = Known::default();
        // Whoever still waits for the lock finds no tokens; a file that stays does no harm.
        let _ = std::fs::remove_file(&self.lock_file);
    }

    async fn renew(self: &Arc<Self>, spent: &AccessToken) -> Result<AccessToken, SessionError> {
        let (session, spent) = (Arc::clone(self), spent.clone());
        // On its own task: once the refresh token is on the wire, the answer must be stored even if the caller leaves.
        let task = task::detached(async move { session.renew_once(&spent).await });
        task.await
            .unwrap_or(Err(SessionError::Store(StoreError::Unavailable { operation: "renewing the token" })))
    }

    async fn renew_once(&self, spent: &AccessToken) -> Result<AccessToken, SessionError> {
        let _only = self.changing.lock().await;
        let _alone = lock::hold(&self.lock_file).await?;
        let mut tokens = self.stored()?;
        if tokens.access.expose() != spent.expose() {
            return Ok(tokens.access);
        }
        let Some(refresh) = tokens.refresh.clone() else { return Err(SessionError::Ended) };
        let now = unix(self.clock.now());
        if tokens.unanswered >= MOST_UNANSWERED {
            let waited = now.abs_diff(tokens.sent);
            if waited < UNANSWERED_PAUSE.as_secs() {
                let left = Duration::from_secs(UNANSWERED_PAUSE.as_secs() - waited);
                return Err(SessionError::Unanswered { retry_after: left });
            }
        }
        // Durable before it is sent, so that whoever comes after a death at any point knows that it may be spent. A
        // store that does not take this now would not take the new tokens either.
        tokens.unanswered = tokens.unanswered.saturating_add(1);
        tokens.sent = now;
        self.save(&tokens)?;
        let granted =
            auth::refresh(&self.http, &tokens.client_auth(self.signer.as_ref()), &refresh, self.clock.now())
                .await;
        let granted = match granted {
            Ok(grant) => self.check_identity(&tokens, &grant).await.map(|()| grant),
            Err(error) => Err(error),
        };
        match granted {
            Ok(grant) => {
                tokens.take(&grant, self.clock.now());
                let saved = self.save(&tokens);
                let access = tokens.access.clone();
                self.know(tokens, saved.is_err());
                saved.map(|()| access).map_err(SessionError::from)
            }
            Err(error) => {
                if error == SessionError::Ended {
                    // It will never be good again: nobody sends it once more.
                    tokens.refresh = None;
                    tokens.ended = true;
                }
                if never_processed(&error) {
                    tokens.unanswered -= 1;
                }
                let saved = self.save(&tokens);
                self.know(tokens, false);
                saved?;
                Err(error)
            }
        }
    }

    /// A refresh that brings another person's ID token brings another person's access: none of it is used, and the
    /// member signs in again.
    async fn check_identity(&self, tokens: &Tokens, grant: &TokenGrant) -> Result<(), SessionError> {
        let (Some(identity), Some(id_token)) = (&tokens.identity, &grant.id_token) else { return Ok(()) };
        let stored = Some(identity.audience.as_str()).filter(|audience| !audience.is_empty());
        let expected = auth::Expected {
            issuer: &identity.issuer,
            client_id: stored.unwrap_or(&tokens.client.client_id),
            nonce: None,
            access_token: grant.access_token.expose(),
            now: auth::PayerTime::of(grant.server_time, self.clock.now()),
        };
        let (http, keys, jwks_uri) = (&self.http, &self.key_sets, &identity.jwks_uri);
        auth::verify_refreshed(http, keys, jwks_uri, id_token.expose(), &identity.subject, &expected)
            .await
            .map_err(|error| {
                tracing::warn!(%error, "the ID token of a refresh was refused");
                SessionError::Ended
            })
    }

    /// The tokens as this process knows them, or as they are stored.
    fn tokens(&self) -> Result<Tokens, SessionError> {
        let known = {
            let known = self.known();
            (!known.unsaved).then(|| known.tokens.clone()).flatten()
        };
        known.map_or_else(|| self.stored(), Ok)
    }

    /// The tokens as they are stored, by whichever process.
    fn stored(&self) -> Result<Tokens, SessionError> {
        let mut known = self.known();
        if known.unsaved
            && let Some(tokens) = known.tokens.clone()
        {
            self.save(&tokens)?;
            known.unsaved = false;
            return Ok(tokens);
        }
        known.tokens = None;
        let item = self.secure_store.read(&self.item).map_err(|_| StoreError::SecureStore)?;
        let item = Zeroizing::new(item.ok_or(SessionError::Ended)?);
        let tokens: Tokens = serde_json::from_slice(&item).map_err(|_| SessionError::Ended)?;
        known.tokens = Some(tokens.clone());
        Ok(tokens)
    }

    fn know(&self, tokens: Tokens, unsaved: bool) {
        *self.known() = Known { tokens: Some(tokens), after_refusal: false, unsaved };
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The time by the payer's clock: this device's may be wrong, or have been set since.
    fn payer_now(&self, tokens: &Tokens) -> u64 {
        let ahead = self.http.ahead(&[&tokens.token_endpoint, &tokens.fhir_base]).unwrap_or(tokens.ahead);
        unix(self.clock.now()).saturating_add_signed(ahead)
    }

    fn save(&self, tokens: &Tokens) -> Result<(), StoreError> {
        let item = secret_json(tokens).map_err(|_| StoreError::SecureStore)?;
        self.secure_store.write(&self.item, &item).map_err(|_| StoreError::SecureStore)
    }
}

/// Whether a refresh token was certainly not spent by a request that failed like this.
fn never_processed(error: &SessionError) -> bool {
    matches!(
        error,
        SessionError::Http(
            HttpError::Unreachable { .. }
                | HttpError::Tls { .. }
                | HttpError::Status { status: 400..=499 | 503, .. }
        )
    )
}
