//! Token revocation (RFC 7009).

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};

use super::clients::authenticate;
use super::token::{TokenRefusal, read_form};
use crate::server::Server;
use crate::wire::{Reply, lock, no_store, reply};

/// `POST` of the revocation endpoint: 200 for unknown tokens too.
pub(crate) async fn revoke(State(server): State<Arc<Server>>, headers: HeaderMap, body: Bytes) -> Reply {
    let answer = read_form(&server, &headers, &body).and_then(|form| {
        let client = authenticate(&server, &headers, &form)?;
        let token =
            form.get("token").ok_or_else(|| TokenRefusal::new("invalid_request", "token is missing"))?;
        lock(&server.grants).revoke(token, &client.id);
        Ok(())
    });
    match answer {
        Ok(()) => no_store(reply(StatusCode::OK, "application/json", "")),
        Err(refusal) => refusal.reply(),
    }
}
