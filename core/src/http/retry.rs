//! What is tried again, how often, and when.

use std::time::{Duration, Instant, SystemTime};

use reqwest::header::{HeaderMap, RETRY_AFTER};
use ring::rand::{SecureRandom, SystemRandom};

use crate::error::HttpError;

const RETRIES: u32 = 4;
const RETRY_BUDGET: Duration = Duration::from_secs(30);
/// More than a day is told as a day.
const LONGEST_RETRY_AFTER: Duration = Duration::from_hours(24);
const LONGEST_WAIT: Duration = Duration::from_mins(2);

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

pub(super) fn worth_retrying(status: u16) -> bool {
    matches!(status, 429 | 500 | 502 | 503 | 504)
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

#[cfg(test)]
mod tests {
    use reqwest::header::HeaderValue;

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
