//! Counters for Prometheus. Nothing in them tells of a member or an app's request but its route.

use std::time::Duration;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::registry::{Registry, Unit};

/// What is counted of each request.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(crate) struct RequestLabels {
    pub route: String,
    pub status: u16,
}

/// What is counted of each request to a payer.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(crate) struct PayerLabels {
    pub payer: String,
    pub request: &'static str,
    pub outcome: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct PayerLabel {
    payer: String,
}

/// The counters of this copy.
pub(crate) struct Metrics {
    registry: Registry,
    requests: Family<RequestLabels, Counter>,
    seconds: Histogram,
    in_flight: Gauge,
    payer_requests: Family<PayerLabels, Counter>,
    payer_seconds: Family<PayerLabel, Histogram>,
}

impl Metrics {
    pub(crate) fn new() -> Self {
        let mut registry = Registry::with_prefix("billfold_broker");
        let from_a_millisecond = || Histogram::new(exponential_buckets(0.001, 2.0, 16));
        let metrics = Self {
            requests: Family::default(),
            seconds: from_a_millisecond(),
            in_flight: Gauge::default(),
            payer_requests: Family::default(),
            payer_seconds: Family::new_with_constructor(from_a_millisecond),
            registry: Registry::default(),
        };
        registry.register("requests", "Requests answered", metrics.requests.clone());
        let answered = "Time to answer a request, the payer's time included";
        registry.register_with_unit("request_duration", answered, Unit::Seconds, metrics.seconds.clone());
        registry.register("in_flight", "Requests being answered", metrics.in_flight.clone());
        registry.register("payer_requests", "Requests to payers", metrics.payer_requests.clone());
        let waited = "Time that a payer took";
        registry.register_with_unit("payer_duration", waited, Unit::Seconds, metrics.payer_seconds.clone());
        Self { registry, ..metrics }
    }

    pub(crate) fn began(&self) {
        self.in_flight.inc();
    }

    pub(crate) fn answered(&self, labels: &RequestLabels, took: Duration) {
        self.requests.get_or_create(labels).inc();
        self.seconds.observe(took.as_secs_f64());
    }

    pub(crate) fn ended(&self) {
        self.in_flight.dec();
    }

    pub(crate) fn payer_answered(&self, labels: &PayerLabels, took: Duration) {
        let payer = PayerLabel { payer: labels.payer.clone() };
        self.payer_seconds.get_or_create(&payer).observe(took.as_secs_f64());
        self.payer_requests.get_or_create(labels).inc();
    }

    /// The text that Prometheus reads.
    pub(crate) fn text(&self) -> Option<String> {
        let mut text = String::new();
        encode(&mut text, &self.registry).ok().map(|()| text)
    }
}
