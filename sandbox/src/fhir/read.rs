//! Reading one record by its id.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use time::OffsetDateTime;
use time::macros::format_description;

use super::outcome::Refusal;
use super::records::Record;
use super::{FHIR_JSON, Reader, fail_if_told};
use crate::quirks::Quirk;
use crate::server::Server;
use crate::wire::{Reply, reply};

/// `GET {type}/{id}`.
pub(super) fn read(server: &Server, headers: &HeaderMap, kind: &str, id: &str) -> Result<Reply, Refusal> {
    let reader = Reader::of(server, headers, kind)?;
    if server.profile.has(Quirk::IncludesStar) && matches!(kind, "Organization" | "Practitioner" | "Coverage")
    {
        return Err(Refusal::not_supported(format!("{kind} comes with what refers to it")));
    }
    fail_if_told(server, kind)?;
    let faults = server.faults.current();
    // Another member's record looks like one that does not exist.
    let record = server
        .records
        .position(&format!("{kind}/{id}"))
        .map(|position| server.records.get(position))
        .filter(|record| {
            reader.may_read(&server.profile, record) && !faults.withdrawn.contains(&record.reference())
        })
        .ok_or_else(|| Refusal::not_found(format!("there is no {kind} with this id")))?;
    let etag = match faults.revised.get(&record.reference()) {
        Some(at) => format!("W/\"{}-{at}\"", record.version),
        None => format!("W/\"{}\"", record.version),
    };
    let unchanged =
        headers.get(header::IF_NONE_MATCH).is_some_and(|value| value.as_bytes() == etag.as_bytes());
    let mut answer = reply(StatusCode::OK, FHIR_JSON, record.text(&faults).into_owned());
    if unchanged {
        *answer.status_mut() = StatusCode::NOT_MODIFIED;
        *answer.body_mut() = Body::empty();
    }
    for (name, value) in [(header::ETAG, Some(etag)), (header::LAST_MODIFIED, last_modified(record))] {
        if let Some(value) = value.and_then(|value| HeaderValue::from_str(&value).ok()) {
            answer.headers_mut().insert(name, value);
        }
    }
    Ok(answer)
}

/// `GET Binary/{id}`: the attachment of the document with this id, as it is.
pub(super) fn attachment(server: &Server, headers: &HeaderMap, id: &str) -> Result<Reply, Refusal> {
    let kind = "DocumentReference";
    let reader = Reader::of(server, headers, kind)?;
    let attachment = server
        .records
        .position(&format!("{kind}/{id}"))
        .map(|position| server.records.get(position))
        .filter(|record| reader.may_read(&server.profile, record))
        .and_then(Record::attachment);
    let (content_type, content) =
        attachment.ok_or_else(|| Refusal::not_found("there is no Binary with this id"))?;
    let mut answer = reply(StatusCode::OK, FHIR_JSON, content);
    if let Ok(value) = HeaderValue::from_str(&content_type) {
        answer.headers_mut().insert(header::CONTENT_TYPE, value);
    }
    Ok(answer)
}

/// `meta.lastUpdated` as an HTTP date (RFC 9110 section 5.6.7).
fn last_modified(record: &Record) -> Option<String> {
    let format = format_description!(
        "[weekday repr:short], [day] [month repr:short] [year] [hour]:[minute]:[second] GMT"
    );
    OffsetDateTime::from_unix_timestamp(record.updated?.start / 1000).ok()?.format(&format).ok()
}
