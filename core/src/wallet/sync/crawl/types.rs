//! A type of a sync: rung after rung of its ladder, until the server accepts one.

use crate::error::{FhirError, HttpError, StoreError, SyncError};
use crate::fhir::{Refusal, TypePlan};
use crate::http::host;
use crate::payer::Strategy;
use crate::wallet::sync::SyncProgress;
use crate::wallet::sync::crawl::Crawl;
use crate::wallet::sync::queue::{PageTask, Task};
use crate::wallet::sync::run::{set_type_mark, type_mark};
use crate::wallet::sync::search::{Search, TypeMark};
use crate::wallet::sync::writer::Written;

/// What is known of a type in this sync.
pub(super) struct TypeState {
    plan: TypePlan,
    mark: TypeMark,
    height: usize,
    tried: Vec<usize>,
    /// Searches of the rung that are not over.
    open: usize,
    /// Numbers of the rung's searches.
    searches: Vec<usize>,
    /// What the rung's searches were refused with.
    pub(super) refusals: Vec<Refusal>,
    /// Whether the server accepted a search of it.
    pub(super) accepted: bool,
    /// Whether something of it is missing.
    pub(super) failed: bool,
    /// Whether all that can be done for it is done.
    pub(super) over: bool,
}

impl TypeState {
    pub(super) fn new(plan: TypePlan) -> Self {
        Self {
            plan,
            mark: TypeMark::default(),
            height: 0,
            tried: Vec::new(),
            open: 0,
            searches: Vec::new(),
            refusals: Vec::new(),
            accepted: false,
            failed: false,
            over: false,
        }
    }

    pub(super) fn name(&self) -> &str {
        &self.plan.resource_type
    }

    /// The rung to try next: one that has the parameter which a refusal named, else the next one.
    fn next_rung(&self) -> Option<usize> {
        let untried = |height: &usize| !self.tried.contains(height);
        let mut heights = (0..self.plan.rungs.len()).filter(untried);
        let is_named = |height: &usize| {
            let asks = self.plan.rungs[*height].asks;
            asks.is_some_and(|asks| self.refusals.iter().any(|refusal| refusal.names(asks)))
        };
        heights.clone().find(is_named).or_else(|| heights.next())
    }
}

