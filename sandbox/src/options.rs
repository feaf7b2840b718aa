//! What can be chosen when the sandbox starts.

use std::time::Duration;

use crate::auth::ClientKey;
use crate::data::Payer;

/// What BCBS Minnesota, which has no PKCE (RFC 7636), does with a `code_challenge`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum BcbsMnPkce {
    /// It ignores the parameter, as RFC 6749 section 3.1 asks.
    #[default]
    Ignores,
    /// It answers `invalid_request` to an authorization request that has one.
    Rejects,
}

/// What can be chosen when the sandbox starts.
#[derive(Debug, Clone)]
pub struct Options {
    /// Seed of the members, their records, the client secrets and the signing keys.
    pub seed: u64,
    /// About so many thousand resources for each payer's default member; `None` for the usual few hundred.
    pub scale: Option<u32>,
    /// The payers to serve; fewer start faster.
    pub payers: Vec<Payer>,
    /// Ports on 127.0.0.1, in the order of [`Payer::ALL`]; 0 takes any free one.
    pub ports: [u16; 5],
    /// What BCBS Minnesota does with a `code_challenge`.
    pub bcbsmn_pkce: BcbsMnPkce,
    /// How long an authorization code lives; `None` for the payer's own time.
    pub code_life: Option<Duration>,
    /// Redirect URIs that are registered for every client besides the usual ones.
    pub redirect_uris: Vec<String>,
    /// A key that a further client of every payer, `billfold-demo-{payer}-key`, proves itself by.
    pub client_key: Option<ClientKey>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            seed: 1,
            scale: None,
            payers: Payer::ALL.to_vec(),
            ports: [0; 5],
            bcbsmn_pkce: BcbsMnPkce::default(),
            code_life: None,
            redirect_uris: Vec::new(),
            client_key: None,
        }
    }
}
