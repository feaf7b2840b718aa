//! Search bundles, put together from the records' texts.

use std::fmt::Write;

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use serde_json::json;

use super::{FHIR_JSON, page::Page};
use crate::faults::{Faults, PageFault};
use crate::server::Server;
use crate::wire::{Reply, derived, reply};

/// Why an entry is in a bundle.
#[derive(Clone, Copy)]
pub(super) enum Mode {
    Match,
    Include,
}

/// A page of a searchset.
pub(super) struct Bundle<'a> {
    pub(super) page: &'a Page,
    /// Where the search is served.
    pub(super) url: &'a str,
    /// How `link.self` spells that.
    pub(super) self_url: &'a str,
    pub(super) total: usize,
    pub(super) more: bool,
    pub(super) entries: Vec<(usize, Mode)>,
}

impl Bundle<'_> {
    /// Writes the bundle; the same search gives the same bytes. To a client that has them it says so instead.
    pub(super) fn reply(&self, server: &Server, headers: &HeaderMap) -> Reply {
        let faults = server.faults.current();
        let own = self.page.own_link(self.self_url);
        let mut links = vec![json!({"relation": "self", "url": own})];
        let mut fault = None;
        let is_of = |kind: &String| self.url.rsplit('/').next() == Some(kind);
        if self.more {
            let mut next = self.page.next_link(self.url, &faults);
            if faults.foreign_next {
                next = next.replacen(&server.origin, "http://pages.elsewhere.invalid", 1);
            }
            if faults.late_pages.as_ref().is_some_and(is_of) {
                fault = Some(PageFault::Late(next.replacen(&server.origin, "", 1)));
            }
            links.push(json!({"relation": "next", "url": next}));
        }
        if faults.broken_page.as_ref().is_some_and(|(kind, at)| is_of(kind) && *at == self.page.offset) {
            fault = Some(PageFault::Broken);
        }
        let id: String = derived(0, &own).chars().filter(char::is_ascii_alphanumeric).take(24).collect();
        let mut text = format!(
            "{{\"resourceType\":\"Bundle\",\"id\":\"{id}\",\"type\":\"searchset\",\"total\":{},\"link\":{}",
            self.total,
            json!(links)
        );
        self.write_entries(&mut text, server, &faults);
        text.push('}');
        let tag = format!("\"{}\"", derived(0, &text));
        let known =
            headers.get(header::IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes());
        let mut answer = if known {
            reply(StatusCode::NOT_MODIFIED, FHIR_JSON, "")
        } else {
            reply(StatusCode::OK, FHIR_JSON, text)
        };
        if let Ok(tag) = HeaderValue::from_str(&tag) {
            answer.headers_mut().insert(header::ETAG, tag);
        }
        if let Some(fault) = fault {
            answer.extensions_mut().insert(fault);
        }
        answer
    }

    /// FHIR has no empty arrays: without entries the member is left out.
    fn write_entries(&self, text: &mut String, server: &Server, faults: &Faults) {
        let base = server.profile.fhir.full_url_base.unwrap_or(&server.fhir_base);
        for (number, (position, mode)) in self.entries.iter().enumerate() {
            let record = server.records.get(*position);
            let start = if number == 0 { ",\"entry\":[" } else { "," };
            let mode = match mode {
                Mode::Match => "match",
                Mode::Include => "include",
            };
            let _ = write!(
                text,
                "{start}{{\"fullUrl\":\"{base}/{}/{}\",\"resource\":{},\"search\":{{\"mode\":\"{mode}\"}}}}",
                record.kind,
                record.id,
                record.text(faults)
            );
        }
        if let Some(severity) = &faults.outcome {
            let start = if self.entries.is_empty() { ",\"entry\":[" } else { "," };
            let outcome = json!({"resourceType": "OperationOutcome", "issue": [{"severity": severity, "code": "processing"}]});
            let _ = write!(text, "{start}{{\"resource\":{outcome},\"search\":{{\"mode\":\"outcome\"}}}}");
        }
        if !self.entries.is_empty() || faults.outcome.is_some() {
            text.push(']');
        }
    }
}
