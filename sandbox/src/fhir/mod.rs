//! The FHIR server: read, search, paging and `$everything` over a payer's records.

mod access;
mod bundle;
mod capability;
mod date;
mod everything;
mod include;
mod outcome;
mod page;
mod parameters;
mod quirky;
mod read;
mod records;
mod search;
mod values;

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};

pub(crate) use access::Reader;
pub(crate) use outcome::Refusal;
pub(crate) use quirky::DEEPER;
pub(crate) use records::Records;

use crate::auth;
use crate::quirks::Quirk;
use crate::server::Server;
use crate::wire::{Parameters, Reply, reply};

/// What FHIR over HTTP calls its JSON.
pub(crate) const FHIR_JSON: &str = "application/fhir+json; charset=utf-8";

/// How long a slow CapabilityStatement takes.
const SLOW: Duration = Duration::from_secs(3);

/// `GET` of anything under the FHIR base.
pub(crate) async fn serve(
    State(server): State<Arc<Server>>,
    Path(path): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Reply {
    let text = query.unwrap_or_default();
    let query = Parameters::parse(text.as_bytes());
    if path == "metadata" && server.profile.has(Quirk::MetadataSlow) {
        tokio::time::sleep(SLOW).await;
    }
    let path = match quirky::path(&server, &path, &text, &headers) {
        Ok(path) => path,
        Err(refusal) => return refusal.reply(),
    };
    let mut reply = answer(&server, path, &query, &headers).unwrap_or_else(|refusal| refusal.reply());
    if server.profile.has(Quirk::ContentTypeJson) || server.profile.has(Quirk::PlainJsonOnly) {
        reply.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    }
    reply
}

fn answer(server: &Server, path: &str, query: &Parameters, headers: &HeaderMap) -> Result<Reply, Refusal> {
    let segments: Vec<&str> = path.split('/').collect();
    let rules = &server.profile.fhir;
    match segments.as_slice() {
        [".well-known", "smart-configuration"] if server.profile.has(Quirk::SmartConfigurationElsewhere) => {
            Err(Refusal::not_found("there is no SMART configuration here"))
        }
        [".well-known", "smart-configuration"] => auth::smart_configuration(server)
            .map(|document| auth::publish(server, document))
            .ok_or_else(|| Refusal::not_found("there is no SMART configuration here")),
        ["metadata"] if rules.metadata && auth::spoils_documents(server) => {
            Ok(auth::publish(server, capability::statement(server)))
        }
        ["metadata"] if rules.metadata => {
            Ok(reply(StatusCode::OK, FHIR_JSON, capability::statement(server).to_string()))
        }
        _ => {
            if let Some(busy) = server.faults.take_busy() {
                return Ok(too_busy(busy.retry_after));
            }
            let faults = server.faults.current();
            if let Some(url) = faults.redirected_types.get(segments[0]) {
                return Ok(elsewhere(url));
            }
            match segments.as_slice() {
                ["Binary", id] if faults.attachments_at.is_some() => read::attachment(server, headers, id),
                ["Patient", id, "$everything"] if rules.everything_only => {
                    everything::everything(server, headers, id, query)
                }
                [kind] if !rules.everything_only => search::search(server, headers, kind, query),
                [kind, id] if !rules.everything_only => read::read(server, headers, kind, id),
                _ => Err(Refusal::not_supported("this interaction is not supported here")),
            }
        }
    }
}

fn too_busy(retry_after: Option<u32>) -> Reply {
    let mut reply = Refusal::new(StatusCode::TOO_MANY_REQUESTS, "throttled", "too many requests").reply();
    if let Some(seconds) = retry_after {
        reply.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    reply
}

fn elsewhere(url: &str) -> Reply {
    let mut reply = reply(StatusCode::TEMPORARY_REDIRECT, "text/html", "<h1>Elsewhere</h1>");
    if let Ok(url) = HeaderValue::from_str(url) {
        reply.headers_mut().insert(header::LOCATION, url);
    }
    reply
}

/// Fails where a fault makes the type `kind` fail.
fn fail_if_told(server: &Server, kind: &str) -> Result<(), Refusal> {
    let Some(status) = server.faults.current().failing_types.get(kind).copied() else { return Ok(()) };
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    Err(Refusal::new(status, "exception", format!("{kind} cannot be served at the moment")))
}
