//! The authorization endpoint (RFC 6749 section 4.1.1, SMART App Launch, RFC 7636).

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;

use super::clients::Client;
use super::grants::Challenge;
use super::{pages, sign_in};
use crate::payer::{Audience, Pkce, Profile};
use crate::quirks::{OTHER_AUDIENCE, Quirk};
use crate::server::Server;
use crate::wire::{Parameters, Repeated, Reply, see_other};

/// An authorization request that is in order.
#[derive(Clone)]
pub(crate) struct AuthorizationRequest {
    pub(crate) client_id: String,
    pub(crate) redirect_uri: String,
    pub(crate) state: Option<String>,
    pub(crate) nonce: Option<String>,
    /// The scopes that can be granted, in the order of the request.
    pub(crate) scopes: Vec<String>,
    /// Whether those are all that were asked for.
    pub(crate) all_scopes: bool,
    pub(crate) challenge: Option<Challenge>,
}

/// Why a request whose client and redirect are known is refused (RFC 6749 section 4.1.2.1).
struct Refusal {
    error: &'static str,
    description: String,
}

impl Refusal {
    fn new(error: &'static str, description: impl Into<String>) -> Self {
        Self { error, description: description.into() }
    }
}

const SINGLE: &[&str] = &[
    "response_type",
    "client_id",
    "redirect_uri",
    "scope",
    "state",
    "aud",
    "nonce",
    "code_challenge",
    "code_challenge_method",
    "prompt",
];

