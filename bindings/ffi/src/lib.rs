//! Billfold's boundary to Swift and Kotlin.
//!
//! Every method is one line over the core: a decision found here belongs there. Calls are coarse, records cross as plain
//! values that print nothing of the member, tokens never cross. What blocks on the wallet's file runs on a worker, since
//! a future is polled on its caller's thread, which may be the one that draws.

mod error;
mod host;
mod platform;
mod types;
mod wallet;

pub use error::BillfoldError;
pub use host::{ClientSigner, HostError, SecureStore, SyncObserver};
pub use types::*;
pub use wallet::{Cancel, Wallet};

uniffi::setup_scaffolding!();
