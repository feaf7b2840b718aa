//! `POST /{payer}/token`: a sealed code and its verifier, or a sealed refresh token, become the payer's token response.

use std::sync::Arc;

use axum::extract::rejection::StringRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use billfold::auth::Answer;
use billfold::error::{IdTokenError, SignInError};
use billfold::secret::{Secret, constant_time_eq};
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};

use crate::answer::{Refusal, cleaned, error_code};
use crate::broker::Broker;
use crate::parameters::Parameters;
use crate::payer::Payer;
use crate::seal::{Opened, Place, Purpose};
use crate::sealed::{Code, RefreshToken, unix};

/// A token response of RFC 6749 section 5.1, whose other members are handed on as they are.
struct Tokens {
    members: Map<String, Value>,
    answer: Answer,
}

pub(crate) async fn token(
    State(broker): State<Arc<Broker>>,
    Path(payer): Path<String>,
    headers: HeaderMap,
    body: Result<String, StringRejection>,
) -> Response {
    let answered = async {
        let form = read_form(&headers, body)?;
        let (payer, app) = broker.payer_and_app(&payer, &form)?;
        match form.get("grant_type") {
            Some("authorization_code") => redeem(&broker, payer, app, &form).await,
            Some("refresh_token") => refresh(&broker, payer, app, &form).await,
            Some(_) => Err(Refusal::new(
                StatusCode::BAD_REQUEST,
                "unsupported_grant_type",
                "only authorization_code and refresh_token are supported",
            )),
            None => Err(Refusal::invalid_request("grant_type is missing")),
        }
    };
    match answered.await {
        Ok(members) => axum::Json(members).into_response(),
        Err(refusal) => refusal.into_response(),
    }
}

/// The form of a token or revocation request.
pub(crate) fn read_form(
    headers: &HeaderMap,
    body: Result<String, StringRejection>,
) -> Result<Parameters, Refusal> {
    let body = Secret::new(body.map_err(|rejection| {
        let refusal = Refusal::invalid_request("the body is too large, or not a form in UTF-8");
        Refusal { status: rejection.status(), ..refusal }
    })?);
    let is_form =
        headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).is_some_and(|value| {
            value.trim_start().to_ascii_lowercase().starts_with("application/x-www-form-urlencoded")
        });
    if !is_form {
        return Err(Refusal::invalid_request("the body must be application/x-www-form-urlencoded"));
    }
    Parameters::parse(body.expose()).map_err(|_| Refusal::invalid_request("a parameter came twice"))
}

async fn redeem(
    broker: &Broker,
    payer: &Payer,
    app: &str,
    form: &Parameters,
) -> Result<Map<String, Value>, Refusal> {
    let text = form.get("code").ok_or(Refusal::invalid_request("code is missing"))?;
    let verifier = form.get("code_verifier").ok_or(Refusal::invalid_request("code_verifier is missing"))?;
    let place = Place { purpose: Purpose::Code, payer: payer.id(), app };
    let code: Opened<Code> = broker.sealer.open(place, text).ok_or(Refusal::invalid_grant())?;
    let code = code.value;
    let in_time = unix(broker.clock.now()) <= code.ends;
    let same_redirect = form.get("redirect_uri") == Some(code.redirect_uri.as_str());
    // All of it before the payer is asked: a code that is refused here is still unspent there.
    if !in_time || !same_redirect || !proves(verifier, &code.proof.challenge) {
        return Err(Refusal::invalid_grant());
    }
    let (tokens, subject) = payer.in_time("code", exchange(payer, &code)).await?;
    tokens.for_app(broker, place, subject, None)
}

/// The payer's tokens for a code, once their ID token is believed, and who signed in.
async fn exchange(payer: &Payer, code: &Code) -> Result<(Tokens, Option<Secret<String>>), Refusal> {
    let server = payer.server().await?;
    let question = payer.client.exchange_code(&server, &code.of_payer, code.proof.verifier.as_ref());
    let tokens = Tokens::read(payer, payer.ask("code", question).await?)?;
    let Some(nonce) = &code.proof.nonce else { return Ok((tokens, None)) };
    let (access_token, id_token) = (tokens.access_token(), tokens.text("id_token"));
    let date = tokens.answer.date;
    let checked = payer.client.check_id_token(&server, nonce, id_token, access_token, date).await;
    let claims = checked.map_err(|error| distrust(payer, &error))?;
    Ok((tokens, claims.and_then(|claims| claims.subject)))
}

async fn refresh(
    broker: &Broker,
    payer: &Payer,
    app: &str,
    form: &Parameters,
) -> Result<Map<String, Value>, Refusal> {
    let text = form.get("refresh_token").ok_or(Refusal::invalid_request("refresh_token is missing"))?;
    let place = Place { purpose: Purpose::RefreshToken, payer: payer.id(), app };
    let opened: Opened<RefreshToken> = broker.sealer.open(place, text).ok_or(Refusal::invalid_grant())?;
    let tokens = payer.in_time("refresh", renew(payer, &opened.value, form.get("scope"))).await?;
    // One that was sealed with an older key is sealed anew, so that the older key can be retired.
    let old = opened.outdated.then_some(opened.value.of_payer);
    tokens.for_app(broker, place, opened.value.subject, old)
}

