//! Requests: deadlines, size limits, retries, `Retry-After`, redirect and header policy.
//!
//! The only room that names reqwest and rustls. No request here follows a redirect: a token endpoint must not send the
//! code elsewhere (RFC 9700 section 4.12), and a FHIR server must not send the access token elsewhere.

mod answer;
mod clocks;
mod gunzip;
mod retry;
mod tls;

pub use answer::{Document, Streamed};
pub use retry::{Retries, retry_after};

use std::error::Error as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use oauth2::http as wire;
use reqwest::header::{
    ACCEPT, ACCEPT_ENCODING, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue, IF_NONE_MATCH, LOCATION,
    RETRY_AFTER,
};
use tokio_util::sync::CancellationToken;
use url::Url;
use zeroize::Zeroizing;

use crate::error::HttpError;
use crate::ports::Clock;
use crate::secret::AccessToken;
use answer::date;
use clocks::ServerClocks;
use retry::worth_retrying;

/// Largest discovery document or key set that is read, in bytes.
pub const DOCUMENT_LIMIT: usize = 1 << 20;
/// Largest answer of a token endpoint that is read, in bytes.
pub const TOKEN_LIMIT: usize = 256 << 10;

const CONNECT_DEADLINE: Duration = Duration::from_secs(10);
const REQUEST_DEADLINE: Duration = Duration::from_mins(1);

/// The name of the host, the only part of a URL that errors and logs show.
pub fn host(url: &Url) -> String {
    match (url.host_str(), url.port()) {
        (Some(host), Some(port)) => format!("{host}:{port}"),
        (Some(host), None) => host.to_owned(),
        (None, _) => "(no host)".to_owned(),
    }
}

/// The HTTP client of one wallet.
#[derive(Clone)]
pub struct Http {
    client: reqwest::Client,
    requests: Arc<AtomicU64>,
    clocks: Arc<ServerClocks>,
}

impl Http {
    /// A client with the operating system's trust store.
    pub fn new(clock: Arc<dyn Clock>) -> Result<Self, HttpError> {
        let unusable = || HttpError::Tls { host: "this device".to_owned() };
        let client = reqwest::Client::builder()
            .tls_backend_preconfigured(tls::client_config().map_err(|_| unusable())?)
            .default_headers(HeaderMap::from_iter([(ACCEPT_ENCODING, HeaderValue::from_static("gzip"))]))
            .user_agent(concat!("billfold/", env!("CARGO_PKG_VERSION")))
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(CONNECT_DEADLINE)
            .read_timeout(REQUEST_DEADLINE)
            .referer(false)
            .build()
            .map_err(|_| unusable())?;
        let clocks = Arc::new(ServerClocks::new(clock));
        Ok(Self { client, requests: Arc::default(), clocks })
    }

