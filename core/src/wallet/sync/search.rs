//! One search on its way from page to page, and what is remembered of it between syncs.

use std::collections::HashSet;
use std::hash::BuildHasher as _;

use foldhash::fast::RandomState;
use serde::{Deserialize, Serialize};
use url::Url;

use crate::error::{FhirError, StoreError};
use crate::fhir::{Query, Since};
use crate::store::{Checkpoint, Store};
use crate::wallet::sync::fetcher::{Arriving, Brought};
use crate::wallet::sync::queue::PageTask;
use crate::wallet::sync::run::Run;

/// Servers forget the links of their pages; this old, in seconds, one is not tried any more.
const STALE_LINK: u64 = 3600;
/// A sync that goes on passes over what was complete less than this many seconds ago.
const FRESH: u64 = 600;
/// Pages that bring nothing but what an earlier one brought, after which the search counts as a circle.
const MOST_REPEATS: u32 = 20;
/// How many entries a page is taken to have until one has come.
const USUAL_PAGE: u64 = 50;
/// A moment this long ago, in milliseconds, has all of its changes: no index lags so far behind.
const SETTLED: i64 = 3_600_000;

/// What is remembered of a search when it has come to its end.
#[derive(Clone, Default, Serialize, Deserialize)]
pub(super) struct Mark {
    /// What changed later is asked for the next time. `None` where the records tell no time.
    pub(super) since: Option<Since>,
    /// The address of a search of one page, and the page's entity tag.
    tag: Option<(String, String)>,
}

/// What is remembered of a type.
#[derive(Clone, Default, Serialize, Deserialize)]
pub(super) struct TypeMark {
    /// The rung that the server accepts.
    pub(super) rung: usize,
    /// Whether it takes the rung's joined search.
    pub(super) joined: bool,
    /// Whether it refuses to be asked for changes.
    pub(super) no_changes: bool,
}

/// A search of this sync.
pub(super) struct Search {
    /// Number of the type that it is a part of.
    pub(super) of: usize,
    /// Under which it is remembered.
    pub(super) name: String,
    /// What is asked, without the time.
    pub(super) query: Query,
    /// What is asked now.
    asked: Query,
    /// Whether only changes are asked for.
    pub(super) changes: bool,
    /// Whether it only tries whether a joined search is understood.
    pub(super) probe: bool,
    /// Whether its first page is by a link of an earlier sync.
    resumed: bool,
    mark: Mark,
    first_tag: Option<String>,
    /// Pages that were asked for, that began to come, and that are settled.
    asked_pages: u32,
    pages: u32,
    settled: u32,
    /// How many entries the last page had.
    page_size: u64,
    repeats: u32,
    links: HashSet<u64, RandomState>,
    prints: HashSet<u64, RandomState>,
    hasher: RandomState,
    pub(super) matches: u64,
    pub(super) total: Option<u64>,
    newest: Option<i64>,
    undated: bool,
    ended: bool,
    /// Whether a page of it did not come into the store.
    has_gap: bool,
    /// Whether the answer was not whole, so that the same must be asked again.
    pub(super) spoiled: bool,
}

impl Search {
    fn new(of: usize, name: String, query: Query) -> Self {
        Self {
            of,
            name,
            asked: query.clone(),
            query,
            changes: false,
            probe: false,
            resumed: false,
            mark: Mark::default(),
            first_tag: None,
            asked_pages: 0,
            pages: 0,
            settled: 0,
            page_size: USUAL_PAGE,
            repeats: 0,
            links: HashSet::default(),
            prints: HashSet::default(),
            hasher: RandomState::default(),
            matches: 0,
            total: None,
            newest: None,
            undated: false,
            ended: false,
            has_gap: false,
            spoiled: false,
        }
    }

    /// Reads from the store what is remembered of it, and says what its first page is; `None` where it was complete a moment
    /// ago.
    pub(super) fn load(
        store: &Store,
        connection: &str,
        run: &Run,
        (of, number): (usize, usize),
        (name, query): (String, Query),
        no_changes: bool,
        now: u64,
    ) -> Result<(Self, Option<PageTask>), StoreError> {
        let checkpoint = store.checkpoint(connection, &name)?;
        let mark: Mark = store.watermark(connection, &name)?.unwrap_or_default();
        let was_complete = matches!(checkpoint, Some(Checkpoint::Done(_)));
        let asks_changes = !no_changes && (!run.full || was_complete);
        let since = mark.since.filter(|_| asks_changes);
        let asked = since.map_or_else(|| query.clone(), |since| query.since(since));
        let changes = since.is_some();
        let mut search = Self { asked, changes, mark, ..Self::new(of, name, query) };
        let fresh = |at: u64, life: u64| now.saturating_sub(at) < life;
        let url = match checkpoint {
            Some(Checkpoint::Done(at)) if fresh(at, FRESH) => return Ok((search, None)),
            Some(Checkpoint::Next { link, since, newest }) if fresh(since, STALE_LINK) => {
                search.newest = newest;
                // Only ever written after the origin guard; checked again because it was on disk.
                Url::parse(&link).ok().filter(|url| url.origin() == search.query.url.origin())
            }
            _ => None,
        };
        search.resumed = url.is_some();
        let url = url.unwrap_or_else(|| search.asked.url.clone());
        let etag = if run.full { None } else { search.mark.tag_of(&url) };
        let task = search.task(number, url, etag);
        Ok((search, Some(task)))
    }

    /// A search of one page that tries something.
    pub(super) fn probe(of: usize, number: usize, query: Query) -> (Self, PageTask) {
        let mut search = Self { probe: true, ..Self::new(of, String::new(), query) };
        let url = search.asked.url.clone();
        let task = search.task(number, url, None);
        (search, task)
    }

