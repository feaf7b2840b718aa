//! The token endpoint: exchange of the code, refresh, revocation.
//!
//! The oauth2 crate makes the requests (client authentication, form encoding, verifier); the answer is read leniently,
//! because payers send `expires_in` as text or with a fraction, and judged strictly.

use std::fmt;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use oauth2::basic::{
    BasicErrorResponse, BasicRevocationErrorResponse, BasicTokenIntrospectionResponse, BasicTokenType,
};
use oauth2::http::HeaderValue;
use oauth2::{
    AsyncHttpClient, AuthType, AuthorizationCode, Client, ClientId, EndpointNotSet, EndpointSet, HttpRequest,
    HttpResponse, PkceCodeVerifier, RedirectUrl, RequestTokenError, Scope, StandardRevocableToken,
    TokenResponse, TokenUrl,
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use url::Url;
use zeroize::Zeroize as _;

use crate::auth::client_auth::ClientAuth;
use crate::auth::refusal::ends_access;
use crate::auth::{LaunchContext, PendingSignIn};
use crate::config::ClientAuthMethod;
use crate::error::{HttpError, OAuthRefusal, SessionError, SignInError};
use crate::http::Http;
use crate::ports::ClientSigner;
use crate::secret::{AccessToken, PatientId, RefreshToken, Secret};

/// What the token endpoint granted.
#[derive(Serialize, Deserialize)]
pub struct TokenGrant {
    /// The access token.
    pub access_token: AccessToken,
    /// How long it lives; `None` where the server does not say.
    pub expires_in: Option<Duration>,
    /// The refresh token, if there is one.
    pub refresh_token: Option<RefreshToken>,
    /// The raw ID token, not yet believed.
    pub id_token: Option<Secret<String>>,
    /// Scopes that were granted; `None` means those that were asked for (RFC 6749 section 5.1).
    pub scopes: Option<Vec<String>>,
    /// Launch context: the patient (SMART App Launch).
    pub patient: Option<PatientId>,
    /// The rest of the launch context.
    pub context: LaunchContext,
    /// The server's clock when it answered.
    pub server_time: Option<SystemTime>,
}

/// A token response as it comes (RFC 6749 section 5.1 and SMART's launch context beside it).
#[derive(Serialize, Deserialize)]
struct TokenAnswer {
    access_token: oauth2::AccessToken,
    token_type: BasicTokenType,
    #[serde(default)]
    expires_in: Value,
    #[serde(default)]
    refresh_token: Option<oauth2::RefreshToken>,
    #[serde(default)]
    scope: Option<String>,
    #[serde(default)]
    id_token: Option<String>,
    #[serde(default)]
    patient: Value,
    #[serde(flatten)]
    others: Map<String, Value>,
}

impl fmt::Debug for TokenAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenAnswer { .. }")
    }
}

impl TokenResponse for TokenAnswer {
    type TokenType = BasicTokenType;

    fn access_token(&self) -> &oauth2::AccessToken {
        &self.access_token
    }

    fn token_type(&self) -> &BasicTokenType {
        &self.token_type
    }

    fn expires_in(&self) -> Option<Duration> {
        lenient_seconds(&self.expires_in)
    }

    fn refresh_token(&self) -> Option<&oauth2::RefreshToken> {
        self.refresh_token.as_ref()
    }

    fn scopes(&self) -> Option<&Vec<Scope>> {
        None
    }
}

type SmartClient = Client<
    BasicErrorResponse,
    TokenAnswer,
    BasicTokenIntrospectionResponse,
    StandardRevocableToken,
    BasicRevocationErrorResponse,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointSet,
>;

fn client(who: &ClientAuth<'_>) -> Result<SmartClient, SignInError> {
    let token_url = TokenUrl::new(who.token_endpoint.to_string()).map_err(|_| unusable())?;
    let client = Client::new(ClientId::new(who.registration.client_id.clone())).set_token_uri(token_url);
    Ok(match (&who.registration.client_secret, who.method) {
        (Some(secret), ClientAuthMethod::ClientSecretBasic | ClientAuthMethod::ClientSecretPost) => {
            let auth_type = if who.method == ClientAuthMethod::ClientSecretBasic {
                AuthType::BasicAuth
            } else {
                AuthType::RequestBody
            };
            // Leaves its wrapper for the token request. The crate's own Basic header is not used: see `Transport::basic`.
            let secret = if who.method == ClientAuthMethod::ClientSecretBasic { "" } else { secret.expose() };
            client.set_client_secret(oauth2::ClientSecret::new(secret.to_owned())).set_auth_type(auth_type)
        }
        _ => client.set_auth_type(AuthType::RequestBody),
    })
}