    /// By how many seconds the clock of these hosts is ahead of this device's, by the answer that came last.
    pub fn ahead(&self, urls: &[&Url]) -> Option<i64> {
        self.clocks.ahead(urls)
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
            let value = secret_header("Bearer ", token.expose());
            let value = value.ok_or_else(|| HttpError::Broken { host: host(url) })?;
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
        // What decompresses an answer keeps a part of it in memory that nobody wipes.
        headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
        self.requests.fetch_add(1, Ordering::Relaxed);
        let response = self
            .client
            .request(parts.method, url.clone())
            .headers(headers)
            .timeout(REQUEST_DEADLINE)
            .body(Bytes::from_owner(Zeroizing::new(body)))
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

/// A header with a secret in it, which is wiped when the last copy of the header is gone.
pub fn secret_header(scheme: &str, secret: &str) -> Option<HeaderValue> {
    let mut text = Zeroizing::new(Vec::with_capacity(scheme.len() + secret.len()));
    text.extend_from_slice(scheme.as_bytes());
    text.extend_from_slice(secret.as_bytes());
    let mut value = HeaderValue::from_maybe_shared(Bytes::from_owner(text)).ok()?;
    value.set_sensitive(true);
    Some(value)
}

fn classify(host: &str, error: &reqwest::Error) -> HttpError {
    let host = host.to_owned();
    if error.is_timeout() {
        return HttpError::Timeout { host };
    }
    let mut source = error.source();
    while let Some(inner) = source {
        if inner.is::<rustls::Error>() {
            return HttpError::Tls { host };
        }
        // An error in an I/O error, perhaps in another one, is not its source.
        let hidden = inner.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
        source = hidden.map(|hidden| hidden as &(dyn std::error::Error + 'static)).or_else(|| inner.source());
    }
    if error.is_connect() { HttpError::Unreachable { host } } else { HttpError::Broken { host } }
}

#[cfg(test)]
mod tests {
    use std::io::{BufRead as _, BufReader, Write as _};
    use std::net::TcpListener;

    use flate2::Compression;
    use flate2::write::GzEncoder;
    use tokio_util::sync::CancellationToken;

    use super::*;
    use crate::ports::SystemClock;

    /// The first request that comes, in lower case; it is answered with a body, encoded like this.
    fn answer_one(listener: &TcpListener, encoding: &str, body: &[u8]) -> std::io::Result<String> {
        let (mut stream, _) = listener.accept()?;
        let mut request = String::new();
        let mut lines = BufReader::new(stream.try_clone()?);
        while lines.read_line(&mut request)? > 2 {}
        let length = body.len();
        let head =
            format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\ncontent-encoding: {encoding}\r\n\r\n");
        stream.write_all(&[head.as_bytes(), body].concat())?;
        Ok(request.to_lowercase())
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn documents_are_asked_for_compressed_and_tokens_as_they_are() {
        let http = Http::new(Arc::new(SystemClock)).unwrap();
        for (secret, asked) in [(false, "accept-encoding: gzip\r\n"), (true, "accept-encoding: identity\r\n")]
        {
            let listener = TcpListener::bind("127.0.0.1:0").unwrap();
            let url = format!("http://{}/", listener.local_addr().unwrap());
            let server = tokio::task::spawn_blocking(move || answer_one(&listener, "identity", b"{}"));
            if secret {
                let request = wire::Request::get(&url).body(Vec::new()).unwrap();
                assert_eq!(http.exchange(request).await.unwrap().0.body(), b"{}");
            } else {
                let document = http.document(&Url::parse(&url).unwrap(), "application/json").await;
                assert_eq!(document.unwrap().body, b"{}");
            }
            let request = server.await.unwrap().unwrap();
            assert_eq!(request.matches(asked).count(), 1, "{request}");
            assert_eq!(request.matches("accept-encoding").count(), 1, "{request}");
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_document_is_read_up_to_its_limit_however_it_comes() {
        let http = Http::new(Arc::new(SystemClock)).unwrap();
        for (size, limit) in [
            (0, 9),
            (8, 9),
            (9, 9),
            (10, 9),
            (50_000, 9),
            (20_000, 40_000),
            (40_000, 40_000),
            (40_001, 40_000),
        ] {
            let plain: Vec<u8> = (0..=250).cycle().take(size).collect();
            let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
            encoder.write_all(&plain).unwrap();
            for (encoding, body) in [("identity", plain.clone()), ("gzip", encoder.finish().unwrap())] {
                let listener = TcpListener::bind("127.0.0.1:0").unwrap();
                let url = Url::parse(&format!("http://{}/", listener.local_addr().unwrap())).unwrap();
                let server = tokio::task::spawn_blocking(move || answer_one(&listener, encoding, &body));
                let streamed = http.get(&url, None, "application/json", &CancellationToken::new()).await;
                let read = streamed.unwrap().document(limit).await.map(|document| document.body);
                let too_large = HttpError::TooLarge { host: host(&url), limit };
                assert!(
                    read == if size > limit { Err(too_large) } else { Ok(plain.clone()) },
                    "{encoding} {size}"
                );
                server.await.unwrap().unwrap();
            }
        }
    }
}
