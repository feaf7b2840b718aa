//! What stands before every request: the limits of this copy, the headers of every answer, counters and the log.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::extract::{ConnectInfo, MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use governor::{DefaultKeyedRateLimiter, Quota};
use ipnet::IpNet;
use tokio::sync::Semaphore;

use crate::answer::Refusal;
use crate::broker::Broker;
use crate::config::Limits;
use crate::metrics::RequestLabels;

const FORWARDED_FOR: &str = "x-forwarded-for";

/// The limits of this copy.
pub(crate) struct Guard {
    by_address: DefaultKeyedRateLimiter<IpAddr>,
    room: Semaphore,
    trusted_proxies: Vec<IpNet>,
    deadline: Duration,
}

impl Guard {
    pub(crate) fn new(limits: &Limits, trusted_proxies: Vec<IpNet>) -> Self {
        let quota = Quota::per_second(limits.per_second).allow_burst(limits.burst);
        Self {
            by_address: DefaultKeyedRateLimiter::keyed(quota),
            room: Semaphore::new(limits.concurrency.min(Semaphore::MAX_PERMITS)),
            trusted_proxies,
            deadline: limits.request,
        }
    }

    /// Forgets the addresses that have not been heard of for a while.
    pub(crate) fn forget(&self) {
        self.by_address.retain_recent();
        self.by_address.shrink_to_fit();
    }

    /// Who asks: the peer, or behind trusted proxies the last address that none of them wrote.
    fn address(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let trusted = |address: &IpAddr| self.trusted_proxies.iter().any(|net| net.contains(address));
        let told = headers.get_all(FORWARDED_FOR).iter().filter_map(|value| value.to_str().ok());
        let told: Vec<_> = told.flat_map(|value| value.split(',')).map(str::trim).collect();
        let mut address = peer.to_canonical();
        for next in told.into_iter().rev() {
            if !trusted(&address) {
                break;
            }
            let Ok(next) = next.parse::<IpAddr>() else { break };
            address = next.to_canonical();
        }
        match address {
            // A home or a phone has a /64 of its own.
            IpAddr::V6(address) => {
                let [a, b, c, d, ..] = address.segments();
                IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
            }
            IpAddr::V4(_) => address,
        }
    }
}

/// Counts a request as being answered for as long as it lives: a client that goes away ends its request too.
struct InFlight<'a>(&'a Broker);

impl Drop for InFlight<'_> {
    fn drop(&mut self) {
        self.0.metrics.ended();
    }
}

pub(crate) async fn guard(
    State(broker): State<Arc<Broker>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    request: Request,
    next: Next,
) -> Response {
    let began = Instant::now();
    broker.metrics.began();
    let in_flight = InFlight(&broker);
    let route = request.extensions().get::<MatchedPath>().map_or("none", MatchedPath::as_str).to_owned();
    let method = request.method().clone();
    let mut response = admit(&broker.guard, peer, request, next).await;
    let status = response.status().as_u16();
    harden(response.headers_mut(), broker.is_https());
    drop(in_flight);
    let took = began.elapsed();
    // No address, no query: who signs in where is nobody's business.
    tracing::debug!(%method, route, status, ms = took.as_millis(), "answered");
    broker.metrics.answered(&RequestLabels { route, status }, took);
    response
}

async fn admit(guard: &Guard, peer: SocketAddr, request: Request, next: Next) -> Response {
    let soon = |status, description| Refusal {
        retry_after: Some(Duration::from_secs(1)),
        ..Refusal::new(status, "temporarily_unavailable", description)
    };
    if guard.by_address.check_key(&guard.address(peer.ip(), request.headers())).is_err() {
        return soon(StatusCode::TOO_MANY_REQUESTS, "too many requests from this address").into_response();
    }
    let Ok(_room) = guard.room.try_acquire() else {
        return soon(StatusCode::SERVICE_UNAVAILABLE, "the broker is busy").into_response();
    };
    match tokio::time::timeout(guard.deadline, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Refusal::new(StatusCode::REQUEST_TIMEOUT, "invalid_request", "the request took too long")
            .into_response(),
    }
}

/// The headers of every answer: it is kept nowhere, framed nowhere, and leads nowhere on.
fn harden(headers: &mut HeaderMap, is_https: bool) {
    let always = [
        (header::CACHE_CONTROL, "no-store"),
        (header::PRAGMA, "no-cache"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        ),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    ];
    let hsts = is_https.then_some((header::STRICT_TRANSPORT_SECURITY, "max-age=31536000"));
    for (name, value) in always.into_iter().chain(hsts) {
        headers.insert(name, HeaderValue::from_static(value));
    }
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU32;

    use super::*;

    fn guard(trusted: &[&str]) -> Guard {
        let one = NonZeroU32::MIN;
        let second = Duration::from_secs(1);
        let limits = Limits {
            concurrency: 1,
            per_second: one,
            burst: one,
            header: second,
            request: second,
            payer: second,
        };
        Guard::new(&limits, trusted.iter().map(|net| net.parse().unwrap()).collect())
    }

    #[test]
    fn only_trusted_proxies_say_who_asks() {
        let behind = guard(&["10.0.0.0/8"]);
        for (peer, forwarded, who) in [
            ("203.0.113.9", None, "203.0.113.9"),
            ("203.0.113.9", Some("198.51.100.1"), "203.0.113.9"),
            ("10.0.0.1", Some("198.51.100.1"), "198.51.100.1"),
            ("10.0.0.1", Some("1.2.3.4, 198.51.100.1"), "198.51.100.1"),
            ("10.0.0.1", Some("1.2.3.4, 198.51.100.1, 10.9.9.9"), "198.51.100.1"),
            ("10.0.0.1", Some("10.1.1.1"), "10.1.1.1"),
            ("10.0.0.1", Some("nonsense"), "10.0.0.1"),
            ("10.0.0.1", None, "10.0.0.1"),
            ("::ffff:10.0.0.1", Some("198.51.100.1"), "198.51.100.1"),
            ("2001:db8:1:2:3:4:5:6", None, "2001:db8:1:2::"),
        ] {
            let mut headers = HeaderMap::new();
            if let Some(forwarded) = forwarded {
                headers.insert(FORWARDED_FOR, forwarded.parse().unwrap());
            }
            let found = behind.address(peer.parse().unwrap(), &headers);
            assert_eq!(found, who.parse::<IpAddr>().unwrap(), "{peer} {forwarded:?}");
        }
    }
}
