//! Who may read what.

use axum::http::HeaderMap;

use super::outcome::Refusal;
use super::records::Record;
use crate::payer::Profile;
use crate::server::Server;

/// Who asks for records.
pub(crate) enum Reader {
    /// Anybody, for the types that are open.
    Anyone,
    /// An application that a member let read.
    Member {
        /// FHIR id of the member whose records may be read.
        patient: String,
        scopes: Vec<String>,
    },
}

impl Reader {
    /// Who asks for records of `kind`; fails if that takes a token or scope that the request lacks.
    pub(super) fn of(server: &Server, headers: &HeaderMap, kind: &str) -> Result<Self, Refusal> {
        if server.profile.is_open(kind) {
            return Ok(Self::Anyone);
        }
        if !server.profile.is_for_members(kind) {
            return Err(Refusal::not_supported(format!("{kind} is not offered here")));
        }
        let access = server.bearer(headers)?;
        if !covers(&access.scopes, kind) {
            return Err(Refusal::insufficient_scope(kind));
        }
        Ok(Self::Member { patient: access.patient, scopes: access.scopes })
    }

    /// FHIR id of the member whose records may be read.
    pub(super) fn patient(&self) -> Option<&str> {
        match self {
            Self::Anyone => None,
            Self::Member { patient, .. } => Some(patient),
        }
    }

    /// Whether `record` may be read.
    pub(super) fn may_read(&self, profile: &Profile, record: &Record) -> bool {
        match (self, &record.patient) {
            (Self::Anyone, None) => profile.is_open(record.kind),
            (Self::Anyone, Some(_)) => false,
            (Self::Member { scopes, .. }, None) => {
                profile.is_open(record.kind)
                    || (profile.is_for_members(record.kind) && covers(scopes, record.kind))
            }
            (Self::Member { patient, scopes }, Some(owner)) => {
                patient == owner && profile.is_for_members(record.kind) && covers(scopes, record.kind)
            }
        }
    }
}

/// Whether one of `scopes` lets records of `kind` be read.
fn covers(scopes: &[String], kind: &str) -> bool {
    scopes.iter().any(|scope| {
        scope == "patient/*.read"
            || scope == "user/*.read"
            || scope == "clinical"
            || scope.strip_prefix("patient/").and_then(|rest| rest.strip_suffix(".read")) == Some(kind)
    })
}