/// The payer's tokens for a refresh token, once an ID token that comes with them is believed.
async fn renew(payer: &Payer, token: &RefreshToken, scope: Option<&str>) -> Result<Tokens, Refusal> {
    let server = payer.server().await?;
    let question = payer.client.refresh(&server, &token.of_payer, scope);
    let tokens = Tokens::read(payer, payer.ask("refresh", question).await?)?;
    if let (Some(subject), Some(id_token)) = (&token.subject, tokens.text("id_token")) {
        let (access_token, date) = (tokens.access_token(), tokens.answer.date);
        let client = &payer.client;
        let checked = client.check_refreshed_id_token(&server, subject, id_token, access_token, date).await;
        checked.map_err(|error| distrust(payer, &error.into()))?;
    }
    Ok(tokens)
}

/// Whether the verifier is that of the challenge (RFC 7636 section 4.6).
fn proves(verifier: &str, challenge: &str) -> bool {
    let unreserved = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~');
    (43..=128).contains(&verifier.len())
        && verifier.bytes().all(unreserved)
        && constant_time_eq(&URL_SAFE_NO_PAD.encode(Sha256::digest(verifier)), challenge)
}

/// An ID token that is not believed: none of the tokens that came with it is handed on (RFC 9700 section 4.5.3.2).
fn distrust(payer: &Payer, error: &SignInError) -> Refusal {
    tracing::warn!(payer = payer.id(), %error, "an ID token was refused");
    match error {
        // The code is another sign-in's, or the token another person's.
        SignInError::IdToken(IdTokenError::Nonce | IdTokenError::Subject) => Refusal::invalid_grant(),
        SignInError::Http(error) => Refusal::payer(error),
        _ => Refusal::payer_nonsense("the payer's ID token was refused"),
    }
}

impl Tokens {
    /// The payer's answer, if it is a token response. An OAuth error is handed on as the error that it is, except the one
    /// that is about this broker and not about the app: no member is signed out because an operator mistyped a secret.
    fn read(payer: &Payer, answer: Answer) -> Result<Self, Refusal> {
        let members: Option<Map<String, Value>> = serde_json::from_slice(answer.body.expose()).ok();
        if let Ok(status) = StatusCode::from_u16(answer.status)
            && status.is_client_error()
        {
            let text = |name: &str| members.as_ref()?.get(name)?.as_str();
            return Err(match text("error") {
                Some("invalid_client" | "unauthorized_client") => {
                    tracing::error!(
                        payer = payer.id(),
                        "the payer refuses this broker's client: check id and secret"
                    );
                    Refusal::payer_nonsense("the payer refuses the broker's client")
                }
                Some(error) => Refusal {
                    status,
                    error: error_code(error).into(),
                    description: cleaned(text("error_description").unwrap_or_default(), 256).into(),
                    retry_after: answer.retry_after,
                },
                None => Refusal::payer_nonsense("the payer answered with an error that is none of OAuth's"),
            });
        }
        match members {
            Some(members) if answer.status == 200 && is_text(members.get("access_token")) => {
                Ok(Self { members, answer })
            }
            _ => Err(Refusal::payer_nonsense("the payer's answer is not a token response")),
        }
    }

    fn text(&self, name: &str) -> Option<&str> {
        self.members.get(name)?.as_str()
    }

    fn access_token(&self) -> &str {
        self.text("access_token").unwrap_or_default()
    }

    /// The response as the app gets it: the refresh token sealed, the rest untouched. `old` is sealed where the payer sent
    /// no new one.
    fn for_app(
        mut self,
        broker: &Broker,
        place: Place<'_>,
        subject: Option<Secret<String>>,
        old: Option<Secret<String>>,
    ) -> Result<Map<String, Value>, Refusal> {
        let new = self.members.remove("refresh_token").and_then(|token| match token {
            Value::String(token) if !token.is_empty() => Some(Secret::new(token)),
            _ => None,
        });
        if let Some(of_payer) = new.or(old) {
            let place = Place { purpose: Purpose::RefreshToken, ..place };
            let sealed = broker.sealer.seal(place, &RefreshToken { of_payer, subject });
            // Leaves its wrapper for the app.
            let sealed = sealed.ok_or_else(Refusal::own_fault)?.expose().clone();
            self.members.insert("refresh_token".to_owned(), Value::String(sealed));
        }
        Ok(self.members)
    }
}

fn is_text(value: Option<&Value>) -> bool {
    value.and_then(Value::as_str).is_some_and(|text| !text.is_empty())
}
