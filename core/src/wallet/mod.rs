//! The face: what an app calls.
//!
//! [`Wallet::open`], [`Wallet::begin_sign_in`], [`Wallet::complete_sign_in`], [`Wallet::sync`], the views, and
//! [`Wallet::sign_out`]. Methods that go to the network are async and need a tokio runtime; the others block for as
//! long as the wallet's file takes, which is little.

mod cards;
mod choice;
mod claims;
mod clinical;
mod digests;
mod directory;
mod doctor;
mod export;
mod formulary;
mod open_search;
mod page;
mod people;
mod servers;
mod sign_in;
mod sums;
mod sync;
mod timeline;
mod user_info;
mod views;

pub use choice::PatientChoice;
pub use claims::ClaimQuery;
pub use clinical::ClinicalQuery;
pub use directory::{DirectoryPage, DirectoryQuery};
pub use doctor::Inspection;
pub use export::ExportFormat;
pub use formulary::FormularyQuery;
pub use page::Page;
pub use people::Person;
pub use sign_in::SignInRequest;
pub use sync::{Cancel, SyncFailure, SyncProgress, SyncReport};
pub use timeline::{KindCount, TimelineEntry, TimelineQuery};
pub use user_info::UserInfo;
pub use views::{RecordQuery, RecordSummary};

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::auth::{KeySets, LaunchContext, SignInProtection};
use crate::config::WalletConfig;
use crate::error::{ConfigError, Error, StoreError};
use crate::http::Http;
use crate::payer::{self, Preset};
use crate::ports::{Clock, SecureStore, SystemClock, Watched};
use crate::session::Session;
pub use crate::store::StoreEvent;
use crate::store::{ConnectionState, Store};
use crate::task;
use url::Url;

/// A member's wallet: their connections to payers, and the records that these brought. Cloning it is cheap; all clones
/// are one wallet.
#[derive(Clone)]
pub struct Wallet {
    inner: Arc<Inner>,
}

struct Inner {
    config: WalletConfig,
    presets: Mutex<Vec<Preset>>,
    http: Http,
    store: Store,
    secure_store: Arc<dyn SecureStore>,
    clock: Arc<dyn Clock>,
    key_sets: Arc<KeySets>,
    sessions: Mutex<HashMap<String, Arc<Session>>>,
    syncing: Mutex<Vec<String>>,
}

/// A member's connection to a payer.
#[derive(Clone)]
pub struct Connection {
    /// Names it in every other call. It says nothing about member or payer.
    pub id: String,
    /// Preset id of the payer.
    pub payer: String,
    /// Name of the payer.
    pub payer_name: String,
    /// FHIR id of the patient whose records it opens.
    pub patient: String,
    /// Scopes that were granted.
    pub scopes: Vec<String>,
    /// Scopes that were asked for and not granted: what they open will be missing.
    pub scopes_missing: Vec<String>,
    /// Who signed in, as a reference such as `RelatedPerson/7` (`fhirUser` of the checked ID token). A personal
    /// representative is not the patient.
    pub user: Option<String>,
    /// What else the payer said about the sign-in.
    pub context: LaunchContext,
    /// Whether access can be renewed without the member.
    pub can_refresh: bool,
    /// When access ends, in seconds since 1970, where it cannot be renewed and the payer said so.
    pub access_ends: Option<u64>,
    /// How the sign-in was protected.
    pub protection: SignInProtection,
    /// When the member signed in, in seconds since 1970.
    pub signed_in: u64,
    /// When a sync last ran to its end, in seconds since 1970. `None` also after damage: it is to be synced.
    pub synced: Option<u64>,
    /// A notice that the payer's terms oblige the app to show.
    pub notice: Option<String>,
}

crate::secret::opaque_debug!(Connection, Wallet);

/// What became of a sign-out. The device holds nothing of the connection any more, whatever it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignOutReport {
    /// Whether the payer confirmed that it revoked the tokens (RFC 7009). Not every payer can.
    pub revoked: bool,
    /// Where the member's session in the browser can be ended, for the payers that have such a page (OpenID Connect
    /// RP-Initiated Logout 1.0). The shell opens it if the member wants that too.
    pub end_session: Option<Url>,
}

impl Wallet {
    /// Opens the wallet in `config.directory`, or makes a new one there. Changes stored state.
    pub async fn open(config: WalletConfig, secure_store: Arc<dyn SecureStore>) -> Result<Self, Error> {
        Self::open_with_clock(config, secure_store, Arc::new(SystemClock)).await
    }

