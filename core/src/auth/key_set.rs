//! The payers' key sets (RFC 7517), kept for a while: a member who signs in waits for nothing that is known.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio_util::sync::CancellationToken;
use url::Url;

use crate::error::{IdTokenError, SignInError};
use crate::http::Http;

/// Largest key set that is read, in bytes.
const LIMIT: usize = 256 << 10;
const LIFE: Duration = Duration::from_hours(1);

/// The key sets of a wallet's payers.
#[derive(Default)]
pub struct KeySets(Mutex<HashMap<Url, (Instant, Vec<u8>)>>);

impl KeySets {
    /// The key set that is known, if it is not too old.
    pub(super) fn known(&self, url: &Url) -> Option<Vec<u8>> {
        let sets = self.sets();
        let (fetched, set) = sets.get(url)?;
        (fetched.elapsed() < LIFE).then(|| set.clone())
    }

    /// Asks the payer. With retries: the code is spent, and a lost packet should not cost the member a second login.
    pub(super) async fn fetch(&self, http: &Http, url: &Url) -> Result<Vec<u8>, SignInError> {
        let answer = http.get(url, None, "application/json", &CancellationToken::new()).await?;
        let document = answer.document(LIMIT).await?;
        if document.status != 200 {
            return Err(IdTokenError::NoKey.into());
        }
        self.sets().insert(url.clone(), (Instant::now(), document.body.clone()));
        Ok(document.body)
    }

    fn sets(&self) -> MutexGuard<'_, HashMap<Url, (Instant, Vec<u8>)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
