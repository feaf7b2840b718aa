//! Makes the requests: the token, the origin guard, the retries, and what came into the store.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, SemaphorePermit, oneshot};
use tokio_util::sync::CancellationToken;
use url::Url;

use crate::error::{FhirError, HttpError};
use crate::fhir::{self, Answer, Envelope, Page, Query, Reference, Refusal};
use crate::http::{DOCUMENT_LIMIT, Http, Retries, Streamed, host};
use crate::json::Arena;
use crate::record::FORMAT;
use crate::session::Session;
use crate::store::{Bulk, ConnectionState};
use crate::wallet::Wallet;
use crate::wallet::sync::queue::{PageTask, Task};
use crate::wallet::sync::sealers::{Outcome, Sealers, Tools};
use crate::wallet::sync::sieve::{Sieve, Sifted};
use crate::wallet::sync::writer::{Batch, Writer, Written};

/// Largest resource that is read on its own, an attachment among them, in bytes.
const LARGEST_RESOURCE: usize = 16 * DOCUMENT_LIMIT;
/// Requests that are in flight to one payer at once.
pub(super) const IN_FLIGHT: usize = 4;
/// Batches of one page that are read and sealed, wait for it, or wait for one before them that takes longer.
const PREPARING: usize = 6;

/// What makes the requests of one sync.
pub(super) struct Fetcher<'a> {
    pub(super) wallet: &'a Wallet,
    pub(super) http: Http,
    pub(super) connection: &'a str,
    pub(super) state: &'a ConnectionState,
    pub(super) session: Arc<Session>,
    pub(super) cancel: &'a CancellationToken,
    pub(super) writer: Writer,
    pub(super) sieve: Arc<Sieve>,
    /// Places for requests in flight.
    pub(super) slots: Semaphore,
    pub(super) sealers: Arc<Sealers>,
    /// Until when the payer asked to be left alone.
    pub(super) paused: Mutex<Option<Instant>>,
}

/// A task that was carried out, or begun.
pub(super) enum Done<'a> {
    Page(Box<Answered<'a>>),
    /// `false` where the payer does not give it.
    Read(Reference, Result<bool, FhirError>),
}

/// A page that was asked for.
pub(super) struct Answered<'a> {
    pub(super) task: PageTask,
    pub(super) outcome: Result<Paged, FhirError>,
    pub(super) tries: Tries<'a>,
}

/// What a page may still need: tries, and its place among the requests in flight.
pub(super) struct Tries<'a> {
    retries: Retries,
    slot: SemaphorePermit<'a>,
}

/// What a search was answered.
pub(super) enum Paged {
    Page(Box<Arriving>),
    Unchanged,
    Refused(Refusal),
}

/// A page that arrives, as far as it is known where the next one is.
pub(super) struct Arriving {
    pub(super) envelope: Envelope,
    pub(super) etag: Option<String>,
    /// What is left of it. `None` when it has come whole.
    page: Option<Box<Page>>,
    brought: Brought,
    preparing: VecDeque<Preparing>,
}

/// What a page brought; its records are on their way to the store.
#[derive(Default)]
pub(super) struct Brought {
    pub(super) sifted: Sifted,
    /// How many entries it has.
    pub(super) entries: u64,
    /// Bytes that came after the last batch.
    pub(super) bytes: u64,
    /// How many matches there are on all pages, where the server says so.
    pub(super) total: Option<u64>,
}

/// How what came is read.
type Read = Box<dyn FnOnce(&Sieve, u64, &mut Arena) -> Result<Sifted, FhirError> + Send>;

/// What came and is being read and sealed.
struct Preparing {
    resource_type: String,
    bytes: u64,
    outcome: oneshot::Receiver<Outcome>,
}

impl Preparing {
    /// Whether its outcome is there.
    fn is_done(&self) -> bool {
        !self.outcome.is_empty()
    }
}

