//! Connections: one for each member of a payer who signed in.

use rusqlite::OptionalExtension as _;
use serde::{Deserialize, Serialize};
use url::Url;

use crate::auth::{LaunchContext, SignInProtection};
use crate::config::Redirect;
use crate::error::StoreError;
use crate::payer::Preset;
use crate::secret::{PatientId, Secret};
use crate::session;
use crate::store::damage::StoreEvent;
use crate::store::roster::Roster;
use crate::store::{Store, connection_key, failed, to_json};

/// What the wallet knows of a connection, besides its tokens and records.
#[derive(Clone, Serialize, Deserialize)]
pub struct ConnectionState {
    /// The payer as it was when the member signed in.
    pub preset: Preset,
    /// Where the records are.
    pub fhir_base: Url,
    /// Whose records they are.
    pub patient: PatientId,
    /// Scopes that were granted.
    pub scopes: Vec<String>,
    /// Scopes that were asked for and not granted.
    #[serde(default)]
    pub scopes_missing: Vec<String>,
    /// Who signed in, as a reference on the FHIR server: not always the patient.
    #[serde(default)]
    pub user: Option<Secret<String>>,
    /// The same person in the issuer's own terms.
    #[serde(default)]
    pub subject: Option<Secret<String>>,
    /// The launch context.
    #[serde(default)]
    pub context: LaunchContext,
    /// Where to ask who signed in.
    #[serde(default)]
    pub userinfo_endpoint: Option<Url>,
    /// Where a session in the browser is ended.
    #[serde(default)]
    pub end_session_endpoint: Option<Url>,
    /// The client id at the payer: the app's, or that of the broker which it went through.
    #[serde(default)]
    pub client_id: String,
    /// Whether its tokens are stored as well. Until then nobody sees it, and an app that dies there leaves nothing.
    #[serde(default = "yes")]
    pub complete: bool,
    /// How the sign-in was protected.
    pub protection: SignInProtection,
    /// Where its callback came back; no other authorization server may use the same.
    pub redirect: Redirect,
    /// Who sent it there.
    pub authorization_endpoint: Url,
    /// When the member signed in, in seconds since 1970.
    pub signed_in: u64,
    /// When a sync last ran to its end, in seconds since 1970.
    pub synced: Option<u64>,
    /// The person whose records these are, where the user said that other connections open the same person's.
    #[serde(default)]
    pub person: Option<String>,
}

crate::secret::opaque_debug!(ConnectionState);

impl Store {
    /// Adds a connection under a new key. Changes stored state.
    pub fn add_connection(&self, id: &str, state: &ConnectionState) -> Result<(), StoreError> {
        let adding = failed("adding a connection");
        let mut database = self.database();
        let transaction = database.transaction().map_err(&adding)?;
        let keys = self.keys_or_create(&connection_key(id))?;
        let sealed = keys.seal(id.as_bytes(), to_json(state)?)?;
        transaction
            .execute("INSERT INTO connection (id, sealed) VALUES (?1, ?2)", (id, sealed))
            .map_err(&adding)?;
        self.edit_roster(&transaction, |roster| {
            roster.insert(id.to_owned(), state.preset.id.clone());
        })?;
        transaction.commit().map_err(&adding)
    }

    /// Replaces what is known of a connection. Changes stored state.
    pub fn update_connection(&self, id: &str, state: &ConnectionState) -> Result<(), StoreError> {
        let keys = self.keys(&connection_key(id))?.ok_or(StoreError::UnknownConnection)?;
        let sealed = keys.seal(id.as_bytes(), to_json(state)?)?;
        self.database()
            .execute("UPDATE connection SET sealed = ?2 WHERE id = ?1", (id, sealed))
            .map(|_| ())
            .map_err(failed("updating a connection"))
    }

    /// Replaces what is known of several connections: of all, or of none. Changes stored state.
    pub fn update_connections(&self, connections: &[(String, ConnectionState)]) -> Result<(), StoreError> {
        let writing = failed("updating connections");
        let mut database = self.database();
        let transaction = database.transaction().map_err(&writing)?;
        for (id, state) in connections {
            let keys = self.keys(&connection_key(id))?.ok_or(StoreError::UnknownConnection)?;
            let sealed = keys.seal(id.as_bytes(), to_json(state)?)?;
            transaction
                .execute("UPDATE connection SET sealed = ?2 WHERE id = ?1", (id, sealed))
                .map_err(&writing)?;
        }
        transaction.commit().map_err(&writing)
    }