/// Exchanges the authorization code for tokens (RFC 6749 section 4.1.3). The request is sent once.
pub async fn exchange_code(
    http: &Http,
    pending: &PendingSignIn,
    signer: Option<&Arc<dyn ClientSigner>>,
    code: &Secret<String>,
    now: SystemTime,
) -> Result<TokenGrant, SignInError> {
    let who = ClientAuth {
        registration: &pending.client,
        method: pending.method,
        basic_encoding: pending.preset.basic_encoding,
        token_endpoint: &pending.server.token_endpoint.value,
        signer,
    };
    let assertion = who.assertion(http, now).await.map_err(SignInError::Store)?;
    let redirect = RedirectUrl::new(pending.redirect.uri().to_owned()).map_err(|_| unusable())?;
    let client = client(&who)?.set_redirect_uri(redirect);
    // Code and verifier leave their wrappers for the token request.
    let mut request = client.exchange_code(AuthorizationCode::new(code.expose().clone()));
    if let Some(verifier) = &pending.verifier {
        request = request.set_pkce_verifier(PkceCodeVerifier::new(verifier.expose().clone()));
    }
    for (name, value) in &assertion {
        request = request.add_extra_param(*name, value.expose().clone());
    }
    let transport = Transport::new(http, &who);
    let answer = request.request_async(&transport).await;
    transport.grant(answer)
}

/// Uses a refresh token (RFC 6749 section 6). The request is sent once: a rotating refresh token is spent by it.
pub async fn refresh(
    http: &Http,
    who: &ClientAuth<'_>,
    refresh_token: &RefreshToken,
    now: SystemTime,
) -> Result<TokenGrant, SessionError> {
    let unusable = |rule| SessionError::TokenResponse { rule };
    let assertion = who.assertion(http, now).await?;
    let client = client(who).map_err(|_| unusable("its endpoint is not a URL"))?;
    // Leaves its wrapper for the token request.
    let token = oauth2::RefreshToken::new(refresh_token.expose().clone());
    let mut request = client.exchange_refresh_token(&token);
    for (name, value) in &assertion {
        request = request.add_extra_param(*name, value.expose().clone());
    }
    let transport = Transport::new(http, who);
    let answer = request.request_async(&transport).await;
    let refusal = transport.refusal();
    match (transport.grant(answer), refusal) {
        (Ok(grant), _) => Ok(grant),
        (Err(_), Some(refusal)) if refusal.is_terminal => Err(SessionError::Ended),
        (Err(SignInError::Http(error)), _) => Err(SessionError::Http(error)),
        (Err(_), Some(refusal)) => {
            let host = crate::http::host(who.token_endpoint);
            Err(SessionError::Http(HttpError::Status { host, status: refusal.status, retry_after: None }))
        }
        (Err(SignInError::TokenResponse { rule }), None) => Err(unusable(rule)),
        (Err(_), None) => Err(unusable("it must be JSON with access_token and token_type")),
    }
}

/// A kind of token, as RFC 7009 section 2.1 names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    /// `access_token`.
    Access,
    /// `refresh_token`.
    Refresh,
}

impl TokenKind {
    fn as_str(self) -> &'static str {
        match self {
            Self::Access => "access_token",
            Self::Refresh => "refresh_token",
        }
    }
}

/// Revokes a token (RFC 7009). `true` where the server took it back.
pub async fn revoke(
    http: &Http,
    who: &ClientAuth<'_>,
    revocation_endpoint: &Url,
    kind: TokenKind,
    token: &Secret<String>,
    now: SystemTime,
) -> bool {
    let Ok(assertion) = who.assertion(http, now).await else { return false };
    // By our own form: the oauth2 crate revokes at https endpoints only, and a sandbox on this machine has none. The token
    // leaves its wrapper for the request.
    let parameters = [("token", token.expose().as_str()), ("token_type_hint", kind.as_str())];
    let Some(request) = who.form(revocation_endpoint, &assertion, &parameters) else { return false };
    http.exchange(request).await.is_ok_and(|(answer, _)| answer.status().is_success())
}

/// Carries one request of the oauth2 crate over the wallet's HTTP client and remembers what the crate would drop.
struct Transport {
    http: Http,
    /// In place of the crate's own, which is always form-encoded.
    basic: Option<HeaderValue>,
    seen: Mutex<Seen>,
    /// The answer, read here so that its text can be wiped: the crate would leave it in freed memory.
    answer: Mutex<Option<TokenAnswer>>,
}

/// What the crate reads in place of a good answer.
const READ: &[u8] = br#"{"access_token":"-","token_type":"bearer"}"#;

#[derive(Clone, Copy, Default)]
struct Seen {
    server_time: Option<SystemTime>,
    refusal: Option<Refusal>,
}

/// An error answer, as far as it matters to a refresh.
#[derive(Clone, Copy)]
struct Refusal {
    status: u16,
    is_terminal: bool,
}

impl<'c> AsyncHttpClient<'c> for Transport {
    type Error = HttpError;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, HttpError>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.send(request))
    }
}

