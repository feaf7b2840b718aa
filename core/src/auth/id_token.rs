//! ID tokens: signature by the payer's key set, then every claim that binds a client.
//!
//! OpenID Connect Core 1.0 section 3.1.3.7, RFC 7515 (JWS), RFC 7517 (JWK), RFC 8725 (best practices). The algorithms
//! are those of ring; `none` and HMAC do not exist here.

use std::time::{Duration, SystemTime};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::digest::{SHA256, SHA384, SHA512, digest};
use ring::signature::{
    self, ECDSA_P256_SHA256_FIXED, ECDSA_P384_SHA384_FIXED, RSA_PKCS1_2048_8192_SHA256,
    RSA_PKCS1_2048_8192_SHA384, RSA_PKCS1_2048_8192_SHA512, RsaParameters, RsaPublicKeyComponents,
    UnparsedPublicKey,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use url::Url;

use crate::auth::{KeySets, PkceProtection};
use crate::discovery::IdTokens;
use crate::error::{IdTokenError, SignInError};
use crate::http::Http;
use crate::payer::{IdTokenPolicy, Preset};
use crate::secret::{PatientId, Secret, constant_time_eq};

/// How far the payer's clock may be from the time that is compared, after correction by its own `Date`.
const LEEWAY: Duration = Duration::from_mins(1);

/// Claims of a token that help to find the patient.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct IdTokenClaims {
    /// `sub`: who signed in, in the issuer's own terms.
    pub subject: Option<Secret<String>>,
    /// `fhirUser`: who signed in, as a reference; not necessarily the patient.
    pub fhir_user: Option<Secret<String>>,
    /// `patient`, which some servers put here.
    pub patient: Option<PatientId>,
}

impl IdTokenClaims {
    /// With `fhirUser` as a reference on the payer's FHIR server. One that leads to another host is refused: it could
    /// name anybody.
    pub(crate) fn on(mut self, fhir_base: &Url) -> Result<Self, IdTokenError> {
        let Some(user) = self.fhir_user.take() else { return Ok(self) };
        let reference = match Url::parse(user.expose()) {
            Ok(url) if url.host_str() == fhir_base.host_str() => {
                let segments: Vec<&str> = url.path_segments().into_iter().flatten().collect();
                segments[segments.len().saturating_sub(2)..].join("/")
            }
            Ok(_) => return Err(IdTokenError::ForeignUser),
            Err(_) => user.expose().clone(),
        };
        self.fhir_user = Some(Secret::new(reference));
        Ok(self)
    }
}

/// What an ID token must say to be believed.
pub(crate) struct Expected<'a> {
    /// The issuer that discovery found.
    pub issuer: &'a str,
    /// The client that it must be for.
    pub client_id: &'a str,
    /// The nonce of the authorization request; `None` at a refresh, whose token need not repeat it.
    pub nonce: Option<ExpectedNonce<'a>>,
    /// The access token that came with it.
    pub access_token: &'a str,
    /// The payer's time.
    pub now: PayerTime,
}

/// What time it is at the payer.
#[derive(Clone, Copy)]
pub(crate) enum PayerTime {
    /// This, as the `Date` of its answer tells.
    Told(SystemTime),
    /// This by the device's clock, which may be set to anything: the answer told none.
    Untold(SystemTime),
}

impl PayerTime {
    /// By the `Date` of an answer, if it had one.
    pub(crate) fn of(date: Option<SystemTime>, device: SystemTime) -> Self {
        date.map_or(Self::Untold(device), Self::Told)
    }

    /// The time to judge a token by that came just now from the token endpoint itself. It is the payer's newest: where
    /// nothing else tells the payer's time, what it says of its own making does. An old one in its place is known by
    /// its nonce, and at a refresh it would have to be the payer that sends it.
    fn since_1970(self, issued: Option<Duration>) -> Duration {
        let (Self::Told(clock) | Self::Untold(clock)) = self;
        match (self, issued) {
            (Self::Untold(_), Some(issued)) => issued,
            _ => clock.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default(),
        }
    }
}

