//! `GET /callback/{payer}`: the payer sends its answer, and the app gets it, the code sealed.

use std::sync::Arc;

use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use billfold::secret::Secret;

use crate::answer::{Refusal, cleaned, error_code, page, redirect, with_parameters};
use crate::broker::Broker;
use crate::parameters::Parameters;
use crate::payer::Payer;
use crate::seal::{Place, Purpose};
use crate::sealed::{CODE_LIFE, Code, SignIn, unix};

/// Longest code of a payer that is carried on, in bytes.
const LONGEST_CODE: usize = 4096;

pub(crate) async fn callback(
    State(broker): State<Arc<Broker>>,
    Path(payer): Path<String>,
    RawQuery(query): RawQuery,
) -> Response {
    let stop = |what| page(StatusCode::BAD_REQUEST, what);
    let Some(payer) = broker.payer(&payer) else {
        return page(StatusCode::NOT_FOUND, "This broker does not know that health plan.");
    };
    let Ok(parameters) = Parameters::parse(&query.unwrap_or_default()) else {
        return stop("The health plan's answer says something twice.");
    };
    let place = Place { purpose: Purpose::State, payer: payer.id(), app: "" };
    let sign_in = parameters.get("state").and_then(|state| broker.sealer.open::<SignIn>(place, state));
    let Some(sign_in) = sign_in.map(|opened| opened.value) else {
        return stop("This answer belongs to no sign-in that began here.");
    };
    // As registered now, not as it was when the sign-in began.
    if !broker.apps.may_return_to(&sign_in.app, payer.id(), &sign_in.redirect_uri) {
        return stop("The app, or the address at which it waits, is not registered any more.");
    }
    let issuer = broker.issuer(payer.id());
    let mut answer = vec![("state", sign_in.state.expose().as_str()), ("iss", issuer.as_str())];
    match to_app(&broker, payer, &sign_in, &parameters).await {
        Ok(code) => {
            // Leaves its wrapper for the app.
            answer.push(("code", code.expose()));
            redirect(&with_parameters(&sign_in.redirect_uri, &answer))
        }
        Err(refusal) => {
            answer.push(("error", &refusal.error));
            if !refusal.description.is_empty() {
                answer.push(("error_description", &refusal.description));
            }
            redirect(&with_parameters(&sign_in.redirect_uri, &answer))
        }
    }
}

/// The payer's answer in the order of a wallet's own gate: time, `iss`, only then `error`, only then `code`.
async fn to_app(
    broker: &Broker,
    payer: &Payer,
    sign_in: &SignIn,
    parameters: &Parameters,
) -> Result<Secret<String>, Refusal> {
    let now = broker.clock.now();
    if unix(now) > sign_in.ends {
        return Err(Refusal::new(StatusCode::BAD_REQUEST, "access_denied", "the sign-in took too long"));
    }
    let server = payer.server().await?;
    let expected = server.issuer.as_ref().map(|issuer| issuer.value.as_str());
    let wrong = match (parameters.get("iss"), expected) {
        (Some(told), Some(expected)) => told != expected,
        (Some(_), None) => false,
        (None, _) => server.iss_in_callback,
    };
    if wrong {
        return Err(Refusal::payer_nonsense("the answer names another authorization server (RFC 9207)"));
    }
    if let Some(error) = parameters.get("error") {
        let description = parameters.get("error_description").unwrap_or_default();
        return Err(Refusal {
            status: StatusCode::BAD_REQUEST,
            error: error_code(error).into(),
            description: cleaned(description, 256).into(),
            retry_after: None,
        });
    }
    let code = parameters.get("code").filter(|code| code.len() <= LONGEST_CODE);
    let code = code.ok_or_else(|| Refusal::payer_nonsense("the payer's answer has no usable code"))?;
    let code = Code {
        of_payer: Secret::from(code),
        redirect_uri: sign_in.redirect_uri.clone(),
        proof: sign_in.proof.clone(),
        ends: unix(now + CODE_LIFE),
    };
    let place = Place { purpose: Purpose::Code, payer: payer.id(), app: &sign_in.app };
    broker.sealer.seal(place, &code).ok_or_else(Refusal::own_fault)
}
