//! Requests: deadlines, size limits, retries, `Retry-After`, redirect and header policy.
//!
//! The only room that names reqwest and rustls. No request here follows a redirect: a token endpoint must not send the
//! code elsewhere (RFC 9700 section 4.12), and a FHIR server must not send the access token elsewhere.

use std::collections::HashMap;
use std::error::Error as _;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use bytes::Bytes;
use oauth2::http as wire;
use reqwest::header::{
    ACCEPT, AUTHORIZATION, CONTENT_TYPE, DATE, ETAG, HeaderMap, HeaderName, HeaderValue, IF_NONE_MATCH,
    LOCATION, RETRY_AFTER,
};
use ring::rand::{SecureRandom, SystemRandom};
use tokio_util::sync::CancellationToken;
use url::Url;

use crate::error::HttpError;
use crate::ports::Clock;
use crate::secret::AccessToken;

/// Largest discovery document or key set that is read, in bytes.
pub const DOCUMENT_LIMIT: usize = 1 << 20;
/// Largest answer of a token endpoint that is read, in bytes.
pub const TOKEN_LIMIT: usize = 256 << 10;

const CONNECT_DEADLINE: Duration = Duration::from_secs(10);
const REQUEST_DEADLINE: Duration = Duration::from_mins(1);
const RETRIES: u32 = 4;
const RETRY_BUDGET: Duration = Duration::from_secs(30);
/// More than a day is told as a day.
const LONGEST_RETRY_AFTER: Duration = Duration::from_hours(24);
const LONGEST_WAIT: Duration = Duration::from_mins(2);
/// A body must come faster than this on the whole, in bytes a second; else it could drip for ever.
const SLOWEST: u64 = 4 << 10;

/// The HTTP client of one wallet.
#[derive(Clone)]
pub struct Http {
    client: reqwest::Client,
    requests: Arc<AtomicU64>,
    clocks: Arc<ServerClocks>,
}

/// By how much servers' clocks are ahead of this device's, as their `Date` headers told.
struct ServerClocks {
    device: Arc<dyn Clock>,
    /// Seconds, and the order in which they were seen.
    ahead: Mutex<HashMap<String, (i64, u64)>>,
    seen: AtomicU64,
}

impl ServerClocks {
    fn note(&self, host: &str, date: SystemTime) {
        let unix = |time: SystemTime| {
            time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs().cast_signed()
        };
        let seen = (unix(date) - unix(self.device.now()), self.seen.fetch_add(1, Ordering::Relaxed));
        self.ahead.lock().unwrap_or_else(PoisonError::into_inner).insert(host.to_owned(), seen);
    }
}

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
    response: reqwest::Response,
    began: Instant,
    received: u64,
}

/// The tries of one GET: how many more there may be, and when.
pub struct Retries {
    began: Instant,
    tries: u32,
}

impl Retries {
    /// Before the first.
    pub fn new() -> Self {
        Self { began: Instant::now(), tries: 0 }
    }

    /// How long to wait before the next try, or `None` where it would not help or enough were made.
    pub fn wait(&mut self, error: &HttpError) -> Option<Duration> {
        let asked = match error {
            HttpError::Status { status, retry_after, .. } if worth_retrying(*status) => *retry_after,
            HttpError::Unreachable { .. } | HttpError::Timeout { .. } | HttpError::Broken { .. } => None,
            _ => return None,
        };
        let wait = asked.unwrap_or_else(|| backoff(self.tries));
        let budget = if asked.is_some() { LONGEST_WAIT } else { RETRY_BUDGET };
        if self.tries == RETRIES || self.began.elapsed() + wait > budget {
            return None;
        }
        self.tries += 1;
        Some(wait)
    }
}

