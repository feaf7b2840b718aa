//! Reading and sealing what came, on a few threads beside the requests.
//!
//! Each thread keeps its tools from one batch to the next, and stays for what comes soon. An allocator gives each thread
//! memory of its own and keeps what was freed: with any of the runtime's threads for each batch, that memory would be as
//! much as the threads are many, and more the longer a sync runs.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};

use crate::error::FhirError;
use crate::json::Arena;
use crate::store::{Press, SealedBatch};
use crate::task;
use crate::wallet::sync::sieve::Sifted;

/// Threads of one sync, at most. More of them, on a phone's few fast cores, only keep each other from their end.
const THREADS: usize = 2;
/// Kilobytes of batches that are at work or wait for a thread, of all pages together: three full ones, or more of small
/// pages. What came and is not sealed yet is most of what a sync holds, and it is not to be more where the network is ahead
/// for longer. Resources that are read one by one are bounded by the requests in flight, and need no place.
const AHEAD: u32 = 1280;
/// How long a thread waits for more before it leaves.
const PATIENCE: Duration = Duration::from_millis(100);
/// Bytes that tools may keep: what one large attachment took is given back.
const KEPT: usize = 1 << 20;

/// What a batch becomes.
pub(super) type Outcome = Result<(Sifted, SealedBatch), FhirError>;

/// What is used for one batch after the other.
#[derive(Default)]
pub(super) struct Tools {
    pub(super) arena: Arena,
    pub(super) press: Press,
}

impl Tools {
    fn size(&self) -> usize {
        self.arena.allocated_bytes() + self.press.size()
    }
}

/// Work, where its outcome goes, and its place among those that are ahead, where it needs one.
struct Order {
    work: Box<dyn FnOnce(&mut Tools) -> Outcome + Send>,
    done: oneshot::Sender<Outcome>,
    place: Option<OwnedSemaphorePermit>,
}

/// The threads, and what waits for them.
pub(super) struct Sealers {
    state: Mutex<State>,
    more: Condvar,
    places: Arc<Semaphore>,
}

#[derive(Default)]
struct State {
    waiting: VecDeque<Order>,
    threads: usize,
    /// Those of them that wait for more.
    idle: usize,
}

impl Default for Sealers {
    fn default() -> Self {
        Self {
            state: Mutex::default(),
            more: Condvar::new(),
            places: Arc::new(Semaphore::new(AHEAD as usize)),
        }
    }
}

impl Sealers {
    /// Waits for a place of so many bytes among the batches that are ahead. One that is larger than all waits until it is
    /// alone.
    pub(super) async fn place(&self, size: u64) -> Option<OwnedSemaphorePermit> {
        let size = u32::try_from(size >> 10).map_or(AHEAD, |size| size.clamp(1, AHEAD));
        Arc::clone(&self.places).acquire_many_owned(size).await.ok()
    }

    /// Begins work, in the order in which it comes, and leaves its place when it is done. Where nobody waits for its outcome
    /// any more it is left; where it panics there is none.
    pub(super) fn begin(
        self: &Arc<Self>,
        place: Option<OwnedSemaphorePermit>,
        work: impl FnOnce(&mut Tools) -> Outcome + Send + 'static,
    ) -> oneshot::Receiver<Outcome> {
        let (done, outcome) = oneshot::channel();
        let mut state = self.state();
        state.waiting.push_back(Order { work: Box::new(work), done, place });
        if state.waiting.len() <= state.idle {
            self.more.notify_one();
        } else if state.threads < THREADS {
            state.threads += 1;
            let sealers = Arc::clone(self);
            drop(task::blocking(move || sealers.work()));
        }
        outcome
    }

    /// What one thread does.
    fn work(&self) {
        let mut tools = Tools::default();
        while let Some(Order { work, done, place }) = self.next() {
            if done.is_closed() {
                continue;
            }
            let outcome = catch_unwind(AssertUnwindSafe(|| work(&mut tools)));
            if outcome.is_err() || tools.size() > KEPT {
                tools = Tools::default();
            }
            drop(place);
            if let Ok(outcome) = outcome {
                let _ = done.send(outcome);
            }
        }
    }

    /// What waits longest, or comes soon.
    fn next(&self) -> Option<Order> {
        let mut state = self.state();
        state.idle += 1;
        let nothing = |state: &mut State| state.waiting.is_empty();
        state = self
            .more
            .wait_timeout_while(state, PATIENCE, nothing)
            .map_or_else(|poisoned| poisoned.into_inner().0, |(state, _)| state);
        state.idle -= 1;
        let next = state.waiting.pop_front();
        if next.is_none() {
            state.threads -= 1;
        }
        next
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::pin::pin;

    use futures_util::FutureExt as _;

    use super::*;

    fn refused(status: u16) -> Outcome {
        Err(FhirError::Forbidden { status })
    }

    #[tokio::test]
    async fn a_panic_takes_one_outcome_and_neither_thread_nor_place() {
        let sealers = Arc::<Sealers>::default();
        for size in [1, 1 << 20, u64::MAX, 1] {
            let place = sealers.place(size).await;
            assert!(sealers.begin(place, |_| panic!("at work")).await.is_err());
        }
        let outcomes: Vec<_> = (0..9).map(|status| sealers.begin(None, move |_| refused(status))).collect();
        for (status, outcome) in outcomes.into_iter().enumerate() {
            assert_eq!(outcome.await.unwrap().err(), refused(u16::try_from(status).unwrap()).err());
        }
        assert!(sealers.state().threads <= THREADS);
    }

    #[tokio::test]
    async fn what_nobody_waits_for_is_left_and_threads_leave_when_nothing_comes() {
        let sealers = Arc::<Sealers>::default();
        let (open, gate) = std::sync::mpsc::channel::<()>();
        let gate = Arc::new(Mutex::new(gate));
        let mut held = Vec::new();
        for _ in 0..THREADS {
            let gate = Arc::clone(&gate);
            let wait = move |_: &mut Tools| {
                let _ = gate.lock().map(|gate| gate.recv());
                refused(401)
            };
            held.push(sealers.begin(sealers.place(1).await, wait));
        }
        let rest = (u64::from(AHEAD) - THREADS as u64) << 10;
        drop(sealers.begin(sealers.place(rest).await, |_| panic!("nobody waits for it")));
        let mut place = pin!(sealers.place(1));
        assert!(place.as_mut().now_or_never().is_none());
        drop(open);
        for outcome in held {
            assert!(outcome.await.is_ok());
        }
        let last = sealers.begin(place.await, |_| refused(403));
        assert!(last.await.is_ok());
        while sealers.state().threads > 0 {
            tokio::time::sleep(PATIENCE).await;
        }
        assert!(sealers.begin(None, |_| refused(403)).await.is_ok());
    }
}
