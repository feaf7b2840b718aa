//! Sync: everything the payer offers, into the store, resumable.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use futures_util::stream::{self, StreamExt as _};
use tokio_util::sync::CancellationToken;
use url::Url;

use crate::error::{Error, FhirError, HttpError, SessionError, SyncError};
use crate::fhir::{self, Entry, Page, Query, Reference, Rung};
use crate::http::{DOCUMENT_LIMIT, host};
use crate::payer::Strategy;
use crate::secret::AccessToken;
use crate::session::Session;
use crate::store::{Checkpoint, ConnectionState, Put};
use crate::wallet::Wallet;

/// Requests that are in flight to one payer at once.
const IN_FLIGHT: usize = 4;
/// Progress is reported no more often than this.
const BETWEEN_REPORTS: Duration = Duration::from_millis(100);

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
    /// `observe` is called from the sync's own task, at most ten times a second and once at the end; it should return
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
            connection,
            state: &state,
            session: self.session(connection),
            cancel: &cancel.0,
            tally: Mutex::new(Tally::default()),
            observe: &observe,
        };
        let outcome = crawl.run().await;
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

#[derive(Default)]
struct Tally {
    put: Put,
    received: u64,
    bytes: u64,
    done: u64,
    planned: u64,
    unavailable: u64,
    failed: Vec<SyncFailure>,
    reported: Option<Instant>,
}

struct Crawl<'a, F> {
    wallet: &'a Wallet,
    connection: &'a str,
    state: &'a ConnectionState,
    session: std::sync::Arc<Session>,
    cancel: &'a CancellationToken,
    tally: Mutex<Tally>,
    observe: &'a F,
}

/// What a search came to, short of an error.
enum Searched {
    Done,
    /// 400: the server wants other parameters.
    Refused,
}

