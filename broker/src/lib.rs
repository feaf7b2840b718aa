//! The broker: PKCE for payers that have none, and the client secrets that no phone should carry (RFC 8252 section 8.5).
//!
//! To an app it is an authorization server with S256 and custom-scheme redirects; to the payer it is the registered
//! confidential web client. It keeps nothing: what must be remembered between two requests travels sealed, as `state`, as
//! the code and as the refresh token, so any number of copies with the same keys stand behind any load balancer.
//! `broker/README.md` tells the protocol, the threats and how it is run.

mod answer;
mod apps;
mod authorize;
mod broker;
mod callback;
pub mod config;
mod guard;
mod metadata;
mod metrics;
mod parameters;
mod payer;
mod revoke;
mod seal;
mod sealed;
mod token;

pub use broker::Broker;
pub use config::Config;
