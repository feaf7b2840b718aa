//! A member at a web browser, by script: opens the authorization URL, fills in the sandbox's pages, and reports where
//! the browser ends up.
//!
//! It is no browser in general: it reads the sandbox's own plain forms, over plain HTTP.

mod form;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex};

use reqwest::header::{CONTENT_TYPE, COOKIE, LOCATION, SET_COOKIE};
use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use url::Url;

use crate::data::Login;
use crate::wire::lock;
use form::{Form, first_form};

/// What the member does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// Signs in and agrees.
    Allow,
    /// Signs in and does not agree.
    Deny,
    /// Enters a wrong password until the payer ends the sign-in.
    WrongPassword,
    /// Signs in as a personal representative where the payer asks, and agrees.
    Representative,
}

/// Where the browser ended up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Landing {
    /// At an address outside the payer: the redirect back to the application, in full.
    Callback(String),
    /// At a page without a form, such as an error page.
    Page {
        /// HTTP status.
        status: u16,
        /// The page's source.
        text: String,
    },
}

/// Why the browser got nowhere.
#[derive(Debug)]
pub enum BrowserError {
    /// The authorization URL or a redirect is not a URL.
    Address(String),
    /// A request failed.
    Http(reqwest::Error),
    /// The payer sent the browser round and round.
    TooManySteps,
}

impl fmt::Display for BrowserError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address(address) => write!(formatter, "not an address that can be opened: {address}"),
            Self::Http(error) => write!(formatter, "a page could not be loaded: {error}"),
            Self::TooManySteps => formatter.write_str("the pages come to no end"),
        }
    }
}

impl std::error::Error for BrowserError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Http(error) => Some(error),
            Self::Address(_) | Self::TooManySteps => None,
        }
    }
}

impl From<reqwest::Error> for BrowserError {
    fn from(error: reqwest::Error) -> Self {
        Self::Http(error)
    }
}

/// Requests of one sign-in; more than any payer needs.
const STEPS: usize = 30;

/// A browser with its cookies.
pub struct Browser {
    http: reqwest::Client,
    /// Cookies by host and name: ports share them, as in a real browser.
    cookies: Mutex<BTreeMap<(String, String), String>>,
    /// Origins that count as the payer's besides that of the authorization URL.
    also_visits: Vec<url::Origin>,
}

impl Browser {
    /// A browser without cookies. It must be used on a tokio runtime.
    ///
    /// # Panics
    /// If no HTTP client can be made, which its fixed settings rule out.
    pub fn new() -> Self {
        Self::with_roots(RootCertStore::empty())
    }

    /// A browser that trusts this certificate authority, in PEM, and no other.
    ///
    /// # Panics
    /// If that is no certificate.
    pub fn trusting(authority: &str) -> Self {
        let mut roots = RootCertStore::empty();
        let authority = CertificateDer::from_pem_slice(authority.as_bytes()).expect("a certificate in PEM");
        roots.add(authority).expect("a certificate of an authority");
        Self::with_roots(roots)
    }

    fn with_roots(roots: RootCertStore) -> Self {
        let tls =
            rustls::ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
                .with_safe_default_protocol_versions()
                .expect("ring has the default protocol versions")
                .with_root_certificates(roots)
                .with_no_client_auth();
        let http = reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .build()
            .expect("fixed settings make a client");
        Self { http, cookies: Mutex::default(), also_visits: Vec::new() }
    }

    /// Lets redirects to the origin of `url` be followed too: that of the payer, where the sign-in begins at a broker.
    #[must_use]
    pub fn also_visiting(mut self, url: &Url) -> Self {
        self.also_visits.push(url.origin());
        self
    }

    /// Opens `authorize_url` and does what `answer` says, with the user name and password of `login`.
    pub async fn sign_in(
        &self,
        authorize_url: &str,
        login: &Login,
        answer: Answer,
    ) -> Result<Landing, BrowserError> {
        let mut address =
            Url::parse(authorize_url).map_err(|_| BrowserError::Address(authorize_url.to_owned()))?;
        let home = address.origin();
        let mut body: Option<String> = None;
        for _ in 0..STEPS {
            let response = self.load(&address, body.take()).await?;
            if response.status().is_redirection() {
                let location = response.headers().get(LOCATION).and_then(|value| value.to_str().ok());
                let location = location.unwrap_or_default().to_owned();
                let next = address.join(&location).map_err(|_| BrowserError::Address(location.clone()))?;
                if next.origin() != home && !self.also_visits.contains(&next.origin()) {
                    return Ok(Landing::Callback(location));
                }
                address = next;
                continue;
            }
            let status = response.status().as_u16();
            let text = response.text().await?;
            let Some(form) = first_form(&text) else { return Ok(Landing::Page { status, text }) };
            address = address.join(&form.action).map_err(|_| BrowserError::Address(form.action.clone()))?;
            body = Some(fill_in(&form, login, answer));
        }
        Err(BrowserError::TooManySteps)
    }

    async fn load(&self, address: &Url, body: Option<String>) -> Result<reqwest::Response, BrowserError> {
        let host = address.host_str().unwrap_or_default().to_owned();
        let mut request = match body {
            Some(body) => self
                .http
                .post(address.clone())
                .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
                .body(body),
            None => self.http.get(address.clone()),
        };
        let cookies: Vec<String> = lock(&self.cookies)
            .iter()
            .filter(|((of, _), _)| *of == host)
            .map(|((_, name), value)| format!("{name}={value}"))
            .collect();
        if !cookies.is_empty() {
            request = request.header(COOKIE, cookies.join("; "));
        }
        let response = request.send().await?;
        for cookie in response.headers().get_all(SET_COOKIE).iter().filter_map(|value| value.to_str().ok()) {
            if let Some((name, value)) = cookie.split(';').next().and_then(|pair| pair.split_once('=')) {
                lock(&self.cookies).insert((host.clone(), name.trim().to_owned()), value.trim().to_owned());
            }
        }
        Ok(response)
    }
}

impl Default for Browser {
    fn default() -> Self {
        Self::new()
    }
}

/// What the member enters into `form`, and the button that they press.
fn fill_in(form: &Form, login: &Login, answer: Answer) -> String {
    let representative = answer == Answer::Representative;
    let mut filled = form_urlencoded::Serializer::new(String::new());
    filled.extend_pairs(&form.hidden);
    for name in &form.fields {
        let value = match name.as_str() {
            "username" => login.username.as_str(),
            "password" if answer == Answer::WrongPassword => "not the password",
            "password" => login.password.as_str(),
            "member" => login.patient.as_str(),
            "relation" if representative => "representative",
            "relation" => "self",
            "reason" if representative => "parent",
            "representative_name" if representative => login.name.as_str(),
            _ => "",
        };
        filled.append_pair(name, value);
    }
    let is_consent = form.buttons.iter().any(|(_, value)| value == "allow");
    let refuses = is_consent && answer == Answer::Deny;
    let pressed = form.buttons.iter().find(|(_, value)| (value == "deny") == refuses);
    if let Some((name, value)) = pressed {
        filled.append_pair(name, value);
    }
    filled.finish()
}