impl<F: Fn(SyncProgress) + Send + Sync> Crawl<'_, F> {
    async fn run(&self) -> Result<SyncReport, SyncError> {
        let started = Instant::now();
        let requests_before = self.wallet.inner.http.requests();
        let (preset, base) = (&self.state.preset, &self.state.fhir_base);
        let ladders = fhir::plan(preset, base, &self.state.patient);
        self.tally().planned = ladders.len() as u64;

        let patient =
            Reference { resource_type: "Patient".to_owned(), id: self.state.patient.expose().clone() };
        if preset.fetch.strategy == Strategy::Search {
            let connection = self.connection.to_owned();
            self.wallet
                .in_store(move |store| {
                    store.retry_wanted(&connection)?;
                    store.want(&connection, &patient)
                })
                .await?;
        }
        let outcomes: Vec<Result<(), SyncError>> = stream::iter(ladders)
            .map(|ladder| self.climb(ladder))
            .buffer_unordered(IN_FLIGHT)
            .collect()
            .await;
        outcomes.into_iter().collect::<Result<(), _>>()?;
        if preset.fetch.strategy == Strategy::Search {
            self.follow_references().await?;
        }
        self.report("", true);

        let connection = self.connection.to_owned();
        let complete = self.tally().failed.is_empty();
        let (mut state, now) = (self.state.clone(), self.wallet.now());
        let records = self
            .wallet
            .in_store(move |store| {
                if complete {
                    store.clear_checkpoints(&connection)?;
                    state.synced = Some(now);
                    store.update_connection(&connection, &state)?;
                }
                store.counts(&connection)
            })
            .await?;
        let tally = std::mem::take(&mut *self.tally());
        if let (0, Some(SyncFailure { error: FhirError::Http(error), .. })) =
            (tally.received, tally.failed.first())
        {
            return Err(SyncError::Http(error.clone()));
        }
        Ok(SyncReport {
            records,
            new: tally.put.new,
            changed: tally.put.changed,
            failed: tally.failed,
            unavailable: tally.unavailable,
            requests: self.wallet.inner.http.requests() - requests_before,
            bytes: tally.bytes,
            elapsed: started.elapsed(),
        })
    }

    /// One type: rung after rung until the server accepts one. What concerns the type alone is noted as its failure;
    /// an error is what ends the sync.
    async fn climb(&self, ladder: Vec<Rung>) -> Result<(), SyncError> {
        let resource_type = ladder[0][0].resource_type.clone();
        let mut outcome = Ok(Searched::Refused);
        for (height, rung) in ladder.iter().enumerate() {
            outcome = self.search_all(rung, height).await;
            if !matches!(outcome, Ok(Searched::Refused)) {
                break;
            }
        }
        self.tally().done += 1;
        let error = match outcome {
            Ok(Searched::Done) => {
                self.report(&resource_type, false);
                return Ok(());
            }
            Ok(Searched::Refused) => {
                HttpError::Status { host: host(&self.state.fhir_base), status: 400, retry_after: None }.into()
            }
            Err(error) => error,
        };
        self.fail(resource_type, error)
    }

    /// Notes the failure of a type, or ends the sync where it is one of all.
    fn fail(&self, resource_type: String, error: FhirError) -> Result<(), SyncError> {
        match error {
            FhirError::Cancelled => Err(SyncError::Cancelled),
            FhirError::Store(error) => Err(error.into()),
            FhirError::Session(error) => Err(error.into()),
            error => {
                tracing::warn!(resource_type, %error, "a type could not be fetched whole");
                self.tally().failed.push(SyncFailure { resource_type, error });
                Ok(())
            }
        }
    }

    async fn search_all(&self, rung: &Rung, height: usize) -> Result<Searched, FhirError> {
        for (index, query) in rung.iter().enumerate() {
            let name = format!("{} {height} {index}", query.resource_type);
            if matches!(self.search(query, name).await?, Searched::Refused) {
                return Ok(Searched::Refused);
            }
        }
        Ok(Searched::Done)
    }

    /// All pages of one search, from the checkpoint on.
    async fn search(&self, query: &Query, name: String) -> Result<Searched, FhirError> {
        let (connection, key) = (self.connection.to_owned(), name.clone());
        let checkpoint = self.wallet.in_store(move |store| store.checkpoint(&connection, &key)).await?;
        let mut resumed = None;
        match checkpoint {
            Some(Checkpoint::Done) => return Ok(Searched::Done),
            Some(Checkpoint::Next(link)) => {
                // Only ever written after the origin guard; checked again because it was on disk.
                resumed = Url::parse(&link).ok().filter(|url| url.origin() == query.url.origin());
            }
            None => {}
        }
        let mut seen = std::collections::HashSet::new();
        let mut url = resumed.clone().unwrap_or_else(|| query.url.clone());
        loop {
            if !seen.insert(url.clone()) {
                return Err(FhirError::LinkLoop);
            }
            let page = match self.open(&url, query.bearer).await {
                // A link from an earlier run that the server has forgotten: the search begins anew.
                Ok(None) | Err(FhirError::Http(HttpError::Status { status: 404 | 410, .. }))
                    if resumed.is_some() =>
                {
                    resumed = None;
                    url = query.url.clone();
                    seen.clear();
                    continue;
                }
                Ok(None) => return Ok(Searched::Refused),
                Ok(Some(page)) => page,
                Err(error) => return Err(error),
            };
            resumed = None;
            let envelope = self.store_page(page, &query.resource_type).await?;
            let next = fhir::next_page(&envelope, &url)?;
            let checkpoint =
                next.as_ref().map_or(Checkpoint::Done, |next| Checkpoint::Next(next.to_string()));
            let (connection, key) = (self.connection.to_owned(), name.clone());
            self.wallet.in_store(move |store| store.set_checkpoint(&connection, &key, &checkpoint)).await?;
            match next {
                Some(next) => url = next,
                None => return Ok(Searched::Done),
            }
        }
    }

    async fn open(&self, url: &Url, bearer: bool) -> Result<Option<Page>, FhirError> {
        let http = &self.wallet.inner.http;
        let accept = &self.state.preset.accept;
        if !bearer {
            return Page::open(http, url, None, accept, self.cancel).await;
        }
        let token = self.token().await?;
        match Page::open(http, url, Some(&token), accept, self.cancel).await {
            Err(FhirError::Forbidden { status: 401 }) => {
                let token = self.session.replace_refused(&token).await?;
                Page::open(http, url, Some(&token), accept, self.cancel).await
            }
            outcome => outcome,
        }
    }

    async fn token(&self) -> Result<AccessToken, SessionError> {
        self.session.access_token().await
    }

    async fn store_page(&self, mut page: Page, resource_type: &str) -> Result<fhir::Envelope, FhirError> {
        let mut counted = 0;
        while let Some(batch) = page.next_batch(self.cancel).await? {
            let base = self.state.fhir_base.to_string();
            self.keep(move || {
                batch.iter().filter_map(|bytes| fhir::read_entry(bytes, &base).transpose()).collect()
            })
            .await?;
            self.tally().bytes += page.bytes - counted;
            counted = page.bytes;
            self.report(resource_type, false);
        }
        self.tally().bytes += page.bytes - counted;
        page.finish()
    }

    /// Parses and stores a batch away from the caller's thread.
    async fn keep(
        &self,
        read: impl FnOnce() -> Result<Vec<Entry>, FhirError> + Send + 'static,
    ) -> Result<(), FhirError> {
        let connection = self.connection.to_owned();
        let offered: Vec<String> = self.state.preset.types().map(str::to_owned).collect();
        let outcome = self.wallet.in_store(move |store| {
            let entries = match read() {
                Ok(entries) => entries,
                Err(error) => return Ok(Err(error)),
            };
            let received = entries.len() as u64;
            let wanted = |reference: &Reference| offered.contains(&reference.resource_type);
            store.put_records(&connection, entries, wanted).map(|put| Ok((received, put)))
        });
        let (received, put) = outcome.await??;
        let mut tally = self.tally();
        tally.received += received;
        tally.put.new += put.new;
        tally.put.changed += put.changed;
        tally.put.unchanged += put.unchanged;
        Ok(())
    }

    /// What the records refer to and no search brought: providers, organizations, medications; until nothing is left.
    async fn follow_references(&self) -> Result<(), SyncError> {
        loop {
            let connection = self.connection.to_owned();
            let wanted = self.wallet.in_store(move |store| store.wanted(&connection)).await?;
            if wanted.is_empty() {
                return Ok(());
            }
            self.tally().planned += wanted.len() as u64;
            let outcomes: Vec<Result<(), SyncError>> = stream::iter(wanted)
                .map(|reference| self.follow(reference))
                .buffer_unordered(IN_FLIGHT)
                .collect()
                .await;
            outcomes.into_iter().collect::<Result<(), _>>()?;
        }
    }

    async fn follow(&self, reference: Reference) -> Result<(), SyncError> {
        let resource_type = reference.resource_type.clone();
        let outcome = self.read(&reference).await;
        self.tally().done += 1;
        if !matches!(outcome, Ok(true)) {
            // Refused or failed, it is settled for this sync; the next one tries again.
            let (connection, reference) = (self.connection.to_owned(), reference);
            self.wallet.in_store(move |store| store.refuse_wanted(&connection, &reference)).await?;
        }
        match outcome {
            Ok(true) => self.report(&resource_type, false),
            Ok(false) => self.tally().unavailable += 1,
            Err(error) => return self.fail(resource_type, error),
        }
        Ok(())
    }

    /// Reads one resource. `false` where the payer does not give it.
    async fn read(&self, reference: &Reference) -> Result<bool, FhirError> {
        let query = fhir::read_query(&self.state.preset, &self.state.fhir_base, reference);
        let http = &self.wallet.inner.http;
        let accept = &self.state.preset.accept;
        let token = if query.bearer { Some(self.token().await?) } else { None };
        let mut answer = self.get(&query.url, token.as_ref()).await?;
        if let (401, Some(refused)) = (answer.status(), &token) {
            let token = self.session.replace_refused(refused).await?;
            answer = http.get(&query.url, Some(&token), accept, self.cancel).await?;
        }
        let status = answer.status();
        let document = answer.document(16 * DOCUMENT_LIMIT).await?;
        match status {
            200 => {}
            401 | 403 | 404 | 410 => return Ok(false),
            status => {
                return Err(HttpError::Status { host: host(&query.url), status, retry_after: None }.into());
            }
        }
        self.tally().bytes += document.body.len() as u64;
        let base = self.state.fhir_base.to_string();
        let expected = reference.clone();
        self.keep(move || {
            let entry = fhir::read_resource(&document.body, &base)?;
            if entry.reference == expected {
                Ok(vec![entry])
            } else {
                Err(FhirError::Malformed { rule: "another resource came than was asked for" })
            }
        })
        .await?;
        Ok(true)
    }

    async fn get(&self, url: &Url, token: Option<&AccessToken>) -> Result<crate::http::Streamed, FhirError> {
        tokio::select! {
            answer = self.wallet.inner.http.get(url, token, &self.state.preset.accept, self.cancel) => Ok(answer?),
            () = self.cancel.cancelled() => Err(FhirError::Cancelled),
        }
    }

    fn tally(&self) -> std::sync::MutexGuard<'_, Tally> {
        self.tally.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn report(&self, resource_type: &str, last: bool) {
        let progress = {
            let mut tally = self.tally();
            if !last && tally.reported.is_some_and(|reported| reported.elapsed() < BETWEEN_REPORTS) {
                return;
            }
            tally.reported = Some(Instant::now());
            SyncProgress {
                resource_type: resource_type.to_owned(),
                records: tally.received,
                bytes: tally.bytes,
                done: tally.done,
                planned: tally.planned,
            }
        };
        (self.observe)(progress);
    }
}
