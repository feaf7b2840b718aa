//! Writes to the store, one after the other, on a thread of their own beside the requests.
//!
//! A page's records are sent before the note of how far its search has come, and they are written in that order: a death
//! in between costs a repetition, never a record. What waits is written in one transaction. Few writes wait at a time, so
//! that a slow disk slows the network down and not the memory up.

use std::sync::Arc;

use tokio::sync::mpsc;

use crate::error::StoreError;
use crate::fhir::Reference;
use crate::store::{Bulk, Put, Store};
use crate::task;
use crate::wallet::Wallet;

/// Writes that wait, at most.
const WAITING: usize = 4;
/// Writes of one transaction, at most: what is read meanwhile must not wait long to be seen.
const TOGETHER: usize = 16;

type Work = Box<dyn FnOnce(&Bulk<'_>) -> Result<Written, StoreError> + Send>;

/// What became of a write.
pub(super) enum Written {
    /// Records.
    Batch(Batch),
    /// Something that nobody waits for.
    Noted,
    /// All that was sent before.
    All,
}

/// Records that were stored together.
pub(super) struct Batch {
    pub(super) resource_type: String,
    pub(super) received: u64,
    pub(super) bytes: u64,
    pub(super) put: Put,
    /// What they refer to and is to be read.
    pub(super) found: Vec<Reference>,
}

/// The way to the writing thread. It ends with the last of these, or when nobody takes its answers any more.
#[derive(Clone)]
pub(super) struct Writer(mpsc::Sender<Work>);

impl Writer {
    pub(super) fn start(wallet: &Wallet) -> (Self, mpsc::UnboundedReceiver<Result<Written, StoreError>>) {
        let (queue, mut waiting) = mpsc::channel::<Work>(WAITING);
        let (done, written) = mpsc::unbounded_channel();
        let inner = Arc::clone(&wallet.inner);
        drop(task::blocking(move || {
            while let Some(first) = waiting.blocking_recv() {
                if done.is_closed() {
                    return;
                }
                match write(&inner.store, first, &mut waiting) {
                    Ok(all) => all.into_iter().for_each(|one| drop(done.send(Ok(one)))),
                    Err(error) => {
                        let _ = done.send(Err(error));
                        // The sync ends by that. A note that these records are stored may wait behind them, and must not
                        // be written now that they are not.
                        while waiting.blocking_recv().is_some() {}
                    }
                }
            }
        }));
        (Self(queue), written)
    }

    /// Waits for its place, not for the writing.
    pub(super) async fn send(
        &self,
        work: impl FnOnce(&Bulk<'_>) -> Result<Written, StoreError> + Send + 'static,
    ) -> Result<(), StoreError> {
        let ended = |_| StoreError::Unavailable { operation: "writing beside a sync" };
        self.0.send(Box::new(work)).await.map_err(ended)
    }
}

/// Writes what waits, and what comes until that is written: all of it, or nothing.
fn write(store: &Store, first: Work, waiting: &mut mpsc::Receiver<Work>) -> Result<Vec<Written>, StoreError> {
    store.write(|bulk| {
        let mut written = vec![first(bulk)?];
        while written.len() < TOGETHER
            && let Ok(next) = waiting.try_recv()
        {
            written.push(next(bulk)?);
        }
        Ok(written)
    })
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, Ordering};

    use super::*;
    use crate::config::WalletConfig;
    use crate::ports::MemorySecureStore;

    #[tokio::test]
    async fn after_a_write_that_failed_nothing_that_waits_is_written() {
        let directory = tempfile::tempdir().unwrap();
        let keys = Arc::new(MemorySecureStore::default());
        let wallet = Wallet::open(WalletConfig::new(directory.path()), keys).await.unwrap();
        let (writer, mut written) = Writer::start(&wallet);
        let is_written = Arc::new(AtomicBool::new(false));
        let noted = Arc::clone(&is_written);
        writer.send(|_| Err(StoreError::Unavailable { operation: "writing" })).await.unwrap();
        let note = move |_: &Bulk<'_>| {
            noted.store(true, Ordering::Relaxed);
            Ok(Written::Noted)
        };
        writer.send(note).await.unwrap();
        assert!(matches!(written.recv().await, Some(Err(StoreError::Unavailable { .. }))));
        drop(writer);
        assert!(written.recv().await.is_none());
        assert!(!is_written.load(Ordering::Relaxed));
    }
}
