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
    ACCEPT, AUTHORIZATION, CONTENT_TYPE, DATE, HeaderMap, HeaderValue, LOCATION, RETRY_AFTER,
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
        let started = Instant::now();
        let mut attempt = 0;
        loop {
            let error = match self.get_once(url, bearer, accept).await {
                Ok(streamed) if !worth_retrying(streamed.status()) => return Ok(streamed),
                Ok(streamed) => streamed.into_error(url),
                Err(
                    error @ (HttpError::Unreachable { .. }
                    | HttpError::Timeout { .. }
                    | HttpError::Broken { .. }),
                ) => error,
                Err(error) => return Err(error),
            };
            let asked = if let HttpError::Status { retry_after, .. } = &error { *retry_after } else { None };
            let wait = asked.unwrap_or_else(|| backoff(attempt));
            let budget = if asked.is_some() { LONGEST_WAIT } else { RETRY_BUDGET };
            if attempt == RETRIES || started.elapsed() + wait > budget {
                return Err(error);
            }
            attempt += 1;
            tracing::debug!(host = host(url), attempt, wait_ms = wait.as_millis(), "trying again");
            tokio::select! {
                () = cancel.cancelled() => return Err(error),
                () = tokio::time::sleep(wait) => {}
            }
        }
    }

    async fn get_once(
        &self,
        url: &Url,
        bearer: Option<&AccessToken>,
        accept: &str,
    ) -> Result<Streamed, HttpError> {
        let mut request = self.client.get(url.clone()).header(ACCEPT, accept);
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
        Ok(Streamed { host: host(url), response })
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
        let streamed = Streamed { host: host(&url), response };
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

    fn into_error(self, url: &Url) -> HttpError {
        let retry_after = retry_after(self.response.headers(), SystemTime::now());
        HttpError::Status { host: host(url), status: self.status(), retry_after }
    }

    /// The next piece of the body, or `None` at its end.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, HttpError> {
        self.response.chunk().await.map_err(|error| classify(&self.host, &error))
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
    fn waits_grow_and_differ() {
        for attempt in 0..4 {
            let full = Duration::from_millis(500 << attempt);
            assert!(backoff(attempt) <= full && backoff(attempt) >= full / 2);
        }
    }
}
