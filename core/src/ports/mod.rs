//! What the outside provides: a place for keys, and the time.

mod watched;

pub(crate) use watched::Watched;

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, MutexGuard};
use std::time::SystemTime;

use zeroize::Zeroizing;

/// The secure store could not do as asked. It carries no text: the host's words may hold anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the device's secure store is not available")]
pub struct SecureStoreUnavailable;

/// A small, encrypted, durable key-value store of the device: Keychain, or a file under an Android Keystore key.
///
/// The host implements it. Items are at most some kilobytes. A write is durable when it returns. A wallet calls its store
/// on a thread of its own, one call at a time. A call that takes longer than 10 seconds, or panics, is taken for one that
/// failed.
pub trait SecureStore: Send + Sync + 'static {
    /// The item, or `None` where there is none (or where the device has lost the key to it).
    fn read(&self, name: &str) -> Result<Option<Vec<u8>>, SecureStoreUnavailable>;
    /// Creates or replaces the item.
    fn write(&self, name: &str, value: &[u8]) -> Result<(), SecureStoreUnavailable>;
    /// Removes the item; removing what is not there succeeds.
    fn remove(&self, name: &str) -> Result<(), SecureStoreUnavailable>;
}

/// An algorithm that a client's assertion is signed with (SMART App Launch 2.2 section 5.1.1 names these two).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SigningAlgorithm {
    /// ECDSA on P-384 with SHA-384. The signature is `r` and `s`, 48 bytes each (RFC 7518 section 3.4).
    Es384,
    /// RSASSA-PKCS1-v1_5 with SHA-384.
    Rs384,
}

impl SigningAlgorithm {
    /// The name in RFC 7518.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Es384 => "ES384",
            Self::Rs384 => "RS384",
        }
    }
}

/// A private key that proves who the client is (`private_key_jwt`), and never leaves the device's key store.
///
/// The host implements it. The payer knows the public key. Calls come from any thread; a signature, for which the device
/// may ask the member, has two minutes.
pub trait ClientSigner: Send + Sync + 'static {
    /// What it signs with.
    fn algorithm(&self) -> Result<SigningAlgorithm, SecureStoreUnavailable>;
    /// The `kid` under which the payer knows the public key.
    fn key_id(&self) -> Result<String, SecureStoreUnavailable>;
    /// Signs `message`.
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SecureStoreUnavailable>;
}

impl std::fmt::Debug for dyn ClientSigner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ClientSigner")
    }
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
    /// All that it holds, by name, as a backup of the device would have it: every secret of its wallets.
    pub fn items(&self) -> Result<BTreeMap<String, Vec<u8>>, SecureStoreUnavailable> {
        Ok(self.lock()?.iter().map(|(name, value)| (name.clone(), value.to_vec())).collect())
    }

    fn lock(&self) -> Result<MutexGuard<'_, Items>, SecureStoreUnavailable> {
        self.0.lock().map_err(|_| SecureStoreUnavailable)
    }
}

impl SecureStore for MemorySecureStore {
    fn read(&self, name: &str) -> Result<Option<Vec<u8>>, SecureStoreUnavailable> {
        Ok(self.lock()?.get(name).map(|value| value.to_vec()))
    }

    fn write(&self, name: &str, value: &[u8]) -> Result<(), SecureStoreUnavailable> {
        self.lock()?.insert(name.to_owned(), Zeroizing::new(value.to_vec()));
        Ok(())
    }

    fn remove(&self, name: &str) -> Result<(), SecureStoreUnavailable> {
        self.lock()?.remove(name);
        Ok(())
    }
}
