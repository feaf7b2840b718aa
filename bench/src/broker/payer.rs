//! A payer that costs next to nothing: its code is the nonce that the ID token must carry, so it needs no memory either.
//! It signs with ES256, which costs it less than RSA, and the broker more.

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use axum::extract::State;
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use billfold::payer::{Preset, builtin};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use serde_json::{Value, json};
use url::Url;

use crate::Outcome;

/// The broker's client id there.
pub const CLIENT: &str = "bench";
/// Its secret.
pub const SECRET: &str = "bench-secret";

struct Payer {
    origin: String,
    key: EcdsaKeyPair,
    random: SystemRandom,
}

/// Serves it on a free port, and prints its address.
pub async fn serve() -> Outcome<()> {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let origin = format!("http://{}", listener.local_addr()?);
    let random = SystemRandom::new();
    let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random);
    let document = document.map_err(|_| "no key could be made")?;
    let key = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, document.as_ref(), &random);
    let key = key.map_err(|_| "the key cannot be read")?;
    println!("{origin}");
    let app = Router::new()
        .route("/fhir/.well-known/smart-configuration", get(configuration))
        .route("/.well-known/openid-configuration", get(configuration))
        .route("/jwks", get(jwks))
        .route("/token", post(token))
        .with_state(Arc::new(Payer { origin, key, random }));
    Ok(axum::serve(listener, app).await?)
}

/// Blue Cross Minnesota's preset, at this payer.
pub fn preset(origin: &str) -> Outcome<Preset> {
    let preset = builtin().into_iter().find(|preset| preset.id == "bcbsmn").ok_or("no preset bcbsmn")?;
    Ok(preset.at_origin(&Url::parse(origin)?)?)
}

async fn configuration(State(payer): State<Arc<Payer>>) -> Json<Value> {
    let at = |path: &str| format!("{}{path}", payer.origin);
    Json(json!({
        "issuer": payer.origin,
        "authorization_endpoint": at("/authorize"),
        "token_endpoint": at("/token"),
        "jwks_uri": at("/jwks"),
        "token_endpoint_auth_methods_supported": ["client_secret_basic"],
    }))
}

async fn jwks(State(payer): State<Arc<Payer>>) -> Json<Value> {
    let (x, y) = payer.key.public_key().as_ref()[1..].split_at(32);
    let part = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
    Json(json!({"keys": [{"kty": "EC", "crv": "P-256", "use": "sig", "x": part(x), "y": part(y)}]}))
}

async fn token(State(payer): State<Arc<Payer>>, body: String) -> Json<Value> {
    let nonce = form_urlencoded::parse(body.as_bytes()).find(|(name, _)| name == "code");
    let nonce = nonce.map(|(_, value)| value.into_owned()).unwrap_or_default();
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let claims = json!({
        "iss": payer.origin, "sub": "member", "aud": CLIENT, "nonce": nonce, "iat": now, "exp": now + 600,
    });
    let signed = format!("{}.{}", part(&json!({"alg": "ES256"})), part(&claims));
    let signature = payer.key.sign(&payer.random, signed.as_bytes());
    let signature = signature.map(|signature| URL_SAFE_NO_PAD.encode(signature)).unwrap_or_default();
    Json(json!({
        // Of the length of a JWT, as payers send them.
        "access_token": "a".repeat(900),
        "token_type": "Bearer",
        "expires_in": 3600,
        "scope": "openid profile fhirUser launch/patient patient/*.read offline_access",
        "refresh_token": "r".repeat(64),
        "id_token": format!("{signed}.{signature}"),
        "patient": "1",
    }))
}
