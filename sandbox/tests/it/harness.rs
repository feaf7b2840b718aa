//! A small OAuth client of its own, so that the servers are tested by nothing of the project but themselves.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use billfold_sandbox::browser::{Answer, Browser, Landing};
use billfold_sandbox::data::Login;
use billfold_sandbox::{Client, ClientAuth, Options, RunningPayer, Sandbox};
use reqwest::StatusCode;
use serde_json::Value;

/// A sandbox that all tests share which switch nothing on.
pub static SANDBOX: LazyLock<Sandbox> = LazyLock::new(|| Sandbox::start(Options::default()).unwrap());

pub const VERIFIER: &str = "a-verifier-of-more-than-forty-three-characters-0123456789";
pub const STATE: &str = "state-4b1d2c3e";
pub const NONCE: &str = "nonce-9a8b7c6d";

pub fn payer(id: &str) -> &'static RunningPayer {
    SANDBOX.payer(id).unwrap()
}

/// The S256 challenge of [`VERIFIER`].
pub fn challenge() -> String {
    URL_SAFE_NO_PAD.encode(ring::digest::digest(&ring::digest::SHA256, VERIFIER.as_bytes()))
}

/// A client for plain HTTP: without root certificates it is made at once.
pub fn http_builder() -> reqwest::ClientBuilder {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let tls = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(rustls::RootCertStore::empty())
        .with_no_client_auth();
    reqwest::Client::builder()
        .tls_backend_preconfigured(tls)
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
}

pub fn http() -> reqwest::Client {
    http_builder().build().unwrap()
}

pub fn redirect_uri(payer: &RunningPayer) -> String {
    format!("org.billfold.wallet:/callback/{}", payer.id())
}

/// A good authorization request for the payer's wallet client, with `changes`: a value replaces, none removes.
pub fn authorize_url(payer: &RunningPayer, changes: &[(&str, Option<&str>)]) -> String {
    let scope = payer.scopes().join(" ");
    let redirect_uri = redirect_uri(payer);
    let challenge = challenge();
    let base = payer.fhir_base().to_string();
    let mut parameters: BTreeMap<&str, &str> = BTreeMap::from([
        ("response_type", "code"),
        ("client_id", payer.client().id.as_str()),
        ("redirect_uri", &redirect_uri),
        ("scope", &scope),
        ("state", STATE),
        ("nonce", NONCE),
        ("aud", &base),
        ("code_challenge", &challenge),
        ("code_challenge_method", "S256"),
    ]);
    for (name, value) in changes {
        match value {
            Some(value) => parameters.insert(name, value),
            None => parameters.remove(name),
        };
    }
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish();
    format!("{}?{query}", payer.authorization_endpoint())
}

pub fn parameters(callback: &str) -> BTreeMap<String, String> {
    let (_, query) = callback.split_once('?').unwrap();
    form_urlencoded::parse(query.as_bytes()).into_owned().collect()
}

/// Signs in, and gives the parameters with which the payer came back.
pub async fn come_back(url: &str, login: &Login, answer: Answer) -> BTreeMap<String, String> {
    match Browser::new().sign_in(url, login, answer).await.unwrap() {
        Landing::Callback(callback) => parameters(&callback),
        Landing::Page { status, text } => panic!("a page with status {status} came: {text}"),
    }
}

pub async fn code_for(payer: &RunningPayer, changes: &[(&str, Option<&str>)]) -> String {
    let url = authorize_url(payer, changes);
    come_back(&url, &payer.logins()[0], Answer::Allow).await.remove("code").unwrap()
}

/// `POST` of a form, with the client authenticated as it is registered.
pub async fn post_as(client: &Client, url: &str, fields: &[(&str, &str)]) -> (StatusCode, Value) {
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.extend_pairs(fields);
    let mut request = http().post(url).header("content-type", "application/x-www-form-urlencoded");
    match (client.auth, &client.secret) {
        (ClientAuth::SecretBasic, Some(secret)) => {
            let pair = STANDARD.encode(format!("{}:{secret}", client.id));
            request = request.header("authorization", format!("Basic {pair}"));
        }
        (_, secret) => {
            form.append_pair("client_id", &client.id);
            form.extend_pairs(secret.as_ref().map(|secret| ("client_secret", secret)));
        }
    }
    let response = request.body(form.finish()).send().await.unwrap();
    assert!(!response.status().is_success() || response.headers()["cache-control"] == "no-store");
    if response.status() == StatusCode::UNAUTHORIZED {
        assert!(response.headers().contains_key("www-authenticate"));
    }
    let status = response.status();
    (status, serde_json::from_slice(&response.bytes().await.unwrap()).unwrap_or_default())
}

