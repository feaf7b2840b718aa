//! The work of a sync: what is asked for next, and what follows from each answer.
//!
//! One loop keeps requests in flight, whatever they are: pages of searches, searches of one type by its categories, and
//! the resources that records refer to, which are read while searches still run. All that the loop knows is its own;
//! what it fetched is on its way to the store beside it.

mod pages;
mod types;

use std::collections::HashSet;
use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use futures_util::stream::{FuturesUnordered, StreamExt as _};
use tokio::sync::mpsc::UnboundedReceiver;

use crate::error::{FhirError, SessionError, StoreError, SyncError};
use crate::fhir::{self, Reference, TypePlan};
use crate::store::{Put, Store};
use crate::wallet::sync::fetcher::{Done, Fetcher};
use crate::wallet::sync::queue::Queue;
use crate::wallet::sync::run::Run;
use crate::wallet::sync::search::Search;
use crate::wallet::sync::writer::{Batch, Written};
use crate::wallet::sync::{SyncFailure, SyncProgress, SyncReport};
use pages::Came;
use types::TypeState;

/// Pages that arrive, or whose last records are sealed and sent to the store, while those after them are asked for.
const RESTS: usize = 6;
/// Progress is reported no more often than this.
const BETWEEN_REPORTS: Duration = Duration::from_millis(100);

/// What happened.
enum Event<'a> {
    Done(Done<'a>),
    /// A page of which nothing is left to come.
    Came(Box<Came>),
}

/// What is under way.
type Active<'a> = Pin<Box<dyn Future<Output = Event<'a>> + Send + 'a>>;

/// One sync that runs.
pub(super) struct Crawl<'a, F> {
    pub(super) fetcher: &'a Fetcher<'a>,
    pub(super) observe: &'a F,
    run: Run,
    types: Vec<TypeState>,
    searches: Vec<Search>,
    queue: Queue,
    /// Pages of which the rest is on its way to the store.
    rests: usize,
    /// Pages that came before others of their search which precede them.
    ahead: Vec<Came>,
    /// References that were read or are to be, in this sync.
    asked: HashSet<Reference>,
    put: Put,
    received: u64,
    bytes: u64,
    reads: u64,
    reads_done: u64,
    unavailable: u64,
    /// Whether the payer took the member's token once.
    let_in: bool,
    failed: Vec<SyncFailure>,
    pace: Pace,
}

/// When progress was told last.
#[derive(Default)]
struct Pace(Option<SystemTime>);

impl Pace {
    fn is_due(&mut self, now: SystemTime) -> bool {
        // A clock that was set back says nothing of how long ago it was.
        let passed = self.0.and_then(|last| now.duration_since(last).ok());
        let due = passed.is_none_or(|passed| passed >= BETWEEN_REPORTS);
        if due {
            self.0 = Some(now);
        }
        due
    }
}

impl<'a, F: Fn(SyncProgress) + Send + Sync> Crawl<'a, F> {
    pub(super) fn new(fetcher: &'a Fetcher<'a>, observe: &'a F, run: Run, plans: Vec<TypePlan>) -> Self {
        Self {
            fetcher,
            observe,
            run,
            types: plans.into_iter().map(TypeState::new).collect(),
            searches: Vec::new(),
            queue: Queue::default(),
            rests: 0,
            ahead: Vec::new(),
            asked: HashSet::new(),
            put: Put::default(),
            received: 0,
            bytes: 0,
            reads: 0,
            reads_done: 0,
            unavailable: 0,
            let_in: false,
            failed: Vec::new(),
            pace: Pace::default(),
        }
    }