/// What the nonce must be.
#[derive(Clone, Copy)]
pub(crate) enum ExpectedNonce<'a> {
    /// This, letter by letter.
    Is(&'a str),
    /// This, a dot, and whatever the broker between app and payer has put behind it.
    BeginsWith(&'a str),
}

impl ExpectedNonce<'_> {
    fn is_met_by(self, nonce: &str) -> bool {
        match self {
            Self::Is(expected) => constant_time_eq(expected, nonce),
            Self::BeginsWith(expected) => {
                nonce.split_once('.').is_some_and(|(own, _)| constant_time_eq(expected, own))
            }
        }
    }
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: Option<String>,
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    aud: Audience,
    azp: Option<String>,
    exp: Value,
    iat: Option<Value>,
    nonce: Option<String>,
    at_hash: Option<String>,
    #[serde(rename = "fhirUser")]
    fhir_user: Option<String>,
    patient: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Many(Vec<String>),
}

#[derive(Deserialize)]
struct KeySet {
    keys: Vec<Value>,
}

/// A JSON Web Key (RFC 7517), as far as signatures are concerned.
#[derive(Deserialize)]
struct Key {
    kty: String,
    kid: Option<String>,
    #[serde(rename = "use")]
    usage: Option<String>,
    alg: Option<String>,
    crv: Option<String>,
    n: Option<String>,
    e: Option<String>,
    x: Option<String>,
    y: Option<String>,
}

/// Checks the token against the payer's key set. One that names a key that is not there may have been signed with a key
/// that is new: the set is asked for once more.
async fn verify(
    http: &Http,
    keys: &KeySets,
    jwks_uri: &Url,
    token: &str,
    expected: &Expected<'_>,
) -> Result<IdTokenClaims, SignInError> {
    if let Some(known) = keys.known(jwks_uri) {
        match verify_with_keys(&known, token, expected) {
            Err(IdTokenError::NoKey) => {}
            judged => return Ok(judged?),
        }
    }
    let fetched = keys.fetch(http, jwks_uri).await?;
    Ok(verify_with_keys(&fetched, token, expected)?)
}

/// What a sign-in knows of the ID token that has to come.
pub(crate) struct Judgement<'a> {
    /// The payer.
    pub preset: &'a Preset,
    /// What PKCE is worth there.
    pub pkce: PkceProtection,
    /// Who signs it, and for whom.
    pub id_tokens: Option<&'a IdTokens>,
    /// What its nonce must be.
    pub nonce: ExpectedNonce<'a>,
    /// The payer's time.
    pub now: PayerTime,
}

/// The claims of the ID token of a sign-in once it is believed. `None` where the payer sent none and need not, or where
/// nothing rests on it and no key can be found.
pub(crate) async fn judge(
    http: &Http,
    keys: &KeySets,
    sign_in: &Judgement<'_>,
    id_token: Option<&str>,
    access_token: &str,
) -> Result<Option<IdTokenClaims>, SignInError> {
    // Where PKCE is not confirmed, an ID token that the payer issues is the defence that is left.
    let required = sign_in.preset.id_token == IdTokenPolicy::Required
        || (sign_in.pkce.needs_fallback() && id_token.is_some());
    let Some(id_token) = id_token else {
        return if required { Err(IdTokenError::Missing.into()) } else { Ok(None) };
    };
    let Some(signed) = sign_in.id_tokens else {
        return if required { Err(IdTokenError::NoKey.into()) } else { Ok(None) };
    };
    let expected = Expected {
        issuer: &signed.issuer,
        client_id: &signed.audience,
        nonce: Some(sign_in.nonce),
        access_token,
        now: sign_in.now,
    };
    verify(http, keys, &signed.jwks_uri, id_token, &expected).await.map(Some)
}

/// Checks the ID token of a refresh (OpenID Connect Core section 12.2): the same issuer, audience and subject as at
/// sign-in, and a signature that holds. Where the keys cannot be had just now, the connection to the token endpoint
/// vouches for it (section 3.1.3.7, item 6): the refresh token is spent, and nobody is signed out by a key server that
/// is down.
pub(crate) async fn verify_refreshed(
    http: &Http,
    keys: &KeySets,
    jwks_uri: &Url,
    token: &str,
    subject: &Secret<String>,
    expected: &Expected<'_>,
) -> Result<(), IdTokenError> {
    let claims = match verify(http, keys, jwks_uri, token, expected).await {
        Ok(claims) => claims,
        Err(SignInError::IdToken(error)) => return Err(error),
        Err(_) => {
            let (signed, _) = token.rsplit_once('.').ok_or(IdTokenError::Malformed)?;
            let (header, payload) = signed.split_once('.').ok_or(IdTokenError::Malformed)?;
            let header: Header = decode(header)?;
            let claims: Claims = decode(payload)?;
            check_claims(&claims, &header.alg, expected)?;
            IdTokenClaims { subject: Some(Secret::new(claims.sub)), ..IdTokenClaims::default() }
        }
    };
    let same = claims.subject.is_some_and(|found| constant_time_eq(found.expose(), subject.expose()));
    if same { Ok(()) } else { Err(IdTokenError::Subject) }
}

