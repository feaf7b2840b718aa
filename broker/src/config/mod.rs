//! The configuration: one TOML file, judged whole before anything is served.
//!
//! Secrets stand in environment variables or files of their own, never in this file. Every problem is told with its line,
//! its field and the rule that it breaks; [`Config::from_toml`] finds all of them at once.

mod file;
mod judge;
mod problem;

pub use problem::{ConfigError, Problem};

use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::time::Duration;

use billfold::ClientRegistration;
use billfold::payer::Preset;
use billfold::secret::Secret;
use ipnet::IpNet;
use url::Url;

/// What a broker needs to run.
pub struct Config {
    /// The origin at which apps and payers reach this broker. All copies have the same.
    pub public_url: Url,
    /// Where this copy listens.
    pub listen: SocketAddr,
    /// Certificate and key, where this copy speaks TLS itself.
    pub tls: Option<TlsFiles>,
    /// The proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpNet>,
    /// Sealing keys: the first seals, all open.
    pub sealing_keys: Vec<Secret<[u8; 32]>>,
    /// The payers.
    pub payers: Vec<PayerConfig>,
    /// The apps.
    pub apps: Vec<App>,
    /// The limits.
    pub limits: Limits,
}

/// A certificate chain and its private key, in PEM.
#[derive(Debug, Clone)]
pub struct TlsFiles {
    /// The certificate chain, the server's own first.
    pub certificate: PathBuf,
    /// Its private key.
    pub key: PathBuf,
}

/// A payer, and this broker's client there.
pub struct PayerConfig {
    /// The payer's name in the broker's URLs: the id of its preset.
    pub preset: Preset,
    /// What the payer assigned to the broker.
    pub client: ClientRegistration,
}

/// An app that may sign in through this broker.
pub struct App {
    /// Its client id at this broker.
    pub client_id: String,
    /// Its redirect URIs, each with the payer that it is for.
    pub redirect_uris: Vec<(String, String)>,
}

/// Bounds on what anybody may ask of this copy.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Requests that are answered at once; more get 503.
    pub concurrency: usize,
    /// Requests per second from one address (IPv6: one /64); more get 429.
    pub per_second: NonZeroU32,
    /// How many of them may come in one moment.
    pub burst: NonZeroU32,
    /// How long a client may take to send a request's head, and how long a connection may idle.
    pub header: Duration,
    /// How long a request may take as a whole.
    pub request: Duration,
    /// How long the payer may take.
    pub payer: Duration,
}
