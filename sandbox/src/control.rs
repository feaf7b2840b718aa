//! Control over HTTP, for tests in other languages. These routes do not count as requests and know no faults.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::routing::get;
use serde_json::{Value, json};

use crate::faults::Faults;
use crate::server::Server;
use crate::wire::{Parameters, Reply, json_reply};

/// Routes under `/.sandbox/`.
pub(crate) fn router() -> Router<Arc<Server>> {
    Router::new()
        .route("/.sandbox/payer", get(payer))
        .route("/.sandbox/held/{patient}", get(held))
        .route("/.sandbox/secrets", get(secrets))
        .route("/.sandbox/requests", get(requests))
        .route("/.sandbox/faults", get(faults).post(set_faults))
}

/// All that a test must know of a payer.
pub(crate) fn description(server: &Server) -> Value {
    let clients: Vec<Value> = server
        .clients
        .iter()
        .map(|client| {
            json!({
                "client_id": client.id,
                "client_secret": client.secret,
                "auth": client.auth.name(),
                "redirect_uris": client.redirect_uris,
            })
        })
        .collect();
    let logins: Vec<Value> = server
        .logins
        .iter()
        .map(|login| {
            json!({
                "username": login.username,
                "password": login.password,
                "name": login.name,
                "fhir_user": login.fhir_user,
                "patient": login.patient,
            })
        })
        .collect();
    json!({
        "id": server.profile.payer.id(),
        "name": server.profile.payer.name(),
        "origin": server.origin,
        "fhir_base": server.fhir_base,
        "issuer": server.issuer(),
        "authorization_endpoint": server.profile.paths.authorize.first().map(|path| server.url(path)),
        "token_endpoint": server.token_url(),
        "scopes": server.profile.scopes,
        "client": clients.first(),
        "clients": clients,
        "logins": logins,
    })
}

async fn payer(State(server): State<Arc<Server>>) -> Reply {
    json_reply(StatusCode::OK, &description(&server))
}

async fn held(State(server): State<Arc<Server>>, Path(patient): Path<String>) -> Reply {
    match server.held.get(&patient) {
        Some(counts) => json_reply(StatusCode::OK, &json!(counts)),
        None => json_reply(StatusCode::NOT_FOUND, &json!({"error": "no such member"})),
    }
}

async fn secrets(State(server): State<Arc<Server>>) -> Reply {
    json_reply(StatusCode::OK, &json!(server.ledger.all()))
}

async fn requests(State(server): State<Arc<Server>>) -> Reply {
    let count = server.requests.load(std::sync::atomic::Ordering::Relaxed);
    json_reply(StatusCode::OK, &json!({"requests": count}))
}

/// The payer named by the query's `payer`: one that refuses connections is steered through a neighbour.
fn addressed(server: &Arc<Server>, query: Option<&str>) -> Option<Arc<Server>> {
    let query = Parameters::parse(query.unwrap_or_default().as_bytes());
    match query.get("payer") {
        Some(id) => server.neighbour(id),
        None => Some(Arc::clone(server)),
    }
}

fn no_such_payer() -> Reply {
    json_reply(StatusCode::NOT_FOUND, &json!({"error": "no such payer"}))
}

async fn faults(State(server): State<Arc<Server>>, RawQuery(query): RawQuery) -> Reply {
    match addressed(&server, query.as_deref()) {
        Some(server) => json_reply(StatusCode::OK, &json!(server.faults.current())),
        None => no_such_payer(),
    }
}

async fn set_faults(State(server): State<Arc<Server>>, RawQuery(query): RawQuery, body: Bytes) -> Reply {
    let Some(server) = addressed(&server, query.as_deref()) else { return no_such_payer() };
    match serde_json::from_slice::<Faults>(&body) {
        Ok(faults) => {
            server.faults.set(faults.clone());
            json_reply(StatusCode::OK, &json!(faults))
        }
        Err(error) => json_reply(StatusCode::BAD_REQUEST, &json!({"error": error.to_string()})),
    }
}