fn verify_with_keys(
    key_set: &[u8],
    token: &str,
    expected: &Expected<'_>,
) -> Result<IdTokenClaims, IdTokenError> {
    let (signed, signature) = token.rsplit_once('.').ok_or(IdTokenError::Malformed)?;
    let (header, payload) = signed.split_once('.').ok_or(IdTokenError::Malformed)?;
    let header: Header = decode(header)?;
    let signature = URL_SAFE_NO_PAD.decode(signature).map_err(|_| IdTokenError::Malformed)?;
    check_signature(key_set, &header, signed.as_bytes(), &signature)?;
    let claims: Claims = decode(payload)?;
    check_claims(&claims, &header.alg, expected)?;
    Ok(IdTokenClaims {
        subject: Some(Secret::new(claims.sub)),
        fhir_user: claims.fhir_user.map(Secret::new),
        patient: claims.patient.map(Secret::new),
    })
}

#[cfg(fuzzing)]
pub(crate) fn fuzz(key_set: &[u8], token: &str, expected: &Expected<'_>) {
    assert!(verify_with_keys(key_set, token, expected).is_err() || expected.nonce.is_some());
}

/// Claims of a token nobody checked: good for finding a patient to ask for, never for believing who somebody is.
pub fn unverified_claims(token: &str) -> IdTokenClaims {
    let Some(payload) = token.split('.').nth(1) else { return IdTokenClaims::default() };
    let Ok(claims) = decode::<Value>(payload) else { return IdTokenClaims::default() };
    let text = |name: &str| claims[name].as_str().map(Secret::from);
    IdTokenClaims { subject: text("sub"), fhir_user: text("fhirUser"), patient: text("patient") }
}

fn decode<T: for<'de> Deserialize<'de>>(part: &str) -> Result<T, IdTokenError> {
    let bytes = URL_SAFE_NO_PAD.decode(part).map_err(|_| IdTokenError::Malformed)?;
    serde_json::from_slice(&bytes).map_err(|_| IdTokenError::Malformed)
}

fn rsa_parameters(algorithm: &str) -> Option<&'static RsaParameters> {
    match algorithm {
        "RS256" => Some(&RSA_PKCS1_2048_8192_SHA256),
        "RS384" => Some(&RSA_PKCS1_2048_8192_SHA384),
        "RS512" => Some(&RSA_PKCS1_2048_8192_SHA512),
        _ => None,
    }
}

fn check_signature(
    key_set: &[u8],
    header: &Header,
    signed: &[u8],
    signature: &[u8],
) -> Result<(), IdTokenError> {
    if rsa_parameters(&header.alg).is_none() && !matches!(header.alg.as_str(), "ES256" | "ES384") {
        return Err(IdTokenError::Algorithm);
    }
    let key_set: KeySet = serde_json::from_slice(key_set).map_err(|_| IdTokenError::NoKey)?;
    let family = &header.alg[..2];
    let candidates = key_set
        .keys
        .into_iter()
        .filter_map(|key| serde_json::from_value::<Key>(key).ok())
        .filter(|key| key.kty == if family == "RS" { "RSA" } else { "EC" })
        .filter(|key| key.usage.as_deref().is_none_or(|usage| usage == "sig"))
        .filter(|key| key.alg.as_ref().is_none_or(|algorithm| *algorithm == header.alg))
        .filter(|key| header.kid.is_none() || key.kid == header.kid);
    let mut outcome = Err(IdTokenError::NoKey);
    for key in candidates {
        match key.verify(&header.alg, signed, signature) {
            Ok(()) => return Ok(()),
            Err(error) => outcome = Err(error),
        }
    }
    outcome
}

