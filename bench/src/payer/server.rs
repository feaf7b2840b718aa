//! The process that serves.

use std::convert::Infallible;
use std::future;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::http::{Response, StatusCode, header};
use axum::routing::get;
use bytes::Bytes;
use futures_util::stream::{self, StreamExt as _};
use serde::Deserialize;
use tokio::io::AsyncReadExt as _;
use tokio::net::TcpListener;

use super::Offer;
use super::bundles::{self, Bundles};
use crate::Outcome;
use billfold_sandbox::data::Payer;
use billfold_sandbox::{Options, Sandbox};

/// Serves until standard input is closed. Its orders are how many thousand resources there are.
pub async fn serve(orders: &str) -> Outcome<()> {
    let sandbox = Sandbox::start(Options { payers: vec![Payer::BcbsNc], ..Options::default() })?;
    let payer = sandbox.payer("bcbsnc").ok_or("the sandbox has no such payer")?;
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let fhir_base = format!("http://{}/fhir", listener.local_addr()?);
    let bundles = Arc::new(bundles::make(orders.parse()?, &fhir_base)?);
    let login = payer.logins().first().ok_or("nobody can sign in")?;
    let offer = Offer {
        origin: payer.origin().to_string(),
        sandbox_base: payer.fhir_base().to_string(),
        client_id: payer.client().id.clone(),
        username: login.username.clone(),
        password: login.password.clone(),
        patient: login.patient.clone(),
        fhir_base,
        counts: bundles.counts.clone(),
        bytes: bundles.bytes,
    };
    println!("{}", serde_json::to_string(&offer)?);
    let router = Router::new()
        .route("/fhir/Patient/{id}/$everything", get(everything))
        .route("/fhir/{type}", get(page))
        .route("/stalled/Patient/{id}/$everything", get(stalled))
        .route("/busy/Patient/{id}/$everything", get(busy))
        .with_state(bundles);
    let serving = axum::serve(listener, router);
    let closed = async {
        let _ = tokio::io::stdin().read_to_end(&mut Vec::new()).await;
    };
    tokio::select! {
        outcome = serving => Ok(outcome?),
        () = closed => Ok(()),
    }
}

async fn everything(State(bundles): State<Arc<Bundles>>) -> Response<Body> {
    reply(Some(&bundles.everything))
}

/// Begins, and does not go on.
async fn stalled(State(bundles): State<Arc<Bundles>>) -> Response<Body> {
    let begun = bundles.everything.slice(..bundles.everything.len() / 100);
    let begun = stream::once(future::ready(Ok::<_, Infallible>(begun))).chain(stream::pending());
    let mut reply = reply(Some(&Bytes::new()));
    *reply.body_mut() = Body::from_stream(begun);
    reply
}

/// Asks to be left alone for a minute.
async fn busy() -> Response<Body> {
    let mut reply = reply(None);
    *reply.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
    reply.headers_mut().insert(header::RETRY_AFTER, header::HeaderValue::from_static("60"));
    reply.headers_mut().remove(header::CONTENT_ENCODING);
    reply
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    page: usize,
}

async fn page(
    State(bundles): State<Arc<Bundles>>,
    Path(resource_type): Path<String>,
    Query(asked): Query<Asked>,
) -> Response<Body> {
    reply(bundles.pages.get(&resource_type).and_then(|pages| pages.get(asked.page)))
}

fn reply(bundle: Option<&Bytes>) -> Response<Body> {
    let mut reply = Response::new(bundle.cloned().map(Body::from).unwrap_or_default());
    if bundle.is_none() {
        *reply.status_mut() = StatusCode::NOT_FOUND;
    }
    let headers = reply.headers_mut();
    headers.insert(header::CONTENT_TYPE, header::HeaderValue::from_static("application/fhir+json"));
    headers.insert(header::CONTENT_ENCODING, header::HeaderValue::from_static("gzip"));
    reply
}
