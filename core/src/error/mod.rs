//! What can go wrong: one enum per step, each variant with what to do next.
//!
//! Every `Display` here is safe to log and to show. It carries numbers, fixed words and names from the preset or the
//! configuration; never a word of the server's answer, a URL's query, a token or an id.

mod config;
mod data;
mod http;
mod kind;
mod sign_in;
mod store;

pub use config::{ConfigError, PresetError};
pub use data::{FhirError, SessionError, SyncError};
pub use http::HttpError;
pub use kind::{Error, ErrorKind};
pub use sign_in::{DiscoveryError, IdTokenError, OAuthRefusal, SignInError};
pub use store::{QueryError, StoreError};