impl Transport {
    fn new(http: &Http, who: &ClientAuth<'_>) -> Self {
        Self { http: http.clone(), basic: who.basic(), seen: Mutex::default(), answer: Mutex::default() }
    }

    async fn send(&self, mut request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let host = request.uri().host().unwrap_or_default().to_owned();
        if let Some(basic) = &self.basic {
            request.headers_mut().insert("authorization", basic.clone());
        }
        let (mut answer, date) = self.http.exchange(request).await?;
        let status = answer.status().as_u16();
        let refusal =
            (status >= 400).then(|| Refusal { status, is_terminal: ends_access(status, answer.body()) });
        *self.seen() = Seen { server_time: date, refusal };
        let is_json = || serde_json::from_slice::<Value>(answer.body()).is_ok();
        // An error page is no OAuth answer. A refusal in JSON is, whatever its status.
        if status == 429 || status >= 500 || (status >= 400 && !is_json()) {
            return Err(HttpError::Status { host, status, retry_after: None });
        }
        if status == 200
            && let Ok(read) = serde_json::from_slice(answer.body())
        {
            *self.answer.lock().unwrap_or_else(PoisonError::into_inner) = Some(read);
            answer.body_mut().zeroize();
            *answer.body_mut() = READ.to_vec();
        }
        Ok(answer)
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn refusal(&self) -> Option<Refusal> {
        self.seen().refusal
    }

    fn grant(
        self,
        answer: Result<TokenAnswer, RequestTokenError<HttpError, BasicErrorResponse>>,
    ) -> Result<TokenGrant, SignInError> {
        let answer = answer.map_err(|error| match error {
            RequestTokenError::ServerResponse(refusal) => {
                SignInError::Refused(OAuthRefusal::from_code(refusal.error().as_ref()))
            }
            // RFC 6749 section 5.2 keeps 401 for clients that are not authenticated.
            RequestTokenError::Request(HttpError::Status { status: 401, .. }) => {
                SignInError::Refused(OAuthRefusal::UnknownClient)
            }
            RequestTokenError::Request(error) => SignInError::Http(error),
            RequestTokenError::Parse(..) | RequestTokenError::Other(_) => SignInError::TokenResponse {
                rule: "it must be JSON with access_token and token_type (RFC 6749 section 5.1)",
            },
        })?;
        let read = self.answer.lock().unwrap_or_else(PoisonError::into_inner).take();
        let answer = read.unwrap_or(answer);
        if !answer.token_type.as_ref().eq_ignore_ascii_case("bearer") {
            return Err(SignInError::TokenResponse { rule: "its token_type must be Bearer" });
        }
        if answer.access_token.secret().is_empty() {
            return Err(SignInError::TokenResponse { rule: "its access_token is empty" });
        }
        let text = |value: &Value| match value {
            Value::String(text) if !text.is_empty() => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        };
        let patient = text(&answer.patient)
            .map(|id| Secret::new(id.strip_prefix("Patient/").unwrap_or(&id).to_owned()));
        Ok(TokenGrant {
            expires_in: answer.expires_in(),
            access_token: Secret::new(answer.access_token.into_secret()),
            refresh_token: answer.refresh_token.map(|token| Secret::new(token.into_secret())),
            id_token: answer.id_token.map(Secret::new),
            scopes: answer.scope.map(|scope| scope.split_whitespace().map(str::to_owned).collect()),
            patient,
            context: LaunchContext::read(&answer.others),
            server_time: self.seen().server_time,
        })
    }
}

/// `expires_in` as a number, a number with a fraction, or either as text. Negative and absurd values count as unsaid.
fn lenient_seconds(value: &Value) -> Option<Duration> {
    let text = match value {
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.trim().to_owned(),
        _ => return None,
    };
    let whole = text.split('.').next()?;
    whole.parse::<u32>().ok().map(|seconds| Duration::from_secs(seconds.into()))
}

fn unusable() -> SignInError {
    SignInError::TokenResponse { rule: "its endpoint is not a URL" }
}

/// A token response as the crate's own reader and this room's judgement take it.
#[cfg(fuzzing)]
pub(crate) fn fuzz_token_response(status: u16, body: &[u8]) {
    let _ = ends_access(status, body);
    if let Ok(answer) = serde_json::from_slice::<TokenAnswer>(body) {
        let _ = lenient_seconds(&answer.expires_in);
        let _ = LaunchContext::read(&answer.others);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn expires_in_is_read_in_every_form_that_payers_send() {
        for (value, seconds) in [
            (json!(3600), Some(3600)),
            (json!("86399"), Some(86399)),
            (serde_json::from_str("16768.523842").unwrap(), Some(16768)),
            (json!("30.5"), Some(30)),
            (json!(-1), None),
            (json!("soon"), None),
            (json!(null), None),
            (serde_json::from_str("1e400").unwrap(), None),
        ] {
            assert_eq!(lenient_seconds(&value), seconds.map(Duration::from_secs), "{value}");
        }
    }
}