    /// One connection.
    pub fn connection(&self, id: &str) -> Result<ConnectionState, StoreError> {
        self.mending(|| self.read_connection(id))
    }

    pub(super) fn read_connection(&self, id: &str) -> Result<ConnectionState, StoreError> {
        let sealed: Option<Vec<u8>> = self
            .reading()
            .prepare_cached("SELECT sealed FROM connection WHERE id = ?1")
            .and_then(|mut statement| statement.query_row([id], |row| row.get(0)).optional())
            .map_err(failed("reading a connection"))?;
        let sealed = sealed.ok_or(StoreError::UnknownConnection)?;
        let keys = self.keys(&connection_key(id))?.ok_or(StoreError::Undecryptable)?;
        let plain = keys.open(id.as_bytes(), sealed)?;
        serde_json::from_slice(&plain).map_err(|_| StoreError::Undecryptable)
    }

    /// All connections, the oldest first. One whose key was lost since the wallet was opened is passed over: it must not
    /// keep the others from being used.
    pub fn connections(&self) -> Result<Vec<(String, ConnectionState)>, StoreError> {
        let mut connections = Vec::new();
        for id in self.connection_ids()? {
            match self.connection(&id) {
                Ok(state) if state.complete => connections.push((id, state)),
                Ok(_) | Err(StoreError::Undecryptable | StoreError::UnknownConnection) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(connections)
    }

    /// Erases a connection: its key first, so that its rows are unreadable whatever happens then, then its tokens, then
    /// its rows. If the app dies in between, opening the wallet does the rest. Changes stored state.
    pub fn remove_connection(&self, id: &str) -> Result<(), StoreError> {
        self.forget_keys(&connection_key(id))?;
        self.secure.remove(&session::item_name(id)).map_err(|_| StoreError::SecureStore)?;
        let removing = failed("removing a connection");
        let mut database = self.database();
        let transaction = database.transaction().map_err(&removing)?;
        self.edit_roster(&transaction, |roster| {
            roster.remove(id);
        })?;
        transaction.execute("DELETE FROM connection WHERE id = ?1", [id]).map_err(&removing)?;
        transaction.commit().map_err(&removing)?;
        database.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).map_err(&removing)
    }

    /// Deals with what an earlier run has left. A connection that does not open will not open again: the device lost its
    /// key, the file came from a backup or is damaged, or the app died while signing out. What is left of it goes.
    pub(super) fn settle(&self) -> Result<(), StoreError> {
        self.sweep_pending()?;
        let roster = self.roster()?;
        let mut present = Roster::new();
        for id in self.read_connection_ids()? {
            match self.read_connection(&id) {
                Ok(state) if !state.complete => self.remove_connection(&id)?,
                Ok(state) => drop(present.insert(id, state.preset.id)),
                Err(StoreError::Undecryptable) => {
                    let payer = roster.get(&id).cloned();
                    self.tell(StoreEvent::ConnectionLost { connection: id.clone(), payer });
                    self.remove_connection(&id)?;
                }
                // It is there and is not found: an index is wrong.
                Err(StoreError::UnknownConnection) => return Err(StoreError::Damaged),
                Err(error) => return Err(error),
            }
        }
        self.call_roster(&present)
    }

    /// Whether there is such a connection, readable or not.
    pub fn has_connection(&self, id: &str) -> Result<bool, StoreError> {
        Ok(self.connection_ids()?.iter().any(|known| known == id))
    }

    /// The ids of all connections, readable or not, the oldest first.
    pub fn connection_ids(&self) -> Result<Vec<String>, StoreError> {
        self.mending(|| self.read_connection_ids())
    }

    fn read_connection_ids(&self) -> Result<Vec<String>, StoreError> {
        let reading = failed("reading connections");
        let database = self.reading();
        let mut statement =
            database.prepare_cached("SELECT id FROM connection ORDER BY number").map_err(&reading)?;
        let ids = statement.query_map([], |row| row.get(0)).map_err(&reading)?;
        ids.collect::<Result<_, _>>().map_err(&reading)
    }
}

fn yes() -> bool {
    true
}
