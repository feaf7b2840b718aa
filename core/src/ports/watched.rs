//! The host's secure store with a deadline.
//!
//! A Keychain that waits for an unlock which nobody sees, or a key-ring agent that has died, may never answer, and a wallet
//! that waits with it looks dead. So the store is called on a thread of its own, and whoever waits gives up once the host
//! has been silent for [`PATIENCE`].
//!
//! One thread, because the order matters more than the speed: a write that was given up may still happen, and must not
//! overtake a newer one. What had not begun when its caller gave up never happens.

use std::panic::AssertUnwindSafe;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use zeroize::Zeroizing;

use super::{SecureStore, SecureStoreUnavailable};

/// How long one call of the host's may take. A Keychain answers in milliseconds, a StrongBox within a second or two.
const PATIENCE: Duration = Duration::from_secs(10);

type Job = Box<dyn FnOnce(&dyn SecureStore) + Send>;

/// A secure store whose every call ends.
pub(crate) struct Watched {
    jobs: Sender<Job>,
    /// When the call that is under way began.
    busy_since: Arc<Mutex<Option<Instant>>>,
    patience: Duration,
}

impl Watched {
    /// Watches over `store`. The thread ends with this value, or with the last call that the host still answers.
    pub(crate) fn new(store: Arc<dyn SecureStore>) -> Result<Self, SecureStoreUnavailable> {
        Self::with_patience(store, PATIENCE)
    }

    fn with_patience(
        store: Arc<dyn SecureStore>,
        patience: Duration,
    ) -> Result<Self, SecureStoreUnavailable> {
        let (jobs, waiting) = channel();
        let busy_since = Arc::default();
        let clock = Arc::clone(&busy_since);
        std::thread::Builder::new()
            .name("billfold-secure-store".to_owned())
            .spawn(move || serve(store.as_ref(), &waiting, &clock))
            .map_err(|_| SecureStoreUnavailable)?;
        Ok(Self { jobs, busy_since, patience })
    }

    fn call<T: Send + 'static>(
        &self,
        work: impl FnOnce(&dyn SecureStore) -> Result<T, SecureStoreUnavailable> + Send + 'static,
    ) -> Result<T, SecureStoreUnavailable> {
        let (answer, answered) = channel();
        let settled = Arc::new(AtomicBool::new(false));
        let begun = Arc::clone(&settled);
        let job = move |store: &dyn SecureStore| {
            if !begun.swap(true, Ordering::AcqRel) {
                // A caller that has given up hears of nothing any more.
                let _ = answer.send(work(store));
            }
        };
        self.jobs.send(Box::new(job)).map_err(|_| SecureStoreUnavailable)?;
        loop {
            let left = self.patience.saturating_sub(self.silence());
            match answered.recv_timeout(left) {
                Ok(outcome) => return outcome,
                Err(RecvTimeoutError::Disconnected) => return Err(SecureStoreUnavailable),
                // The queue has moved on meanwhile: the host is slow and not silent.
                Err(RecvTimeoutError::Timeout) if self.silence() < self.patience => {}
                Err(RecvTimeoutError::Timeout) => {
                    settled.store(true, Ordering::Release);
                    tracing::warn!(seconds = self.patience.as_secs(), "the secure store does not answer");
                    return Err(SecureStoreUnavailable);
                }
            }
        }
    }

    /// How long the call that is under way has been so.
    fn silence(&self) -> Duration {
        let since = *self.busy_since.lock().unwrap_or_else(PoisonError::into_inner);
        since.map(|since| since.elapsed()).unwrap_or_default()
    }
}

fn serve(store: &dyn SecureStore, jobs: &Receiver<Job>, busy_since: &Mutex<Option<Instant>>) {
    let mark = |since| *busy_since.lock().unwrap_or_else(PoisonError::into_inner) = since;
    for job in jobs {
        mark(Some(Instant::now()));
        // A store that panics has not answered; the next call finds the thread alive.
        let _ = std::panic::catch_unwind(AssertUnwindSafe(|| job(store)));
        mark(None);
    }
}

impl SecureStore for Watched {
    fn read(&self, name: &str) -> Result<Option<Vec<u8>>, SecureStoreUnavailable> {
        let name = name.to_owned();
        self.call(move |store| store.read(&name))
    }

    fn write(&self, name: &str, value: &[u8]) -> Result<(), SecureStoreUnavailable> {
        let (name, value) = (name.to_owned(), Zeroizing::new(value.to_vec()));
        self.call(move |store| store.write(&name, &value))
    }

    fn remove(&self, name: &str) -> Result<(), SecureStoreUnavailable> {
        let name = name.to_owned();
        self.call(move |store| store.remove(&name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ports::MemorySecureStore;

    /// Answers only when it is released, where the item's name says so.
    struct Hanging {
        items: MemorySecureStore,
        entered: Sender<()>,
        released: Mutex<Receiver<()>>,
    }

    impl Hanging {
        fn pass(&self, name: &str) {
            if name.starts_with("hangs") {
                let _ = self.entered.send(());
                let _ = self.released.lock().unwrap().recv();
            }
        }
    }

    impl SecureStore for Hanging {
        fn read(&self, name: &str) -> Result<Option<Vec<u8>>, SecureStoreUnavailable> {
            self.pass(name);
            self.items.read(name)
        }

        fn write(&self, name: &str, value: &[u8]) -> Result<(), SecureStoreUnavailable> {
            self.pass(name);
            self.items.write(name, value)
        }

        fn remove(&self, name: &str) -> Result<(), SecureStoreUnavailable> {
            assert_ne!(name, "panics", "a store's own fault");
            self.items.remove(name)
        }
    }

    fn hanging(patience: Duration) -> (Watched, Receiver<()>, Sender<()>) {
        let (entered, enters) = channel();
        let (release, released) = channel();
        let store = Hanging { items: MemorySecureStore::default(), entered, released: Mutex::new(released) };
        (Watched::with_patience(Arc::new(store), patience).unwrap(), enters, release)
    }

    #[test]
    fn a_store_that_hangs_ends_in_an_error_and_serves_again_when_it_answers() {
        let (store, _enters, release) = hanging(Duration::from_millis(50));
        store.write("item", b"old").unwrap();
        assert_eq!(store.write("hangs", b"late"), Err(SecureStoreUnavailable));
        // What is asked for behind it does not wait once more, and never happens.
        assert_eq!(store.write("item", b"given up"), Err(SecureStoreUnavailable));
        drop(release);
        // The host may need a moment to come back.
        let read = |name| loop {
            if let Ok(item) = store.read(name) {
                break item;
            }
        };
        assert_eq!(read("item"), Some(b"old".to_vec()));
        assert_eq!(
            read("hangs"),
            Some(b"late".to_vec()),
            "what had begun may still happen, before what follows"
        );
    }

    #[test]
    fn a_slow_store_is_waited_for() {
        let (store, enters, release) = hanging(Duration::from_mins(1));
        std::thread::scope(|scope| {
            let slow = scope.spawn(|| store.write("hangs", b"slow"));
            enters.recv().unwrap();
            let behind = scope.spawn(|| store.read("item"));
            drop(release);
            assert_eq!(slow.join().unwrap(), Ok(()));
            assert_eq!(behind.join().unwrap(), Ok(None));
        });
    }

    #[test]
    fn a_store_that_panics_has_not_answered() {
        let (store, _enters, _release) = hanging(Duration::from_mins(1));
        assert_eq!(store.remove("panics"), Err(SecureStoreUnavailable));
        store.write("item", b"kept").unwrap();
        assert_eq!(store.read("item"), Ok(Some(b"kept".to_vec())));
    }
}
