//! Servers' clocks against this device's, which its owner may have set to anything.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use url::Url;

use super::host;
use crate::ports::Clock;

/// By how much servers' clocks are ahead of this device's, as their `Date` headers told.
pub(super) struct ServerClocks {
    device: Arc<dyn Clock>,
    /// Seconds, and the order in which they were seen.
    ahead: Mutex<HashMap<String, (i64, u64)>>,
    seen: AtomicU64,
}

impl ServerClocks {
    pub(super) fn new(device: Arc<dyn Clock>) -> Self {
        Self { device, ahead: Mutex::default(), seen: AtomicU64::new(0) }
    }

    /// By how many seconds the clock of these hosts is ahead of this device's, by the answer that came last.
    pub(super) fn ahead(&self, urls: &[&Url]) -> Option<i64> {
        let known = self.ahead.lock().unwrap_or_else(PoisonError::into_inner);
        let newest = urls.iter().filter_map(|url| known.get(&host(url))).max_by_key(|(_, seen)| *seen);
        newest.map(|(ahead, _)| *ahead)
    }

    pub(super) fn note(&self, host: &str, date: SystemTime) {
        let unix = |time: SystemTime| {
            time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs().cast_signed()
        };
        let seen = (unix(date) - unix(self.device.now()), self.seen.fetch_add(1, Ordering::Relaxed));
        self.ahead.lock().unwrap_or_else(PoisonError::into_inner).insert(host.to_owned(), seen);
    }
}
