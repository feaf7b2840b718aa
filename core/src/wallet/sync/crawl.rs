//! The work of a sync: search after search, page after page, then what the records refer to.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use futures_util::stream::{self, StreamExt as _};
use tokio_util::sync::CancellationToken;
use url::Url;

use crate::auth;
use crate::error::{FhirError, HttpError, SessionError, SyncError};
use crate::fhir::{self, Entry, Page, Query, Reference, Rung};
use crate::http::{DOCUMENT_LIMIT, Http, Streamed, host};
use crate::payer::Strategy;
use crate::secret::AccessToken;
use crate::session::Session;
use crate::store::{Checkpoint, ConnectionState, Put};
use crate::wallet::Wallet;
use crate::wallet::sync::{SyncFailure, SyncProgress, SyncReport};

/// Requests that are in flight to one payer at once.
const IN_FLIGHT: usize = 4;
/// A sync that goes on passes over what was complete less than this many seconds ago.
const STALE: u64 = 3600;
/// Progress is reported no more often than this.
const BETWEEN_REPORTS: Duration = Duration::from_millis(100);

/// What a sync has come to so far.
#[derive(Default)]
pub(super) struct Tally {
    put: Put,
    received: u64,
    bytes: u64,
    searched: u64,
    done: u64,
    planned: u64,
    unavailable: u64,
    failed: Vec<SyncFailure>,
    reported: Option<Instant>,
}

/// One sync that runs.
pub(super) struct Crawl<'a, F> {
    pub(super) wallet: &'a Wallet,
    pub(super) http: Http,
    pub(super) connection: &'a str,
    pub(super) state: &'a ConnectionState,
    pub(super) session: Arc<Session>,
    pub(super) cancel: &'a CancellationToken,
    pub(super) tally: Mutex<Tally>,
    pub(super) observe: &'a F,
}

/// What a search came to, short of an error.
enum Searched {
    Done,
    /// 400: the server wants other parameters.
    Refused,
}

