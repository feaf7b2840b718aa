//! How many requests with the same secret are under way at the same moment.

use std::collections::BTreeMap;
use std::sync::Mutex;

use crate::wire::lock;

#[derive(Default)]
pub(crate) struct InFlight(Mutex<State>);

#[derive(Default)]
struct State {
    now: BTreeMap<String, u32>,
    most: u32,
}

/// One request; it ends when this is dropped.
pub(crate) struct Here<'a> {
    all: &'a InFlight,
    key: String,
}

impl InFlight {
    pub(crate) fn enter(&self, key: String) -> Here<'_> {
        let mut state = lock(&self.0);
        let count = state.now.entry(key.clone()).or_default();
        *count += 1;
        let count = *count;
        state.most = state.most.max(count);
        drop(state);
        Here { all: self, key }
    }

    /// The most that there ever were.
    pub(crate) fn most(&self) -> u32 {
        lock(&self.0).most
    }
}

impl Drop for Here<'_> {
    fn drop(&mut self) {
        let mut state = lock(&self.all.0);
        if let Some(count) = state.now.get_mut(&self.key) {
            *count -= 1;
        }
    }
}
