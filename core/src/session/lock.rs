//! A lock that two processes of one app share: the app and its extension.
//!
//! An advisory lock on a file beside the wallet's. The operating system lets go of it when its holder dies.

use std::fs::{File, TryLockError};
use std::path::Path;
use std::time::Duration;

use crate::error::StoreError;

/// Longer than a refresh can take by its own deadline.
const PATIENCE: Duration = Duration::from_secs(75);
const PAUSE: Duration = Duration::from_millis(50);

/// Held until it is dropped.
pub(super) struct Held(#[allow(dead_code, reason = "dropping it lets go")] File);

/// Waits for the lock at `path`. The file stays: removing one that somebody waits for would give two holders.
pub(super) async fn hold(path: &Path) -> Result<Held, StoreError> {
    let failed = || StoreError::Unavailable { operation: "locking a session" };
    let file = File::options().create(true).truncate(false).write(true).open(path).map_err(|_| failed())?;
    let wait = async {
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(()),
                Err(TryLockError::WouldBlock) => tokio::time::sleep(PAUSE).await,
                Err(TryLockError::Error(_)) => return Err(failed()),
            }
        }
    };
    tokio::time::timeout(PATIENCE, wait).await.map_err(|_| failed())??;
    Ok(Held(file))
}
