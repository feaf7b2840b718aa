//! Answers, small ones read whole and large ones as they come.

use std::time::{Duration, Instant, SystemTime};

use bytes::Bytes;
use reqwest::header::{CONTENT_ENCODING, CONTENT_TYPE, DATE, ETAG, HeaderMap, HeaderName, HeaderValue};
use url::Url;

use super::gunzip::{Gunzip, Next};
use super::{REQUEST_DEADLINE, classify, host, retry_after};
use crate::error::HttpError;

/// A body must come faster than this on the whole, in bytes a second; else it could drip for ever.
const SLOWEST: u64 = 4 << 10;
/// Bytes of a small answer.
const SMALL: usize = 16 << 10;
/// Bytes that are decompressed at a time: few calls for a page, and little memory for a bomb.
const PIECE: usize = 32 << 10;

/// A small answer, read whole.
pub struct Document {
    /// HTTP status code.
    pub status: u16,
    /// The server's clock, from the `Date` header.
    pub date: Option<SystemTime>,
    /// Body, within the limit that was set.
    pub body: Vec<u8>,
}

/// An answer whose body is still coming.
pub struct Streamed {
    host: String,
    pub(super) response: reqwest::Response,
    /// Undoes what the body was compressed by, where it was.
    gunzip: Option<Box<Gunzip>>,
    /// What was decompressed last.
    piece: Vec<u8>,
    /// What came last of a body that was not compressed.
    came: Bytes,
    began: Instant,
    received: u64,
}

impl Streamed {
    /// HTTP status code.
    pub fn status(&self) -> u16 {
        self.response.status().as_u16()
    }

    pub(super) fn new(url: &Url, response: reqwest::Response) -> Self {
        let is_gzip = |encoding: &HeaderValue| {
            let encoding = encoding.as_bytes().trim_ascii();
            encoding.eq_ignore_ascii_case(b"gzip") || encoding.eq_ignore_ascii_case(b"x-gzip")
        };
        let is_compressed = response.headers().get(CONTENT_ENCODING).is_some_and(is_gzip);
        let gunzip = is_compressed.then(|| Box::new(Gunzip::new()));
        let (piece, came) = (Vec::new(), Bytes::new());
        Self { host: host(url), response, gunzip, piece, came, began: Instant::now(), received: 0 }
    }

    /// Whose answer it is.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The entity tag of the answer (RFC 9110 section 8.8.3).
    pub fn etag(&self) -> Option<String> {
        self.text(&ETAG)
    }

    /// The media type of the answer.
    pub fn content_type(&self) -> Option<String> {
        self.text(&CONTENT_TYPE)
    }

    pub(super) fn text(&self, name: &HeaderName) -> Option<String> {
        Some(self.response.headers().get(name)?.to_str().ok()?.to_owned())
    }

    pub(super) fn into_error(self, url: &Url) -> HttpError {
        let retry_after = retry_after(self.response.headers(), SystemTime::now());
        HttpError::Status { host: host(url), status: self.status(), retry_after }
    }

    /// The next piece of the body, or `None` at its end.
    pub async fn chunk(&mut self) -> Result<Option<&[u8]>, HttpError> {
        let mut piece = std::mem::take(&mut self.piece);
        if self.gunzip.is_some() {
            piece.resize(PIECE, 0);
        }
        let size = self.go_on(&mut piece).await?;
        self.piece = piece;
        let piece = if self.gunzip.is_some() { &self.piece } else { &*self.came };
        Ok(size.map(|size| &piece[..size]))
    }

    /// Appends the next piece of the body. `false` at its end.
    async fn append_to(&mut self, body: &mut Vec<u8>) -> Result<bool, HttpError> {
        let before = body.len();
        if self.gunzip.is_some() {
            let room = body.capacity() - before;
            body.resize(before + if room > 0 { room } else { PIECE }, 0);
        }
        let size = self.go_on(&mut body[before..]).await?;
        if self.gunzip.is_some() {
            body.truncate(before + size.unwrap_or_default());
        } else {
            body.extend_from_slice(&self.came[..size.unwrap_or_default()]);
        }
        Ok(size.is_some())
    }

    /// Receives and decompresses what comes next, and says how many bytes that are; `None` at its end. What was not compressed
    /// is in `came`.
    async fn go_on(&mut self, into: &mut [u8]) -> Result<Option<usize>, HttpError> {
        let size = loop {
            if let Some(gunzip) = &mut self.gunzip {
                match gunzip.next(into).map_err(|_| HttpError::Broken { host: self.host.clone() })? {
                    Next::Piece(size) => break size,
                    Next::End => return Ok(None),
                    Next::Waits => {}
                }
            }
            match (self.receive().await?, &mut self.gunzip) {
                (came, Some(gunzip)) => gunzip.take(came),
                (Some(came), None) => {
                    self.came = came;
                    break self.came.len();
                }
                (None, None) => return Ok(None),
            }
        };
        self.received += size as u64;
        Ok(Some(size))
    }

    /// What comes next, as it comes.
    async fn receive(&mut self) -> Result<Option<Bytes>, HttpError> {
        let until = self.began + body_deadline(self.received);
        let chunk = tokio::time::timeout_at(until.into(), self.response.chunk()).await;
        let chunk = chunk.map_err(|_| HttpError::Timeout { host: self.host.clone() })?;
        chunk.map_err(|error| classify(&self.host, &error))
    }

    /// Reads the body whole, up to `limit` bytes.
    pub async fn document(mut self, limit: usize) -> Result<Document, HttpError> {
        let (status, host) = (self.status(), self.host.clone());
        let date = date(self.response.headers());
        // What fits does not move, and leaves no copy of a token behind.
        let mut body = Vec::with_capacity(limit.min(SMALL));
        let read = async {
            while self.append_to(&mut body).await? {
                if body.len() > limit {
                    return Err(HttpError::TooLarge { host: host.clone(), limit });
                }
            }
            Ok(())
        };
        let read = tokio::time::timeout(REQUEST_DEADLINE, read).await;
        read.map_err(|_| HttpError::Timeout { host: host.clone() })??;
        Ok(Document { status, date, body })
    }
}

/// The server's clock (RFC 9110 section 6.6.1).
pub(super) fn date(headers: &HeaderMap) -> Option<SystemTime> {
    httpdate::parse_http_date(headers.get(DATE)?.to_str().ok()?).ok()
}

/// How long a body may take of which so many bytes have come.
fn body_deadline(received: u64) -> Duration {
    REQUEST_DEADLINE + Duration::from_secs(received / SLOWEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_that_drips_for_ever_ends_and_a_long_one_does_not() {
        assert_eq!(body_deadline(0), Duration::from_mins(1));
        assert_eq!(body_deadline(100), Duration::from_mins(1), "one byte a second");
        // 100 MB at 64 KiB a second take 1,526 s.
        assert!(body_deadline(100_000_000) > Duration::from_secs(1526));
    }
}
