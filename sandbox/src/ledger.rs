//! Every secret that went over the wire, so that tests can look for them where they must not be.

use std::collections::BTreeSet;
use std::sync::Mutex;

use crate::wire::lock;

/// Shorter values would be found by chance in any text.
const SHORTEST: usize = 6;

/// The secrets that one payer issued or was sent.
#[derive(Default)]
pub(crate) struct Ledger(Mutex<BTreeSet<String>>);

impl Ledger {
    /// Notes `secret`, unless it is too short to be told from ordinary text.
    pub(crate) fn note(&self, secret: &str) {
        if secret.len() >= SHORTEST {
            lock(&self.0).insert(secret.to_owned());
        }
    }

    /// All secrets so far, sorted.
    pub(crate) fn all(&self) -> Vec<String> {
        lock(&self.0).iter().cloned().collect()
    }
}
