//! What the outside provides: a place for keys, and the time.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard};
use std::time::SystemTime;

use zeroize::Zeroizing;

/// The secure store could not do as asked. It carries no text: the host's words may hold anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the device's secure store is not available")]
pub struct SecureStoreUnavailable;

/// A small, encrypted, durable key-value store of the device: Keychain, or a file under an Android Keystore key.
///
/// The host implements it. Items are at most some kilobytes. A write is durable when it returns. Calls may come from
/// any thread, one item is never written by two calls at once.
pub trait SecureStore: Send + Sync + 'static {
    /// The item, or `None` where there is none (or where the device has lost the key to it).
    fn read(&self, name: &str) -> Result<Option<Vec<u8>>, SecureStoreUnavailable>;
    /// Creates or replaces the item.
    fn write(&self, name: &str, value: &[u8]) -> Result<(), SecureStoreUnavailable>;
    /// Removes the item; removing what is not there succeeds.
    fn remove(&self, name: &str) -> Result<(), SecureStoreUnavailable>;
}

/// Where the time comes from.
pub trait Clock: Send + Sync + 'static {
    /// Now, by the device's clock, which may be wrong.
    fn now(&self) -> SystemTime;
}

/// The device's own clock.
#[derive(Debug, Default, Clone, Copy)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> SystemTime {
        SystemTime::now()
    }
}

/// A secure store that lasts as long as the process: for tests and demos.
#[derive(Default)]
pub struct MemorySecureStore(Mutex<Items>);

type Items = HashMap<String, Zeroizing<Vec<u8>>>;

impl MemorySecureStore {
    fn items(&self) -> Result<MutexGuard<'_, Items>, SecureStoreUnavailable> {
        self.0.lock().map_err(|_| SecureStoreUnavailable)
    }
}

impl SecureStore for MemorySecureStore {
    fn read(&self, name: &str) -> Result<Option<Vec<u8>>, SecureStoreUnavailable> {
        Ok(self.items()?.get(name).map(|value| value.to_vec()))
    }

    fn write(&self, name: &str, value: &[u8]) -> Result<(), SecureStoreUnavailable> {
        self.items()?.insert(name.to_owned(), Zeroizing::new(value.to_vec()));
        Ok(())
    }

    fn remove(&self, name: &str) -> Result<(), SecureStoreUnavailable> {
        self.items()?.remove(name);
        Ok(())
    }
}
