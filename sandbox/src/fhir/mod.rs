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
mod read;
mod records;
mod search;
mod values;

use std::sync::Arc;

use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};

pub(crate) use access::Reader;
pub(crate) use outcome::Refusal;
pub(crate) use records::Records;

use crate::auth;
use crate::server::Server;
use crate::wire::{Parameters, Reply, reply};

/// What FHIR over HTTP calls its JSON.
pub(crate) const FHIR_JSON: &str = "application/fhir+json; charset=utf-8";

/// `GET` of anything under the FHIR base.
pub(crate) async fn serve(
    State(server): State<Arc<Server>>,
    Path(path): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Reply {
    let query = Parameters::parse(query.unwrap_or_default().as_bytes());
    answer(&server, &path, &query, &headers).unwrap_or_else(|refusal| refusal.reply())
}

fn answer(server: &Server, path: &str, query: &Parameters, headers: &HeaderMap) -> Result<Reply, Refusal> {
    let segments: Vec<&str> = path.split('/').collect();
    let rules = &server.profile.fhir;
    match segments.as_slice() {
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
            match segments.as_slice() {
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

/// Fails where a fault makes the type `kind` fail.
fn fail_if_told(server: &Server, kind: &str) -> Result<(), Refusal> {
    let Some(status) = server.faults.current().failing_types.get(kind).copied() else { return Ok(()) };
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    Err(Refusal::new(status, "exception", format!("{kind} cannot be served at the moment")))
}
