//! `Patient/{id}/$everything`: all of a member's records, with what they refer to.

use std::collections::BTreeSet;

use axum::http::HeaderMap;

use super::bundle::{Bundle, Mode};
use super::date::Span;
use super::outcome::Refusal;
use super::page::Page;
use super::{Reader, fail_if_told};
use crate::faults::ChangesFault;
use crate::server::Server;
use crate::wire::{Parameters, Reply};

/// `GET Patient/{id}/$everything`, with `_count` and `_since`.
pub(super) fn everything(
    server: &Server,
    headers: &HeaderMap,
    id: &str,
    query: &Parameters,
) -> Result<Reply, Refusal> {
    let reader = Reader::of(server, headers, "Patient")?;
    fail_if_told(server, "Patient")?;
    if reader.patient() != Some(id) {
        return Err(Refusal::other_member());
    }
    let page = Page::of(query, server.profile.fhir.page_size)?;
    let faults = server.faults.current();
    let since = match page.query.get("_since").filter(|_| faults.changes != Some(ChangesFault::Ignored)) {
        Some(_) if faults.changes == Some(ChangesFault::Refused) => {
            return Err(Refusal::bad_search("not-supported", "_since is not supported"));
        }
        Some(text) => {
            Some(Span::parse(text).ok_or_else(|| Refusal::bad_search("value", "_since must be an instant"))?)
        }
        None => None,
    };
    let mut matches = server.everything(id, || compartment(server, &reader, id)).to_vec();
    if let Some(since) = since {
        let is_new = |position: &usize| {
            server.records.get(*position).updated(&faults).is_none_or(|updated| updated.end > since.start)
        };
        matches.retain(is_new);
    }
    matches.retain(|position| !faults.withdrawn.contains(&server.records.get(*position).reference()));
    let (part, more) = page.part(&matches);
    let path = |base: &str| format!("{}{base}/Patient/{id}/$everything", server.origin);
    let bases = &server.profile.paths.fhir;
    let bundle = Bundle {
        page: &page,
        url: &path(bases.first().map(String::as_str).unwrap_or_default()),
        // The real bundles spell their own address in another way than the page that describes them.
        self_url: &path(bases.last().map(String::as_str).unwrap_or_default()),
        total: matches.len(),
        more,
        entries: part.iter().map(|position| (*position, Mode::Match)).collect(),
    };
    Ok(bundle.reply(server, headers))
}

/// The member's own records first, the Patient before all; then the shared ones that they refer to.
fn compartment(server: &Server, reader: &Reader, id: &str) -> Vec<usize> {
    let records = &server.records;
    let patient = records.position(&format!("Patient/{id}"));
    let mut matches: Vec<usize> = patient.into_iter().collect();
    let others = records.owned_by(id).into_iter().filter(|position| Some(*position) != patient);
    matches.extend(others.filter(|position| reader.may_read(&server.profile, records.get(*position))));
    let mut seen: BTreeSet<usize> = matches.iter().copied().collect();
    let mut next = 0;
    while let Some(position) = matches.get(next).copied() {
        next += 1;
        for reference in &records.get(position).references {
            let Some(found) = records.position(reference) else { continue };
            if reader.may_read(&server.profile, records.get(found)) && seen.insert(found) {
                matches.push(found);
            }
        }
    }
    matches
}
