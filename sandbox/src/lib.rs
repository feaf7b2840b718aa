//! Five health plans' Patient Access systems, simulated over real HTTP, with their quirks.
//!
//! [`Sandbox::start`] serves every payer on a loopback port of its own: authorization server, sign-in pages and FHIR
//! server, under the paths that the real system has. [`browser::Browser`] is a scripted member at a web browser.
//! Nothing here is for production: people, passwords and client secrets are made up from a seed, and handed out freely.

mod auth;
pub mod browser;
mod chaos;
mod control;
pub mod data;
mod faults;
mod fhir;
mod in_flight;
mod ledger;
mod options;
mod payer;
mod quirks;
mod sandbox;
mod server;
mod wire;

pub use auth::{Client, ClientAuth, ClientKey};
pub use chaos::{Certificate, Front, Weather};
pub use faults::{
    Busy, ChangesFault, DiscoveryFault, Down, Faults, IdTokenFault, KeySetFault, Mishap, Mishaps, TokenFault,
};
pub use options::Options;
pub use quirks::{OTHER_AUDIENCE, Quirk, SMART_CONFIGURATION_ELSEWHERE, Switch};
pub use sandbox::{RunningPayer, Sandbox};