impl Http {
    /// A client with the operating system's trust store.
    pub fn new(clock: Arc<dyn Clock>) -> Result<Self, HttpError> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        // The process-wide provider is what reqwest takes; if the app has set one already, that one serves as well.
        let _ = rustls::crypto::CryptoProvider::install_default((*provider).clone());
        let client = reqwest::Client::builder()
            .user_agent(concat!("billfold/", env!("CARGO_PKG_VERSION")))
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(CONNECT_DEADLINE)
            .read_timeout(REQUEST_DEADLINE)
            .referer(false)
            .build()
            .map_err(|_| HttpError::Tls { host: "this device".to_owned() })?;
        let clocks = ServerClocks { device: clock, ahead: Mutex::default(), seen: AtomicU64::new(0) };
        Ok(Self { client, requests: Arc::default(), clocks: Arc::new(clocks) })
    }

    /// By how many seconds the clock of these hosts is ahead of this device's, by the answer that came last.
    pub fn ahead(&self, urls: &[&Url]) -> Option<i64> {
        let known = self.clocks.ahead.lock().unwrap_or_else(PoisonError::into_inner);
        let newest = urls.iter().filter_map(|url| known.get(&host(url))).max_by_key(|(_, seen)| *seen);
        newest.map(|(ahead, _)| *ahead)
    }

    /// The same client with a count of its own.
    pub fn counting_anew(&self) -> Self {
        Self { requests: Arc::default(), ..self.clone() }
    }

    /// Requests sent until now, retries included.
    pub fn requests(&self) -> u64 {
        self.requests.load(Ordering::Relaxed)
    }

    /// A GET of a small public document. It is asked for once: a member waits for it.
    pub async fn document(&self, url: &Url, accept: &str) -> Result<Document, HttpError> {
        let answer = self.get_once(url, None, accept).await?;
        if worth_retrying(answer.status()) {
            return Err(answer.into_error(url));
        }
        answer.document(DOCUMENT_LIMIT).await
    }

    /// A GET, tried again where that is safe and may help: no connection, 429 and 5xx, within the budget.
    ///
    /// Every status that is not worth another try comes back as an answer for the caller to judge, but for redirects:
    /// they are errors.
    pub async fn get(
        &self,
        url: &Url,
        bearer: Option<&AccessToken>,
        accept: &str,
        cancel: &CancellationToken,
    ) -> Result<Streamed, HttpError> {
        let mut retries = Retries::new();
        loop {
            let error = match self.try_get(url, bearer, accept, None).await {
                Ok(streamed) => return Ok(streamed),
                Err(error) => error,
            };
            let Some(wait) = retries.wait(&error) else { return Err(error) };
            tokio::select! {
                () = cancel.cancelled() => return Err(error),
                () = tokio::time::sleep(wait) => {}
            }
        }
    }

    /// One try of a GET. A status that is worth another is an error; what an answer of 304 stands for is what the caller
    /// got with this ETag before.
    pub async fn try_get(
        &self,
        url: &Url,
        bearer: Option<&AccessToken>,
        accept: &str,
        etag: Option<&str>,
    ) -> Result<Streamed, HttpError> {
        let mut request = self.client.get(url.clone()).header(ACCEPT, accept);
        if let Some(etag) = etag.and_then(|etag| HeaderValue::from_str(etag).ok()) {
            request = request.header(IF_NONE_MATCH, etag);
        }
        let streamed = self.send(url, bearer, request).await?;
        if worth_retrying(streamed.status()) { Err(streamed.into_error(url)) } else { Ok(streamed) }
    }

    async fn get_once(
        &self,
        url: &Url,
        bearer: Option<&AccessToken>,
        accept: &str,
    ) -> Result<Streamed, HttpError> {
        self.send(url, bearer, self.client.get(url.clone()).header(ACCEPT, accept)).await
    }

    async fn send(
        &self,
        url: &Url,
        bearer: Option<&AccessToken>,
        mut request: reqwest::RequestBuilder,
    ) -> Result<Streamed, HttpError> {
        if let Some(token) = bearer {
            // Leaves its wrapper for the wire.
            let mut value = HeaderValue::from_str(&format!("Bearer {}", token.expose()))
                .map_err(|_| HttpError::Broken { host: host(url) })?;
            value.set_sensitive(true);
            request = request.header(AUTHORIZATION, value);
        }
        self.requests.fetch_add(1, Ordering::Relaxed);
        let response = request.send().await.map_err(|error| classify(&host(url), &error))?;
        self.note_date(url, response.headers());
        if response.status().is_redirection() && response.headers().contains_key(LOCATION) {
            return Err(HttpError::Redirected { host: host(url) });
        }
        Ok(Streamed::new(url, response))
    }

    fn note_date(&self, url: &Url, headers: &HeaderMap) {
        if let Some(date) = date(headers) {
            self.clocks.note(&host(url), date);
        }
    }

    /// One request of the OAuth library, sent once: a code or refresh token may be spent by the first try.
    pub async fn exchange(
        &self,
        request: wire::Request<Vec<u8>>,
    ) -> Result<(wire::Response<Vec<u8>>, Option<SystemTime>), HttpError> {
        let url =
            Url::parse(&request.uri().to_string()).map_err(|_| HttpError::Broken { host: String::new() })?;
        let (parts, body) = request.into_parts();
        let mut headers = parts.headers;
        for value in headers.values_mut() {
            value.set_sensitive(true);
        }
        self.requests.fetch_add(1, Ordering::Relaxed);
        let response = self
            .client
            .request(parts.method, url.clone())
            .headers(headers)
            .timeout(REQUEST_DEADLINE)
            .body(body)
            .send()
            .await
            .map_err(|error| classify(&host(&url), &error))?;
        self.note_date(&url, response.headers());
        if response.status().is_redirection() {
            return Err(HttpError::Redirected { host: host(&url) });
        }
        let streamed = Streamed::new(&url, response);
        let kept = [CONTENT_TYPE, RETRY_AFTER].map(|name| {
            let value = streamed.response.headers().get(&name).cloned();
            (name, value)
        });
        let document = streamed.document(TOKEN_LIMIT).await?;
        let mut answer = wire::Response::new(document.body);
        *answer.status_mut() = wire::StatusCode::from_u16(document.status)
            .map_err(|_| HttpError::Broken { host: host(&url) })?;
        for (name, value) in kept {
            answer.headers_mut().extend(value.map(|value| (name, value)));
        }
        Ok((answer, document.date))
    }
}

