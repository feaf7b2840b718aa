//! What the host implements.

use std::sync::Arc;

use billfold::ports::SecureStoreUnavailable;

use crate::{SigningAlgorithm, SyncProgress};

/// The host could not do as asked. Whatever else it throws becomes this, and its words are dropped: they may hold a
/// secret.
#[derive(Debug, thiserror::Error, uniffi::Error)]
pub enum HostError {
    /// It could not do as asked.
    #[error("the host could not do as asked")]
    Unavailable,
}

impl From<uniffi::UnexpectedUniFFICallbackError> for HostError {
    fn from(_: uniffi::UnexpectedUniFFICallbackError) -> Self {
        Self::Unavailable
    }
}

/// A small, encrypted, durable key-value store of the device: Keychain, or a file under an Android Keystore key.
///
/// A write is durable when it returns. A wallet calls its store on a thread of its own, one call at a time; a call that
/// takes longer than ten seconds is taken for one that failed.
#[uniffi::export(foreign)]
pub trait SecureStore: Send + Sync {
    /// The item, or nothing where there is none, or where the device has lost the key to it.
    fn read(&self, name: String) -> Result<Option<Vec<u8>>, HostError>;
    /// Creates or replaces the item.
    fn write(&self, name: String, value: Vec<u8>) -> Result<(), HostError>;
    /// Removes the item; removing what is not there succeeds.
    fn remove(&self, name: String) -> Result<(), HostError>;
}

/// A private key that proves who the client is, and never leaves the device's key store. The payer knows the public key.
#[uniffi::export(foreign)]
pub trait ClientSigner: Send + Sync {
    /// What it signs with.
    fn algorithm(&self) -> Result<SigningAlgorithm, HostError>;
    /// The `kid` under which the payer knows the public key.
    fn key_id(&self) -> Result<String, HostError>;
    /// Signs the message.
    fn sign(&self, message: Vec<u8>) -> Result<Vec<u8>, HostError>;
}

/// Hears how far a sync has come, at most ten times a second.
#[uniffi::export(foreign)]
pub trait SyncObserver: Send + Sync {
    /// Called from a thread of the core's; it should return at once.
    fn progressed(&self, progress: SyncProgress) -> Result<(), HostError>;
}

/// The host's store as the core's port.
pub(crate) struct HostStore(pub(crate) Arc<dyn SecureStore>);

impl billfold::SecureStore for HostStore {
    fn read(&self, name: &str) -> Result<Option<Vec<u8>>, SecureStoreUnavailable> {
        self.0.read(name.to_owned()).map_err(|_| SecureStoreUnavailable)
    }

    fn write(&self, name: &str, value: &[u8]) -> Result<(), SecureStoreUnavailable> {
        self.0.write(name.to_owned(), value.to_vec()).map_err(|_| SecureStoreUnavailable)
    }

    fn remove(&self, name: &str) -> Result<(), SecureStoreUnavailable> {
        self.0.remove(name.to_owned()).map_err(|_| SecureStoreUnavailable)
    }
}

/// The host's key as the core's port.
pub(crate) struct HostSigner(pub(crate) Arc<dyn ClientSigner>);

impl billfold::ports::ClientSigner for HostSigner {
    fn algorithm(&self) -> Result<SigningAlgorithm, SecureStoreUnavailable> {
        self.0.algorithm().map_err(|_| SecureStoreUnavailable)
    }

    fn key_id(&self) -> Result<String, SecureStoreUnavailable> {
        self.0.key_id().map_err(|_| SecureStoreUnavailable)
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SecureStoreUnavailable> {
        self.0.sign(message.to_vec()).map_err(|_| SecureStoreUnavailable)
    }
}
