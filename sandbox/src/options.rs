//! What can be chosen when the sandbox starts.

use std::time::Duration;

use crate::auth::ClientKey;
use crate::chaos::Front;
use crate::data::Payer;
use crate::quirks::Switch;

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
    /// Quirks to switch on, in the order in which they bend a payer.
    pub quirks: Vec<Switch>,
    /// What stands between a wallet and the payers: a network that [`RunningPayer::set_weather`] makes bad, and TLS.
    ///
    /// [`RunningPayer::set_weather`]: crate::RunningPayer::set_weather
    pub front: Option<Front>,
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
            quirks: Vec::new(),
            front: None,
            code_life: None,
            redirect_uris: Vec::new(),
            client_key: None,
        }
    }
}