    pub(super) async fn run(
        mut self,
        mut written: UnboundedReceiver<Result<Written, StoreError>>,
    ) -> Result<SyncReport, SyncError> {
        let started = Instant::now();
        for number in 0..self.types.len() {
            self.begin_type(number).await?;
        }
        self.want_at_once().await?;
        let fetcher = self.fetcher;
        let mut active: FuturesUnordered<Active<'a>> = FuturesUnordered::new();
        loop {
            if active.is_empty() && self.queue.is_empty() {
                // What is still being written may refer to more; then what no search brought is left.
                self.flush(&mut written).await?;
                if self.queue.is_empty() && !self.want_the_rest().await? {
                    break;
                }
            }
            let asks = !self.queue.is_empty() && self.rests < RESTS;
            tokio::select! {
                Ok(slot) = fetcher.slots.acquire(), if asks => {
                    if let Some(task) = self.queue.pop() {
                        active.push(Box::pin(async move { Event::Done(fetcher.perform(task, slot).await) }));
                    }
                }
                Some(event) = active.next() => {
                    let rest = self.settle(event).await?;
                    active.extend(rest);
                }
                Some(outcome) = written.recv() => self.account(outcome?),
            }
        }
        drop(active);
        self.finish(started).await
    }

    /// Waits for all that was sent to the store.
    async fn flush(
        &mut self,
        written: &mut UnboundedReceiver<Result<Written, StoreError>>,
    ) -> Result<(), SyncError> {
        self.fetcher.writer.note(|_| Ok(Written::All))?;
        loop {
            let gone = StoreError::Unavailable { operation: "writing beside a sync" };
            match written.recv().await.ok_or(gone)?? {
                Written::All => return Ok(()),
                other => self.account(other),
            }
        }
    }

    fn account(&mut self, written: Written) {
        let Written::Batch(Batch { resource_type, received, bytes, put, found }) = written else { return };
        self.received += received;
        self.bytes += bytes;
        self.put.new += put.new;
        self.put.changed += put.changed;
        for reference in found {
            self.read(reference);
        }
        self.report(&resource_type, false);
    }

    fn read(&mut self, reference: Reference) {
        if self.asked.insert(reference.clone()) {
            self.reads += 1;
            self.queue.push_read(reference);
        }
    }

    /// What is left to do of it is given back.
    async fn settle(&mut self, event: Event<'a>) -> Result<Option<Active<'a>>, SyncError> {
        match event {
            Event::Done(Done::Page(answered)) => return self.answered(*answered).await,
            Event::Done(Done::Read(reference, outcome)) => self.settle_read(reference, outcome)?,
            Event::Came(came) => {
                self.rests -= 1;
                self.came(*came).await?;
            }
        }
        Ok(None)
    }

    fn settle_read(
        &mut self,
        reference: Reference,
        outcome: Result<bool, FhirError>,
    ) -> Result<(), SyncError> {
        self.reads_done += 1;
        let resource_type = reference.resource_type.clone();
        if matches!(outcome, Ok(false)) {
            // It is settled for this run. What failed stays wanted.
            let connection = self.fetcher.connection.to_owned();
            let write = move |bulk: &crate::store::Bulk<'_>| {
                bulk.refuse_wanted(&connection, &reference)?;
                Ok(Written::Noted)
            };
            self.fetcher.writer.note(write)?;
        }
        match outcome {
            Ok(true) => {}
            Ok(false) => self.unavailable += 1,
            Err(error) => self.fail(&resource_type, error)?,
        }
        self.report(&resource_type, false);
        Ok(())
    }

    /// References that are read as soon as they are known, from an earlier sync.
    async fn want_at_once(&mut self) -> Result<(), SyncError> {
        let wanted = self.wanted().await?;
        wanted
            .into_iter()
            .filter(|reference| self.fetcher.sieve.reads_at_once(reference))
            .for_each(|reference| self.read(reference));
        Ok(())
    }

    /// What records refer to and no search brought. A type whose search failed is not read piece by piece.
    async fn want_the_rest(&mut self) -> Result<bool, SyncError> {
        let wanted = self.wanted().await?;
        for reference in wanted {
            if !self.types.iter().any(|state| state.failed && state.name() == reference.resource_type) {
                self.read(reference);
            }
        }
        Ok(!self.queue.is_empty())
    }

    async fn wanted(&self) -> Result<Vec<Reference>, StoreError> {
        let (connection, sieve) = (self.fetcher.connection.to_owned(), Arc::clone(&self.fetcher.sieve));
        let wanted = move |store: &Store| store.wanted(&connection, |reference| sieve.has_come(reference));
        self.fetcher.wallet.in_store(wanted).await
    }