impl Streamed {
    /// HTTP status code.
    pub fn status(&self) -> u16 {
        self.response.status().as_u16()
    }

    fn new(url: &Url, response: reqwest::Response) -> Self {
        Self { host: host(url), response, began: Instant::now(), received: 0 }
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

    fn text(&self, name: &HeaderName) -> Option<String> {
        Some(self.response.headers().get(name)?.to_str().ok()?.to_owned())
    }

    fn into_error(self, url: &Url) -> HttpError {
        let retry_after = retry_after(self.response.headers(), SystemTime::now());
        HttpError::Status { host: host(url), status: self.status(), retry_after }
    }

    /// The next piece of the body, or `None` at its end.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, HttpError> {
        let until = self.began + body_deadline(self.received);
        let chunk = tokio::time::timeout_at(until.into(), self.response.chunk()).await;
        let chunk = chunk.map_err(|_| HttpError::Timeout { host: self.host.clone() })?;
        let chunk = chunk.map_err(|error| classify(&self.host, &error))?;
        self.received += chunk.as_ref().map_or(0, Bytes::len) as u64;
        Ok(chunk)
    }

    /// Reads the body whole, up to `limit` bytes.
    pub async fn document(mut self, limit: usize) -> Result<Document, HttpError> {
        let (status, host) = (self.status(), self.host.clone());
        let date = date(self.response.headers());
        let mut body = Vec::new();
        let read = async {
            while let Some(chunk) = self.chunk().await? {
                if body.len() + chunk.len() > limit {
                    return Err(HttpError::TooLarge { host: self.host.clone(), limit });
                }
                body.extend_from_slice(&chunk);
            }
            Ok(())
        };
        tokio::time::timeout(REQUEST_DEADLINE, read).await.map_err(|_| HttpError::Timeout { host })??;
        Ok(Document { status, date, body })
    }
}

/// The server's clock (RFC 9110 section 6.6.1).
fn date(headers: &HeaderMap) -> Option<SystemTime> {
    httpdate::parse_http_date(headers.get(DATE)?.to_str().ok()?).ok()
}

