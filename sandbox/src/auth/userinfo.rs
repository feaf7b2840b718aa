//! UserInfo (OpenID Connect Core section 5.3).

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use serde_json::json;

use crate::payer::PatientContext;
use crate::quirks::Quirk;
use crate::server::Server;
use crate::wire::{Reply, json_reply, no_store};

/// Who signed in.
pub(crate) async fn userinfo(State(server): State<Arc<Server>>, headers: HeaderMap) -> Reply {
    let access = match server.bearer(&headers) {
        Ok(access) => access,
        Err(refusal) => return refusal.reply(),
    };
    if server.profile.has(Quirk::DemographicsWithheld) {
        return json_reply(StatusCode::FORBIDDEN, &json!({"error": "access_denied"}));
    }
    let Some(login) = server.logins.get(access.login) else {
        return json_reply(StatusCode::NOT_FOUND, &json!({"error": "unknown user"}));
    };
    let mut claims = json!({"sub": server.subject(access.login)});
    if access.scopes.iter().any(|scope| scope == "profile") {
        let (given, family) = login.name.rsplit_once(' ').unwrap_or((&login.name, ""));
        claims["name"] = json!(login.name);
        claims["given_name"] = json!(given);
        claims["family_name"] = json!(family);
    }
    if server.profile.patient_context == PatientContext::TokenMember {
        // The payer's own spelling.
        claims["prefered_username"] = json!(login.username);
        claims["patient"] = json!(access.patient);
    }
    no_store(json_reply(StatusCode::OK, &claims))
}
