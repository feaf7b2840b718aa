//! Registered clients, and how they authenticate at the token endpoint (RFC 6749 section 2.3).

use axum::http::{HeaderMap, header};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::assertion::{self, ClientKey};
use crate::options::Options;
use crate::payer::Profile;
use crate::quirks::Quirk;
use crate::server::Server;
use crate::wire::{Parameters, derived};

/// How a client authenticates at the token endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClientAuth {
    /// It has no secret (RFC 6749 section 2.1, public client).
    None,
    /// Its secret comes in an `Authorization: Basic` header.
    SecretBasic,
    /// Its secret comes in the request body.
    SecretPost,
    /// It signs an assertion (RFC 7523).
    PrivateKeyJwt,
}

impl ClientAuth {
    /// The name that OpenID Connect and RFC 7591 give it, such as `client_secret_basic`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::SecretBasic => "client_secret_basic",
            Self::SecretPost => "client_secret_post",
            Self::PrivateKeyJwt => "private_key_jwt",
        }
    }
}

/// An application that is registered with a payer.
#[derive(Clone)]
pub struct Client {
    /// `client_id`.
    pub id: String,
    /// `client_secret`; `None` for a public client.
    pub secret: Option<String>,
    /// Its public key; `None` for a client that signs nothing.
    pub key: Option<ClientKey>,
    /// How it is expected to authenticate.
    pub auth: ClientAuth,
    /// Its redirect URIs. `http://127.0.0.1/..` stands for any port (RFC 8252 section 7.3); all others match letter by letter.
    pub redirect_uris: Vec<String>,
}

const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// Characters that form-encoding changes, at the end of a secret.
const RESERVED: &str = "+/%41 &=:";

/// What a registered loopback redirect URI begins with.
const LOOPBACK: &str = "http://127.0.0.1";

impl Client {
    /// Whether `redirect_uri` is one of the registered ones.
    pub(crate) fn owns_redirect(&self, redirect_uri: &str) -> bool {
        self.redirect_uris.iter().any(|registered| {
            registered == redirect_uri
                || registered.strip_prefix(LOOPBACK).is_some_and(|path| is_loopback(redirect_uri, path))
        })
    }
}

/// Whether `uri` is `http://127.0.0.1:{port}{path}`.
fn is_loopback(uri: &str, path: &str) -> bool {
    let port = uri
        .strip_prefix(LOOPBACK)
        .and_then(|rest| rest.strip_prefix(':'))
        .and_then(|rest| rest.strip_suffix(path));
    path.starts_with('/') && port.is_some_and(|port| port.parse::<u16>().is_ok_and(|number| number > 0))
}

/// The clients that are registered with a payer. The first is the wallet of the demos and tests; where that has no
/// secret, a second one is the confidential client of a server.
pub(crate) fn registered(profile: &Profile, options: &Options) -> Vec<Client> {
    let payer = profile.payer;
    let id = format!("billfold-demo-{}", payer.id());
    let client = |id: String, auth| client(profile, id, auth, options);
    let mut clients = vec![client(id.clone(), profile.demo_client)];
    if profile.demo_client == ClientAuth::None {
        clients.extend(profile.secret_by.first().map(|auth| client(format!("{id}-server"), *auth)));
    }
    if let Some(key) = &options.client_key {
        let with_key = client(format!("{id}-key"), ClientAuth::PrivateKeyJwt);
        clients.push(Client { key: Some(key.clone()), ..with_key });
    }
    clients
}

fn client(profile: &Profile, id: String, auth: ClientAuth, options: &Options) -> Client {
    let payer_id = profile.payer.id();
    let has_secret = matches!(auth, ClientAuth::SecretBasic | ClientAuth::SecretPost);
    let reserved = profile.has(Quirk::BasicRaw) || profile.has(Quirk::BasicEncoded);
    let end = if reserved { RESERVED } else { "" };
    let secret = has_secret.then(|| derived(options.seed, &format!("secret of {id}")) + end);
    let mut redirect_uris = vec![
        format!("org.billfold.wallet:/callback/{payer_id}"),
        format!("https://wallet.billfold.example/callback/{payer_id}"),
        format!("{LOOPBACK}/callback"),
        format!("{LOOPBACK}/callback/{payer_id}"),
    ];
    redirect_uris.extend(options.redirect_uris.iter().cloned());
    if profile.has(Quirk::HttpsRedirectsOnly) {
        redirect_uris.retain(|uri| uri.starts_with("https://"));
    }
    Client { id, secret, key: None, auth, redirect_uris }
}

