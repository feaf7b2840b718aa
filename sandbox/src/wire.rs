//! Small things that the servers share: parameters, random values, responses.

use std::sync::{Mutex, MutexGuard, PoisonError};

use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode, header};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rand::RngCore;
use serde_json::Value;

/// An HTTP response of these servers.
pub(crate) type Reply = Response<Body>;

/// Locks `mutex`; a panic elsewhere does not spoil what it guards.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// 256 random bits in base64url.
pub(crate) fn random_token() -> String {
    let mut bytes = [0; 32];
    rand::rngs::OsRng.fill_bytes(&mut bytes);
    base64url(&bytes)
}

/// Base64url without padding (RFC 7515 section 2).
pub(crate) fn base64url(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The bytes of a base64url text, if it is one.
pub(crate) fn from_base64url(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

/// SHA-256.
pub(crate) fn sha256(bytes: &[u8]) -> Vec<u8> {
    ring::digest::digest(&ring::digest::SHA256, bytes).as_ref().to_vec()
}

/// A value that is always the same for the same `seed` and `label`, in base64url.
pub(crate) fn derived(seed: u64, label: &str) -> String {
    base64url(&sha256(format!("{seed}:{label}").as_bytes()))
}

/// Seconds since 1970.
pub(crate) fn unix_now() -> i64 {
    time::OffsetDateTime::now_utc().unix_timestamp()
}

/// Form or query parameters, in the order in which they came.
pub(crate) struct Parameters(pub(crate) Vec<(String, String)>);

/// A parameter came more than once, which RFC 6749 section 3.1 forbids.
pub(crate) struct Repeated(pub(crate) String);

impl Parameters {
    pub(crate) fn parse(text: &[u8]) -> Self {
        Self(form_urlencoded::parse(text).into_owned().collect())
    }

    /// The value of `name`; one without a value counts as omitted (RFC 6749 section 3.1).
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, value)| key == name && !value.is_empty()).map(|(_, value)| value.as_str())
    }

    /// Fails if any of `names` came twice.
    pub(crate) fn refuse_repeated(&self, names: &[&str]) -> Result<(), Repeated> {
        for name in names {
            if self.0.iter().filter(|(key, _)| key == name).count() > 1 {
                return Err(Repeated((*name).to_owned()));
            }
        }
        Ok(())
    }
}

/// A response with a body of the given content type.
pub(crate) fn reply(status: StatusCode, content_type: &'static str, body: impl Into<Body>) -> Reply {
    let mut reply = Response::new(body.into());
    *reply.status_mut() = status;
    reply.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    reply
}

/// A JSON response.
pub(crate) fn json_reply(status: StatusCode, value: &Value) -> Reply {
    reply(status, "application/json", value.to_string())
}

/// Forbids caches to keep the response (RFC 6749 section 5.1).
pub(crate) fn no_store(mut reply: Reply) -> Reply {
    reply.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    reply.headers_mut().insert(header::PRAGMA, HeaderValue::from_static("no-cache"));
    reply
}

/// Sends the browser to `location`: 303, so that a form is never posted on (RFC 9700 section 4.12).
pub(crate) fn see_other(location: &str) -> Reply {
    let mut reply = Response::new(Body::empty());
    match HeaderValue::from_str(location) {
        Ok(value) => {
            *reply.status_mut() = StatusCode::SEE_OTHER;
            reply.headers_mut().insert(header::LOCATION, value);
        }
        Err(_) => *reply.status_mut() = StatusCode::BAD_REQUEST,
    }
    no_store(reply)
}