impl<F: Fn(SyncProgress) + Send + Sync> Crawl<'_, F> {
    pub(super) async fn run(&self) -> Result<SyncReport, SyncError> {
        let started = Instant::now();
        let (preset, base) = (&self.state.preset, &self.state.fhir_base);
        let offered = if preset.fetch.as_offered {
            fhir::offered_types(&self.http, base, &preset.accept, self.cancel).await
        } else {
            None
        };
        let mut ladders = fhir::plan(preset, base, &self.state.patient);
        ladders.retain(|ladder| {
            let name = &ladder[0][0].resource_type;
            offered.as_ref().is_none_or(|offered| offered.contains(name)) && self.is_granted(name)
        });
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
        let mut climbing = stream::iter(ladders).map(|ladder| self.climb(ladder)).buffer_unordered(IN_FLIGHT);
        while let Some(outcome) = climbing.next().await {
            outcome?;
        }
        drop(climbing);
        if preset.fetch.strategy == Strategy::Search {
            self.follow_references().await?;
        }
        self.report("", true);

        let tally = std::mem::take(&mut *self.tally());
        match tally.failed.first().map(|failure| &failure.error).filter(|_| tally.searched == 0) {
            Some(FhirError::Http(error)) => return Err(SyncError::Http(error.clone())),
            Some(FhirError::Forbidden { status: 401 }) => return Err(SessionError::Ended.into()),
            _ => {}
        }
        let connection = self.connection.to_owned();
        let goes_on = tally.failed.iter().any(|failure| failure.error.is_transient());
        let now = self.wallet.now();
        let records = self
            .wallet
            .in_store(move |store| {
                // What may succeed soon is gone on with; what will not must not keep the rest from being fetched anew.
                if !goes_on {
                    store.clear_checkpoints(&connection)?;
                    // Read again: the member may have signed in anew while the sync ran.
                    let _alone = store.decide();
                    let mut state = store.connection(&connection)?;
                    state.synced = Some(now);
                    store.update_connection(&connection, &state)?;
                }
                store.counts(&connection)
            })
            .await?;
        Ok(SyncReport {
            records,
            new: tally.put.new,
            changed: tally.put.changed,
            failed: tally.failed,
            unavailable: tally.unavailable,
            requests: self.http.requests(),
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
                self.tally().searched += 1;
                self.report(&resource_type, false);
                return Ok(());
            }
            Ok(Searched::Refused) => {
                HttpError::Status { host: host(&self.state.fhir_base), status: 400, retry_after: None }.into()
            }
            Err(error) => error,
        };
        self.fail(&resource_type, error)
    }

    /// Notes the failure of a type, or ends the sync where it is one of all.
    fn fail(&self, resource_type: &str, error: FhirError) -> Result<(), SyncError> {
        match error {
            FhirError::Cancelled => Err(SyncError::Cancelled),
            FhirError::Store(error) => Err(error.into()),
            FhirError::Session(error) => Err(error.into()),
            error => {
                self.note(resource_type, error);
                Ok(())
            }
        }
    }

    /// Notes a failure, the first of each type.
    fn note(&self, resource_type: &str, error: FhirError) {
        let mut tally = self.tally();
        if tally.failed.iter().any(|failure| failure.resource_type == resource_type) {
            return;
        }
        tracing::warn!(resource_type, %error, "a type could not be fetched whole");
        tally.failed.push(SyncFailure { resource_type: resource_type.to_owned(), error });
    }

    async fn search_all(&self, rung: &Rung, height: usize) -> Result<Searched, FhirError> {
        let mut outcome = Searched::Refused;
        for (index, query) in rung.iter().enumerate() {
            let name = format!("{} {height} {index}", query.resource_type);
            // A category that the server does not know takes nothing from those that it does.
            if matches!(self.search(query, name).await?, Searched::Done) {
                outcome = Searched::Done;
            }
        }
        Ok(outcome)
    }

    /// All pages of one search, from the checkpoint on.
    async fn search(&self, query: &Query, name: String) -> Result<Searched, FhirError> {
        let (connection, key) = (self.connection.to_owned(), name.clone());
        let checkpoint = self.wallet.in_store(move |store| store.checkpoint(&connection, &key)).await?;
        let mut resumed = None;
        match checkpoint {
            Some(Checkpoint::Done(at)) if self.wallet.now().saturating_sub(at) < STALE => {
                return Ok(Searched::Done);
            }
            Some(Checkpoint::Next { link, since }) if self.wallet.now().saturating_sub(since) < STALE => {
                // Only ever written after the origin guard; checked again because it was on disk.
                resumed = Url::parse(&link).ok().filter(|url| url.origin() == query.url.origin());
            }
            Some(_) | None => {}
        }
        let mut seen = HashSet::new();
        let mut url = resumed.clone().unwrap_or_else(|| query.url.clone());
        loop {
            if !seen.insert(url.clone()) {
                return Err(FhirError::LinkLoop);
            }
            let envelope = match self.page(&url, query).await {
                // A link from an earlier run that the server has forgotten: the search begins anew.
                Ok(None) | Err(FhirError::Http(HttpError::Status { .. })) if resumed.is_some() => {
                    resumed = None;
                    url = query.url.clone();
                    seen.clear();
                    continue;
                }
                Ok(None) => return Ok(Searched::Refused),
                Ok(Some(envelope)) => envelope,
                Err(error) => return Err(error),
            };
            resumed = None;
            let next = fhir::next_page(&envelope, &url)?;
            let now = self.wallet.now();
            let checkpoint = match &next {
                Some(next) => Checkpoint::Next { link: next.to_string(), since: now },
                None => Checkpoint::Done(now),
            };
            let (connection, key) = (self.connection.to_owned(), name.clone());
            self.wallet.in_store(move |store| store.set_checkpoint(&connection, &key, &checkpoint)).await?;
            match next {
                Some(next) => url = next,
                None => return Ok(Searched::Done),
            }
        }
    }

    /// One page, stored. A body that breaks off is asked for once more: what came of it is stored already, and storing
    /// it again changes nothing.
    async fn page(&self, url: &Url, query: &Query) -> Result<Option<fhir::Envelope>, FhirError> {
        let mut again = true;
        loop {
            let Some(page) = self.open(url, query.bearer).await? else { return Ok(None) };
            match self.store_page(page, &query.resource_type).await {
                Err(FhirError::Http(HttpError::Broken { .. } | HttpError::Timeout { .. })) if again => {
                    again = false;
                }
                outcome => return outcome.map(Some),
            }
        }
    }

    async fn open(&self, url: &Url, bearer: bool) -> Result<Option<Page>, FhirError> {
        let http = &self.http;
        let accept = &self.state.preset.accept;
        if !bearer {
            return Page::open(http, url, None, accept, self.cancel).await;
        }
        let token = self.session.access_token().await?;
        match Page::open(http, url, Some(&token), accept, self.cancel).await {
            Err(FhirError::Forbidden { status: 401 }) => {
                let Some(token) = self.session.replace_refused(&token).await? else {
                    return Err(FhirError::Forbidden { status: 401 });
                };
                Page::open(http, url, Some(&token), accept, self.cancel).await
            }
            outcome => outcome,
        }
    }

    async fn store_page(&self, mut page: Page, resource_type: &str) -> Result<fhir::Envelope, FhirError> {
        let mut counted = 0;
        while let Some(batch) = page.next_batch(self.cancel).await? {
            let base = self.state.fhir_base.to_string();
            let bad = self
                .keep(move || {
                    batch.iter().filter_map(|entry| fhir::read_entry(entry, &base).transpose()).collect()
                })
                .await?;
            if let Some(error) = bad {
                self.note(resource_type, error);
            }
            self.tally().bytes += page.bytes - counted;
            counted = page.bytes;
            self.report(resource_type, false);
        }
        self.tally().bytes += page.bytes - counted;
        page.finish()
    }

    /// Parses and stores a batch away from the caller's thread. An entry that cannot be read takes nothing from the
    /// others; the first such error is returned.
    async fn keep(
        &self,
        read: impl FnOnce() -> Vec<Result<Entry, FhirError>> + Send + 'static,
    ) -> Result<Option<FhirError>, FhirError> {
        let connection = self.connection.to_owned();
        let types = self.state.preset.types().filter(|name| self.is_granted(name));
        let offered: Vec<String> = types.map(str::to_owned).collect();
        let stored = self.wallet.in_store(move |store| {
            let mut bad = None;
            let mut entries = Vec::new();
            for entry in read() {
                match entry {
                    Ok(entry) => entries.push(entry),
                    Err(error) => drop(bad.get_or_insert(error)),
                }
            }
            let received = entries.len() as u64;
            let wanted = |reference: &Reference| offered.contains(&reference.resource_type);
            store.put_records(&connection, entries, wanted).map(|put| (received, put, bad))
        });
        let (received, put, bad) = stored.await?;
        let mut tally = self.tally();
        tally.received += received;
        tally.put.new += put.new;
        tally.put.changed += put.changed;
        Ok(bad)
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
            let mut following =
                stream::iter(wanted).map(|reference| self.follow(reference)).buffer_unordered(IN_FLIGHT);
            while let Some(outcome) = following.next().await {
                outcome?;
            }
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
            Err(error) => return self.fail(&resource_type, error),
        }
        Ok(())
    }

    /// Reads one resource. `false` where the payer does not give it.
    async fn read(&self, reference: &Reference) -> Result<bool, FhirError> {
        let query = fhir::read_query(&self.state.preset, &self.state.fhir_base, reference);
        let http = &self.http;
        let accept = &self.state.preset.accept;
        let token = if query.bearer { Some(self.session.access_token().await?) } else { None };
        let mut answer = self.get(&query.url, token.as_ref()).await?;
        if let (401, Some(refused)) = (answer.status(), &token)
            && let Some(token) = self.session.replace_refused(refused).await?
        {
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
        let bad = self
            .keep(move || {
                let other = FhirError::Malformed { rule: "another resource came than was asked for" };
                let entry = fhir::read_resource(&document.body, &base);
                vec![entry.and_then(|entry| if entry.reference == expected { Ok(entry) } else { Err(other) })]
            })
            .await?;
        bad.map_or(Ok(true), Err)
    }

    async fn get(&self, url: &Url, token: Option<&AccessToken>) -> Result<Streamed, FhirError> {
        tokio::select! {
            answer = self.http.get(url, token, &self.state.preset.accept, self.cancel) => Ok(answer?),
            () = self.cancel.cancelled() => Err(FhirError::Cancelled),
        }
    }

    /// Whether the grant, or nobody's permission at all, covers a type.
    fn is_granted(&self, resource_type: &str) -> bool {
        let is_open = self.state.preset.fetch.open_types.iter().any(|open| open == resource_type);
        is_open || auth::is_granted(&self.state.scopes, resource_type)
    }

    fn tally(&self) -> MutexGuard<'_, Tally> {
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