/// Why a client was not recognised.
pub(crate) enum ClientRefusal {
    /// It sent its secret twice, or in a way that cannot be read.
    InvalidRequest(&'static str),
    /// It did not authenticate, or not in a way that the payer accepts.
    InvalidClient(&'static str),
}

/// Finds the client that sent this request, and checks its secret.
pub(crate) fn authenticate<'a>(
    server: &'a Server,
    headers: &HeaderMap,
    form: &Parameters,
) -> Result<&'a Client, ClientRefusal> {
    let accepted = server.profile.secret_by;
    let (by, id, secret) = match (basic(server, headers)?, form.get("client_secret")) {
        (Some(_), Some(_)) => {
            return Err(ClientRefusal::InvalidRequest("the client authenticated in two ways"));
        }
        (Some((id, secret)), None) => (ClientAuth::SecretBasic, id, Some(secret)),
        (None, secret) => {
            let id = form.get("client_id").ok_or(ClientRefusal::InvalidClient("no client_id"))?;
            let by = if secret.is_some() { ClientAuth::SecretPost } else { ClientAuth::None };
            (by, id.to_owned(), secret.map(str::to_owned))
        }
    };
    if by == ClientAuth::SecretBasic && form.get("client_id").is_some_and(|other| other != id) {
        return Err(ClientRefusal::InvalidRequest("client_id differs from the authenticated client"));
    }
    let client = server.client(&id).ok_or(ClientRefusal::InvalidClient("unknown client"))?;
    if let Some(key) = &client.key {
        let by_jwt = form.get("client_assertion_type") == Some(ASSERTION_TYPE);
        let assertion = form.get("client_assertion").filter(|_| by_jwt && by == ClientAuth::None);
        return match assertion {
            Some(assertion) if assertion::proves(server, key, &client.id, assertion) => Ok(client),
            _ => Err(ClientRefusal::InvalidClient("the assertion proves nothing")),
        };
    }
    match (&client.secret, secret) {
        (None, None) => Ok(client),
        (Some(expected), Some(secret)) if accepted.contains(&by) && *expected == secret => Ok(client),
        (Some(_), Some(_)) if !accepted.contains(&by) => {
            Err(ClientRefusal::InvalidClient("this way of client authentication is not supported"))
        }
        _ => Err(ClientRefusal::InvalidClient("client authentication failed")),
    }
}

/// Id and secret of an `Authorization: Basic` header: form-encoded before they are base64 (RFC 6749 section 2.3.1).
fn basic(server: &Server, headers: &HeaderMap) -> Result<Option<(String, String)>, ClientRefusal> {
    let Some(value) = headers.get(header::AUTHORIZATION) else { return Ok(None) };
    let raw = server.profile.has(Quirk::BasicRaw);
    let decoded = value
        .to_str()
        .ok()
        .and_then(|text| text.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("basic"))
        .and_then(|(_, credentials)| STANDARD.decode(credentials.trim()).ok())
        .and_then(|bytes| String::from_utf8(bytes).ok());
    decoded
        .as_deref()
        .and_then(|pair| pair.split_once(':'))
        .map(|(id, secret)| {
            let read = |text: &str| if raw { text.to_owned() } else { form_decoded(text) };
            Some((read(id), read(secret)))
        })
        .ok_or(ClientRefusal::InvalidClient("the Authorization header cannot be read"))
}

fn form_decoded(text: &str) -> String {
    // A `&` or `=` cannot occur in an encoded value, so the text is one key without a value.
    form_urlencoded::parse(text.as_bytes()).next().map(|(key, _)| key.into_owned()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_loopback_redirect_may_have_any_port() {
        let options = Options::default();
        let profile = Profile::of(crate::data::Payer::BcbsMn, &options);
        let client = client(&profile, "c".into(), ClientAuth::None, &options);
        assert!(client.owns_redirect("http://127.0.0.1:49152/callback"));
        assert!(client.owns_redirect("http://127.0.0.1:1/callback/bcbsmn"));
        assert!(client.owns_redirect("org.billfold.wallet:/callback/bcbsmn"));
        for other in [
            "http://127.0.0.1:49152/callback/",
            "http://127.0.0.1:49152/callback?x=1",
            "http://127.0.0.1:99999/callback",
            "http://127.0.0.1:/callback",
            "http://127.0.0.1.evil.example:80/callback",
            "http://127.0.0.1:80@evil.example/callback",
            "http://localhost:80/callback",
            "https://127.0.0.1:80/callback",
            "org.billfold.wallet:/callback/bcbst",
            "https://wallet.billfold.example/callback/bcbsmn/..",
        ] {
            assert!(!client.owns_redirect(other), "{other}");
        }
    }
}
