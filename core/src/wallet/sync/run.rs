//! A run: one crawl from its beginning to its end, over as many syncs as that takes.

use serde::{Deserialize, Serialize};

use crate::error::StoreError;
use crate::fhir::{Capabilities, Reference};
use crate::store::{Bulk, Store};
use crate::wallet::sync::search::TypeMark;

/// A run that was left alone for so long, in milliseconds, is not gone on with.
const STALE: i64 = 3_600_000;

/// What is remembered of a run.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Run {
    /// Whether everything is fetched, and not only what changed.
    pub(super) full: bool,
    /// When it began, by the payer's clock, in milliseconds since 1970.
    pub(super) began: i64,
    /// Whether it has come to its end.
    pub(super) over: bool,
    /// What the server said that it can do, where it was asked.
    pub(super) offered: Option<Capabilities>,
    /// Whether a sync goes on with it that did not begin it.
    #[serde(skip)]
    pub(super) resumed: bool,
}

impl Run {
    /// Goes on with the run that was not ended, or begins one. The first is a full one. Changes stored state.
    pub(super) fn begin(
        store: &Store,
        connection: &str,
        full: bool,
        now: i64,
        patient: &Reference,
    ) -> Result<Self, StoreError> {
        let last: Option<Self> = store.watermark(connection, "run")?;
        store.retry_wanted(connection)?;
        store.want(connection, patient)?;
        let unfinished = |run: &&Self| !run.over && now - run.began < STALE && (run.full || !full);
        if let Some(run) = last.as_ref().filter(unfinished) {
            return Ok(Self { resumed: true, ..run.clone() });
        }
        let full = full || last.as_ref().is_none_or(|run| run.full && !run.over);
        if full {
            store.begin_crawl(connection)?;
        }
        // What a new run finds is its own: nothing of it counts as done, and what the last one left is found again.
        store.clear_checkpoints(connection)?;
        store.want(connection, patient)?;
        let offered = last.and_then(|run| run.offered).filter(|_| !full);
        Ok(Self { full, began: now, over: false, offered, resumed: false })
    }

    /// Changes stored state.
    pub(super) fn save(&self, store: &Store, connection: &str) -> Result<(), StoreError> {
        store.set_watermark(connection, "run", self)
    }
}

/// What is remembered of a type.
pub(super) fn type_mark(
    store: &Store,
    connection: &str,
    resource_type: &str,
) -> Result<TypeMark, StoreError> {
    Ok(store.watermark(connection, &format!("type {resource_type}"))?.unwrap_or_default())
}

/// Changes stored state.
pub(super) fn set_type_mark(
    bulk: &Bulk<'_>,
    connection: &str,
    resource_type: &str,
    mark: &TypeMark,
) -> Result<(), StoreError> {
    bulk.set_watermark(connection, &format!("type {resource_type}"), mark)
}