impl<F: Fn(SyncProgress) + Send + Sync> Crawl<'_, F> {
    /// Begins with the rung that the server accepted before.
    pub(super) async fn begin_type(&mut self, number: usize) -> Result<(), SyncError> {
        let (connection, name) = (self.fetcher.connection.to_owned(), self.types[number].name().to_owned());
        let mark = self.fetcher.wallet.in_store(move |store| type_mark(store, &connection, &name)).await?;
        let state = &mut self.types[number];
        let height = mark.rung.min(state.plan.rungs.len() - 1);
        state.mark = mark;
        self.begin_rung(number, height).await
    }

    async fn begin_rung(&mut self, number: usize, height: usize) -> Result<(), SyncError> {
        let state = &mut self.types[number];
        state.tried.push(height);
        (state.height, state.searches) = (height, Vec::new());
        state.refusals.clear();
        let (name, no_changes) = (state.name().to_owned(), state.mark.no_changes);
        let rung = &state.plan.rungs[height];
        let named = |index: &str| format!("{name} {height} {index}");
        let queries = match &rung.joined {
            Some(joined) if state.mark.joined && !self.run.full => vec![(named("joined"), joined.clone())],
            _ => rung
                .queries
                .iter()
                .enumerate()
                .map(|(i, query)| (named(&i.to_string()), query.clone()))
                .collect(),
        };
        let (connection, run) = (self.fetcher.connection.to_owned(), self.run.clone());
        let (first, now) = (self.searches.len(), self.fetcher.wallet.now());
        let loaded = self
            .fetcher
            .wallet
            .in_store(move |store| {
                let numbered = queries.into_iter().enumerate();
                let load = |(index, query)| {
                    Search::load(store, &connection, &run, (number, first + index), query, no_changes, now)
                };
                numbered.map(load).collect::<Result<Vec<_>, StoreError>>()
            })
            .await?;
        self.types[number].open = loaded.len();
        let length = self.types[number].plan.length;
        let mut complete = Vec::new();
        for (search, begin) in loaded {
            let search_number = self.searches.len();
            self.types[number].searches.push(search_number);
            self.searches.push(search);
            match begin {
                Some(task) => self.queue.push(length, Task::Page(task)),
                None => complete.push(search_number),
            }
        }
        for search in complete {
            self.types[number].accepted = true;
            Box::pin(self.search_is_over(search)).await?;
        }
        Ok(())
    }

    /// The same search without the parameter that the server refuses, where it can do without.
    pub(super) fn without_what_is_refused(&mut self, number: usize, refusal: &Refusal) -> Option<PageTask> {
        let search = &mut self.searches[number];
        if search.probe {
            return None;
        }
        if let Some(task) = search.again(number, None) {
            return Some(task);
        }
        if let Some(task) = search.without_changes(number) {
            // If that is not what it refused, the search is refused again.
            self.types[search.of].mark.no_changes |= refusal.names("_lastUpdated") || refusal.names("_since");
            return Some(task);
        }
        let optional = ["_revinclude", "_include", "_count"];
        let query = optional
            .iter()
            .filter(|parameter| refusal.names(parameter))
            .find_map(|parameter| search.asked().without(parameter))?;
        search.again(number, Some(query))
    }

    /// A search has come to its end: what changes after it is noted, and that it is done.
    pub(super) async fn end_search(&mut self, number: usize) -> Result<(), SyncError> {
        let (began, now) = (self.run.began, self.fetcher.wallet.now());
        let search = &mut self.searches[number];
        let of = search.of;
        let (mark, done, name) = (search.end(began), search.done(now), search.name.clone());
        self.types[of].accepted = true;
        self.types[of].failed |= mark.is_none();
        let connection = self.fetcher.connection.to_owned();
        let write = move |bulk: &crate::store::Bulk<'_>| {
            if let Some(mark) = mark {
                bulk.set_watermark(&connection, &name, &mark)?;
            }
            if let Some(done) = done {
                bulk.set_checkpoint(&connection, &name, &done)?;
            }
            Ok(Written::Noted)
        };
        self.fetcher.writer.note(write)?;
        self.search_is_over(number).await
    }

    pub(super) fn fail_search(&mut self, number: usize, error: FhirError) -> Result<(), SyncError> {
        let state = &mut self.types[self.searches[number].of];
        let probe = self.searches[number].probe;
        state.failed |= !probe;
        let name = state.name().to_owned();
        // What only tries something may fail.
        if probe && !matches!(error, FhirError::Store(_) | FhirError::Session(_)) {
            return Ok(());
        }
        self.fail(&name, error)
    }

    /// When the last search of a rung is over, so is the type, or the next rung is tried.
    pub(super) async fn search_is_over(&mut self, number: usize) -> Result<(), SyncError> {
        if self.searches[number].probe {
            return Ok(());
        }
        let of = self.searches[number].of;
        let state = &mut self.types[of];
        state.open -= 1;
        if state.open > 0 {
            return Ok(());
        }
        if !state.accepted
            && !state.failed
            && let Some(height) = state.next_rung()
        {
            return Box::pin(self.begin_rung(of, height)).await;
        }
        let state = &mut self.types[of];
        state.over = true;
        let name = state.name().to_owned();
        if state.accepted {
            state.mark.rung = state.height;
            self.save_type_mark(of)?;
            self.try_joined(of);
        }
        self.report(&name, false);
        Ok(())
    }

    fn save_type_mark(&self, of: usize) -> Result<(), SyncError> {
        let (connection, state) = (self.fetcher.connection.to_owned(), &self.types[of]);
        let (name, mark) = (state.name().to_owned(), state.mark.clone());
        let write = move |bulk: &crate::store::Bulk<'_>| {
            set_type_mark(bulk, &connection, &name, &mark)?;
            Ok(Written::Noted)
        };
        Ok(self.fetcher.writer.note(write)?)
    }

    /// Asks once, after a type came whole value by value, whether the server takes all values in one search: then changes
    /// can be asked for by one request.
    fn try_joined(&mut self, of: usize) {
        let state = &self.types[of];
        let Some(joined) = &state.plan.rungs[state.height].joined else { return };
        if !self.run.full || state.failed || state.mark.joined || state.searches.len() < 2 {
            return;
        }
        let mut query = joined.without("_count").unwrap_or_else(|| joined.clone());
        query.url.query_pairs_mut().append_pair("_count", "1");
        let (search, task) = Search::probe(of, self.searches.len(), query);
        self.searches.push(search);
        self.queue.push(1, Task::Page(task));
    }

    /// Whether the joined search finds what the others found, and not only what one of them did.
    pub(super) fn judge_probe(&mut self, number: usize) -> Result<(), SyncError> {
        let (of, total) = (self.searches[number].of, self.searches[number].total);
        let found: Vec<&Search> =
            self.types[of].searches.iter().map(|search| &self.searches[*search]).collect();
        let counts = found.iter().map(|search| search.matches);
        let (largest, several) = (counts.clone().max(), counts.filter(|count| *count > 0).count() > 1);
        let understood = total
            .zip(largest)
            .is_some_and(|(total, largest)| if several { total > largest } else { total == largest });
        // As if one search had found it all: the newest change that any of them saw.
        let since = found.iter().map(|search| search.since()).collect::<Option<Vec<_>>>();
        let seen = found.iter().filter(|search| search.matches > 0).filter_map(|search| search.since());
        let newest = seen.max_by_key(|since| since.at).filter(|_| since.is_some());
        let (true, Some(since)) = (understood, newest) else { return Ok(()) };
        let state = &mut self.types[of];
        state.mark.joined = true;
        let name = format!("{} {} joined", state.name(), state.height);
        let (connection, mark) = (self.fetcher.connection.to_owned(), Search::mark_from(since));
        let write = move |bulk: &crate::store::Bulk<'_>| {
            bulk.set_watermark(&connection, &name, &mark)?;
            Ok(Written::Noted)
        };
        self.fetcher.writer.note(write)?;
        self.save_type_mark(of)
    }

    /// A type that the server lets nobody search is a failure only if no record of it came in another way.
    pub(super) async fn note_unsearchable(&mut self) -> Result<(), SyncError> {
        let unsearchable = self.types.iter().filter(|state| !state.accepted && !state.failed);
        let unsearchable: Vec<String> = unsearchable.map(|state| state.name().to_owned()).collect();
        if unsearchable.is_empty() {
            return Ok(());
        }
        let connection = self.fetcher.connection.to_owned();
        let counts = self.fetcher.wallet.in_store(move |store| store.counts_as_written(&connection)).await?;
        let host = host(&self.fetcher.state.fhir_base);
        for name in unsearchable.into_iter().filter(|name| !counts.contains_key(name)) {
            let refused = HttpError::Status { host: host.clone(), status: 400, retry_after: None };
            self.note(&name, refused.into());
        }
        Ok(())
    }

    /// Which types came whole, so that what did not come is gone: those that were searched to the end; and those that only
    /// come along or are read, where nothing failed at all and one sync saw it all.
    pub(super) fn whole_types(&self) -> impl Fn(&str) -> bool + Send + 'static {
        let everything = self.fetcher.state.preset.fetch.strategy == Strategy::Everything
            || self.types.iter().any(|state| state.plan.rungs[0].queries[0].is_everything());
        let searched: Vec<(String, bool)> = self
            .types
            .iter()
            .map(|state| (state.name().to_owned(), state.accepted && !state.failed))
            .collect();
        let all = searched.iter().all(|(_, whole)| *whole) && self.failed.is_empty();
        let others = all && (everything || !self.run.resumed);
        move |name| match searched.iter().find(|(searched, _)| searched == name) {
            Some(_) if everything => all,
            Some((_, whole)) => *whole,
            None => others,
        }
    }
}