impl Key {
    fn verify(&self, algorithm: &str, signed: &[u8], signature: &[u8]) -> Result<(), IdTokenError> {
        let part = |value: &Option<String>| {
            value.as_deref().and_then(|text| URL_SAFE_NO_PAD.decode(text).ok()).ok_or(IdTokenError::NoKey)
        };
        let result = if let Some(parameters) = rsa_parameters(algorithm) {
            RsaPublicKeyComponents { n: part(&self.n)?, e: part(&self.e)? }
                .verify(parameters, signed, signature)
        } else {
            let (curve, verification): (_, &dyn signature::VerificationAlgorithm) = match algorithm {
                "ES256" => ("P-256", &ECDSA_P256_SHA256_FIXED),
                "ES384" => ("P-384", &ECDSA_P384_SHA384_FIXED),
                _ => return Err(IdTokenError::Algorithm),
            };
            if self.crv.as_deref() != Some(curve) {
                return Err(IdTokenError::NoKey);
            }
            let point = [vec![4], part(&self.x)?, part(&self.y)?].concat();
            UnparsedPublicKey::new(verification, point).verify(signed, signature)
        };
        result.map_err(|_| IdTokenError::Signature)
    }
}

fn check_claims(claims: &Claims, algorithm: &str, expected: &Expected<'_>) -> Result<(), IdTokenError> {
    if claims.iss != expected.issuer {
        return Err(IdTokenError::Issuer);
    }
    let (contains, several) = match &claims.aud {
        Audience::One(audience) => (audience == expected.client_id, false),
        Audience::Many(audiences) => {
            (audiences.iter().any(|audience| audience == expected.client_id), audiences.len() > 1)
        }
    };
    let authorized = match &claims.azp {
        Some(party) => party == expected.client_id,
        None => !several,
    };
    if !contains || !authorized {
        return Err(IdTokenError::Audience);
    }
    let read = |time| instant(time).ok_or(IdTokenError::Time);
    let (expires, issued) = (read(&claims.exp)?, claims.iat.as_ref().map(read).transpose()?);
    let now = expected.now.since_1970(issued);
    if now > expires + LEEWAY || issued.is_some_and(|issued| issued > now + LEEWAY) {
        return Err(IdTokenError::Time);
    }
    match (expected.nonce, &claims.nonce) {
        (Some(expected), Some(nonce)) if expected.is_met_by(nonce) => {}
        (None, _) => {}
        _ => return Err(IdTokenError::Nonce),
    }
    if let Some(at_hash) = &claims.at_hash {
        let token = expected.access_token.as_bytes();
        let hash = match &algorithm[2..] {
            "256" => &SHA256,
            "384" => &SHA384,
            _ => &SHA512,
        };
        let digest = digest(hash, token);
        let (half, _) = digest.as_ref().split_at(hash.output_len() / 2);
        if URL_SAFE_NO_PAD.encode(half) != *at_hash {
            return Err(IdTokenError::AccessTokenHash);
        }
    }
    Ok(())
}

/// A NumericDate (RFC 7519 section 2), whole or with a fraction.
fn instant(value: &Value) -> Option<Duration> {
    let text = value.as_number()?.to_string();
    text.split('.').next()?.parse::<u32>().ok().map(|seconds| Duration::from_secs(seconds.into()))
}

#[cfg(test)]
mod tests {
    use ring::rand::SystemRandom;
    use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
    use serde_json::json;

    use super::*;

    const NOW: u64 = 1_800_000_000;

    struct Signer(EcdsaKeyPair);

    impl Signer {
        fn new() -> Self {
            let document =
                EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new()).unwrap();
            Self(
                EcdsaKeyPair::from_pkcs8(
                    &ECDSA_P256_SHA256_FIXED_SIGNING,
                    document.as_ref(),
                    &SystemRandom::new(),
                )
                .unwrap(),
            )
        }

        fn key_set(&self) -> Vec<u8> {
            let point = self.0.public_key().as_ref();
            json!({"keys": [{"kty": "EC", "kid": "a", "crv": "P-256", "use": "sig",
                "x": URL_SAFE_NO_PAD.encode(&point[1..33]), "y": URL_SAFE_NO_PAD.encode(&point[33..])}]})
            .to_string()
            .into_bytes()
        }

