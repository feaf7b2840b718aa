//! Refusals, as OperationOutcome resources.

use axum::http::{HeaderValue, StatusCode, header};
use serde_json::json;

use super::FHIR_JSON;
use crate::wire::{Reply, reply};

/// Why a FHIR request is not served.
#[derive(Debug)]
pub(crate) struct Refusal {
    status: StatusCode,
    /// From the value set IssueType.
    code: &'static str,
    diagnostics: String,
    /// `WWW-Authenticate` (RFC 6750 section 3).
    challenge: Option<&'static str>,
}

impl Refusal {
    pub(super) fn new(status: StatusCode, code: &'static str, diagnostics: impl Into<String>) -> Self {
        Self { status, code, diagnostics: diagnostics.into(), challenge: None }
    }

    /// The request has no access token.
    pub(crate) fn no_token() -> Self {
        Self {
            challenge: Some("Bearer realm=\"fhir\""),
            ..Self::new(StatusCode::UNAUTHORIZED, "login", "an access token is needed")
        }
    }

    /// The access token is unknown, has expired or was revoked.
    pub(crate) fn invalid_token() -> Self {
        Self {
            challenge: Some("Bearer realm=\"fhir\", error=\"invalid_token\""),
            ..Self::new(StatusCode::UNAUTHORIZED, "expired", "the access token is not valid")
        }
    }

    /// The access token lacks a scope.
    pub(super) fn insufficient_scope(kind: &str) -> Self {
        Self {
            challenge: Some("Bearer realm=\"fhir\", error=\"insufficient_scope\""),
            ..Self::new(StatusCode::FORBIDDEN, "forbidden", format!("no scope was granted for {kind}"))
        }
    }

    /// The records of another member.
    pub(super) fn other_member() -> Self {
        Self::new(StatusCode::FORBIDDEN, "forbidden", "these are not the records that the token is for")
    }

    pub(super) fn not_found(diagnostics: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not-found", diagnostics)
    }

    pub(super) fn not_supported(diagnostics: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not-supported", diagnostics)
    }

    /// A search that the server cannot carry out as asked.
    pub(super) fn bad_search(code: &'static str, diagnostics: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, diagnostics)
    }

    pub(crate) fn reply(&self) -> Reply {
        let outcome = json!({
            "resourceType": "OperationOutcome",
            "issue": [{"severity": "error", "code": self.code, "diagnostics": self.diagnostics}],
        });
        let mut reply = reply(self.status, FHIR_JSON, outcome.to_string());
        if let Some(challenge) = self.challenge {
            reply.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
        }
        reply
    }
}
