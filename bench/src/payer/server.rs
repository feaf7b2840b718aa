//! The process that serves.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::http::{Response, StatusCode, header};
use axum::routing::get;
use bytes::Bytes;
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
