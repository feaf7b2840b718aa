//! `GET /{payer}/authorize`: the app's authorization request becomes the broker's own at the payer.

use std::sync::Arc;

use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use billfold::error::{ConfigError, SignInError};
use billfold::payer::Aud;
use billfold::secret::{Secret, random_text};

use crate::answer::{Refusal, page, redirect, with_parameters};
use crate::broker::Broker;
use crate::parameters::Parameters;
use crate::payer::Payer;
use crate::seal::{Place, Purpose};
use crate::sealed::{Proof, STATE_LIFE, SignIn, unix};

/// Longest `state`, nonce and scope of an app, in bytes: the payer must carry them.
const LONGEST: usize = 1024;

pub(crate) async fn authorize(
    State(broker): State<Arc<Broker>>,
    Path(payer): Path<String>,
    RawQuery(query): RawQuery,
) -> Response {
    let Some(payer) = broker.payer(&payer) else {
        return page(StatusCode::NOT_FOUND, "This broker does not know that health plan.");
    };
    let Ok(parameters) = Parameters::parse(&query.unwrap_or_default()) else {
        return page(StatusCode::BAD_REQUEST, "The app's request says something twice.");
    };
    // Until both are known to belong together nobody is redirected anywhere (RFC 6749 section 4.1.2.1).
    let (Some(app), Some(redirect_uri)) = (parameters.get("client_id"), parameters.get("redirect_uri"))
    else {
        return page(StatusCode::BAD_REQUEST, "The app did not say who it is and where it waits.");
    };
    if !broker.apps.may_return_to(app, payer.id(), redirect_uri) {
        return page(
            StatusCode::BAD_REQUEST,
            "The app, or the address at which it waits, is not registered.",
        );
    }
    match to_payer(&broker, payer, app, redirect_uri, &parameters).await {
        Ok(url) => redirect(&url),
        Err(refusal) => {
            let issuer = broker.issuer(payer.id());
            let mut answer = vec![
                ("error", refusal.error.as_ref()),
                ("error_description", refusal.description.as_ref()),
                ("iss", issuer.as_str()),
            ];
            answer.extend(parameters.get("state").map(|state| ("state", state)));
            redirect(&with_parameters(redirect_uri, &answer))
        }
    }
}

async fn to_payer(
    broker: &Broker,
    payer: &Payer,
    app: &str,
    redirect_uri: &str,
    parameters: &Parameters,
) -> Result<String, Refusal> {
    let refuse = |error, description| Refusal::new(StatusCode::BAD_REQUEST, error, description);
    match parameters.get("response_type") {
        Some("code") => {}
        Some(_) => return Err(refuse("unsupported_response_type", "only code is supported")),
        None => return Err(Refusal::invalid_request("response_type is missing")),
    }
    if parameters.get("response_mode").is_some_and(|mode| mode != "query") {
        return Err(Refusal::invalid_request("only the response_mode query is supported"));
    }
    if parameters.get("request").is_some() || parameters.get("request_uri").is_some() {
        return Err(refuse("request_not_supported", "request objects are not supported"));
    }
    let challenge = parameters.get("code_challenge").filter(|challenge| is_s256(challenge));
    let Some(challenge) = challenge.filter(|_| parameters.get("code_challenge_method") == Some("S256"))
    else {
        return Err(Refusal::invalid_request("PKCE with S256 is required (RFC 7636)"));
    };
    let Some(state) = parameters.get("state") else {
        return Err(Refusal::invalid_request("state is required (SMART App Launch)"));
    };
    let (nonce, scope) = (parameters.get("nonce"), parameters.get("scope"));
    if [Some(state), nonce, scope].into_iter().flatten().any(|value| value.len() > LONGEST) {
        return Err(Refusal::invalid_request("state, nonce and scope are of 1024 bytes at most"));
    }
    let server = payer.server().await?;
    let preset = payer.client.preset();
    let same = |aud: &str| aud.trim_end_matches('/') == server.fhir_base.as_str().trim_end_matches('/');
    if preset.aud == Aud::FhirBase && parameters.get("aud").is_some_and(|aud| !same(aud)) {
        return Err(Refusal::invalid_request("aud is not the FHIR server of this payer"));
    }
    let scopes: Vec<String> = match scope {
        Some(scope) => scope.split_ascii_whitespace().map(str::to_owned).collect(),
        None => preset.scopes.clone(),
    };
    let proof = Proof {
        challenge: challenge.to_owned(),
        verifier: payer.client.sends_challenge().then(random_text),
        // The app's own part lets the app check the ID token. The broker's part keeps whoever has seen an app's nonce from
        // beginning another sign-in with it, and redeeming the code of the first.
        nonce: scopes.iter().any(|scope| scope == "openid").then(|| {
            let own = random_text();
            Secret::new(format!("{}.{}", nonce.unwrap_or_default(), own.expose()))
        }),
    };
    let sign_in = SignIn {
        app: app.to_owned(),
        redirect_uri: redirect_uri.to_owned(),
        state: Secret::from(state),
        proof,
        ends: unix(broker.clock.now() + STATE_LIFE),
    };
    let place = Place { purpose: Purpose::State, payer: payer.id(), app: "" };
    let sealed = broker.sealer.seal(place, &sign_in).ok_or_else(Refusal::own_fault)?;
    let proof = &sign_in.proof;
    let url = payer
        .client
        .authorization_url(&server, &scopes, &sealed, proof.nonce.as_ref(), proof.verifier.as_ref())
        .map_err(|error| match error {
            SignInError::Config(ConfigError::OpenIdNeeded { .. }) => {
                refuse("invalid_scope", "this payer confirms no PKCE, so the scope openid is needed")
            }
            _ => Refusal::payer_nonsense("the payer's own documents do not tell how to sign in"),
        })?;
    Ok(url.into())
}

/// Whether a text can be an S256 challenge: 32 bytes in base64url (RFC 7636 section 4.2).
fn is_s256(text: &str) -> bool {
    text.len() == 43 && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}
