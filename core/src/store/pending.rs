//! Pending sign-ins: stored before the authorization URL leaves the core, taken out once.

use rusqlite::OptionalExtension as _;
use serde::Serialize;
use serde::de::DeserializeOwned;
use zeroize::Zeroizing;

use crate::auth::{Callback, PENDING_LIFE, PendingSignIn, pending_id};
use crate::error::StoreError;
use crate::secret::secret_json;
use crate::store::seal::{Keys, TAG};
use crate::store::{Store, failed};

pub(super) const WALLET_KEY: &str = "billfold.key.wallet";
/// More than this many pending sign-ins at once are nobody's intention: the oldest go.
const MOST_PENDING: i64 = 16;

impl Store {
    /// Keeps a pending sign-in until its callback or its end. Changes stored state.
    pub fn put_pending(&self, pending: &PendingSignIn) -> Result<(), StoreError> {
        self.sweep_pending()?;
        let keys = self.keys_or_create(WALLET_KEY)?;
        let tag = tag(&keys, &pending.id());
        let plain = secret_json(pending).map_err(|_| StoreError::Unavailable { operation: "writing" })?;
        let sealed = keys.seal(&tag, plain.as_slice())?;
        let writing = failed("keeping a pending sign-in");
        let mut database = self.database();
        let transaction = database.transaction().map_err(&writing)?;
        transaction
            .execute(
                "INSERT INTO pending (tag, began, sealed) VALUES (?1, ?2, ?3)",
                (tag, pending.began, sealed),
            )
            .map_err(&writing)?;
        transaction
            .execute(
                "DELETE FROM pending WHERE tag NOT IN (SELECT tag FROM pending ORDER BY began DESC LIMIT ?1)",
                [MOST_PENDING],
            )
            .map_err(&writing)?;
        transaction.commit().map_err(&writing)
    }

    /// The pending sign-in that a callback belongs to, which is taken out by that: it is good for one callback.
    /// `None`, and nothing is changed, where it belongs to none. Changes stored state.
    pub fn take_pending(&self, callback: &Callback) -> Result<Option<PendingSignIn>, StoreError> {
        let Some(state) = callback.state() else { return Ok(None) };
        let id = pending_id(state);
        let Some(pending) = self.pending(&id)? else { return Ok(None) };
        if !callback.belongs_to(&pending) {
            return Ok(None);
        }
        // Who deletes the row has the sign-in; a second callback at the same moment finds nothing.
        Ok(self.remove_pending(&id)?.then_some(pending))
    }

    /// Gives up a pending sign-in. `true` where there was one. Changes stored state.
    pub fn remove_pending(&self, id: &str) -> Result<bool, StoreError> {
        let Some(keys) = self.keys(WALLET_KEY)? else { return Ok(false) };
        let removed = self.database().execute("DELETE FROM pending WHERE tag = ?1", [tag(&keys, id)]);
        Ok(removed.map_err(failed("taking a pending sign-in"))? == 1)
    }

    /// One pending sign-in.
    pub fn pending(&self, id: &str) -> Result<Option<PendingSignIn>, StoreError> {
        let Some(keys) = self.keys(WALLET_KEY)? else { return Ok(None) };
        let tag = tag(&keys, id);
        let sealed: Option<Vec<u8>> = self
            .database()
            .query_row("SELECT sealed FROM pending WHERE tag = ?1", [tag], |row| row.get(0))
            .optional()
            .map_err(failed("reading a pending sign-in"))?;
        // What no longer opens is of no use to anybody: its callback finds nothing and the member begins again.
        let opened = sealed.and_then(|sealed| keys.open(&tag, sealed).ok());
        Ok(opened.and_then(|plain| serde_json::from_slice(&Zeroizing::new(plain)).ok()))
    }

    /// All that still wait for their callback.
    pub fn all_pending(&self) -> Result<Vec<PendingSignIn>, StoreError> {
        let Some(keys) = self.keys(WALLET_KEY)? else { return Ok(Vec::new()) };
        let reading = failed("reading pending sign-ins");
        let database = self.database();
        let mut statement = database.prepare("SELECT tag, sealed FROM pending").map_err(&reading)?;
        let rows = statement
            .query_map([], |row| Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, Vec<u8>>(1)?)))
            .map_err(&reading)?
            .collect::<Result<Vec<_>, _>>()
            .map_err(&reading)?;
        Ok(rows
            .into_iter()
            .filter_map(|(tag, sealed)| keys.open(&tag, sealed).ok())
            .filter_map(|plain| serde_json::from_slice(&Zeroizing::new(plain)).ok())
            .collect())
    }

    /// Keeps what a member's choice will need, for as long as a pending sign-in. Changes stored state.
    pub fn put_choice<T: Serialize>(&self, id: &str, choice: &T) -> Result<(), StoreError> {
        let keys = self.keys_or_create(WALLET_KEY)?;
        let tag = choice_tag(&keys, id);
        let plain = secret_json(choice).map_err(|_| StoreError::Unavailable { operation: "writing" })?;
        let sealed = keys.seal(&tag, plain.as_slice())?;
        self.database()
            .execute(
                "INSERT INTO pending (tag, began, sealed) VALUES (?1, ?2, ?3)",
                (tag, self.now(), sealed),
            )
            .map(|_| ())
            .map_err(failed("keeping a choice"))
    }

    /// What was kept under this name, if its time is not over.
    pub fn choice<T: DeserializeOwned>(&self, id: &str) -> Result<Option<T>, StoreError> {
        let Some(keys) = self.keys(WALLET_KEY)? else { return Ok(None) };
        let tag = choice_tag(&keys, id);
        let oldest = self.now().saturating_sub(PENDING_LIFE.as_secs());
        let sealed: Option<Vec<u8>> = self
            .database()
            .query_row("SELECT sealed FROM pending WHERE tag = ?1 AND began >= ?2", (tag, oldest), |row| {
                row.get(0)
            })
            .optional()
            .map_err(failed("reading a choice"))?;
        let opened = sealed.and_then(|sealed| keys.open(&tag, sealed).ok());
        Ok(opened.and_then(|plain| serde_json::from_slice(&Zeroizing::new(plain)).ok()))
    }

    /// Forgets a choice. `true` where there was one. Changes stored state.
    pub fn remove_choice(&self, id: &str) -> Result<bool, StoreError> {
        let Some(keys) = self.keys(WALLET_KEY)? else { return Ok(false) };
        let removed = self.database().execute("DELETE FROM pending WHERE tag = ?1", [choice_tag(&keys, id)]);
        Ok(removed.map_err(failed("forgetting a choice"))? == 1)
    }

    /// Forgets those whose time is over.
    pub(super) fn sweep_pending(&self) -> Result<(), StoreError> {
        // Kept for twice their life, so that a late callback is told that it is late.
        let oldest = self.now().saturating_sub(2 * PENDING_LIFE.as_secs());
        self.database()
            .execute("DELETE FROM pending WHERE began < ?1", [oldest])
            .map(|_| ())
            .map_err(failed("sweeping pending sign-ins"))
    }
}

fn choice_tag(keys: &Keys, id: &str) -> [u8; TAG] {
    keys.tag("choice", &[id.as_bytes()])
}

fn tag(keys: &Keys, id: &str) -> [u8; TAG] {
    keys.tag("pending", &[id.as_bytes()])
}
