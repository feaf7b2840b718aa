//! Answers: OAuth errors as JSON, redirects to an app, and the page that is shown where neither may be sent.

use std::borrow::Cow;
use std::time::Duration;

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use billfold::error::HttpError;
use serde_json::json;
use url::form_urlencoded;

/// An error of RFC 6749 section 5.2, for an app.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub status: StatusCode,
    pub error: Cow<'static, str>,
    pub description: Cow<'static, str>,
    pub retry_after: Option<Duration>,
}

impl Refusal {
    pub(crate) const fn new(status: StatusCode, error: &'static str, description: &'static str) -> Self {
        let (error, description) = (Cow::Borrowed(error), Cow::Borrowed(description));
        Self { status, error, description, retry_after: None }
    }

    pub(crate) const fn invalid_request(description: &'static str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "invalid_request", description)
    }

    /// One answer for every code and token that is not what it should be: which rule it broke helps only an attacker.
    pub(crate) const fn invalid_grant() -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "invalid_grant",
            "the code or refresh token is not valid, not any more, or not for this app, payer and verifier",
        )
    }

    /// The payer gave no answer that could be handed on.
    pub(crate) fn payer(error: &HttpError) -> Self {
        match error {
            HttpError::Timeout { .. } => Self::payer_slow(),
            HttpError::Unreachable { .. } => Self::payer_down("the payer cannot be reached", None),
            HttpError::Status { retry_after, .. } => {
                Self::payer_down("the payer is out of order", *retry_after)
            }
            _ => Self::payer_nonsense("the payer gave no usable answer"),
        }
    }

    pub(crate) fn payer_down(description: &'static str, retry_after: Option<Duration>) -> Self {
        Self { retry_after, ..Self::new(StatusCode::BAD_GATEWAY, "temporarily_unavailable", description) }
    }

    pub(crate) const fn payer_slow() -> Self {
        Self::new(StatusCode::GATEWAY_TIMEOUT, "temporarily_unavailable", "the payer did not answer in time")
    }

    pub(crate) const fn payer_nonsense(description: &'static str) -> Self {
        Self::new(StatusCode::BAD_GATEWAY, "server_error", description)
    }

    /// The broker itself failed.
    pub(crate) const fn own_fault() -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "server_error", "the broker failed")
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let body = json!({"error": self.error, "error_description": self.description});
        let mut response = (self.status, Json(body)).into_response();
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, seconds.as_secs().into());
        }
        response
    }
}

/// Sends the browser on. `address` is the payer's authorization endpoint or a registered redirect URI with its answer.
pub(crate) fn redirect(address: &str) -> Response {
    match HeaderValue::from_str(address) {
        Ok(mut location) => {
            location.set_sensitive(true);
            (StatusCode::FOUND, [(header::LOCATION, location)]).into_response()
        }
        Err(_) => page(StatusCode::BAD_REQUEST, "The address of the app cannot be written."),
    }
}

/// A redirect URI with the parameters of an answer behind it.
pub(crate) fn with_parameters(redirect_uri: &str, parameters: &[(&str, &str)]) -> String {
    let separator = if redirect_uri.contains('?') { '&' } else { '?' };
    let mut written = form_urlencoded::Serializer::new(String::new());
    written.extend_pairs(parameters);
    format!("{redirect_uri}{separator}{}", written.finish())
}

/// Shown to the member where nobody may be redirected: app or redirect URI are unknown, or the state is not ours (RFC 6749
/// section 4.1.2.1). Nothing of the request is in it.
pub(crate) fn page(status: StatusCode, what: &str) -> Response {
    let page = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Sign-in stopped</title>\
         <h1>Sign-in stopped</h1><p>{what}</p><p>Go back to the app and start the sign-in again.</p></html>"
    );
    (status, Html(page)).into_response()
}

/// An error code of the payer's; one that cannot be written is the payer's own trouble.
pub(crate) fn error_code(text: &str) -> String {
    let code = cleaned(text, 64);
    if code.is_empty() { "server_error".to_owned() } else { code }
}

/// A text of the payer's as it may stand in `error` and `error_description` (RFC 6749 section 4.1.2.1), and no longer than
/// anybody would read.
pub(crate) fn cleaned(text: &str, longest: usize) -> String {
    let allowed = |c: &char| matches!(c, ' '..='~') && !matches!(c, '"' | '\\');
    text.chars().filter(allowed).take(longest).collect()
}
