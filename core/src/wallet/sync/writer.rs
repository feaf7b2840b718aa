//! Writes to the store, one after the other, on a thread of their own beside the requests.
//!
//! A page's records are sent before the note of how far its search has come, and they are written in that order: a death
//! in between costs a repetition, never a record. With each transaction the indexes are written anew, nearly all of them: so
//! one takes what comes until it is large, or nothing comes, or somebody waits for it. Few bytes wait at a time, so that a
//! slow disk slows the network down and not the memory up.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};

use crate::error::StoreError;
use crate::fhir::Reference;
use crate::store::{Bulk, Put};
use crate::task;
use crate::wallet::Wallet;

/// Bytes of records that wait or are written, at most: what is sealed while the writing waits for the disk. A long sync, whose
/// indexes are large and written slowly, comes to that.
const WAITING: u32 = 1 << 20;
/// Bytes and time of a transaction, after which it is committed.
const TOGETHER: usize = 2 << 20;
const LONGEST: Duration = Duration::from_millis(100);
/// How long whoever else writes has for their turn after each transaction.
const TURN: Duration = Duration::from_millis(3);
/// How long a transaction waits for what comes next.
const PAUSE: Duration = Duration::from_millis(10);
/// How often it looks for that.
const MOMENT: Duration = Duration::from_millis(1);
/// Bytes after which they are carried over from the log into the file.
const CARRIED_OVER: usize = 2 << 20;

