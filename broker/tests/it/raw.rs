//! Requests by hand, as an attacker makes them.

use std::sync::Arc;

use billfold_sandbox::browser::{Answer, Browser, Landing};
use ring::digest::{SHA256, digest};
use serde_json::Value;
use url::Url;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::support::{APP, World, redirect};

/// An HTTP client that follows nothing.
pub fn client() -> reqwest::Client {
    builder().build().unwrap()
}

/// Without the system's certificates, which nothing here needs and which take a while to read.
pub fn builder() -> reqwest::ClientBuilder {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let tls = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(rustls::RootCertStore::empty())
        .with_no_client_auth();
    let follow_none = reqwest::redirect::Policy::none();
    reqwest::Client::builder().tls_backend_preconfigured(tls).redirect(follow_none).no_proxy()
}

/// One app's sign-in, made by hand.
pub struct Flow {
    pub payer: &'static str,
    pub app: &'static str,
    pub redirect_uri: String,
    pub verifier: String,
    pub nonce: String,
    pub state: String,
}

/// What a token endpoint answered.
#[derive(Debug)]
pub struct Answered {
    pub status: u16,
    pub body: Value,
}

impl Answered {
    /// An error of RFC 6749 section 5.2, and no token with it.
    pub fn is_refused(&self, status: u16, error: &str) -> bool {
        let members = self.body.as_object();
        let has = |name: &str| members.is_some_and(|members| members.contains_key(name));
        self.status == status
            && self.body["error"] == error
            && !["access_token", "refresh_token", "id_token"].into_iter().any(has)
    }

    pub fn text(&self, name: &str) -> String {
        self.body[name].as_str().unwrap_or_else(|| panic!("no {name}: {:?}", self.body["error"])).to_owned()
    }
}

impl Flow {
    pub fn new(payer: &'static str) -> Self {
        Self {
            payer,
            app: APP,
            redirect_uri: redirect(payer),
            verifier: random(),
            nonce: random(),
            state: random(),
        }
    }

    /// The parameters of the authorization request.
    pub fn parameters(&self) -> Vec<(&'static str, String)> {
        vec![
            ("response_type", "code".to_owned()),
            ("client_id", self.app.to_owned()),
            ("redirect_uri", self.redirect_uri.clone()),
            ("state", self.state.clone()),
            ("nonce", self.nonce.clone()),
            ("code_challenge", challenge(&self.verifier)),
            ("code_challenge_method", "S256".to_owned()),
        ]
    }

    pub fn url(&self, world: &World) -> Url {
        authorize_url(world, self.payer, &self.parameters())
    }

    /// The callback that the app gets when the default member allows it.
    pub async fn callback(&self, world: &World) -> String {
        world.callback(self.payer, self.url(world).as_str()).await
    }

    /// The code that the app gets.
    pub async fn code(&self, world: &World) -> String {
        parameter(&self.callback(world).await, "code").unwrap()
    }

    /// The callback of the payer, caught before it reaches the broker.
    pub async fn payer_callback(&self, world: &World) -> Url {
        self.payer_callback_after(world, self.url(world)).await
    }

    /// The same, after the authorization request `url`.
    pub async fn payer_callback_after(&self, world: &World, url: Url) -> Url {
        let at_payer = location(&client().get(url).send().await.unwrap()).unwrap();
        self.payer_pages(world, &at_payer).await
    }

    /// The default member signs in at the payer's own pages; gives where these lead.
    pub async fn payer_pages(&self, world: &World, at_payer: &str) -> Url {
        let login = &world.payer(self.payer).logins()[0];
        match Browser::new().sign_in(at_payer, login, Answer::Allow).await.unwrap() {
            Landing::Callback(url) => Url::parse(&url).unwrap(),
            Landing::Page { status, text } => panic!("{} shows a page ({status}): {text}", self.payer),
        }
    }

    /// The token request for a code.
    pub fn token_form<'a>(&'a self, code: &'a str) -> [(&'static str, &'a str); 5] {
        [
            ("grant_type", "authorization_code"),
            ("client_id", self.app),
            ("code", code),
            ("redirect_uri", &self.redirect_uri),
            ("code_verifier", &self.verifier),
        ]
    }

    pub async fn redeem(&self, world: &World, code: &str) -> Answered {
        token(world, self.payer, &self.token_form(code)).await
    }

    /// A complete sign-in: the token response.
    pub async fn tokens(&self, world: &World) -> Answered {
        let answered = self.redeem(world, &self.code(world).await).await;
        assert_eq!(answered.status, 200, "{}: {:?}", self.payer, answered.body["error"]);
        answered
    }

    pub async fn refresh(&self, world: &World, refresh_token: &str) -> Answered {
        let form =
            [("grant_type", "refresh_token"), ("client_id", self.app), ("refresh_token", refresh_token)];
        token(world, self.payer, &form).await
    }
}

pub fn authorize_url(world: &World, payer: &str, parameters: &[(&str, String)]) -> Url {
    let mut url = world.broker.join(&format!("{payer}/authorize")).unwrap();
    url.query_pairs_mut().extend_pairs(parameters);
    url
}

pub async fn token(world: &World, payer: &str, form: &[(&str, &str)]) -> Answered {
    post(world, &format!("{payer}/token"), form).await
}

pub async fn post(world: &World, path: &str, form: &[(&str, &str)]) -> Answered {
    post_to(&world.broker, path, form).await
}

pub async fn post_to(broker: &Url, path: &str, form: &[(&str, &str)]) -> Answered {
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
    let request = client()
        .post(broker.join(path).unwrap())
        .header("content-type", "application/x-www-form-urlencoded")
        .body(body);
    let response = request.send().await.unwrap();
    let status = response.status().as_u16();
    let body = response.bytes().await.unwrap();
    Answered { status, body: serde_json::from_slice(&body).unwrap_or_default() }
}

/// Where an answer leads.
pub fn location(response: &reqwest::Response) -> Option<String> {
    Some(response.headers().get("location")?.to_str().unwrap().to_owned())
}

/// A parameter of a URL's query.
pub fn parameter(url: &str, name: &str) -> Option<String> {
    let url = Url::parse(url).unwrap();
    url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

pub fn challenge(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(digest(&SHA256, verifier.as_bytes()))
}

pub fn random() -> String {
    billfold::secret::random_text().expose().clone()
}
