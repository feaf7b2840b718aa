//! The token endpoint (RFC 6749 sections 4.1.3 and 6) and the ID tokens that it issues (OpenID Connect Core 2).

use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use serde_json::{Map, Value, json};

use super::authorize::is_pkce_text;
use super::clients::{ClientRefusal, authenticate};
use super::grants::{Access, Grant, NotGranted};
use super::id_token;
use crate::faults::{Faults, TokenFault};
use crate::payer::{PatientContext, Pkce};
use crate::quirks::Quirk;
use crate::server::Server;
use crate::wire::{Parameters, Repeated, Reply, json_reply, lock, no_store, random_token, unix_now};

/// An error response (RFC 6749 section 5.2).
pub(super) struct TokenRefusal {
    error: &'static str,
    description: String,
}

impl TokenRefusal {
    pub(super) fn new(error: &'static str, description: impl Into<String>) -> Self {
        Self { error, description: description.into() }
    }
}

impl From<ClientRefusal> for TokenRefusal {
    fn from(refusal: ClientRefusal) -> Self {
        match refusal {
            ClientRefusal::InvalidRequest(why) => Self::new("invalid_request", why),
            ClientRefusal::InvalidClient(why) => Self::new("invalid_client", why),
        }
    }
}

impl From<NotGranted> for TokenRefusal {
    fn from(NotGranted(why): NotGranted) -> Self {
        Self::new("invalid_grant", why)
    }
}

impl From<Repeated> for TokenRefusal {
    fn from(Repeated(name): Repeated) -> Self {
        Self::new("invalid_request", format!("{name} was sent twice"))
    }
}

impl TokenRefusal {
    pub(super) fn reply(&self) -> Reply {
        let unauthenticated = self.error == "invalid_client";
        let status = if unauthenticated { StatusCode::UNAUTHORIZED } else { StatusCode::BAD_REQUEST };
        let body = json!({"error": self.error, "error_description": self.description});
        let mut reply = no_store(json_reply(status, &body));
        if unauthenticated {
            let challenge = HeaderValue::from_static("Basic realm=\"token\"");
            reply.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
        }
        reply
    }
}

/// The form of a `POST`, with the secrets in it noted.
pub(super) fn read_form(
    server: &Server,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<Parameters, TokenRefusal> {
    let is_form = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(';').next())
        .is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/x-www-form-urlencoded"));
    if !is_form {
        return Err(TokenRefusal::new(
            "invalid_request",
            "the body must be application/x-www-form-urlencoded",
        ));
    }
    let form = Parameters::parse(body);
    for name in ["code", "code_verifier", "refresh_token", "client_secret", "client_assertion", "token"] {
        if let Some(secret) = form.get(name) {
            server.ledger.note(secret);
        }
    }
    form.refuse_repeated(&[
        "grant_type",
        "code",
        "redirect_uri",
        "client_id",
        "client_secret",
        "code_verifier",
        "refresh_token",
        "scope",
    ])?;
    Ok(form)
}

/// `POST` of the token endpoint.
pub(crate) async fn token(State(server): State<Arc<Server>>, headers: HeaderMap, body: Bytes) -> Reply {
    let faults = server.faults.current();
    if faults.token == Some(TokenFault::Unavailable) {
        return json_reply(StatusCode::SERVICE_UNAVAILABLE, &json!({"error": "temporarily_unavailable"}));
    }
    if faults.token == Some(TokenFault::Redirects) {
        let mut sent_on = crate::wire::see_other(&server.url("/elsewhere"));
        *sent_on.status_mut() = StatusCode::TEMPORARY_REDIRECT;
        return sent_on;
    }
    // Long enough to be met by a second request with the same refresh token, if a client sends one.
    let token = Parameters::parse(&body).get("refresh_token").map(str::to_owned);
    let answer = match token {
        Some(_) if let Some(answer) = refusal_by_quirk(&server) => return answer,
        Some(token) => {
            let _here = server.refreshing.enter(token);
            tokio::time::sleep(Duration::from_millis(5)).await;
            answer(&server, &faults, &headers, &body)
        }
        None => answer(&server, &faults, &headers, &body),
    };
    if faults.token == Some(TokenFault::ResponseLost) {
        return crate::wire::reply(StatusCode::BAD_GATEWAY, "text/html", "<h1>502 Bad Gateway</h1>");
    }
    match answer {
        Ok(response) => no_store(spoil(faults.token, response)),
        Err(refusal) => refusal.reply(),
    }
}