type Work = Box<dyn FnOnce(&Bulk<'_>) -> Result<Written, StoreError> + Send>;

/// A write, its bytes, and their part of the room for what waits. A note has none.
type Waiting = (Work, usize, Option<OwnedSemaphorePermit>);

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

impl Written {
    /// Whether the sync goes on by it.
    fn is_awaited(&self) -> bool {
        match self {
            Self::Batch(batch) => !batch.found.is_empty(),
            Self::Noted => false,
            Self::All => true,
        }
    }
}

/// The way to the writing thread. It ends with the last of these, or when nobody takes its answers any more.
#[derive(Clone)]
pub(super) struct Writer {
    queue: mpsc::UnboundedSender<Waiting>,
    room: Arc<Semaphore>,
}

impl Writer {
    pub(super) fn start(wallet: &Wallet) -> (Self, mpsc::UnboundedReceiver<Result<Written, StoreError>>) {
        let (queue, mut waiting) = mpsc::unbounded_channel::<Waiting>();
        let (done, written) = mpsc::unbounded_channel();
        let inner = Arc::clone(&wallet.inner);
        drop(task::blocking(move || {
            let mut written = 0;
            while let Some(first) = waiting.blocking_recv() {
                if done.is_closed() {
                    return;
                }
                match inner.store.write(|bulk| write(bulk, first, &mut waiting)) {
                    Ok((all, size)) => {
                        written += size;
                        for one in all {
                            let _ = done.send(Ok(one));
                        }
                    }
                    Err(error) => {
                        let _ = done.send(Err(error));
                        // The sync ends by that. A note that these records are stored may wait behind them, and must not
                        // be written now that they are not.
                        while waiting.blocking_recv().is_some() {}
                    }
                }
                if written >= CARRIED_OVER {
                    written = 0;
                    let inner = Arc::clone(&inner);
                    drop(task::blocking(move || inner.store.carry_over()));
                }
                std::thread::sleep(TURN);
            }
        }));
        (Self { queue, room: Arc::new(Semaphore::new(WAITING as usize)) }, written)
    }

    /// Sends what takes a few bytes. There are few notes, since each follows from a page or a read.
    ///
    /// It does not wait for room. While the crawl waited, it would not poll the pages that were given room before it, and
    /// they would keep that for ever.
    pub(super) fn note(
        &self,
        work: impl FnOnce(&Bulk<'_>) -> Result<Written, StoreError> + Send + 'static,
    ) -> Result<(), StoreError> {
        self.queue.send((Box::new(work), 0, None)).map_err(|_| ended())
    }

    /// Sends so many bytes. Waits for room for them, not for the writing.
    pub(super) async fn send(
        &self,
        size: usize,
        work: impl FnOnce(&Bulk<'_>) -> Result<Written, StoreError> + Send + 'static,
    ) -> Result<(), StoreError> {
        // What is larger than all room waits until it is alone.
        let part = u32::try_from(size).map_or(WAITING, |size| size.min(WAITING));
        let room = Arc::clone(&self.room).acquire_many_owned(part).await.map_err(|_| ended())?;
        self.queue.send((Box::new(work), size, Some(room))).map_err(|_| ended())
    }
}

fn ended() -> StoreError {
    StoreError::Unavailable { operation: "writing beside a sync" }
}

/// Writes the first and what comes after it. Says how many bytes that are.
fn write(
    bulk: &Bulk<'_>,
    first: Waiting,
    waiting: &mut mpsc::UnboundedReceiver<Waiting>,
) -> Result<(Vec<Written>, usize), StoreError> {
    let (mut all, mut size, mut pause) = (Vec::new(), 0, PAUSE);
    let until = Instant::now() + LONGEST;
    let mut next = Some(first);
    while let Some((work, bytes, _room)) = next {
        size += bytes;
        let written = work(bulk)?;
        if written.is_awaited() {
            pause = Duration::ZERO;
        }
        all.push(written);
        let takes_more = size < TOGETHER && Instant::now() < until;
        next = if takes_more { next_within(pause, waiting) } else { None };
    }
    Ok((all, size))
}

/// What comes within this time.
fn next_within(pause: Duration, waiting: &mut mpsc::UnboundedReceiver<Waiting>) -> Option<Waiting> {
    let until = Instant::now() + pause;
    loop {
        match waiting.try_recv() {
            Ok(next) => return Some(next),
            Err(mpsc::error::TryRecvError::Empty) if Instant::now() < until => std::thread::sleep(MOMENT),
            Err(_) => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::pin::pin;
    use std::sync::atomic::{AtomicBool, Ordering};

    use futures_util::FutureExt as _;

    use super::*;
    use crate::config::WalletConfig;
    use crate::ports::MemorySecureStore;

    async fn wallet() -> (tempfile::TempDir, Wallet) {
        let directory = tempfile::tempdir().unwrap();
        let keys = Arc::new(MemorySecureStore::default());
        let wallet = Wallet::open(WalletConfig::new(directory.path()), keys).await.unwrap();
        (directory, wallet)
    }

    #[tokio::test]
    async fn after_a_write_that_failed_nothing_that_waits_is_written() {
        let (_directory, wallet) = wallet().await;
        let (writer, mut written) = Writer::start(&wallet);
        let is_written = Arc::new(AtomicBool::new(false));
        let noted = Arc::clone(&is_written);
        writer.note(|_| Err(StoreError::Unavailable { operation: "writing" })).unwrap();
        let note = move |_: &Bulk<'_>| {
            noted.store(true, Ordering::Relaxed);
            Ok(Written::Noted)
        };
        writer.note(note).unwrap();
        assert!(matches!(written.recv().await, Some(Err(StoreError::Unavailable { .. }))));
        drop(writer);
        assert!(written.recv().await.is_none());
        assert!(!is_written.load(Ordering::Relaxed));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_note_does_not_wait_for_records_that_nobody_polls() {
        let (_directory, wallet) = wallet().await;
        let (writer, mut written) = Writer::start(&wallet);
        let (open, gate) = std::sync::mpsc::channel::<()>();
        let write = move |_: &Bulk<'_>| {
            let _ = gate.recv();
            Ok(Written::Noted)
        };
        writer.send(64 << 20, write).await.unwrap();
        // It is given the room when the first is written, but is not polled, so that it cannot use it.
        let mut next = pin!(writer.send(64 << 20, |_| Ok(Written::Noted)));
        assert!(next.as_mut().now_or_never().is_none());
        drop(open);
        assert!(matches!(written.recv().await, Some(Ok(Written::Noted))));
        writer.note(|_| Ok(Written::All)).unwrap();
        assert!(matches!(written.recv().await, Some(Ok(Written::All))));
        next.await.unwrap();
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn others_write_while_a_sync_writes_all_the_time() {
        let (_directory, wallet) = wallet().await;
        let (writer, mut written) = Writer::start(&wallet);
        let is_over = Arc::new(AtomicBool::new(false));
        let (over, others) = (Arc::clone(&is_over), Arc::clone(&wallet.inner));
        let turns = tokio::task::spawn_blocking(move || {
            let turn = |_| {
                std::thread::sleep(Duration::from_millis(20));
                others.store.clear_wanted("nobody")
            };
            let turns: Vec<_> = (0..5).map(turn).collect();
            over.store(true, Ordering::Relaxed);
            turns
        });
        while !is_over.load(Ordering::Relaxed) {
            // Something always waits, and each write takes its time.
            let write = |_: &Bulk<'_>| {
                std::thread::sleep(Duration::from_millis(5));
                Ok(Written::Noted)
            };
            writer.send(1 << 16, write).await.unwrap();
        }
        drop(writer);
        assert_eq!(turns.await.unwrap(), vec![Ok(()); 5]);
        while let Some(outcome) = written.recv().await {
            outcome.unwrap();
        }
    }
}
