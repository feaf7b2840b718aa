//! The member's way through the pages, from the authorization request to the answer.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, header};

use super::authorize::{AuthorizationRequest, back, refuse};
use super::grants::Grant;
use super::pages;
use crate::data::Login;
use crate::quirks::Quirk;
use crate::server::Server;
use crate::wire::{Parameters, Reply, lock, random_token, see_other};

/// Path of the pages.
pub(crate) const PATH: &str = "/sign-in";

/// A sign-in that takes longer is forgotten.
const LIFE: Duration = Duration::from_mins(10);

/// So many wrong passwords end the sign-in.
const ATTEMPTS: u32 = 3;

/// The page at which a sign-in is.
#[derive(Clone)]
pub(super) enum Step {
    Disclaimer,
    Login,
    /// The user name opens several members' records: numbers of the logins.
    Member(Vec<usize>),
    /// Self or personal representative, for the login of this number.
    Relation(usize),
    Consent(usize),
}

/// A sign-in on its way.
#[derive(Clone)]
pub(super) struct SignIn {
    pub(super) request: AuthorizationRequest,
    pub(super) step: Step,
    /// The cookie of the browser in which it began; no other may go on with it.
    browser: String,
    failures: u32,
    began: Instant,
}

/// The sign-ins that are on their way at a payer, by their random names.
#[derive(Default)]
pub(crate) struct SignIns(HashMap<String, SignIn>);

/// Begins a sign-in, and sends the browser to its first page.
pub(super) fn begin(server: &Server, headers: &HeaderMap, request: AuthorizationRequest) -> Reply {
    let known = cookie(server, headers);
    let browser = known.clone().unwrap_or_else(random_token);
    let step = if server.profile.pages.disclaimer { Step::Disclaimer } else { Step::Login };
    let flow = random_token();
    let sign_in = SignIn { request, step, browser: browser.clone(), failures: 0, began: Instant::now() };
    let mut sign_ins = lock(&server.sign_ins);
    sign_ins.0.retain(|_, sign_in| sign_in.began.elapsed() < LIFE);
    sign_ins.0.insert(flow.clone(), sign_in);
    drop(sign_ins);
    let mut reply = see_other(&format!("{PATH}?flow={flow}"));
    if known.is_none() {
        let cookie = format!("{}={browser}; Path={PATH}; HttpOnly; SameSite=Lax", cookie_name(server));
        if let Ok(cookie) = HeaderValue::from_str(&cookie) {
            reply.headers_mut().insert(header::SET_COOKIE, cookie);
        }
    }
    reply
}

/// Browsers share cookies between the ports of a host, so each payer has a name of its own.
fn cookie_name(server: &Server) -> String {
    format!("sign-in-{}", server.profile.payer.id())
}

fn cookie(server: &Server, headers: &HeaderMap) -> Option<String> {
    let name = cookie_name(server);
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, value)| *key == name && !value.is_empty())
        .map(|(_, value)| value.to_owned())
}

/// The sign-in named `flow`, if it began in this browser.
fn find(server: &Server, headers: &HeaderMap, flow: Option<&str>) -> Option<(String, SignIn)> {
    let browser = cookie(server, headers)?;
    let flow = flow?;
    let sign_in = lock(&server.sign_ins).0.get(flow)?.clone();
    (sign_in.browser == browser && sign_in.began.elapsed() < LIFE).then(|| (flow.to_owned(), sign_in))
}

const LOST: &str = "This sign-in is not open any more. Please go back to the application and begin again.";

