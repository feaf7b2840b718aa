//! Faults that a test can switch on while a payer runs.

mod fetch;
mod sign_in;

pub(crate) use fetch::{Asked, PageFault, spoil, spoil_page};
pub use fetch::{ChangesFault, Mishap, Mishaps};
pub use sign_in::{DiscoveryFault, IdTokenFault, KeySetFault, TokenFault};

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::Mutex;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::serve::Listener;
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};

use crate::wire::lock;

/// How a payer is down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Down {
    /// Connections, new and old, are reset.
    Refuses,
    /// Every request is answered 503.
    Unavailable,
}

/// A payer that is too busy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Busy {
    /// So many FHIR requests more are answered 429.
    pub requests: u32,
    /// The `Retry-After` of those answers, in seconds; `None` sends none.
    #[serde(default)]
    pub retry_after: Option<u32>,
}

/// Faults of a payer. The default is none.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Faults {
    /// The whole payer is down.
    pub down: Option<Down>,
    /// Every answer is held back for so many milliseconds.
    pub delay_ms: u64,
    /// Life of access tokens issued from now on, in whole seconds on the wire; `None` for the payer's own.
    #[serde(with = "seconds")]
    pub access_token_life: Option<Duration>,
    /// FHIR types that answer with the given HTTP status instead of records.
    pub failing_types: BTreeMap<String, u16>,
    /// The FHIR server is too busy for a while.
    pub busy: Option<Busy>,
    /// ID tokens issued from now on are wrong.
    pub id_token: Option<IdTokenFault>,
    /// The token endpoint is out of order.
    pub token: Option<TokenFault>,
    /// The key set is out of order.
    pub key_set: Option<KeySetFault>,
    /// The documents that discovery reads are out of order.
    pub discovery: Option<DiscoveryFault>,
    /// A search for Patient finds every member of the payer.
    pub several_patients: bool,
    /// `next` links of bundles lead to another host, which a client must not follow with its token.
    pub foreign_next: bool,
    /// FHIR answers that fail now and then.
    pub mishaps: Option<Mishaps>,
    /// Every page comes a second time under its `next` link, before the next one does.
    pub repeated_pages: bool,
    /// The first page of a search leads to itself.
    pub next_loop: bool,
    /// A type of which the second half of a page comes when the page after it has been asked for, and not before.
    pub late_pages: Option<String>,
    /// A type, and how many matches come before that page of it which never comes whole.
    pub broken_page: Option<(String, usize)>,
    /// What becomes of a search for changes.
    pub changes: Option<ChangesFault>,
    /// Coverage cannot be searched by patient or beneficiary.
    pub coverage_unsearchable: bool,
    /// FHIR types of which every answer leads elsewhere, to this URL (307).
    pub redirected_types: BTreeMap<String, String>,
    /// Attachments of documents are not in the record but links to `Binary` under this base. Those under the payer's own
    /// base are served as they are (FHIR R4 section 2.40.2).
    pub attachments_at: Option<String>,
    /// A search that succeeded says in an OperationOutcome of this severity that it did not.
    pub outcome: Option<String>,
    /// Records (`Type/id`) that the payer has no more.
    pub withdrawn: BTreeSet<String>,
    /// Records (`Type/id`) that were changed, by when that was: an instant, which is their `meta.lastUpdated`.
    pub revised: BTreeMap<String, String>,
}

mod seconds {
    //! A duration as whole seconds.

    use std::time::Duration;

    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    #[allow(clippy::ref_option)] // serde hands over a reference to the field
    pub(super) fn serialize<S: Serializer>(life: &Option<Duration>, to: S) -> Result<S::Ok, S::Error> {
        life.map(|life| life.as_secs()).serialize(to)
    }

    pub(super) fn deserialize<'a, D: Deserializer<'a>>(from: D) -> Result<Option<Duration>, D::Error> {
        Ok(Option::<u64>::deserialize(from)?.map(Duration::from_secs))
    }
}

/// The faults that are on at one payer, shared by its listener and its handlers.
#[derive(Default)]
pub(crate) struct FaultBoard(Mutex<Faults>, Asked);

impl FaultBoard {
    pub(crate) fn set(&self, faults: Faults) {
        self.1.forget();
        *lock(&self.0) = faults;
    }

    /// Notes, where a fault wants to know, that `url` is asked for. The mishap of its answer, if it has one.
    pub(crate) fn draw_mishap(&self, url: &str) -> Option<(Mishap, u64)> {
        let faults = self.current();
        if faults.late_pages.is_some() {
            self.1.count(url);
        }
        self.1.draw(faults.mishaps, url)
    }

    /// Whether `url` was asked for while pages are late.
    fn was_asked(&self, url: &str) -> bool {
        self.1.has(url)
    }

    pub(crate) fn current(&self) -> Faults {
        lock(&self.0).clone()
    }

    /// Whether a FHIR request meets a payer that is too busy; each such answer is counted down.
    pub(crate) fn take_busy(&self) -> Option<Busy> {
        let mut faults = lock(&self.0);
        let busy = faults.busy.as_mut().filter(|busy| busy.requests > 0)?;
        busy.requests -= 1;
        Some(*busy)
    }

    fn refuses(&self) -> bool {
        lock(&self.0).down == Some(Down::Refuses)
    }
}

/// A listener that resets connections while [`Down::Refuses`] is on.
pub(crate) struct FaultyListener {
    pub(crate) listener: TcpListener,
    pub(crate) board: Arc<FaultBoard>,
}

impl Listener for FaultyListener {
    type Io = FaultyStream;
    type Addr = std::net::SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        loop {
            let (stream, address) = Listener::accept(&mut self.listener).await;
            if self.board.refuses() {
                // Without lingering, closing sends a reset.
                let _ = stream.set_zero_linger();
                continue;
            }
            let _ = stream.set_nodelay(true);
            return (FaultyStream { stream, board: Arc::clone(&self.board) }, address);
        }
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        self.listener.local_addr()
    }
}

/// A connection that breaks when [`Down::Refuses`] goes on.
pub(crate) struct FaultyStream {
    stream: TcpStream,
    board: Arc<FaultBoard>,
}

impl FaultyStream {
    fn check(&self) -> io::Result<()> {
        if self.board.refuses() {
            let _ = self.stream.set_zero_linger();
            return Err(io::ErrorKind::ConnectionReset.into());
        }
        Ok(())
    }
}

impl AsyncRead for FaultyStream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.check()?;
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for FaultyStream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.check()?;
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
