//! Sync: everything the payer offers, into the store, resumable.

mod crawl;

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::error::{Error, FhirError, SyncError};
use crate::wallet::Wallet;
use crate::wallet::digests::digest_all;
use crawl::{Crawl, Tally};

/// Stops a sync. Cloning it gives another handle to the same switch.
#[derive(Debug, Clone, Default)]
pub struct Cancel(CancellationToken);

impl Cancel {
    /// A switch that is not thrown.
    pub fn new() -> Self {
        Self::default()
    }

    /// Throws it: what waits for the network stops at once, what is stored stays.
    pub fn cancel(&self) {
        self.0.cancel();
    }
}

/// How far a sync has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyncProgress {
    /// FHIR type that was worked on last.
    pub resource_type: String,
    /// Records received until now.
    pub records: u64,
    /// Bytes received until now, after decompression.
    pub bytes: u64,
    /// Searches that are done.
    pub done: u64,
    /// Searches there are; reads of single referenced records are added as they become known.
    pub planned: u64,
}

/// A type that could not be fetched whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyncFailure {
    /// FHIR type.
    pub resource_type: String,
    /// Why.
    pub error: FhirError,
}

/// What a sync brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyncReport {
    /// Records of this connection in the store, by FHIR type.
    pub records: BTreeMap<String, u64>,
    /// Records that were not there before.
    pub new: u64,
    /// Records that were there with other content.
    pub changed: u64,
    /// Types that could not be fetched whole. The others are complete.
    pub failed: Vec<SyncFailure>,
    /// References that lead to what the payer does not give (403, 404, 410).
    pub unavailable: u64,
    /// HTTP requests, retries included.
    pub requests: u64,
    /// Bytes received, after decompression.
    pub bytes: u64,
    /// Time it took.
    pub elapsed: Duration,
}

impl Wallet {
    /// Fetches all records of a connection. Changes stored state.
    ///
    /// `observe` is called between two steps of the sync, at most ten times a second and once at the end; it should return
    /// at once. A type that fails does not stop the others. A sync that was cancelled, killed or failed in parts goes
    /// on, the next time, where it was.
    pub async fn sync(
        &self,
        connection: &str,
        observe: impl Fn(SyncProgress) + Send + Sync,
        cancel: &Cancel,
    ) -> Result<SyncReport, Error> {
        let _running = Running::begin(self, connection)?;
        let id = connection.to_owned();
        let state = self.in_store(move |store| store.connection(&id)).await?;
        let crawl = Crawl {
            wallet: self,
            http: self.inner.http.counting_anew(),
            connection,
            state: &state,
            session: self.session(connection),
            cancel: &cancel.0,
            tally: Mutex::new(Tally::default()),
            observe: &observe,
        };
        // Every write is a transaction and a refresh runs on its own task, so that the crawl may be dropped at any point.
        let outcome = tokio::select! {
            biased;
            () = cancel.0.cancelled() => Err(SyncError::Cancelled),
            outcome = crawl.run() => outcome,
        };
        match &outcome {
            Ok(report) => tracing::info!(
                payer = state.preset.id,
                requests = report.requests,
                failed = report.failed.len(),
                elapsed_ms = report.elapsed.as_millis(),
                "synced"
            ),
            Err(error) => tracing::warn!(payer = state.preset.id, %error, "sync ended early"),
        }
        let id = connection.to_owned();
        if let Err(error) = self.in_store(move |store| digest_all(store, &id)).await {
            // The records are stored; the next list makes the digests, or says why it cannot.
            tracing::warn!(%error, "the records could not be digested");
        }
        outcome.map_err(Error::from)
    }
}

/// Holds the place of the one sync that a connection may have at a time.
struct Running<'a> {
    wallet: &'a Wallet,
    connection: &'a str,
}

impl<'a> Running<'a> {
    fn begin(wallet: &'a Wallet, connection: &'a str) -> Result<Self, SyncError> {
        let mut syncing = wallet.inner.syncing.lock().unwrap_or_else(PoisonError::into_inner);
        if !syncing.insert(connection.to_owned()) {
            return Err(SyncError::AlreadyRunning);
        }
        Ok(Self { wallet, connection })
    }
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.wallet.inner.syncing.lock().unwrap_or_else(PoisonError::into_inner).remove(self.connection);
    }
}
