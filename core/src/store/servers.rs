//! What payers' servers published when they were last asked.

use rusqlite::OptionalExtension as _;

use crate::discovery::ServerConfiguration;
use crate::error::StoreError;
use crate::store::pending::WALLET_KEY;
use crate::store::seal::{Keys, TAG};
use crate::store::{Store, failed};

impl Store {
    /// Keeps what a server published, under a name that tells preset and FHIR base. Changes stored state.
    pub fn put_server(&self, name: &str, server: &ServerConfiguration) -> Result<(), StoreError> {
        let keys = self.keys_or_create(WALLET_KEY)?;
        let tag = tag(&keys, name);
        let plain =
            serde_json::to_vec(server).map_err(|_| StoreError::Unavailable { operation: "writing" })?;
        let sealed = keys.seal(&tag, plain)?;
        self.database()
            .execute(
                "INSERT OR REPLACE INTO server (tag, fetched, sealed) VALUES (?1, ?2, ?3)",
                (tag, self.now(), sealed),
            )
            .map(|_| ())
            .map_err(failed("keeping what a server published"))
    }

    /// What a server published, and its age in seconds.
    pub fn server(&self, name: &str) -> Result<Option<(ServerConfiguration, u64)>, StoreError> {
        let Some(keys) = self.keys(WALLET_KEY)? else { return Ok(None) };
        let tag = tag(&keys, name);
        let row: Option<(u64, Vec<u8>)> = self
            .database()
            .query_row("SELECT fetched, sealed FROM server WHERE tag = ?1", [tag], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
            .optional()
            .map_err(failed("reading what a server published"))?;
        let Some((fetched, sealed)) = row else { return Ok(None) };
        // What no longer opens, or is of another version, is asked for again.
        let opened = keys.open(&tag, sealed).ok().and_then(|plain| serde_json::from_slice(&plain).ok());
        // A clock that was set back makes the age unknown.
        let age = self.now().checked_sub(fetched).unwrap_or(u64::MAX);
        Ok(opened.map(|server| (server, age)))
    }

    /// Forgets what a server published. Changes stored state.
    pub fn remove_server(&self, name: &str) -> Result<(), StoreError> {
        let Some(keys) = self.keys(WALLET_KEY)? else { return Ok(()) };
        self.database()
            .execute("DELETE FROM server WHERE tag = ?1", [tag(&keys, name)])
            .map(|_| ())
            .map_err(failed("forgetting what a server published"))
    }
}

fn tag(keys: &Keys, name: &str) -> [u8; TAG] {
    keys.tag("server", &[name.as_bytes()])
}
