//! The ID tokens that a payer issues (OpenID Connect Core section 2), in order and out of it.

use ring::hmac;
use serde_json::{Value, json};

use super::grants::Grant;
use super::keys::SigningKey;
use crate::faults::IdTokenFault;
use crate::payer::PatientContext;
use crate::server::Server;
use crate::wire::{base64url, random_token, sha256, unix_now};

/// How long an ID token may be used.
const LIFE: i64 = 300;

/// Whether a grant brings an ID token now.
pub(super) fn is_due(fault: Option<IdTokenFault>, signed_in: bool) -> bool {
    match fault {
        Some(IdTokenFault::Missing) => false,
        Some(IdTokenFault::AtRefresh | IdTokenFault::OtherSubjectAtRefresh) => true,
        _ => signed_in,
    }
}

pub(super) fn issue(
    server: &Server,
    fault: Option<IdTokenFault>,
    grant: &Grant,
    access_token: &str,
    signed_in: bool,
) -> String {
    let claims = claims(server, fault, grant, access_token, signed_in);
    let key = if fault == Some(IdTokenFault::RotatedKey) { &server.next_key } else { &server.key };
    let token = match fault {
        Some(IdTokenFault::Unsigned) => format!("{}.", unsigned("none", key, &claims)),
        Some(IdTokenFault::HmacWithPublicKey) => {
            let secret = hmac::Key::new(hmac::HMAC_SHA256, key.jwks().to_string().as_bytes());
            let signed = unsigned("HS256", key, &claims);
            format!("{signed}.{}", base64url(hmac::sign(&secret, signed.as_bytes()).as_ref()))
        }
        Some(IdTokenFault::WrongKeyId) => key.sign_as(Some("nobody's"), &claims),
        Some(IdTokenFault::NoKeyId) => key.sign_as(None, &claims),
        Some(IdTokenFault::BadSignature) => {
            let mut token = key.sign(&claims);
            let start = token.rfind('.').map_or(0, |dot| dot + 1);
            let other = if token[start..].starts_with('A') { "B" } else { "A" };
            token.replace_range(start..=start, other);
            token
        }
        _ => key.sign(&claims),
    };
    server.ledger.note(&token);
    token
}

fn unsigned(algorithm: &str, key: &SigningKey, claims: &Value) -> String {
    let kid = &key.jwks()["keys"][0]["kid"];
    let header = json!({"alg": algorithm, "kid": kid, "typ": "JWT"});
    format!("{}.{}", base64url(header.to_string().as_bytes()), base64url(claims.to_string().as_bytes()))
}

fn claims(
    server: &Server,
    fault: Option<IdTokenFault>,
    grant: &Grant,
    access_token: &str,
    signed_in: bool,
) -> Value {
    let now = unix_now();
    let half = &sha256(access_token.as_bytes())[..16];
    let mut claims = json!({
        "iss": server.issuer(),
        "sub": server.subject(grant.login),
        "aud": grant.client_id,
        "iat": now,
        "exp": now + LIFE,
        "at_hash": base64url(half),
    });
    if let Some(nonce) = grant.nonce.as_ref().filter(|_| signed_in) {
        claims["nonce"] = json!(nonce);
    }
    if server.profile.fhir_user_claim && grant.scopes.iter().any(|scope| scope == "fhirUser") {
        let user = server.logins.get(grant.login).map(|login| login.fhir_user.as_str()).unwrap_or_default();
        claims["fhirUser"] = match fault {
            Some(IdTokenFault::RelativeUser) => json!(user),
            Some(IdTokenFault::ForeignUser) => json!(format!("https://fhir.other.example/{user}")),
            _ => json!(format!("{}/{user}", server.fhir_base)),
        };
    }
    if server.profile.patient_context == PatientContext::IdTokenClaim {
        claims["patient"] = json!(grant.patient);
    }
    match fault {
        Some(IdTokenFault::WrongNonce) => claims["nonce"] = json!(random_token()),
        Some(IdTokenFault::WrongIssuer) => claims["iss"] = json!("https://issuer.example"),
        Some(IdTokenFault::WrongAudience) => claims["aud"] = json!("another-client"),
        Some(IdTokenFault::WrongAuthorizedParty) => {
            claims["aud"] = json!([grant.client_id, "another-client"]);
            claims["azp"] = json!("another-client");
        }
        Some(IdTokenFault::AudienceArray) => claims["aud"] = json!([grant.client_id]),
        Some(IdTokenFault::Expired) => {
            claims["iat"] = json!(now - 3600 - LIFE);
            claims["exp"] = json!(now - 3600);
        }
        Some(IdTokenFault::FromTheFuture) => {
            claims["iat"] = json!(now + 3600);
            claims["exp"] = json!(now + 3600 + LIFE);
        }
        Some(IdTokenFault::WrongAccessTokenHash) => {
            claims["at_hash"] = json!(base64url(&sha256(b"another token")[..16]));
        }
        Some(IdTokenFault::OtherSubjectAtRefresh) if !signed_in => claims["sub"] = json!("somebody-else"),
        _ => {}
    }
    claims
}