/// In which words, and with which status, payers say that a refresh token is of no use any more.
const REFUSALS: [(u16, &str); 8] = [
    (400, r#"{"error":"invalid_grant"}"#),
    (400, r#"{"error":"invalid_request","error_description":"The refresh token is no longer active"}"#),
    (403, r#"{"message":"User data access grant expired"}"#),
    (400, r#"{"message":"Patient ID not found"}"#),
    (401, "Authentication Failed"),
    (403, r#"{"error":"access_denied"}"#),
    (401, r#"{"error":"invalid_token","error_description":"Token has been revoked"}"#),
    (400, r#"{"error":"unauthorized_client"}"#),
];

/// How a quirk answers every refresh.
fn refusal_by_quirk(server: &Server) -> Option<Reply> {
    let (status, body) = if server.profile.has(Quirk::GrantNotFound) {
        (404, r#"{"status_code":404,"message":"Data Access Grant was Not Found"}"#)
    } else if server.profile.has(Quirk::RefreshRefusedInWords) {
        REFUSALS[server.turn() % REFUSALS.len()]
    } else {
        return None;
    };
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST);
    Some(no_store(crate::wire::reply(status, "application/json", body)))
}

/// The answer as a fault has it.
fn spoil(fault: Option<TokenFault>, mut response: Map<String, Value>) -> Reply {
    match fault {
        Some(TokenFault::Html) => return crate::wire::reply(StatusCode::OK, "text/html", "<h1>Welcome</h1>"),
        Some(TokenFault::TooLarge) => {
            response.insert("padding".to_owned(), json!("x".repeat(1 << 20)));
        }
        Some(TokenFault::NoAccessToken) => {
            response.remove("access_token");
        }
        Some(TokenFault::OtherTokenType) => {
            response.insert("token_type".to_owned(), json!("mac"));
        }
        Some(TokenFault::NegativeExpiry) => {
            response.insert("expires_in".to_owned(), json!(-3600));
        }
        Some(TokenFault::NoScope) => {
            response.remove("scope");
        }
        _ => {}
    }
    json_reply(StatusCode::OK, &Value::Object(response))
}

fn answer(
    server: &Server,
    faults: &Faults,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<Map<String, Value>, TokenRefusal> {
    let form = read_form(server, headers, body)?;
    let client = authenticate(server, headers, &form)?;
    match form.get("grant_type") {
        Some("authorization_code") => {
            let (number, grant) = redeem(server, &form, &client.id)?;
            let scopes = grant.scopes.clone();
            Ok(respond(server, faults, number, &grant, &scopes, true))
        }
        Some("refresh_token") if server.profile.refreshes() => {
            let (number, grant, scopes) = refresh(server, &form, &client.id)?;
            Ok(respond(server, faults, number, &grant, &scopes, false))
        }
        Some(_) => Err(TokenRefusal::new("unsupported_grant_type", "this grant type is not supported")),
        None => Err(TokenRefusal::new("invalid_request", "grant_type is missing")),
    }
}

fn redeem(server: &Server, form: &Parameters, client_id: &str) -> Result<(u64, Grant), TokenRefusal> {
    let code = form.get("code").ok_or_else(|| TokenRefusal::new("invalid_request", "code is missing"))?;
    let mut grants = lock(&server.grants);
    let (number, grant, code) = grants.redeem(code, client_id)?;
    match form.get("redirect_uri") {
        Some(uri) if uri == code.redirect_uri => {}
        Some(_) => {
            return Err(TokenRefusal::new(
                "invalid_grant",
                "redirect_uri differs from the authorization request's",
            ));
        }
        None => return Err(TokenRefusal::new("invalid_request", "redirect_uri is missing")),
    }
    if server.profile.pkce != Pkce::Ignored {
        match (&code.challenge, form.get("code_verifier")) {
            (None, None) => {}
            (Some(challenge), Some(verifier)) if is_pkce_text(verifier) && challenge.is_met_by(verifier) => {}
            (Some(_), None) => return Err(TokenRefusal::new("invalid_grant", "code_verifier is missing")),
            (Some(_), Some(_)) => {
                return Err(TokenRefusal::new("invalid_grant", "code_verifier does not match the challenge"));
            }
            // RFC 9700 section 4.8.2: a stripped challenge must not go unnoticed.
            (None, Some(_)) => {
                return Err(TokenRefusal::new(
                    "invalid_grant",
                    "code_verifier came without a code_challenge before",
                ));
            }
        }
    }
    Ok((number, grant))
}

fn refresh(
    server: &Server,
    form: &Parameters,
    client_id: &str,
) -> Result<(u64, Grant, Vec<String>), TokenRefusal> {
    let token = form
        .get("refresh_token")
        .ok_or_else(|| TokenRefusal::new("invalid_request", "refresh_token is missing"))?;
    let mut grants = lock(&server.grants);
    if server.profile.has(Quirk::RefreshBeforeExpiry) && !grants.is_accessible(token) {
        return Err(TokenRefusal::new("invalid_client", "client authentication failed"));
    }
    let (number, grant) = grants.rotate(token, client_id)?;
    let Some(scope) = form.get("scope") else {
        let scopes = grant.scopes.clone();
        return Ok((number, grant, scopes));
    };
    let scopes: Vec<String> = scope.split_ascii_whitespace().map(str::to_owned).collect();
    if scopes.iter().any(|scope| !grant.scopes.contains(scope)) {
        grants.keep(token);
        return Err(TokenRefusal::new("invalid_scope", "a scope was not granted at sign-in"));
    }
    Ok((number, grant, scopes))
}

/// Issues tokens for `grant`, and puts the response together as the payer does.
fn respond(
    server: &Server,
    faults: &Faults,
    number: u64,
    grant: &Grant,
    scopes: &[String],
    signed_in: bool,
) -> Map<String, Value> {
    let form = &server.profile.token_form;
    let life = faults.access_token_life.unwrap_or(form.life);
    let access_token = if form.jwt { access_jwt(server, grant, scopes, life) } else { random_token() };
    let has = |scope: &str| scopes.iter().any(|granted| granted == scope);
    let mut response = Map::new();
    for member in form.members {
        let value = match *member {
            "access_token" => Some(json!(access_token)),
            "token_type" => Some(json!(form.token_type)),
            "expires_in" if server.profile.has(Quirk::FloatExpiry) => {
                response.insert("access_grant_expiration".to_owned(), json!("2027-12-26 03:20:00Z"));
                Some(json!(life.as_secs_f64() + 0.523_842))
            }
            "expires_in" => Some(json!(life.as_secs())),
            "scope" if form.scope_only_if_different && grant.as_requested => None,
            "scope" => Some(json!(scope_text(server, scopes))),
            "refresh_token" if server.profile.has(Quirk::NoRefreshToken) => None,
            "refresh_token" if has("offline_access") || server.profile.has(Quirk::RefreshTokenUnasked) => {
                let token = lock(&server.grants).issue_refresh(number);
                server.ledger.note(&token);
                Some(json!(token))
            }
            "id_token" if has("openid") && id_token::is_due(faults.id_token, signed_in) => {
                Some(json!(id_token::issue(server, faults.id_token, grant, &access_token, signed_in)))
            }
            "patient" => match server.profile.patient_context {
                PatientContext::TokenMember => Some(json!(grant.patient)),
                PatientContext::PrefixedTokenMember => Some(json!(format!("Patient/{}", grant.patient))),
                PatientContext::TokenMemberAtRefresh if !signed_in => Some(json!(grant.patient)),
                PatientContext::TokenMemberForLaunch if has("launch/patient") => Some(json!(grant.patient)),
                _ => None,
            },
            _ => None,
        };
        if let Some(value) = value {
            response.insert((*member).to_owned(), value);
        }
    }
    server.ledger.note(&access_token);
    server.ledger.note(&grant.patient);
    let access = Access { login: grant.login, patient: grant.patient.clone(), scopes: scopes.to_vec() };
    lock(&server.grants).admit(access_token, number, access, life);
    response
}

fn scope_text(server: &Server, scopes: &[String]) -> String {
    if server.profile.has(Quirk::ScopesMixedCase) {
        return scopes.join(" ").replace("openid", "openID").replace("fhirUser", "FHIRUser");
    }
    if !server.profile.token_form.scope_in_own_order {
        return scopes.join(" ");
    }
    let own = server.profile.scopes.iter().filter(|scope| scopes.contains(scope));
    own.map(String::as_str).collect::<Vec<_>>().join(" ")
}

fn access_jwt(server: &Server, grant: &Grant, scopes: &[String], life: Duration) -> String {
    let now = unix_now();
    let mut claims = json!({
        "jti": random_token(),
        "iss": server.issuer(),
        "sub": server.subject(grant.login),
        "aud": server.fhir_base,
        "client_id": grant.client_id,
        "scope": scope_text(server, scopes),
        "iat": now,
        "exp": now.saturating_add_unsigned(life.as_secs()),
    });
    if server.profile.patient_context == PatientContext::AccessTokenClaim {
        claims["patient"] = json!(grant.patient);
    }
    server.key.sign(&claims)
}
