//! A payer, as this broker knows it: its client there, and what its servers published.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use billfold::auth::{Answer, ConfidentialClient};
use billfold::discovery::ServerConfiguration;
use billfold::error::{DiscoveryError, HttpError, SignInError};
use tokio::sync::Mutex;

use crate::answer::Refusal;
use crate::metrics::{Metrics, PayerLabels};

/// How long a payer's documents are taken as they were.
const FRESH: Duration = Duration::from_hours(1);
/// How long a payer that could not be asked is left alone.
const PAUSE: Duration = Duration::from_secs(2);

/// A payer.
pub(crate) struct Payer {
    pub client: ConfidentialClient,
    known: RwLock<Known>,
    /// One question at a time: those who wait for it take its answer.
    asking: Mutex<()>,
    deadline: Duration,
    metrics: Arc<Metrics>,
}

#[derive(Default)]
struct Known {
    server: Option<Arc<ServerConfiguration>>,
    asked: Option<Instant>,
    failed: Option<Refusal>,
}

impl Payer {
    pub(crate) fn new(client: ConfidentialClient, deadline: Duration, metrics: Arc<Metrics>) -> Self {
        Self { client, known: RwLock::default(), asking: Mutex::default(), deadline, metrics }
    }

    pub(crate) fn id(&self) -> &str {
        &self.client.preset().id
    }

    /// What the payer's servers say of themselves: asked once an hour, as it was where they cannot be asked.
    pub(crate) async fn server(&self) -> Result<Arc<ServerConfiguration>, Refusal> {
        if let Some(known) = self.known_now() {
            return known;
        }
        let _alone = self.asking.lock().await;
        if let Some(known) = self.known_now() {
            return known;
        }
        let asked = match tokio::time::timeout(self.deadline, self.client.discover()).await {
            Ok(Ok(server)) => Ok(server),
            Ok(Err(error)) => Err((discovery_refusal(&error), error.to_string())),
            Err(_) => Err((Refusal::payer_slow(), "it did not answer in time".to_owned())),
        };
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        known.asked = Some(Instant::now());
        let judged = asked.and_then(|server| {
            let before = known.server.as_ref();
            let name = &self.client.preset().name;
            let same = before.map_or(Ok(()), |before| server.check_against(before, name));
            same.map(|()| server)
                .map_err(|change| (discovery_refusal(&change.clone().into()), change.to_string()))
        });
        known.failed = None;
        match judged {
            Ok(server) => known.server = Some(Arc::new(server)),
            // What was known is safer than what is new: it is kept until an operator has looked and starts anew.
            Err((refusal, why)) => {
                tracing::error!(payer = self.id(), why, "discovery failed");
                known.failed = known.server.is_none().then_some(refusal);
            }
        }
        match (&known.server, &known.failed) {
            (Some(server), _) => Ok(Arc::clone(server)),
            (None, failed) => Err(failed.clone().unwrap_or_else(Refusal::own_fault)),
        }
    }

    fn known_now(&self) -> Option<Result<Arc<ServerConfiguration>, Refusal>> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        let age = known.asked?.elapsed();
        match (&known.server, &known.failed) {
            (Some(server), _) if age < FRESH => Some(Ok(Arc::clone(server))),
            (None, Some(refusal)) if age < PAUSE => Some(Err(refusal.clone())),
            _ => None,
        }
    }

    /// What the payer has to do for one request, in the time that it may take for all of it.
    pub(crate) async fn in_time<T>(
        &self,
        what: &'static str,
        work: impl Future<Output = Result<T, Refusal>>,
    ) -> Result<T, Refusal> {
        if let Ok(done) = tokio::time::timeout(self.deadline, work).await {
            return done;
        }
        self.count(what, "slow".to_owned(), self.deadline);
        Err(Refusal::payer_slow())
    }

    /// Asks the payer, and counts what came.
    pub(crate) async fn ask(
        &self,
        what: &'static str,
        question: impl Future<Output = Result<Answer, HttpError>>,
    ) -> Result<Answer, Refusal> {
        let began = Instant::now();
        let outcome = match question.await {
            Ok(answer) if answer.status < 500 && answer.status != 429 => Ok(answer),
            Ok(answer) => Err(Refusal::payer_down("the payer is out of order", answer.retry_after)),
            Err(error) => {
                tracing::warn!(payer = self.id(), what, %error, "the payer gave no answer");
                Err(Refusal::payer(&error))
            }
        };
        let told = match &outcome {
            Ok(answer) => answer.status.to_string(),
            Err(refusal) => refusal.error.clone().into_owned(),
        };
        self.count(what, told, began.elapsed());
        outcome
    }

    fn count(&self, request: &'static str, outcome: String, took: Duration) {
        let labels = PayerLabels { payer: self.id().to_owned(), request, outcome };
        self.metrics.payer_answered(&labels, took);
    }
}

fn discovery_refusal(error: &SignInError) -> Refusal {
    match error {
        SignInError::Http(error) | SignInError::Discovery(DiscoveryError::Http(error)) => {
            Refusal::payer(error)
        }
        _ => Refusal::payer_nonsense("the payer's own documents do not tell how to sign in"),
    }
}