impl Fetcher<'_> {
    /// Carries a task out, with as many tries as may help. What came of a page that broke off is stored already, and storing
    /// it again changes nothing.
    pub(super) async fn perform<'a>(&'a self, task: Task, slot: SemaphorePermit<'a>) -> Done<'a> {
        let mut retries = Retries::new();
        match task {
            Task::Page(task) => loop {
                match self.page(&task).await {
                    Err(error) if self.tries_again(&mut retries, &error).await => {}
                    outcome => {
                        return Done::Page(Box::new(Answered {
                            task,
                            outcome,
                            tries: Tries { retries, slot },
                        }));
                    }
                }
            },
            Task::Read(reference) => loop {
                match self.read(&reference).await {
                    Err(error) if self.tries_again(&mut retries, &error).await => {}
                    outcome => return Done::Read(reference, outcome),
                }
            },
        }
    }

    /// Waits before another try, where one may help.
    async fn tries_again(&self, retries: &mut Retries, error: &FhirError) -> bool {
        let FhirError::Http(error) = error else { return false };
        let Some(wait) = retries.wait(error) else { return false };
        tracing::debug!(wait_ms = wait.as_millis(), %error, "trying again");
        self.spare_payer(error, wait);
        tokio::time::sleep(wait).await;
        true
    }

    /// A payer that is too busy is too busy for all requests.
    fn spare_payer(&self, error: &HttpError, wait: Duration) {
        let HttpError::Status { status, retry_after, .. } = error else { return };
        if *status == 429 || retry_after.is_some() {
            let mut paused = self.paused.lock().unwrap_or_else(PoisonError::into_inner);
            *paused = (*paused).max(Some(Instant::now() + wait));
        }
    }

    async fn wait_for_payer(&self) {
        let until = *self.paused.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(until) = until {
            tokio::time::sleep_until(until.into()).await;
        }
    }

    /// One request. The token goes to the connection's own origin only, and so does everything else.
    async fn get(&self, url: &Url, bearer: bool, etag: Option<&str>) -> Result<Streamed, FhirError> {
        if url.origin() != self.state.fhir_base.origin() {
            return Err(FhirError::ForeignLink { host: host(url) });
        }
        self.wait_for_payer().await;
        let accept = &self.state.preset.accept;
        if !bearer {
            return Ok(self.http.try_get(url, None, accept, etag).await?);
        }
        let token = self.session.access_token().await?;
        let answer = self.http.try_get(url, Some(&token), accept, etag).await?;
        if answer.status() == 401
            && let Some(token) = self.session.replace_refused(&token).await?
        {
            return Ok(self.http.try_get(url, Some(&token), accept, etag).await?);
        }
        Ok(answer)
    }

    /// Asks for a page, and receives it until it is known where the next one is.
    async fn page(&self, task: &PageTask) -> Result<Paged, FhirError> {
        let streamed = self.get(&task.url, task.query.bearer, task.etag.as_deref()).await?;
        let mut page = match Page::judge(streamed, &task.url).await? {
            Answer::Page(page) => page,
            Answer::Unchanged => return Ok(Paged::Unchanged),
            Answer::Refused(refusal) => return Ok(Paged::Refused(refusal)),
        };
        let before = page.begin(self.cancel).await?;
        let leads_on = before.is_some();
        let mut arriving = Arriving {
            envelope: before.unwrap_or_default(),
            etag: page.etag.take(),
            page: Some(page),
            brought: Brought::default(),
            preparing: VecDeque::with_capacity(PREPARING),
        };
        if !leads_on {
            self.receive(&task.query, &mut arriving).await?;
        }
        Ok(Paged::Page(Box::new(arriving)))
    }

    /// Receives what is left of a page. While one batch arrives, those before are read and sealed, and those before them are
    /// written.
    async fn receive(&self, query: &Query, arriving: &mut Arriving) -> Result<(), FhirError> {
        let Some(mut page) = arriving.page.take() else { return Ok(()) };
        let Arriving { brought, preparing, .. } = arriving;
        let mut counted = 0;
        let ended = loop {
            let batch = match page.next_batch(self.cancel).await {
                Ok(Some(batch)) => batch,
                Ok(None) => break Ok(()),
                Err(error) => break Err(error),
            };
            // The oldest is waited for where there is no room for another. What else is done goes to the store meanwhile.
            while (preparing.len() == PREPARING || preparing.front().is_some_and(Preparing::is_done))
                && let Some(before) = preparing.pop_front()
            {
                brought.sifted.add(self.keep(before).await?);
            }
            brought.entries += batch.len() as u64;
            let read =
                move |sieve: &Sieve, fetched, arena: &mut Arena| Ok(sieve.sift(&batch, fetched, arena));
            let bytes = page.bytes - counted;
            let place = self.sealers.place(bytes).await;
            preparing.push_back(self.prepare(&query.resource_type, bytes, place, Box::new(read)));
            counted = page.bytes;
        };
        brought.bytes = page.bytes - counted;
        let envelope = ended.and_then(|()| page.finish());
        if envelope.is_err() {
            // What its records refer to is known by now, and not looked for again.
            self.keep_all(arriving).await?;
        }
        arriving.envelope = envelope?;
        Ok(())
    }

    /// Receives what is left of a page and sends it to the store. Where it breaks off it is asked for anew, as a whole.
    pub(super) async fn receive_rest(
        &self,
        task: PageTask,
        arriving: Arriving,
        tries: Tries<'_>,
    ) -> Result<Brought, FhirError> {
        let Tries { mut retries, slot } = tries;
        let mut arriving = Ok(arriving);
        let mut arrived = loop {
            let outcome = match arriving {
                Ok(mut arriving) => self.receive(&task.query, &mut arriving).await.map(|()| arriving),
                Err(error) => Err(error),
            };
            match outcome {
                Err(error) if self.tries_again(&mut retries, &error).await => {
                    arriving = self.page_anew(&task).await;
                }
                outcome => break outcome?,
            }
        };
        drop(slot);
        self.keep_all(&mut arrived).await?;
        Ok(Brought { total: arrived.envelope.total, ..arrived.brought })
    }

    /// A page that came before must come again.
    async fn page_anew(&self, task: &PageTask) -> Result<Arriving, FhirError> {
        let refused = |status| HttpError::Status { host: host(&task.url), status, retry_after: None };
        match self.page(task).await? {
            Paged::Page(arriving) => Ok(*arriving),
            Paged::Unchanged => Err(refused(304).into()),
            Paged::Refused(_) => Err(refused(400).into()),
        }
    }

    async fn keep_all(&self, arriving: &mut Arriving) -> Result<(), FhirError> {
        while let Some(before) = arriving.preparing.pop_front() {
            arriving.brought.sifted.add(self.keep(before).await?);
        }
        Ok(())
    }

    /// Begins to read and seal what came, beside the requests.
    fn prepare(
        &self,
        resource_type: &str,
        bytes: u64,
        place: Option<OwnedSemaphorePermit>,
        read: Read,
    ) -> Preparing {
        let (wallet, sieve) = (self.wallet.clone(), Arc::clone(&self.sieve));
        let connection = self.connection.to_owned();
        let outcome = self.sealers.begin(place, move |Tools { arena, press }| {
            let fetched = wallet.now();
            let mut sifted = read(&sieve, fetched, arena)?;
            let records = std::mem::take(&mut sifted.records);
            let sealed = wallet.inner.store.seal_records(&connection, records, (fetched, FORMAT), press)?;
            Ok((sifted, sealed))
        });
        Preparing { resource_type: resource_type.to_owned(), bytes, outcome }
    }

    /// Sends records to the store, when they are sealed.
    async fn keep(&self, preparing: Preparing) -> Result<Sifted, FhirError> {
        let Preparing { resource_type, bytes, outcome } = preparing;
        let (mut sifted, sealed) =
            outcome.await.map_err(|_| FhirError::Malformed { rule: "it cannot be read" })??;
        let (connection, anew) = (self.connection.to_owned(), self.sieve.anew);
        let found = std::mem::take(&mut sifted.found);
        let size = sealed.size();
        let write = move |bulk: &Bulk<'_>| {
            let received = sealed.len();
            let put = bulk.put(sealed)?;
            let found = if anew { found } else { bulk.lacking(&connection, found)? };
            Ok(Written::Batch(Batch { resource_type, received, bytes, put, found }))
        };
        self.writer.send(size, write).await?;
        Ok(sifted)
    }

    /// Reads one resource. `false` where the payer does not give it.
    async fn read(&self, reference: &Reference) -> Result<bool, FhirError> {
        let query = fhir::read_query(&self.state.preset, &self.state.fhir_base, reference);
        let stored = if self.sieve.anew { self.stored(reference).await? } else { None };
        let etag = stored.as_deref().and_then(fhir::entity_tag);
        let answer = self.get(&query.url, query.bearer, etag.as_deref()).await?;
        let (status, content_type) = (answer.status(), answer.content_type());
        let body = match (status, stored) {
            (200, _) => answer.document(LARGEST_RESOURCE).await?.body,
            // It is what it was, and that the payer still has it is worth a note.
            (304, Some(stored)) => stored,
            (401 | 403 | 404 | 410, _) => return Ok(false),
            (status, _) => {
                return Err(HttpError::Status { host: host(&query.url), status, retry_after: None }.into());
            }
        };
        let bytes = if status == 304 { 0 } else { body.len() as u64 };
        let content_type = content_type.unwrap_or_default();
        let is_raw = reference.resource_type == "Binary" && status == 200 && !content_type.contains("json");
        let body = if is_raw { binary(reference, &content_type, &body) } else { body };
        let (expected, host) = (reference.clone(), host(&query.url));
        let read = move |sieve: &Sieve, fetched, _: &mut Arena| {
            sieve.sift_one(body, &expected, fetched).map_err(|error| fhir::broken_off(error, &host))
        };
        self.keep(self.prepare(&reference.resource_type, bytes, None, Box::new(read))).await?;
        Ok(true)
    }

    async fn stored(&self, reference: &Reference) -> Result<Option<Vec<u8>>, FhirError> {
        let (connection, reference) = (self.connection.to_owned(), reference.clone());
        let record = self.wallet.in_store(move |store| store.record(&connection, &reference)).await?;
        Ok(record.map(|record| record.json))
    }
}

/// An attachment that came as it is (FHIR R4 section 2.40.2), as the resource that it is otherwise.
fn binary(reference: &Reference, content_type: &str, content: &[u8]) -> Vec<u8> {
    let data = BASE64_STANDARD.encode(content);
    serde_json::json!({
        "resourceType": "Binary", "id": reference.id, "contentType": content_type, "data": data,
    })
    .to_string()
    .into_bytes()
}
