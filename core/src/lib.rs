//! Billfold signs a member in to their health plan, fetches their FHIR records, keeps them encrypted, and shows them.
//!
//! It is the core of phone wallets: SMART App Launch as a native app (RFC 8252), S256 PKCE where the payer has it and a
//! safe, honest fallback where it has not, records streamed into an encrypted store, and views ready to show.
//!
//! Start at [`Wallet`]. The journey is the same in every language: open, begin a sign-in, complete it with the callback
//! URL, sync, show, sign out. Here a simulated payer and a simulated browser take the place of the real ones:
//!
//! ```
//! use std::sync::Arc;
//!
//! use billfold::ports::MemorySecureStore;
//! use billfold::wallet::ClaimQuery;
//! use billfold::{Cancel, ClientRegistration, Redirect, SignInOptions, Wallet, WalletConfig};
//! use billfold_sandbox::browser::{Answer, Browser, Landing};
//! use billfold_sandbox::{Options, Sandbox};
//!
//! # #[tokio::main]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let sandbox = Sandbox::start(Options::default())?;
//! let payer = sandbox.payer("bcbsnc").ok_or("the sandbox has Blue Cross NC")?;
//!
//! // An app keeps its wallet in its own directory, and the keys where the system keeps keys.
//! let directory = tempfile::tempdir()?;
//! let wallet = Wallet::open(WalletConfig::new(directory.path()), Arc::new(MemorySecureStore::default())).await?;
//! // The payer is built in; here it is where it is simulated.
//! let preset = wallet.payers().into_iter().find(|preset| preset.id == "bcbsnc").ok_or("it is built in")?;
//! wallet.add_preset(preset.at_origin(&payer.origin())?)?;
//!
//! let client = ClientRegistration::public(&payer.client().id);
//! let redirect = Redirect::auth_session("org.billfold.wallet:/callback/bcbsnc")?;
//! let request = wallet.begin_sign_in("bcbsnc", SignInOptions::new(client, redirect)).await?;
//!
//! // On a phone: an authentication session of the system browser, which opens the one URL and returns the other.
//! let landing = Browser::new().sign_in(request.url.as_str(), &payer.logins()[0], Answer::Allow).await?;
//! let Landing::Callback(callback) = landing else { return Err("the member did not come back".into()) };
//!
//! let connection = wallet.complete_sign_in(&callback).await?;
//! let report = wallet.sync(&connection.id, |progress| println!("{} records", progress.records), &Cancel::new()).await?;
//! assert!(report.failed.is_empty());
//!
//! for claim in wallet.claims(&ClaimQuery::default())?.items {
//!     let owed = claim.member_owes.map(|figure| figure.money.amount.to_string());
//!     println!("you owe {}", owed.as_deref().unwrap_or("what the payer does not state"));
//! }
//! assert!(!wallet.cards()?.is_empty());
//!
//! wallet.sign_out(&connection.id).await?;
//! assert!(wallet.connections()?.is_empty());
//! # Ok(())
//! # }
//! ```

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

// A room like the others, in a crate of its own.
use billfold_text::json;

pub use config::{ClientRegistration, Redirect, SignInOptions, WalletConfig};
pub use error::{Error, ErrorKind};
pub use fhir::Reference;
pub use ports::SecureStore;
pub use wallet::{Cancel, Connection, SignInRequest, SyncProgress, SyncReport, Wallet};
