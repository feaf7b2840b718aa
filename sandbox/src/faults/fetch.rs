//! Faults of the FHIR server: answers that break, and pages and searches that are odd.

use std::collections::HashMap;
use std::io;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::{HeaderValue, StatusCode, header};
use futures_util::stream::{self, StreamExt as _};
use serde::{Deserialize, Serialize};

use super::FaultBoard;
use crate::wire::{Reply, lock, reply, sha256};

/// How an answer fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mishap {
    /// The connection is closed somewhere in the body.
    Reset,
    /// 500.
    ServerError,
    /// 503 with this `Retry-After`, in seconds.
    Unavailable(u32),
    /// 429 with this `Retry-After`, in seconds.
    TooMany(u32),
    /// The body comes a little at a time.
    Trickle,
    /// The body ends somewhere in the middle and HTTP says that this was all; compressed, where it is.
    Truncated,
}

/// Answers that fail now and then: by the seed and the URL, and by how often it was asked for, so that the same requests
/// meet the same mishaps in whatever order they come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mishaps {
    /// What happens.
    pub how: Mishap,
    /// To one of so many answers.
    pub one_in: u64,
    /// Another seed, another choice.
    pub seed: u64,
}

/// What a search does with `_lastUpdated`, and `$everything` with `_since`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangesFault {
    /// It finds everything, whatever was asked.
    Ignored,
    /// 400.
    Refused,
}

/// What befalls a page, noted with its answer.
#[derive(Clone)]
pub(crate) enum PageFault {
    /// Its second half waits for this URL.
    Late(String),
    /// It breaks off.
    Broken,
}

/// How often each URL was asked for while mishaps are on, or pages are late.
#[derive(Default)]
pub(crate) struct Asked(Mutex<HashMap<String, u64>>);

impl Asked {
    /// The mishap of this answer, if it has one, and a number that is always the same for it.
    pub(crate) fn draw(&self, mishaps: Option<Mishaps>, url: &str) -> Option<(Mishap, u64)> {
        let Mishaps { how, one_in, seed } = mishaps?;
        let count = self.count(url);
        let hash = sha256(format!("{seed} {count} {url}").as_bytes());
        let number = hash.iter().take(8).fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
        number.is_multiple_of(one_in.max(1)).then_some((how, number / one_in.max(1)))
    }

    pub(crate) fn count(&self, url: &str) -> u64 {
        let mut asked = lock(&self.0);
        let count = asked.entry(url.to_owned()).or_default();
        *count += 1;
        *count
    }

    pub(crate) fn has(&self, url: &str) -> bool {
        lock(&self.0).contains_key(url)
    }

    pub(crate) fn forget(&self) {
        lock(&self.0).clear();
    }
}

/// What becomes of `answer`.
pub(crate) async fn spoil(answer: Reply, (how, number): (Mishap, u64)) -> Reply {
    let (status, retry_after) = match how {
        Mishap::ServerError => (StatusCode::INTERNAL_SERVER_ERROR, None),
        Mishap::Unavailable(seconds) => (StatusCode::SERVICE_UNAVAILABLE, Some(seconds)),
        Mishap::TooMany(seconds) => (StatusCode::TOO_MANY_REQUESTS, Some(seconds)),
        Mishap::Reset | Mishap::Trickle | Mishap::Truncated => {
            let (mut parts, body) = answer.into_parts();
            let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap_or_default();
            parts.headers.remove(header::CONTENT_LENGTH);
            let at = usize::try_from(number % (bytes.len() as u64).max(1)).unwrap_or_default();
            let body = match how {
                Mishap::Reset => reset(bytes.slice(..at)),
                Mishap::Truncated => Body::from(bytes.slice(..at)),
                _ => trickle(bytes),
            };
            return Reply::from_parts(parts, body);
        }
    };
    let mut failed = reply(status, "text/html", "<h1>Something went wrong</h1>");
    if let Some(seconds) = retry_after {
        failed.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    failed
}

/// What becomes of an answer that a [`PageFault`] befalls.
pub(crate) async fn spoil_page(answer: Reply, board: &Arc<FaultBoard>) -> Reply {
    let Some(fault) = answer.extensions().get::<PageFault>().cloned() else { return answer };
    let (mut parts, body) = answer.into_parts();
    let mut second = axum::body::to_bytes(body, usize::MAX).await.unwrap_or_default();
    parts.headers.remove(header::CONTENT_LENGTH);
    let first = second.split_to(second.len() / 2);
    let board = Arc::clone(board);
    let rest = async move {
        let (asked, patience) = match &fault {
            PageFault::Late(url) => (Some(url), Duration::from_secs(5)),
            PageFault::Broken => (None, Duration::from_millis(50)),
        };
        let moment = Duration::from_millis(2);
        let mut waited = Duration::ZERO;
        while !asked.is_some_and(|url| board.was_asked(url)) {
            if waited >= patience {
                return Err(io::Error::from(io::ErrorKind::ConnectionReset));
            }
            tokio::time::sleep(moment).await;
            waited += moment;
        }
        Ok(second)
    };
    Reply::from_parts(parts, Body::from_stream(stream::iter([Ok(first)]).chain(stream::once(rest))))
}

fn reset(bytes: Bytes) -> Body {
    let broken = Err(io::Error::from(io::ErrorKind::ConnectionReset));
    Body::from_stream(stream::iter([Ok(bytes), broken]))
}

/// Twenty pieces, a few milliseconds apart.
fn trickle(bytes: Bytes) -> Body {
    let size = bytes.len().div_ceil(20).max(1);
    Body::from_stream(stream::unfold(bytes, move |mut rest| async move {
        if rest.is_empty() {
            return None;
        }
        tokio::time::sleep(Duration::from_millis(3)).await;
        let piece = rest.split_to(size.min(rest.len()));
        Some((Ok::<_, io::Error>(piece), rest))
    }))
}