/// Redeems `code` with the wallet client, with `changes` to a good request.
pub async fn redeem(
    payer: &RunningPayer,
    code: &str,
    changes: &[(&str, Option<&str>)],
) -> (StatusCode, Value) {
    let redirect_uri = redirect_uri(payer);
    let mut fields: BTreeMap<&str, &str> = BTreeMap::from([
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", redirect_uri.as_str()),
        ("code_verifier", VERIFIER),
    ]);
    for (name, value) in changes {
        match value {
            Some(value) => fields.insert(name, value),
            None => fields.remove(name),
        };
    }
    let fields: Vec<_> = fields.into_iter().collect();
    post_as(payer.client(), &payer.token_endpoint(), &fields).await
}

/// The tokens of a whole sign-in.
pub async fn tokens(payer: &RunningPayer, login: &Login) -> Value {
    let code = come_back(&authorize_url(payer, &[]), login, Answer::Allow).await.remove("code").unwrap();
    let (status, tokens) = redeem(payer, &code, &[]).await;
    assert_eq!(status, StatusCode::OK, "{tokens}");
    tokens
}

pub async fn access_token(payer: &RunningPayer) -> String {
    tokens(payer, &payer.logins()[0]).await["access_token"].as_str().unwrap().to_owned()
}

/// `GET` with a bearer, if there is one.
pub async fn get(url: &str, token: Option<&str>) -> (StatusCode, Value) {
    let mut request = http().get(url);
    if let Some(token) = token {
        request = request.header("authorization", format!("Bearer {token}"));
    }
    let response = request.send().await.unwrap();
    let status = response.status();
    (status, serde_json::from_slice(&response.bytes().await.unwrap()).unwrap_or_default())
}

/// `GET` of something under the FHIR base.
pub async fn fhir(payer: &RunningPayer, path: &str, token: Option<&str>) -> (StatusCode, Value) {
    get(&format!("{}/{path}", payer.fhir_base()), token).await
}

/// All entries of a search, over all pages.
pub async fn all_entries(payer: &RunningPayer, path: &str, token: &str) -> Vec<Value> {
    let mut url = format!("{}/{path}", payer.fhir_base());
    let mut entries = Vec::new();
    loop {
        let (status, bundle) = get(&url, Some(token)).await;
        assert_eq!(status, StatusCode::OK, "{url}: {bundle}");
        entries.extend(bundle["entry"].as_array().cloned().unwrap_or_default());
        let links = bundle["link"].as_array().unwrap();
        match links.iter().find(|link| link["relation"] == "next") {
            Some(next) => next["url"].as_str().unwrap().clone_into(&mut url),
            None => return entries,
        }
    }
}

/// The claims of a JWT, after its signature was checked with the published keys.
pub async fn verified_claims(payer: &RunningPayer, token: &str) -> Value {
    let configuration = format!("{}/.well-known/openid-configuration", payer.issuer());
    let (_, document) = get(&configuration, None).await;
    assert_eq!(document["issuer"], payer.issuer());
    let (_, keys) = get(document["jwks_uri"].as_str().unwrap(), None).await;
    let bytes = |value: &Value| URL_SAFE_NO_PAD.decode(value.as_str().unwrap()).unwrap();
    let (signed, signature) = token.rsplit_once('.').unwrap();
    let (header, claims) = signed.split_once('.').unwrap();
    let header: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(header).unwrap()).unwrap();
    assert_eq!(header["alg"], "RS256");
    let key = &keys["keys"][0];
    assert_eq!(key["kid"], header["kid"]);
    ring::signature::RsaPublicKeyComponents { n: bytes(&key["n"]), e: bytes(&key["e"]) }
        .verify(
            &ring::signature::RSA_PKCS1_2048_8192_SHA256,
            signed.as_bytes(),
            &URL_SAFE_NO_PAD.decode(signature).unwrap(),
        )
        .unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).unwrap()).unwrap()
}