    fn task(&mut self, search: usize, url: Url, etag: Option<String>) -> PageTask {
        self.links.insert(self.hasher.hash_one(&url));
        let number = self.asked_pages;
        self.asked_pages += 1;
        PageTask { search, number, query: self.asked.clone(), url, etag }
    }

    /// Begins anew where a link of an earlier sync leads nowhere any more, or without what the server refuses.
    pub(super) fn again(&mut self, number: usize, query: Option<Query>) -> Option<PageTask> {
        match query {
            Some(query) => self.asked = query,
            None if self.resumed => {}
            None => return None,
        }
        self.resumed = false;
        self.newest = None;
        self.links.clear();
        let url = self.asked.url.clone();
        Some(self.task(number, url, None))
    }

    /// The same search without asking for changes, if it asked for them.
    pub(super) fn without_changes(&mut self, number: usize) -> Option<PageTask> {
        if !std::mem::take(&mut self.changes) {
            return None;
        }
        let query = self.query.clone();
        self.again(number, Some(query))
    }

    /// How many matches are still to come, as far as the server told.
    pub(super) fn to_come(&self) -> Option<u64> {
        Some(self.total?.saturating_sub(self.matches)).filter(|_| !self.probe && !self.ended)
    }

    /// From when on changes are asked for the next time.
    pub(super) fn since(&self) -> Option<Since> {
        self.mark.since
    }

    /// What to remember of a search in place of others.
    pub(super) fn mark_from(since: Since) -> Mark {
        Mark { since: Some(since), tag: None }
    }

    /// What is asked now.
    pub(super) fn asked(&self) -> &Query {
        &self.asked
    }

    /// Lets a page be settled if it is its turn; then the next one's comes.
    pub(super) fn takes_turn(&mut self, page: u32) -> bool {
        let is_next = page == self.settled;
        self.settled += u32::from(is_next);
        is_next
    }

    /// Takes in what was in a page.
    pub(super) fn take_in(&mut self, brought: &Brought) {
        let sifted = &brought.sifted;
        self.page_size = brought.entries.max(1);
        self.total = brought.total.or(self.total);
        self.matches += sifted.matches;
        self.newest = self.newest.max(sifted.newest);
        self.undated |= sifted.undated;
        // What another server has, or is about somebody else, will not come the next time either.
        let is_lasting =
            |error: &FhirError| matches!(error, FhirError::OtherPatient | FhirError::ForeignLink { .. });
        self.spoiled |= !sifted.bad.iter().all(is_lasting);
        if !self.prints.insert(sifted.print) {
            self.repeats += 1;
        }
    }

    /// Turns a page that arrives, whose entries may not have come yet. The next one, and how many may follow; `None` at its
    /// end.
    pub(super) fn turn(
        &mut self,
        task: &PageTask,
        arriving: &Arriving,
    ) -> Result<Option<(PageTask, u64)>, FhirError> {
        self.resumed = false;
        self.pages += 1;
        self.first_tag = arriving.etag.clone().filter(|_| self.pages == 1);
        self.total = arriving.envelope.total.or(self.total);
        let Some(next) = crate::fhir::next_page(&arriving.envelope, &task.url)? else { return Ok(None) };
        if self.links.contains(&self.hasher.hash_one(&next)) || self.repeats > MOST_REPEATS {
            return Err(FhirError::LinkLoop);
        }
        let to_come =
            self.total.map_or(10, |total| total.saturating_sub(self.matches).div_ceil(self.page_size));
        // After the last page, what it refers to.
        Ok(Some((self.task(task.search, next, None), to_come + 2)))
    }

    /// The note that its next page is this one. `None` where a sync that goes on must not begin with it.
    pub(super) fn checkpoint(&self, next: &Url, now: u64) -> Option<Checkpoint> {
        let note = Checkpoint::Next { link: next.to_string(), since: now, newest: self.newest };
        (!self.has_gap).then_some(note)
    }

    /// The note that it is done. `None` where a sync that goes on must begin with a page that did not come.
    pub(super) fn done(&self, now: u64) -> Option<Checkpoint> {
        (!self.has_gap).then_some(Checkpoint::Done(now))
    }

    /// A page of it did not come into the store.
    pub(super) fn leave_gap(&mut self) {
        self.has_gap = true;
        self.spoiled = true;
    }

    /// What to remember when it has come to its end: the newest change that was seen, since a server's index may lag
    /// behind its clock, and no later than when the run began.
    pub(super) fn end(&mut self, began: i64) -> Option<Mark> {
        self.ended = true;
        if self.spoiled {
            return None;
        }
        let at = match (self.undated, self.newest, self.mark.since) {
            (true, ..) => None,
            (false, Some(newest), _) => Some(newest),
            (false, None, Some(before)) if self.changes => Some(before.at),
            (false, None, _) => (self.matches == 0).then_some(began),
        };
        self.mark.since = at.map(|at| Since { at, inclusive: began - at < SETTLED });
        // Asked the same again, the server may say in a word that its one page has not changed.
        if self.pages > 0 {
            let tag = self.first_tag.take().filter(|_| self.pages == 1);
            self.mark.tag = tag.map(|tag| (self.asked.url.to_string(), tag));
        }
        Some(self.mark.clone())
    }
}

impl Mark {
    fn tag_of(&self, url: &Url) -> Option<String> {
        self.tag.as_ref().filter(|(of, _)| of == url.as_str()).map(|(_, tag)| tag.clone())
    }
}
