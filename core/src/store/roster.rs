//! The roster: which connections the member has, kept in the secure store.
//!
//! The file can be older than the keys, come from a backup, or be gone, and a secure store cannot be listed. The roster
//! tells which keys and tokens belong to no row any more, so that they are erased and the app is told. On iOS, where
//! items outlive the app, it also clears up after an earlier installation.

use std::collections::BTreeMap;

use rusqlite::Transaction;

use crate::error::StoreError;
use crate::session;
use crate::store::damage::StoreEvent;
use crate::store::{Store, connection_key, failed, to_json};

const ROSTER: &str = "billfold.connections";

/// Preset id of the payer by the id of the connection.
pub(super) type Roster = BTreeMap<String, String>;

impl Store {
    /// What the roster says. One that cannot be read says nothing: it is written anew.
    pub(super) fn roster(&self) -> Result<Roster, StoreError> {
        let item = self.secure.read(ROSTER).map_err(|_| StoreError::SecureStore)?;
        Ok(item.and_then(|item| serde_json::from_slice(&item).ok()).unwrap_or_default())
    }

    /// Changes the roster. The transaction keeps other processes from doing the same.
    pub(super) fn edit_roster(
        &self,
        _alone: &Transaction<'_>,
        edit: impl FnOnce(&mut Roster),
    ) -> Result<(), StoreError> {
        let before = self.roster()?;
        let mut roster = before.clone();
        edit(&mut roster);
        let outcome = if roster == before {
            Ok(())
        } else if roster.is_empty() {
            self.secure.remove(ROSTER)
        } else {
            self.secure.write(ROSTER, &to_json(&roster)?)
        };
        outcome.map_err(|_| StoreError::SecureStore)
    }

    /// Brings the roster in line with the connections in the file: those that the file does not have lose their keys and
    /// tokens, and are told of. Changes stored state.
    pub(super) fn call_roster(&self, present: &Roster) -> Result<(), StoreError> {
        let calling = failed("comparing it with the secure store");
        let mut database = self.database();
        let alone = database.transaction().map_err(&calling)?;
        // Another process may have added one since.
        let known: Vec<String> = alone
            .prepare("SELECT id FROM connection")
            .and_then(|mut statement| statement.query_map([], |row| row.get(0))?.collect())
            .map_err(&calling)?;
        let roster = self.roster()?;
        let missing: Vec<_> = roster.into_iter().filter(|(id, _)| !known.contains(id)).collect();
        for (id, _) in &missing {
            self.forget_keys(&connection_key(id))?;
            self.secure.remove(&session::item_name(id)).map_err(|_| StoreError::SecureStore)?;
        }
        self.edit_roster(&alone, |roster| {
            roster.retain(|id, _| known.contains(id));
            roster.extend(present.clone());
        })?;
        drop(alone);
        for (connection, payer) in missing {
            self.tell(StoreEvent::ConnectionLost { connection, payer: Some(payer) });
        }
        Ok(())
    }
}
