//! Writes to the store, one after the other, on a thread of their own beside the requests.
//!
//! A page's records are sent before the note of how far its search has come, and they are written in that order: a death
//! in between costs a repetition, never a record. Few writes wait at a time, so that a slow disk slows the network down
//! and not the memory up.

use tokio::sync::mpsc;

use crate::error::StoreError;
use crate::fhir::Reference;
use crate::store::{Put, Store};
use crate::wallet::Wallet;

/// Writes that wait, at most.
const WAITING: usize = 4;

type Work = Box<dyn FnOnce(&Store) -> Result<Written, StoreError> + Send>;

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
        let inner = std::sync::Arc::clone(&wallet.inner);
        tokio::task::spawn_blocking(move || {
            while let Some(work) = waiting.blocking_recv() {
                if done.is_closed() || done.send(work(&inner.store)).is_err() {
                    return;
                }
            }
        });
        (Self(queue), written)
    }

    /// Waits for its place, not for the writing.
    pub(super) async fn send(
        &self,
        work: impl FnOnce(&Store) -> Result<Written, StoreError> + Send + 'static,
    ) -> Result<(), StoreError> {
        let ended = |_| StoreError::Unavailable { operation: "writing beside a sync" };
        self.0.send(Box::new(work)).await.map_err(ended)
    }
}
