//! Requests that a quirk refuses before anything else looks at them.

use axum::http::{HeaderMap, StatusCode, header};

use super::outcome::Refusal;
use crate::quirks::Quirk;
use crate::server::Server;

/// The level at which the FHIR server is, below the base that is published for it.
pub(crate) const DEEPER: &str = "/r4";

/// The path under the FHIR base that is meant; fails where a quirk refuses the request.
pub(super) fn path<'a>(
    server: &Server,
    path: &'a str,
    query: &str,
    headers: &HeaderMap,
) -> Result<&'a str, Refusal> {
    let has = |quirk| server.profile.has(quirk);
    if has(Quirk::BaseGone) {
        return Err(Refusal::not_found("there is nothing here"));
    }
    let path = if has(Quirk::BaseDeeper) {
        let deeper = path.strip_prefix(&DEEPER[1..]).and_then(|rest| rest.strip_prefix('/'));
        deeper.ok_or_else(|| Refusal::new(StatusCode::FORBIDDEN, "forbidden", "this is not for you"))?
    } else {
        path
    };
    if path == "metadata" {
        return metadata(server, headers).map(|()| path);
    }
    if has(Quirk::PlusMustBeEscaped) && query.contains('+') {
        return Err(Refusal::bad_search("value", "a space is not part of an instant"));
    }
    if !path.starts_with('.') && !is_acceptable(server, headers) {
        return Err(Refusal::new(StatusCode::NOT_ACCEPTABLE, "not-supported", "this cannot be had here"));
    }
    Ok(path)
}

fn metadata(server: &Server, headers: &HeaderMap) -> Result<(), Refusal> {
    let refused = |status| Err(Refusal::new(status, "security", "the statement is not for everybody"));
    if server.profile.has(Quirk::MetadataNeedsToken) && server.bearer(headers).is_err() {
        return refused(StatusCode::BAD_REQUEST);
    }
    if server.profile.has(Quirk::MetadataForbidden) {
        return refused(StatusCode::UNAUTHORIZED);
    }
    if server.profile.has(Quirk::MetadataFails) {
        return refused(StatusCode::INTERNAL_SERVER_ERROR);
    }
    Ok(())
}

/// Whether the request's `Accept` is one that the server serves.
fn is_acceptable(server: &Server, headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or("*/*");
    let types = || accept.split(',').filter_map(|range| range.split(';').next()).map(str::trim);
    let has = |quirk| server.profile.has(quirk);
    (!has(Quirk::AcceptExactlyJsonFhir) || accept == "application/json+fhir")
        && (!has(Quirk::AcceptExactlyFhirJson) || accept == "application/fhir+json")
        && (!has(Quirk::PlainJsonOnly) || types().any(|kind| matches!(kind, "application/json" | "*/*")))
}
