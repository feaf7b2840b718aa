//! Client assertions: `private_key_jwt` (RFC 7523 section 3, SMART App Launch 2.2 section 5.1).

use ring::signature::{ECDSA_P384_SHA384_FIXED, UnparsedPublicKey};
use serde_json::Value;

use crate::server::Server;
use crate::wire::{from_base64url, lock, unix_now};

/// Longest life of an assertion, in seconds.
const LONGEST_LIFE: i64 = 300;

/// The public half of a client's key: ECDSA on P-384.
#[derive(Debug, Clone)]
pub struct ClientKey {
    /// `kid`.
    pub kid: String,
    /// The uncompressed point.
    pub point: Vec<u8>,
}

/// Whether `assertion` proves that `client_id` sent it to this server, now and for the first time.
pub(super) fn proves(server: &Server, key: &ClientKey, client_id: &str, assertion: &str) -> bool {
    read(server, key, client_id, assertion).is_some_and(|jti| lock(&server.assertions).insert(jti))
}

fn read(server: &Server, key: &ClientKey, client_id: &str, assertion: &str) -> Option<String> {
    let (signed, signature) = assertion.rsplit_once('.')?;
    let (header, claims) = signed.split_once('.')?;
    let part = |text: &str| serde_json::from_slice::<Value>(&from_base64url(text)?).ok();
    let (header, claims) = (part(header)?, part(claims)?);
    if header["alg"] != "ES384" || header["kid"] != key.kid.as_str() {
        return None;
    }
    UnparsedPublicKey::new(&ECDSA_P384_SHA384_FIXED, &key.point)
        .verify(signed.as_bytes(), &from_base64url(signature)?)
        .ok()?;
    let now = unix_now();
    let expires = claims["exp"].as_i64()?;
    let names_client = claims["iss"] == client_id && claims["sub"] == client_id;
    let for_us = claims["aud"] == server.url(server.profile.paths.token).as_str();
    let timely = expires > now && expires <= now + LONGEST_LIFE;
    (names_client && for_us && timely).then(|| claims["jti"].as_str().map(str::to_owned))?
}
