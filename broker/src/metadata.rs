//! `/.well-known/oauth-authorization-server/{payer}`: what an app must know (RFC 8414, RFC 9207).

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use serde_json::json;

use crate::answer::Refusal;
use crate::broker::Broker;

pub(crate) async fn metadata(State(broker): State<Arc<Broker>>, Path(payer): Path<String>) -> Response {
    let Some(payer) = broker.payer(&payer) else {
        return Refusal::new(
            StatusCode::NOT_FOUND,
            "invalid_request",
            "this broker does not know that payer",
        )
        .into_response();
    };
    let server = match payer.server().await {
        Ok(server) => server,
        Err(refusal) => return refusal.into_response(),
    };
    let issuer = broker.issuer(payer.id());
    let mut document = json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported": ["none"],
        "authorization_response_iss_parameter_supported": true,
        "scopes_supported": payer.client.preset().scopes,
    });
    if server.revocation_endpoint.is_some() {
        document["revocation_endpoint"] = json!(format!("{issuer}/revoke"));
        document["revocation_endpoint_auth_methods_supported"] = json!(["none"]);
    }
    // Access tokens are the payer's, so these are the payer's too.
    for (name, endpoint) in [
        ("userinfo_endpoint", &server.userinfo_endpoint),
        ("end_session_endpoint", &server.end_session_endpoint),
    ] {
        if let Some(endpoint) = endpoint {
            document[name] = json!(endpoint.value);
        }
    }
    // Who signs the ID tokens, and for whom.
    if let Some(id_tokens) = server.id_tokens(payer.client.client_id()) {
        document["billfold_id_tokens"] = json!(id_tokens);
    }
    Json(document).into_response()
}
