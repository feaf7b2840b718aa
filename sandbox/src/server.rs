//! One payer's server: what it holds, and the routes that lead to it.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock, Weak};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::routing::{get, post};
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::auth::{self, Client, Grants, SignIns, SigningKey};
use crate::control;
use crate::data::{self, Login, Payer};
use crate::faults::{Down, FaultBoard, Faults, spoil, spoil_page};
use crate::fhir::{self, Records};
use crate::in_flight::InFlight;
use crate::ledger::Ledger;
use crate::options::Options;
use crate::payer::Profile;
use crate::quirks::{self, Quirk, SMART_CONFIGURATION_ELSEWHERE};
use crate::wire::{Reply, derived, lock, reply};

/// A payer's server.
pub(crate) struct Server {
    pub(crate) profile: Profile,
    /// Scheme, host and port.
    pub(crate) origin: String,
    pub(crate) fhir_base: String,
    pub(crate) seed: u64,
    pub(crate) clients: Vec<Client>,
    pub(crate) logins: Vec<Login>,
    /// What is held for each member who can be signed in for, counted by type.
    pub(crate) held: BTreeMap<String, BTreeMap<String, u64>>,
    pub(crate) records: Records,
    /// The results of `$everything` by member, which every page needs.
    everything: Mutex<BTreeMap<String, Arc<[usize]>>>,
    pub(crate) key: SigningKey,
    /// The key that the payer will sign with next.
    pub(crate) next_key: SigningKey,
    pub(crate) grants: Mutex<Grants>,
    pub(crate) refreshing: InFlight,
    pub(crate) sign_ins: Mutex<SignIns>,
    /// `jti`s of client assertions: each is good once.
    pub(crate) assertions: Mutex<BTreeSet<String>>,
    pub(crate) ledger: Ledger,
    pub(crate) faults: Arc<FaultBoard>,
    pub(crate) requests: AtomicU64,
    /// How often something was answered that changes each time.
    pub(crate) turns: AtomicUsize,
    /// All payers of the sandbox, this one too: one can be steered through another.
    pub(crate) all: OnceLock<Vec<Weak<Server>>>,
}

impl Server {
    /// Generates all that `payer` holds, and serves it at `origin`.
    pub(crate) fn new(payer: Payer, origin: String, options: &Options) -> Self {
        let profile = Profile::of(payer, options);
        let deeper = if profile.has(Quirk::BaseDeeper) { fhir::DEEPER } else { "" };
        let base = profile.paths.fhir.first().map(String::as_str).unwrap_or_default();
        let fhir_base = format!("{origin}{base}{deeper}");
        let mut population = data::generate(payer, options.seed, &fhir_base, options.scale);
        profile.quirks.iter().for_each(|quirk| quirks::bend_records(&mut population, *quirk));
        let mut held = BTreeMap::new();
        for login in &population.logins {
            if !held.contains_key(&login.patient) {
                let (types, open) = (profile.patient_types(), payer.shared_types());
                let counts = data::held(&population, &types, open, &login.patient);
                held.insert(login.patient.clone(), counts);
            }
        }
        let clients = auth::registered(&profile, options);
        let ledger = Ledger::default();
        clients.iter().filter_map(|client| client.secret.as_ref()).for_each(|secret| ledger.note(secret));
        population.logins.iter().for_each(|login| ledger.note(&login.password));
        let data::Population { logins, resources } = population;
        let records = Records::new(resources, &fhir_base);
        let mut bent = Faults::default();
        profile.quirks.iter().for_each(|quirk| quirks::bend_faults(&mut bent, *quirk));
        let faults = FaultBoard::default();
        faults.set(bent);
        records.member_numbers().for_each(|number| ledger.note(number));
        Self {
            profile,
            origin,
            fhir_base,
            seed: options.seed,
            clients,
            logins,
            held,
            records,
            everything: Mutex::default(),
            key: SigningKey::new(options.seed, payer.id()),
            next_key: SigningKey::new(options.seed.wrapping_add(1), payer.id()),
            grants: Mutex::default(),
            refreshing: InFlight::default(),
            sign_ins: Mutex::default(),
            assertions: Mutex::default(),
            ledger,
            faults: Arc::new(faults),
            requests: AtomicU64::new(0),
            turns: AtomicUsize::new(0),
            all: OnceLock::new(),
        }
    }