/// Shows the page at which a sign-in is.
pub(crate) async fn show(
    State(server): State<Arc<Server>>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Reply {
    let query = Parameters::parse(query.unwrap_or_default().as_bytes());
    match find(&server, &headers, query.get("flow")) {
        Some((flow, sign_in)) => pages::step(&server, &flow, &sign_in, None),
        None => pages::error(&server, LOST),
    }
}

/// Takes in what the member entered.
pub(crate) async fn submit(State(server): State<Arc<Server>>, headers: HeaderMap, body: Bytes) -> Reply {
    let form = Parameters::parse(&body);
    let Some((flow, mut sign_in)) = find(&server, &headers, form.get("flow")) else {
        return pages::error(&server, LOST);
    };
    if form.get("decision") == Some("deny") {
        return end(&server, &flow, &sign_in, "access_denied", "the member did not agree");
    }
    match advance(&server, &mut sign_in, &form) {
        Turn::On(step) => {
            sign_in.step = step;
            lock(&server.sign_ins).0.insert(flow.clone(), sign_in);
            see_other(&format!("{PATH}?flow={flow}"))
        }
        Turn::Again(message) => {
            lock(&server.sign_ins).0.insert(flow.clone(), sign_in.clone());
            pages::step(&server, &flow, &sign_in, Some(message))
        }
        Turn::Locked => end(&server, &flow, &sign_in, "login_required", "too many wrong passwords"),
        Turn::Granted(login) => grant(&server, &flow, sign_in, login),
    }
}

enum Turn {
    On(Step),
    Again(&'static str),
    Locked,
    Granted(usize),
}

fn advance(server: &Server, sign_in: &mut SignIn, form: &Parameters) -> Turn {
    match &sign_in.step {
        Step::Disclaimer => Turn::On(Step::Login),
        Step::Login => {
            let opened = logins(server, form);
            match opened.as_slice() {
                [] => {
                    sign_in.failures += 1;
                    if sign_in.failures >= ATTEMPTS {
                        Turn::Locked
                    } else {
                        Turn::Again("The user name or the password is not right. Please try again.")
                    }
                }
                [login] => Turn::On(after_login(server, *login)),
                _ => Turn::On(Step::Member(opened)),
            }
        }
        Step::Member(logins) => {
            let chosen = logins.iter().find(|number| {
                server.logins.get(**number).is_some_and(|login| form.get("member") == Some(&login.patient))
            });
            match chosen {
                Some(login) => Turn::On(after_login(server, *login)),
                None => Turn::Again("Please choose whose records to share."),
            }
        }
        Step::Relation(login) => match relation(form) {
            Ok(()) => Turn::On(Step::Consent(*login)),
            Err(message) => Turn::Again(message),
        },
        Step::Consent(login) if form.get("decision") == Some("allow") => Turn::Granted(*login),
        Step::Consent(_) => Turn::Again("Please choose."),
    }
}

/// The logins that this user name and password open.
fn logins(server: &Server, form: &Parameters) -> Vec<usize> {
    let username = form.get("username").unwrap_or_default().trim();
    let password = form.get("password").unwrap_or_default();
    server.ledger.note(password);
    let opens = |login: &Login| login.username.eq_ignore_ascii_case(username) && login.password == password;
    server.logins.iter().enumerate().filter(|(_, login)| opens(login)).map(|(number, _)| number).collect()
}

fn after_login(server: &Server, login: usize) -> Step {
    if server.profile.pages.asks_relation { Step::Relation(login) } else { Step::Consent(login) }
}

/// The reasons for which somebody may represent a member: form value and text.
pub(super) const REASONS: [(&str, &str); 4] = [
    ("parent", "Parent or guardian of a minor"),
    ("attorney", "Active healthcare power of attorney"),
    ("guardian", "Court ordered guardianship"),
    ("other", "Other"),
];

fn relation(form: &Parameters) -> Result<(), &'static str> {
    match form.get("relation") {
        Some("self") => return Ok(()),
        Some("representative") => {}
        _ => return Err("Please choose Self or Personal Representative."),
    }
    let reason = form.get("reason").unwrap_or_default();
    if !REASONS.iter().any(|(value, _)| *value == reason) {
        return Err("Please choose the reason for which you represent the member.");
    }
    if form.get("representative_name").unwrap_or_default().trim().is_empty() {
        return Err("Please enter your full name.");
    }
    if reason == "other" && form.get("relationship").unwrap_or_default().trim().is_empty() {
        return Err("Please enter your relationship to the member.");
    }
    Ok(())
}

/// Ends a sign-in without a grant.
fn end(server: &Server, flow: &str, sign_in: &SignIn, error: &str, description: &str) -> Reply {
    lock(&server.sign_ins).0.remove(flow);
    let request = &sign_in.request;
    refuse(server, &request.redirect_uri, request.state.as_deref(), error, Some(description))
}

/// Ends a sign-in with an authorization code.
fn grant(server: &Server, flow: &str, sign_in: SignIn, number: usize) -> Reply {
    let request = sign_in.request;
    // Only the first of two concurrent submissions gets a code.
    if lock(&server.sign_ins).0.remove(flow).is_none() {
        return pages::error(server, LOST);
    }
    if server.profile.has(Quirk::NotEligible) {
        let state = request.state.as_deref();
        return refuse(
            server,
            &request.redirect_uri,
            state,
            "access_denied",
            Some("Member eligibility failed"),
        );
    }
    let Some(login) = server.logins.get(number) else { return pages::error(server, LOST) };
    let grant = Grant {
        client_id: request.client_id,
        login: number,
        patient: login.patient.clone(),
        scopes: request.scopes,
        as_requested: request.all_scopes,
        nonce: request.nonce,
    };
    let redirect_uri = request.redirect_uri;
    let life = server.profile.code_life;
    let code = lock(&server.grants).issue_code(grant, redirect_uri.clone(), request.challenge, life);
    server.ledger.note(&code);
    back(server, &redirect_uri, &[("code", &code)], request.state.as_deref())
}