    /// Notes the failure of a type, or ends the sync where it is one of all.
    fn fail(&mut self, resource_type: &str, error: FhirError) -> Result<(), SyncError> {
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
    fn note(&mut self, resource_type: &str, error: FhirError) {
        if self.failed.iter().any(|failure| failure.resource_type == resource_type) {
            return;
        }
        tracing::warn!(resource_type, %error, "a type could not be fetched whole");
        self.failed.push(SyncFailure { resource_type: resource_type.to_owned(), error });
    }

    async fn finish(mut self, started: Instant) -> Result<SyncReport, SyncError> {
        self.note_unsearchable().await?;
        self.report("", true);
        let searched = self.types.iter().any(|state| state.accepted);
        if let Some(FhirError::Http(error)) =
            self.failed.first().map(|failure| &failure.error).filter(|_| !searched)
        {
            return Err(SyncError::Http(error.clone()));
        }
        // What is open to everybody may have come all the same.
        let unknown = FhirError::Forbidden { status: 401 };
        if !self.let_in && self.failed.iter().any(|failure| failure.error == unknown) {
            return Err(SessionError::Ended.into());
        }
        let connection = self.fetcher.connection.to_owned();
        // What may succeed soon is gone on with; what will not must not keep the rest from being fetched anew.
        let goes_on = self.failed.iter().any(|failure| failure.error.is_transient());
        let now = self.fetcher.wallet.now();
        let mut run = self.run.clone();
        run.over = !goes_on;
        let whole = self.whole_types();
        let (records, missing) = self
            .fetcher
            .wallet
            .in_store(move |store| {
                let counts = store.counts_as_written(&connection)?;
                let mut missing = 0;
                if run.full {
                    let types: Vec<&str> =
                        counts.keys().map(String::as_str).filter(|name| whole(name)).collect();
                    missing = store.mark_missing(&connection, &types)?;
                }
                run.save(store, &connection)?;
                if run.over {
                    store.clear_checkpoints(&connection)?;
                    store.clear_wanted(&connection)?;
                    // Read again: the member may have signed in anew while the sync ran.
                    let _alone = store.decide();
                    let mut state = store.connection(&connection)?;
                    state.synced = Some(now);
                    store.update_connection(&connection, &state)?;
                }
                Ok((counts, missing))
            })
            .await?;
        Ok(SyncReport {
            records,
            new: self.put.new,
            changed: self.put.changed,
            missing,
            failed: self.failed,
            unavailable: self.unavailable,
            requests: self.fetcher.http.requests(),
            bytes: self.bytes,
            elapsed: started.elapsed(),
        })
    }

    fn report(&mut self, resource_type: &str, last: bool) {
        if !self.pace.is_due(self.fetcher.wallet.inner.clock.now()) && !last {
            return;
        }
        let to_come: u64 = self.searches.iter().filter_map(Search::to_come).sum();
        let knows = self.searches.iter().any(|search| search.total.is_some());
        let to_come = to_come + self.reads - self.reads_done;
        (self.observe)(SyncProgress {
            resource_type: resource_type.to_owned(),
            records: self.received,
            bytes: self.bytes,
            done: self.types.iter().filter(|state| state.over).count() as u64 + self.reads_done,
            planned: self.types.len() as u64 + self.reads,
            expected: knows.then_some(self.received + to_come),
        });
    }
}

/// What to ask for, of what was granted.
pub(super) fn granted_plans(fetcher: &Fetcher<'_>, run: &Run) -> Vec<TypePlan> {
    let state = fetcher.state;
    let mut plans = fhir::plan(&state.preset, &state.fhir_base, &state.patient, run.offered.as_ref());
    plans.retain(|plan| super::sieve::is_granted(state, &plan.resource_type));
    plans
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_is_due_ten_times_a_second_whatever_the_clock_does() {
        let mut pace = Pace::default();
        let began = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000);
        for (passed, due) in
            [(0, true), (99, false), (100, true), (150, false), (199, false), (200, true), (10, true)]
        {
            assert_eq!(pace.is_due(began + Duration::from_millis(passed)), due, "{passed}");
        }
    }
}