    /// The absolute URL of `path`.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.origin)
    }

    /// The token endpoint, as documents name it.
    pub(crate) fn token_url(&self) -> String {
        let url = self.url(self.profile.paths.token);
        if self.profile.has(Quirk::TokenOnAnotherHost) {
            url.replacen("127.0.0.1", "localhost", 1)
        } else {
            url
        }
    }

    /// A number that is one more each time.
    pub(crate) fn turn(&self) -> usize {
        self.turns.fetch_add(1, Ordering::Relaxed)
    }

    /// The issuer of ID tokens.
    pub(crate) fn issuer(&self) -> String {
        self.url(self.profile.paths.issuer)
    }

    pub(crate) fn client(&self, id: &str) -> Option<&Client> {
        self.clients.iter().find(|client| client.id == id)
    }

    /// `sub` of the person who signs in with login number `login`: stable, and telling nothing.
    pub(crate) fn subject(&self, login: usize) -> String {
        let name = self.logins.get(login).map_or("", |login| login.username.as_str());
        derived(self.seed, &format!("subject {} {name}", self.profile.payer.id())).chars().take(20).collect()
    }

    /// The name of the member whose `Patient` has the id `patient`.
    pub(crate) fn member_name(&self, patient: &str) -> Option<&str> {
        let own = format!("Patient/{patient}");
        self.logins
            .iter()
            .find(|login| login.fhir_user == own)
            .map(|login| login.name.as_str())
            .or_else(|| self.records.display_name(patient))
    }

    /// All that is in the compartment of `patient`, found by `find` the first time: whoever may read the member's
    /// `Patient` where there is `$everything` may read all of it.
    pub(crate) fn everything(&self, patient: &str, find: impl FnOnce() -> Vec<usize>) -> Arc<[usize]> {
        let mut known = lock(&self.everything);
        Arc::clone(known.entry(patient.to_owned()).or_insert_with(|| find().into()))
    }

    /// What the bearer of the request's access token may do.
    pub(crate) fn bearer(&self, headers: &HeaderMap) -> Result<auth::Access, fhir::Refusal> {
        let token = headers
            .get(header::AUTHORIZATION)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.split_once(' '))
            .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
            .map(|(_, token)| token.trim())
            .ok_or_else(fhir::Refusal::no_token)?;
        lock(&self.grants).access(token).ok_or_else(fhir::Refusal::invalid_token)
    }

    /// The server of another payer in the same sandbox.
    pub(crate) fn neighbour(&self, id: &str) -> Option<Arc<Self>> {
        let mut all = self.all.get()?.iter().filter_map(Weak::upgrade);
        all.find(|server| server.profile.payer.id() == id)
    }
}