/// How long a body may take of which so many bytes have come.
fn body_deadline(received: u64) -> Duration {
    REQUEST_DEADLINE + Duration::from_secs(received / SLOWEST)
}

fn worth_retrying(status: u16) -> bool {
    matches!(status, 429 | 500 | 502 | 503 | 504)
}

/// The name of the host, the only part of a URL that errors and logs show.
pub fn host(url: &Url) -> String {
    match (url.host_str(), url.port()) {
        (Some(host), Some(port)) => format!("{host}:{port}"),
        (Some(host), None) => host.to_owned(),
        (None, _) => "(no host)".to_owned(),
    }
}

/// `Retry-After` in seconds or as a date (RFC 9110 section 10.2.3).
pub fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds).min(LONGEST_RETRY_AFTER));
    }
    let date = httpdate::parse_http_date(text).ok()?;
    Some(date.duration_since(now).unwrap_or_default().min(LONGEST_RETRY_AFTER))
}

/// 0.5 s, 1 s, 2 s, 4 s, each with up to half of it taken away at random, so that phones do not come back in step.
fn backoff(attempt: u32) -> Duration {
    let full = Duration::from_millis(500 << attempt.min(6));
    let mut byte = [0_u8];
    let _ = SystemRandom::new().fill(&mut byte);
    full.mul_f64(1.0 - f64::from(byte[0]) / 512.0)
}

fn classify(host: &str, error: &reqwest::Error) -> HttpError {
    let host = host.to_owned();
    if error.is_timeout() {
        return HttpError::Timeout { host };
    }
    let mut source = error.source();
    while let Some(inner) = source {
        if inner.downcast_ref::<rustls::Error>().is_some() {
            return HttpError::Tls { host };
        }
        let hidden = inner.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
        if hidden.and_then(|inner| inner.downcast_ref::<rustls::Error>()).is_some() {
            return HttpError::Tls { host };
        }
        source = inner.source();
    }
    if error.is_connect() { HttpError::Unreachable { host } } else { HttpError::Broken { host } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retry_after_reads_seconds_and_dates() {
        let now = httpdate::parse_http_date("Sun, 22 Nov 2026 08:00:00 GMT").unwrap();
        for (text, seconds) in [
            ("0", Some(0)),
            ("120", Some(120)),
            ("Sun, 22 Nov 2026 08:00:05 GMT", Some(5)),
            ("Sun, 22 Nov 2026 07:00:00 GMT", Some(0)),
            ("soon", None),
            ("-1", None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(RETRY_AFTER, HeaderValue::from_static(text));
            assert_eq!(retry_after(&headers, now), seconds.map(Duration::from_secs), "{text}");
        }
    }

    #[test]
    fn a_body_that_drips_for_ever_ends_and_a_long_one_does_not() {
        assert_eq!(body_deadline(0), Duration::from_mins(1));
        assert_eq!(body_deadline(100), Duration::from_mins(1), "one byte a second");
        // 100 MB at 64 KiB a second take 1,526 s.
        assert!(body_deadline(100_000_000) > Duration::from_secs(1526));
    }

    #[test]
    fn tries_are_counted_and_only_where_they_may_help() {
        let host = || "payer.example".to_owned();
        let status = |status, after: Option<u64>| HttpError::Status {
            host: host(),
            status,
            retry_after: after.map(Duration::from_secs),
        };
        for error in [status(404, None), status(429, Some(121)), HttpError::Tls { host: host() }] {
            assert_eq!(Retries::new().wait(&error), None, "{error}");
        }
        assert_eq!(Retries::new().wait(&status(503, Some(119))), Some(Duration::from_secs(119)));
        let mut retries = Retries::new();
        let tries = std::iter::from_fn(|| retries.wait(&HttpError::Broken { host: host() })).count();
        assert_eq!(tries, 4);
    }

    #[test]
    fn waits_grow_and_differ() {
        for attempt in 0..4 {
            let full = Duration::from_millis(500 << attempt);
            assert!(backoff(attempt) <= full && backoff(attempt) >= full / 2);
        }
    }
}
