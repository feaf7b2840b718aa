//! A page of a search: what follows from where it leads to, and what from its records.
//!
//! The page after it is asked for as soon as its link is known, and may come sooner. So what follows from its records, such
//! as the note of how far the search has come, follows in the order of the pages.

use url::Url;

use crate::error::{FhirError, HttpError, StoreError, SyncError};
use crate::fhir::Refusal;
use crate::store::{Bulk, Checkpoint};
use crate::wallet::sync::SyncProgress;
use crate::wallet::sync::crawl::{Active, Crawl, Event};
use crate::wallet::sync::fetcher::{Answered, Arriving, Brought, Paged, Tries};
use crate::wallet::sync::queue::{PageTask, Task};
use crate::wallet::sync::writer::Written;

/// What came of a page.
pub(super) struct Came {
    search: usize,
    number: u32,
    what: What,
}

enum What {
    /// A page, and the one after it.
    Page {
        brought: Result<Brought, FhirError>,
        next: Result<Option<Url>, FhirError>,
    },
    Unchanged,
    Refused(Refusal),
    Failed(FhirError),
}

impl<'a, F: Fn(SyncProgress) + Send + Sync> Crawl<'a, F> {
    pub(super) async fn answered(&mut self, answered: Answered<'a>) -> Result<Option<Active<'a>>, SyncError> {
        let Answered { task, outcome, tries } = answered;
        self.let_in |= task.query.bearer && matches!(outcome, Ok(Paged::Page(_) | Paged::Unchanged));
        let what = match outcome {
            Ok(Paged::Page(arriving)) => return Ok(Some(self.turn_page(task, *arriving, tries))),
            Ok(Paged::Unchanged) => What::Unchanged,
            Ok(Paged::Refused(refusal)) => What::Refused(refusal),
            Err(error) => What::Failed(error),
        };
        drop(tries);
        self.came(Came { search: task.search, number: task.number, what }).await?;
        Ok(None)
    }

    /// Asks for the page after it. What is left of this one is given back.
    fn turn_page(&mut self, task: PageTask, arriving: Arriving, tries: Tries<'a>) -> Active<'a> {
        let (fetcher, search, number) = (self.fetcher, task.search, task.number);
        let probe = self.searches[search].probe;
        let next = match self.searches[search].turn(&task, &arriving) {
            Ok(Some((next, to_come))) if !probe => {
                let url = next.url.clone();
                self.queue.push(to_come, Task::Page(next));
                Ok(Some(url))
            }
            Ok(_) => Ok(None),
            Err(error) => Err(error),
        };
        self.rests += 1;
        Box::pin(async move {
            let brought = fetcher.receive_rest(task, arriving, tries).await;
            Event::Came(Box::new(Came { search, number, what: What::Page { brought, next } }))
        })
    }

    /// Settles it, and those that waited for it, when all before it are settled.
    pub(super) async fn came(&mut self, came: Came) -> Result<(), SyncError> {
        self.ahead.push(came);
        while let Some(index) =
            self.ahead.iter().position(|came| self.searches[came.search].takes_turn(came.number))
        {
            let Came { search, what, .. } = self.ahead.swap_remove(index);
            Box::pin(self.settle_page(search, what)).await?;
        }
        Ok(())
    }

    async fn settle_page(&mut self, number: usize, what: What) -> Result<(), SyncError> {
        match what {
            What::Page { brought, next: Ok(Some(next)) } => return self.go_on(number, brought, &next),
            What::Page { brought, next } => {
                let taken_in = brought.map(|brought| self.take_in(number, &brought));
                match taken_in.and(next) {
                    Ok(_) if self.searches[number].probe => return self.judge_probe(number),
                    Ok(_) => return self.end_search(number).await,
                    Err(error) => self.fail_search(number, error)?,
                }
            }
            What::Unchanged => return self.end_search(number).await,
            What::Refused(refusal) => {
                if let Some(task) = self.without_what_is_refused(number, &refusal) {
                    self.queue.push(1, Task::Page(task));
                    return Ok(());
                }
                self.types[self.searches[number].of].refusals.push(refusal);
            }
            What::Failed(error) => {
                let forgotten = matches!(error, FhirError::Http(HttpError::Status { .. }));
                if forgotten && let Some(task) = self.searches[number].again(number, None) {
                    self.queue.push(1, Task::Page(task));
                    return Ok(());
                }
                self.fail_search(number, error)?;
            }
        }
        self.search_is_over(number).await
    }

    /// A page is on its way to the store as a whole: a sync that goes on begins with the one after it.
    fn go_on(
        &mut self,
        number: usize,
        brought: Result<Brought, FhirError>,
        next: &Url,
    ) -> Result<(), SyncError> {
        let name = self.types[self.searches[number].of].name().to_owned();
        match brought {
            Ok(brought) => self.take_in(number, &brought),
            Err(error) => {
                self.searches[number].leave_gap();
                self.fail(&name, error)?;
            }
        }
        if let Some(checkpoint) = self.searches[number].checkpoint(next, self.fetcher.wallet.now()) {
            self.set_checkpoint(number, checkpoint)?;
        }
        self.report(&name, false);
        Ok(())
    }

    fn take_in(&mut self, number: usize, brought: &Brought) {
        self.bytes += brought.bytes;
        let search = &mut self.searches[number];
        search.take_in(brought);
        if !search.probe {
            let name = self.types[search.of].name().to_owned();
            for error in &brought.sifted.bad {
                self.note(&name, error.clone());
            }
        }
    }

    fn set_checkpoint(&self, number: usize, checkpoint: Checkpoint) -> Result<(), StoreError> {
        let (connection, name) = (self.fetcher.connection.to_owned(), self.searches[number].name.clone());
        let write = move |bulk: &Bulk<'_>| {
            bulk.set_checkpoint(&connection, &name, &checkpoint)?;
            Ok(Written::Noted)
        };
        self.fetcher.writer.note(write)
    }
}