/// `GET` of the authorization endpoint.
pub(crate) async fn authorize(
    State(server): State<Arc<Server>>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Reply {
    begin(&server, &headers, query.unwrap_or_default().as_bytes())
}

/// `POST` of the authorization endpoint, which OpenID Connect asks for.
pub(crate) async fn authorize_by_post(
    State(server): State<Arc<Server>>,
    headers: HeaderMap,
    body: axum::body::Bytes,
) -> Reply {
    begin(&server, &headers, &body)
}

fn begin(server: &Server, headers: &HeaderMap, parameters: &[u8]) -> Reply {
    let parameters = Parameters::parse(parameters);
    for name in ["state", "nonce", "code_challenge"] {
        if let Some(value) = parameters.get(name) {
            server.ledger.note(value);
        }
    }
    // Without a known client and redirect there is nowhere to send an error to.
    if let Err(Repeated(name)) = parameters.refuse_repeated(&["client_id", "redirect_uri"]) {
        return pages::error(server, &format!("The parameter {name} was sent twice."));
    }
    let Some(client) = parameters.get("client_id").and_then(|id| server.client(id)) else {
        return pages::error(server, "The application that sent you here is not registered with us.");
    };
    let Some(redirect_uri) = parameters.get("redirect_uri").filter(|uri| client.owns_redirect(uri)) else {
        return pages::error(server, "The application asked to return to an address that is not registered.");
    };
    match check(server, client, redirect_uri, &parameters) {
        Ok(request) => sign_in::begin(server, headers, request),
        Err(refusal) => {
            let state = parameters.get("state");
            let description = Some(refusal.description.as_str());
            refuse(server, redirect_uri, state, refusal.error, description)
        }
    }
}

fn check(
    server: &Server,
    client: &Client,
    redirect_uri: &str,
    parameters: &Parameters,
) -> Result<AuthorizationRequest, Refusal> {
    let profile = &server.profile;
    parameters
        .refuse_repeated(SINGLE)
        .map_err(|Repeated(name)| Refusal::new("invalid_request", format!("{name} was sent twice")))?;
    match parameters.get("response_type") {
        Some("code") => {}
        Some(_) => return Err(Refusal::new("unsupported_response_type", "only code is supported")),
        None => return Err(Refusal::new("invalid_request", "response_type is missing")),
    }
    if profile.has(Quirk::AudienceOther) {
        if parameters.get("aud") != Some(OTHER_AUDIENCE) {
            return Err(Refusal::new("invalid_request", "aud is not ours"));
        }
    } else {
        check_audience(profile, parameters.get("aud"), &server.fhir_base)?;
    }
    let challenge = challenge(profile.pkce, client, parameters)?;
    let asked: Vec<&str> = parameters.get("scope").unwrap_or_default().split_ascii_whitespace().collect();
    check_scopes(profile, &asked)?;
    let mut scopes: Vec<String> = Vec::new();
    for scope in &asked {
        if profile.scopes.iter().any(|known| known == scope) && !scopes.iter().any(|seen| seen == scope) {
            scopes.push((*scope).to_owned());
        }
    }
    if profile.has(Quirk::ScopeByDefault) {
        scopes.retain(|scope| !scope.starts_with("patient/"));
        scopes.push("user/*.read".to_owned());
    }
    if profile.has(Quirk::ConsentForOffline) && parameters.get("prompt") != Some("consent") {
        scopes.retain(|scope| scope != "offline_access");
    }
    if scopes.is_empty() {
        return Err(Refusal::new("invalid_scope", "none of the scopes can be granted"));
    }
    if parameters.get("prompt") == Some("none") {
        return Err(Refusal::new("login_required", "there is no session to sign in with"));
    }
    Ok(AuthorizationRequest {
        client_id: client.id.clone(),
        redirect_uri: redirect_uri.to_owned(),
        state: parameters.get("state").map(str::to_owned),
        nonce: parameters.get("nonce").map(str::to_owned),
        all_scopes: scopes.iter().eq(asked.iter()),
        scopes,
        challenge,
    })
}

/// Scopes that a quirk demands or refuses.
fn check_scopes(profile: &Profile, asked: &[&str]) -> Result<(), Refusal> {
    if profile.has(Quirk::NoWildcards) && asked.iter().any(|scope| scope.contains('*')) {
        return Err(Refusal::new("invalid_scope", "wildcards are not supported"));
    }
    if profile.has(Quirk::ScopeExtra) && !asked.contains(&"sandbox") {
        return Err(Refusal::new("invalid_scope", "the scope sandbox is missing"));
    }
    Ok(())
}

fn check_audience(profile: &Profile, aud: Option<&str>, fhir_base: &str) -> Result<(), Refusal> {
    match (profile.audience, aud) {
        (Audience::Ignored, _) | (Audience::CheckedWhenSent, None) => Ok(()),
        (Audience::Required, None) => Err(Refusal::new("invalid_request", "aud is missing")),
        (_, Some(aud)) if aud.trim_end_matches('/') == fhir_base => Ok(()),
        (_, Some(_)) => Err(Refusal::new("invalid_request", "aud is not the URL of the FHIR server")),
    }
}

fn challenge(rule: Pkce, client: &Client, parameters: &Parameters) -> Result<Option<Challenge>, Refusal> {
    let invalid = |description: &str| Err(Refusal::new("invalid_request", description));
    let sent = parameters.get("code_challenge");
    if rule == Pkce::Ignored {
        return Ok(None);
    }
    let Some(value) = sent else {
        let needed = rule == Pkce::Always || (rule == Pkce::ForPublicClients && client.secret.is_none());
        if needed {
            return invalid("code_challenge is missing");
        }
        if parameters.get("code_challenge_method").is_some() {
            return invalid("code_challenge_method came without code_challenge");
        }
        return Ok(None);
    };
    if rule == Pkce::Rejected {
        return invalid("unknown parameter: code_challenge");
    }
    if !is_pkce_text(value) {
        return invalid("code_challenge must be 43 to 128 unreserved characters");
    }
    match parameters.get("code_challenge_method") {
        Some("S256") => Ok(Some(Challenge { value: value.to_owned(), s256: true })),
        // RFC 7636 section 4.3: plain is meant if nothing is said.
        None | Some("plain") if rule == Pkce::ForPublicClients => {
            Ok(Some(Challenge { value: value.to_owned(), s256: false }))
        }
        _ => invalid("transform algorithm not supported"),
    }
}

/// The form of a challenge and of a verifier (RFC 7636 sections 4.1 and 4.2).
pub(super) fn is_pkce_text(text: &str) -> bool {
    (43..=128).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte))
}

/// Sends the browser back to the client with an error.
pub(super) fn refuse(
    server: &Server,
    redirect_uri: &str,
    state: Option<&str>,
    error: &str,
    description: Option<&str>,
) -> Reply {
    let mut answer = vec![("error", error)];
    answer.extend(description.map(|text| ("error_description", text)));
    back(server, redirect_uri, &answer, state)
}

/// Sends the browser back to the client.
pub(super) fn back(
    server: &Server,
    redirect_uri: &str,
    answer: &[(&str, &str)],
    state: Option<&str>,
) -> Reply {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(answer);
    if let Some(state) = state {
        query.append_pair("state", state);
    }
    if server.profile.issuer_in_response {
        query.append_pair("iss", &server.issuer());
    }
    let separator = if redirect_uri.contains('?') { '&' } else { '?' };
    see_other(&format!("{redirect_uri}{separator}{}", query.finish()))
}