/// All routes of a payer.
pub(crate) fn router(server: &Arc<Server>) -> Router {
    let paths = &server.profile.paths;
    let mut router = Router::new()
        .route("/sign-in", get(auth::show).post(auth::submit))
        .route(paths.token, post(auth::token))
        .route(paths.jwks, get(auth::jwks))
        .route(
            &format!("{}/.well-known/openid-configuration", paths.issuer.trim_end_matches('/')),
            get(auth::openid_configuration),
        );
    for path in paths.authorize {
        router = router.route(path, get(auth::authorize).post(auth::authorize_by_post));
    }
    for path in paths.userinfo {
        router = router.route(path, get(auth::userinfo).post(auth::userinfo));
    }
    if let Some(path) = paths.end_session {
        router = router.route(path, get(auth::signed_out));
    }
    if let Some(path) = paths.revocation {
        router = router.route(path, post(auth::revoke));
    }
    if server.profile.has(Quirk::SmartConfigurationElsewhere) {
        router = router.route(SMART_CONFIGURATION_ELSEWHERE, get(auth::smart_configuration_elsewhere));
    }
    for base in &paths.fhir {
        router = router.route(&format!("{base}/{{*path}}"), get(fhir::serve));
    }
    router
        .fallback(async || reply(StatusCode::NOT_FOUND, "text/plain", "There is nothing here.\n"))
        .layer(from_fn_with_state(Arc::clone(server), guard))
        .merge(control::router())
        .with_state(Arc::clone(server))
}

/// Counts requests, brings the faults about, and compresses answers.
async fn guard(State(server): State<Arc<Server>>, request: Request, next: Next) -> Reply {
    server.requests.fetch_add(1, Ordering::Relaxed);
    let faults = server.faults.current();
    if faults.delay_ms > 0 {
        tokio::time::sleep(Duration::from_millis(faults.delay_ms)).await;
    }
    if faults.down == Some(Down::Unavailable) {
        return reply(StatusCode::SERVICE_UNAVAILABLE, "text/plain", "Down for maintenance.\n");
    }
    let gzip = accepts_gzip(request.headers());
    let is_data = server.profile.paths.fhir.iter().any(|base| {
        let rest = request.uri().path().strip_prefix(base).and_then(|rest| rest.strip_prefix('/'));
        rest.is_some_and(|rest| rest.starts_with(char::is_uppercase))
    });
    let url = request.uri().to_string();
    let mishap = if is_data { server.faults.draw_mishap(&url) } else { None };
    let answer = next.run(request).await;
    tracing::debug!(payer = server.profile.payer.id(), status = answer.status().as_u16(), "answered");
    let mut answer = if server.profile.has(Quirk::ErrorsAsXml) { as_xml(answer) } else { answer };
    if server.profile.has(Quirk::NoDate) {
        // One that is left out is written by the HTTP library.
        answer.headers_mut().insert(header::DATE, HeaderValue::from_static(""));
    }
    let answer = if gzip { compressed(answer).await } else { answer };
    match mishap {
        Some(mishap) => spoil(answer, mishap).await,
        None => spoil_page(answer, &server.faults).await,
    }
}

/// An error answer without the JSON that was asked for.
fn as_xml(answer: Reply) -> Reply {
    let status = answer.status();
    if !status.is_client_error() && !status.is_server_error() {
        return answer;
    }
    let text = format!("<?xml version=\"1.0\"?><fault><code>{}</code></fault>", status.as_u16());
    reply(status, "text/xml", text)
}

fn accepts_gzip(headers: &HeaderMap) -> bool {
    let values = headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).any(|coding| {
        let mut parts = coding.split(';').map(str::trim);
        parts.next() == Some("gzip") && parts.next() != Some("q=0")
    })
}

/// Smaller bodies do not gain from compression.
const WORTH_COMPRESSING: usize = 1024;

async fn compressed(answer: Reply) -> Reply {
    let (mut parts, body) = answer.into_parts();
    let Ok(bytes) = axum::body::to_bytes(body, usize::MAX).await else {
        return reply(StatusCode::INTERNAL_SERVER_ERROR, "text/plain", "");
    };
    parts.headers.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    if bytes.len() < WORTH_COMPRESSING {
        return Reply::from_parts(parts, Body::from(bytes));
    }
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    match encoder.write_all(&bytes).and_then(|()| encoder.finish()) {
        Ok(smaller) => {
            parts.headers.remove(header::CONTENT_LENGTH);
            parts.headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
            Reply::from_parts(parts, Body::from(smaller))
        }
        Err(_) => Reply::from_parts(parts, Body::from(bytes)),
    }
}