    /// As [`Wallet::open`], with another clock than the device's: for tests.
    pub async fn open_with_clock(
        config: WalletConfig,
        secure_store: Arc<dyn SecureStore>,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, Error> {
        let presets = Mutex::new(payer::merged(&config.presets).map_err(ConfigError::from)?);
        let http = Http::new(Arc::clone(&clock)).map_err(crate::error::SignInError::from)?;
        let secure_store: Arc<dyn SecureStore> =
            Arc::new(Watched::new(secure_store).map_err(|_| StoreError::SecureStore)?);
        let open = move || {
            let store = Store::open(&config.directory, Arc::clone(&secure_store), Arc::clone(&clock))?;
            let (key_sets, sessions, syncing) = (Arc::default(), Mutex::default(), Mutex::default());
            let inner =
                Inner { config, presets, http, store, secure_store, clock, key_sets, sessions, syncing };
            Ok(Self { inner: Arc::new(inner) })
        };
        task::blocking(open).await.ok_or(StoreError::Unavailable { operation: "opening it" })?
    }

    /// What the wallet found lost since this was asked last: on opening, or later where damage was met. It has been dealt
    /// with; the app tells the member where they must sign in again, and syncs what is to be fetched again.
    pub fn take_events(&self) -> Vec<StoreEvent> {
        self.inner.store.take_events()
    }

    /// The payers that can be signed in to: built-in presets and the app's own.
    pub fn payers(&self) -> Vec<Preset> {
        self.presets().clone()
    }

    /// Adds a preset, or puts it in the place of the one with the same id, for sign-ins that begin from now on; not
    /// beyond this wallet's life. Connections keep the preset that they were made with until the member signs in again.
    pub fn add_preset(&self, preset: Preset) -> Result<(), Error> {
        preset.validate(&preset.id).map_err(ConfigError::from)?;
        let mut presets = self.presets();
        match presets.iter_mut().find(|known| known.id == preset.id) {
            Some(known) => *known = preset,
            None => presets.push(preset),
        }
        Ok(())
    }

    /// The member's connections, the oldest first.
    pub fn connections(&self) -> Result<Vec<Connection>, Error> {
        let stored = self.inner.store.connections()?;
        Ok(stored.into_iter().map(|(id, state)| self.present(id, &state)).collect())
    }

    /// One connection.
    pub fn connection(&self, id: &str) -> Result<Connection, Error> {
        let state = self.inner.store.connection(id)?;
        Ok(self.present(id.to_owned(), &state))
    }

    /// Ends a connection: asks the payer to revoke its tokens, then erases its key, its tokens and its records, even if
    /// the payer cannot be reached. Changes stored state.
    pub async fn sign_out(&self, id: &str) -> Result<SignOutReport, Error> {
        let name = id.to_owned();
        if !self.in_store(move |store| store.has_connection(&name)).await? {
            return Err(StoreError::UnknownConnection.into());
        }
        let end_session = self.inner.store.connection(id).ok().and_then(|state| end_session(&state));
        let session = self.session(id);
        // A refresh that is under way ends first, and none begins: a token that comes later would outlive the sign-out.
        let _held = session.hold().await;
        let revoked = session.revoke().await;
        let name = id.to_owned();
        self.in_store(move |store| store.remove_connection(&name)).await?;
        session.end();
        self.inner.sessions.lock().unwrap_or_else(PoisonError::into_inner).remove(id);
        Ok(SignOutReport { revoked, end_session })
    }

    fn presets(&self) -> MutexGuard<'_, Vec<Preset>> {
        self.inner.presets.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn preset(&self, id: &str) -> Result<Preset, ConfigError> {
        let unknown = || ConfigError::UnknownPayer { id: id.to_owned() };
        self.presets().iter().find(|preset| preset.id == id).cloned().ok_or_else(unknown)
    }

    fn present(&self, id: String, state: &ConnectionState) -> Connection {
        let session = self.session(&id);
        Connection {
            id,
            payer: state.preset.id.clone(),
            payer_name: state.preset.name.clone(),
            // Leaves its wrapper: the app shows it to the member.
            patient: state.patient.expose().clone(),
            scopes: state.scopes.clone(),
            scopes_missing: state.scopes_missing.clone(),
            // Leaves its wrapper: the app shows for whom somebody else signed in.
            user: state.user.as_ref().map(|user| user.expose().clone()),
            context: state.context.clone(),
            can_refresh: session.can_refresh(),
            access_ends: session.ends_at().ok().flatten(),
            protection: state.protection,
            signed_in: state.signed_in,
            synced: state.synced,
            notice: state.preset.notice.clone(),
        }
    }

    /// The one session of a connection in this process: that is what makes its refresh single-flight.
    fn session(&self, id: &str) -> Arc<Session> {
        let mut sessions = self.inner.sessions.lock().unwrap_or_else(PoisonError::into_inner);
        let make = || {
            let (secure_store, clock) = (Arc::clone(&self.inner.secure_store), Arc::clone(&self.inner.clock));
            Arc::new(Session::new(
                id,
                &self.inner.config.directory,
                self.inner.http.clone(),
                secure_store,
                self.inner.config.signer.clone(),
                Arc::clone(&self.inner.key_sets),
                clock,
            ))
        };
        Arc::clone(sessions.entry(id.to_owned()).or_insert_with(make))
    }

    fn now(&self) -> u64 {
        self.inner.clock.now().duration_since(std::time::SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs()
    }

    /// Runs what blocks on the file away from the caller's thread.
    async fn in_store<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Store) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let inner = Arc::clone(&self.inner);
        let task = task::blocking(move || work(&inner.store));
        task.await.unwrap_or(Err(StoreError::Unavailable { operation: "working on it" }))
    }
}

fn end_session(state: &ConnectionState) -> Option<Url> {
    let mut url = state.end_session_endpoint.clone()?;
    url.query_pairs_mut().append_pair("client_id", &state.client_id);
    Some(url)
}
