//! `POST /{payer}/revoke`: token revocation (RFC 7009), handed on to the payer.

use std::sync::Arc;

use axum::extract::rejection::StringRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use billfold::secret::Secret;

use crate::answer::Refusal;
use crate::broker::Broker;
use crate::payer::Payer;
use crate::seal::{Opened, Place, Purpose};
use crate::sealed::RefreshToken;
use crate::token::read_form;

/// Longest access token that is handed on, in bytes.
const LONGEST: usize = 16 << 10;

pub(crate) async fn revoke(
    State(broker): State<Arc<Broker>>,
    Path(payer): Path<String>,
    headers: HeaderMap,
    body: Result<String, StringRejection>,
) -> Response {
    let revoked = async {
        let form = read_form(&headers, body)?;
        let (payer, app) = broker.payer_and_app(&payer, &form)?;
        let text = form.get("token").ok_or(Refusal::invalid_request("token is missing"))?;
        let hint =
            form.get("token_type_hint").filter(|hint| matches!(*hint, "access_token" | "refresh_token"));
        let place = Place { purpose: Purpose::RefreshToken, payer: payer.id(), app };
        let opened: Option<Opened<RefreshToken>> = broker.sealer.open(place, text);
        let (token, hint) = match opened {
            Some(opened) => (opened.value.of_payer, Some("refresh_token")),
            // What does not open is no refresh token of this app, and revoked as it is (RFC 7009 section 2.2).
            None if hint == Some("refresh_token") || text.len() > LONGEST => return Ok(()),
            // An access token is the payer's own, unsealed.
            None => (Secret::from(text), Some("access_token")),
        };
        payer.in_time("revoke", hand_on(payer, &token, hint)).await
    };
    match revoked.await {
        Ok(()) => StatusCode::OK.into_response(),
        Err(refusal) => refusal.into_response(),
    }
}

async fn hand_on(payer: &Payer, token: &Secret<String>, hint: Option<&str>) -> Result<(), Refusal> {
    let server = payer.server().await?;
    let Some(endpoint) = &server.revocation_endpoint else {
        return Err(Refusal::new(
            StatusCode::BAD_REQUEST,
            "unsupported_token_type",
            "this payer has no revocation endpoint",
        ));
    };
    let question = payer.client.revoke(&server, &endpoint.value, token, hint);
    match payer.ask("revoke", question).await?.status {
        200..=299 => Ok(()),
        _ => Err(Refusal::payer_nonsense("the payer did not revoke the token")),
    }
}
