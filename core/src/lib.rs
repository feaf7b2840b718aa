//! Billfold signs a member in to their health plan, fetches their FHIR records, keeps them encrypted, and shows them.
//!
//! It is the core of phone wallets: SMART App Launch as a native app (RFC 8252), S256 PKCE where the payer has it and a
//! safe, honest fallback where it has not, records streamed into an encrypted store, and views ready to show.
//!
//! Start at [`Wallet`]. The journey is the same in every language: open, begin a sign-in, complete it with the callback
//! URL, sync, show, sign out.

pub mod auth;
#[cfg(feature = "bench")]
#[doc(hidden)]
pub mod bench;
pub mod config;
pub mod discovery;
pub mod error;
#[cfg(fuzzing)]
#[doc(hidden)]
pub mod fuzzing;
pub mod payer;
pub mod ports;
pub mod record;
pub mod secret;
pub mod wallet;

mod fhir;
mod http;
mod session;
mod sort;
mod store;
mod task;

pub use config::{ClientRegistration, Redirect, SignInOptions, WalletConfig};
pub use error::{Error, ErrorKind};
pub use fhir::Reference;
pub use ports::SecureStore;
pub use wallet::{Cancel, Connection, SignInRequest, SyncProgress, SyncReport, Wallet};