        fn sign(&self, header: &Value, claims: &Value) -> String {
            let encode = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
            let signed = format!("{}.{}", encode(header), encode(claims));
            let signature = self.0.sign(&SystemRandom::new(), signed.as_bytes()).unwrap();
            format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature.as_ref()))
        }
    }

    fn expected() -> Expected<'static> {
        Expected {
            issuer: "https://payer.example",
            client_id: "app",
            nonce: Some(ExpectedNonce::Is("n")),
            access_token: "token",
            now: PayerTime::Told(SystemTime::UNIX_EPOCH + Duration::from_secs(NOW)),
        }
    }

    fn claims() -> Value {
        json!({"iss": "https://payer.example", "sub": "s", "aud": "app", "exp": NOW + 300, "iat": NOW, "nonce": "n", "fhirUser": "Patient/1"})
    }

    #[test]
    fn claims_are_judged_one_by_one() {
        let signer = Signer::new();
        let at_hash = URL_SAFE_NO_PAD.encode(&digest(&SHA256, b"token").as_ref()[..16]);
        let table: [(&str, Value, Option<IdTokenError>); 17] = [
            ("iss", json!("https://payer.example"), None),
            ("iss", json!("https://other.example"), Some(IdTokenError::Issuer)),
            ("aud", json!(["app"]), None),
            ("aud", json!("other"), Some(IdTokenError::Audience)),
            ("aud", json!(["app", "other"]), Some(IdTokenError::Audience)),
            ("azp", json!("app"), None),
            ("azp", json!("other"), Some(IdTokenError::Audience)),
            ("exp", json!(NOW - 30), None),
            ("exp", json!(NOW - 90), Some(IdTokenError::Time)),
            ("exp", json!("soon"), Some(IdTokenError::Time)),
            ("iat", json!(NOW + 30), None),
            ("iat", json!(NOW + 90), Some(IdTokenError::Time)),
            ("nonce", json!("other"), Some(IdTokenError::Nonce)),
            ("nonce", json!(null), Some(IdTokenError::Nonce)),
            ("at_hash", json!(at_hash), None),
            ("at_hash", json!("AAAA"), Some(IdTokenError::AccessTokenHash)),
            ("fhirUser", json!(7), Some(IdTokenError::Malformed)),
        ];
        for (name, value, error) in table {
            let mut changed = claims();
            changed[name] = value.clone();
            let token = signer.sign(&json!({"alg": "ES256", "kid": "a"}), &changed);
            assert_eq!(
                verify_with_keys(&signer.key_set(), &token, &expected()).err(),
                error,
                "{name} {value}"
            );
        }
    }

    #[test]
    fn a_token_tells_the_time_where_nothing_else_does() {
        let signer = Signer::new();
        for (clock, iat, fits) in [
            (NOW + 86_400, json!(NOW), true),
            (NOW - 86_400, json!(NOW), true),
            // Made later than it expires, or at no time.
            (NOW, json!(NOW + 900), false),
            (NOW + 86_400, json!(null), false),
        ] {
            let mut changed = claims();
            changed["iat"] = iat.clone();
            let token = signer.sign(&json!({"alg": "ES256"}), &changed);
            let clock = SystemTime::UNIX_EPOCH + Duration::from_secs(clock);
            let expected = Expected { now: PayerTime::Untold(clock), ..expected() };
            let error = verify_with_keys(&signer.key_set(), &token, &expected).err();
            assert_eq!(error, (!fits).then_some(IdTokenError::Time), "{iat}");
        }
    }

    #[test]
    fn signatures_are_judged_before_claims() {
        let (signer, stranger) = (Signer::new(), Signer::new());
        let header = json!({"alg": "ES256", "kid": "a"});
        let good = signer.sign(&header, &claims());
        let keys = signer.key_set();
        assert!(verify_with_keys(&keys, &good, &expected()).is_ok());
        assert!(
            verify_with_keys(&keys, &signer.sign(&json!({"alg": "ES256"}), &claims()), &expected()).is_ok()
        );
        for (token, error) in [
            (stranger.sign(&header, &claims()), IdTokenError::Signature),
            (signer.sign(&json!({"alg": "ES256", "kid": "b"}), &claims()), IdTokenError::NoKey),
            (signer.sign(&json!({"alg": "none"}), &claims()), IdTokenError::Algorithm),
            (signer.sign(&json!({"alg": "HS256", "kid": "a"}), &claims()), IdTokenError::Algorithm),
            (signer.sign(&json!({"alg": "RS256", "kid": "a"}), &claims()), IdTokenError::NoKey),
            (good[..good.len() - 2].to_owned(), IdTokenError::Signature),
            ("a.b".to_owned(), IdTokenError::Malformed),
            (String::new(), IdTokenError::Malformed),
        ] {
            assert_eq!(verify_with_keys(&keys, &token, &expected()).err(), Some(error));
        }
        assert_eq!(verify_with_keys(b"<html>", &good, &expected()).err(), Some(IdTokenError::NoKey));
    }
}
