//! Sync: everything the payer offers, into the store, resumable.

mod crawl;
mod fetcher;
mod queue;
mod remembered;
mod run;
mod sealers;
mod search;
mod sieve;
mod writer;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

use crate::error::{Error, FhirError, SyncError};
use crate::fhir::{Capabilities, Reference};
use crate::store::{ConnectionState, Store};
use crate::wallet::Wallet;
use crate::wallet::digests::digest_all;
use crawl::{Crawl, granted_plans};
use fetcher::{Fetcher, IN_FLIGHT};
use run::Run;
use sieve::Sieve;
use writer::Writer;

/// Stops what is under way. Cloning it gives another handle to the same switch.
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

    /// Waits until it is thrown.
    pub async fn cancelled(&self) {
        self.0.cancelled().await;
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
    /// About how many records there will be, by what the payer's searches say; `None` until one says something. It grows as
    /// more becomes known.
    pub expected: Option<u64>,
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
    /// Records that the payer no longer has, found out by a reconciliation: they are marked and kept.
    pub missing: u64,
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
    /// Fetches all records of a connection, and later what has changed. Changes stored state.
    ///
    /// `observe` is called between two steps of the sync, at most ten times a second and once at the end; it should return
    /// at once. A type that fails does not stop the others. A sync that was cancelled, killed or failed in parts goes
    /// on, the next time, where it was.
    ///
    /// Changes are asked for by `_lastUpdated`, where the payer's records tell their time. What the payer deleted, and what
    /// changed of providers and organizations that are known already, only [`Wallet::reconcile`] finds.
    pub async fn sync(
        &self,
        connection: &str,
        observe: impl Fn(SyncProgress) + Send + Sync,
        cancel: &Cancel,
    ) -> Result<SyncReport, Error> {
        self.crawl(connection, false, observe, cancel).await
    }

    /// As [`Wallet::sync`], but fetches everything anew, and marks the records that the payer no longer has. They stay,
    /// with the time when they were missed. Changes stored state.
    ///
    /// Only a type that came whole is judged. A reconciliation that was cut short goes on with the next sync.
    pub async fn reconcile(
        &self,
        connection: &str,
        observe: impl Fn(SyncProgress) + Send + Sync,
        cancel: &Cancel,
    ) -> Result<SyncReport, Error> {
        self.crawl(connection, true, observe, cancel).await
    }

    async fn crawl(
        &self,
        connection: &str,
        full: bool,
        observe: impl Fn(SyncProgress) + Send + Sync,
        cancel: &Cancel,
    ) -> Result<SyncReport, Error> {
        let _running = Running::begin(self, connection)?;
        let id = connection.to_owned();
        let state = self.in_store(move |store| store.connection(&id)).await?;
        // Every write is a transaction and a refresh runs on its own task, so that the crawl may be dropped at any point.
        let outcome = tokio::select! {
            biased;
            () = cancel.0.cancelled() => Err(SyncError::Cancelled),
            outcome = self.crawl_to_end(connection, &state, full, &observe, &cancel.0) => outcome,
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
        if matches!(outcome, Err(SyncError::Cancelled)) {
            return outcome.map_err(Error::from);
        }
        let id = connection.to_owned();
        let settle = move |store: &Store| {
            let digested = digest_all(store, &id);
            store.release_memory();
            digested
        };
        if let Err(error) = self.in_store(settle).await {
            // The records are stored; the next list makes the digests, or says why it cannot.
            tracing::warn!(%error, "the records could not be digested");
        }
        outcome.map_err(Error::from)
    }

    async fn crawl_to_end(
        &self,
        connection: &str,
        state: &ConnectionState,
        full: bool,
        observe: &(impl Fn(SyncProgress) + Send + Sync),
        cancel: &CancellationToken,
    ) -> Result<SyncReport, SyncError> {
        let http = self.inner.http.counting_anew();
        let patient = Reference { resource_type: "Patient".to_owned(), id: state.patient.expose().clone() };
        let now = (self.now().cast_signed() + http.ahead(&[&state.fhir_base]).unwrap_or(0)) * 1000;
        let id = connection.to_owned();
        let mut run = self.in_store(move |store| Run::begin(store, &id, full, now, &patient)).await?;
        if state.preset.fetch.as_offered && run.offered.is_none() {
            run.offered = Capabilities::ask(&http, &state.fhir_base, &state.preset.accept).await;
        }
        let (id, noted) = (connection.to_owned(), run.clone());
        self.in_store(move |store| noted.save(store, &id)).await?;
        let (writer, written) = Writer::start(self);
        let fetcher = Fetcher {
            wallet: self,
            http,
            connection,
            state,
            session: self.session(connection),
            cancel,
            writer,
            sieve: Arc::new(Sieve::new(state, run.began, run.full && !run.resumed)),
            slots: Semaphore::new(IN_FLIGHT),
            sealers: Arc::default(),
            paused: Mutex::default(),
        };
        let plans = granted_plans(&fetcher, &run);
        Crawl::new(&fetcher, observe, run, plans).run(written).await
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
        if syncing.iter().any(|running| running == connection) {
            return Err(SyncError::AlreadyRunning);
        }
        syncing.push(connection.to_owned());
        Ok(Self { wallet, connection })
    }
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        let mut syncing = self.wallet.inner.syncing.lock().unwrap_or_else(PoisonError::into_inner);
        syncing.retain(|running| running != self.connection);
    }
}
