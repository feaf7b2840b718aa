//! How a client proves at the token and revocation endpoints who it is: exactly one method per request (RFC 6749
//! section 2.3).

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use oauth2::HttpRequest;
use oauth2::http::HeaderValue;
use serde_json::json;
use url::Url;
use zeroize::Zeroizing;

use crate::config::{ClientAuthMethod, ClientRegistration};
use crate::error::StoreError;
use crate::http::{Http, secret_header};
use crate::payer::BasicEncoding;
use crate::ports::{ClientSigner, SecureStoreUnavailable};
use crate::secret::{Secret, random_text};
use crate::task;

/// Servers refuse assertions that live longer than five minutes (SMART App Launch 2.2 section 5.1.1).
const ASSERTION_LIFE: Duration = Duration::from_mins(4);
/// How long the host may take to sign: the device may ask the member first. Shorter than the assertion lives.
const SIGNING_TIME: Duration = Duration::from_mins(2);

const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// A client at one authorization server.
pub struct ClientAuth<'a> {
    /// The app's registration.
    pub registration: &'a ClientRegistration,
    /// How it authenticates.
    pub method: ClientAuthMethod,
    /// How a Basic header is written.
    pub basic_encoding: BasicEncoding,
    /// Where tokens are asked for; the audience of an assertion.
    pub token_endpoint: &'a Url,
    /// The key of `private_key_jwt`.
    pub signer: Option<&'a Arc<dyn ClientSigner>>,
}

impl ClientAuth<'_> {
    /// The value of the `Authorization` header, for the one method that has it.
    pub(super) fn basic(&self) -> Option<HeaderValue> {
        let secret = self.registration.client_secret.as_ref()?;
        if self.method != ClientAuthMethod::ClientSecretBasic {
            return None;
        }
        // The secret leaves its wrapper for the token request. Three bytes for one is the most that form-encoding makes.
        let id = &self.registration.client_id;
        let mut pair = Zeroizing::new(String::with_capacity(3 * (id.len() + secret.expose().len()) + 1));
        for (part, text) in [id, secret.expose()].into_iter().enumerate() {
            if part > 0 {
                pair.push(':');
            }
            match self.basic_encoding {
                BasicEncoding::Form => pair.extend(url::form_urlencoded::byte_serialize(text.as_bytes())),
                BasicEncoding::Raw => pair.push_str(text),
            }
        }
        secret_header("Basic ", &Zeroizing::new(STANDARD.encode(pair.as_bytes())))
    }

    /// A form for one of the authorization server's endpoints, with this client's proof in it.
    pub(super) fn form(
        &self,
        endpoint: &Url,
        assertion: &[(&'static str, Secret<String>)],
        parameters: &[(&str, &str)],
    ) -> Option<HttpRequest> {
        let mut form = url::form_urlencoded::Serializer::new(String::new());
        form.extend_pairs(parameters);
        // Assertion and secret leave their wrappers for the request.
        form.extend_pairs(assertion.iter().map(|(name, value)| (name, value.expose())));
        let mut request = oauth2::http::Request::post(endpoint.as_str())
            .header("content-type", "application/x-www-form-urlencoded")
            .header("accept", "application/json");
        match (self.basic(), &self.registration.client_secret) {
            (Some(basic), _) => request = request.header("authorization", basic),
            (None, secret) => {
                form.append_pair("client_id", &self.registration.client_id);
                if let (Some(secret), ClientAuthMethod::ClientSecretPost) = (secret, self.method) {
                    form.append_pair("client_secret", secret.expose());
                }
            }
        }
        request.body(form.finish().into_bytes()).ok()
    }

    /// The parameters of a signed assertion (RFC 7523 section 2.2), for the one method that has it. Each request has its
    /// own: its `jti` is good once.
    pub(super) async fn assertion(
        &self,
        http: &Http,
        now: SystemTime,
    ) -> Result<Vec<(&'static str, Secret<String>)>, StoreError> {
        if self.method != ClientAuthMethod::PrivateKeyJwt {
            return Ok(Vec::new());
        }
        let signer = Arc::clone(self.signer.ok_or(StoreError::SecureStore)?);
        if http.ahead(&[self.token_endpoint]).is_none() {
            // Any answer tells the server's time; by a wrong clock the assertion would be from the past or the future.
            let _ = http.document(self.token_endpoint, "application/json").await;
        }
        let now = now.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs();
        let now = now.saturating_add_signed(http.ahead(&[self.token_endpoint]).unwrap_or_default());
        let client_id = &self.registration.client_id;
        let claims = json!({
            "iss": client_id,
            "sub": client_id,
            "aud": self.token_endpoint.as_str(),
            "jti": random_text().expose(),
            "iat": now,
            "exp": now + ASSERTION_LIFE.as_secs(),
        });
        let sign = move || -> Result<_, SecureStoreUnavailable> {
            let header = json!({"alg": signer.algorithm()?.as_str(), "kid": signer.key_id()?, "typ": "JWT"});
            let part = |value: serde_json::Value| URL_SAFE_NO_PAD.encode(value.to_string());
            let message = format!("{}.{}", part(header), part(claims));
            let signature = signer.sign(message.as_bytes())?;
            Ok(Secret::new(format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))))
        };
        // A key store may ask the member, and takes its time anyway.
        let outcome = tokio::time::timeout(SIGNING_TIME, task::blocking(sign)).await;
        let assertion = outcome.ok().and_then(|signed| signed?.ok()).ok_or(StoreError::SecureStore)?;
        Ok(vec![("client_assertion_type", Secret::from(ASSERTION_TYPE)), ("client_assertion", assertion)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_basic_header_is_written_as_the_preset_says() {
        let registration = ClientRegistration::with_embedded_secret("app id", "s:e+c/r%t");
        let token_endpoint = Url::parse("https://payer.example/token").unwrap();
        for (basic_encoding, pair) in
            [(BasicEncoding::Form, "app+id:s%3Ae%2Bc%2Fr%25t"), (BasicEncoding::Raw, "app id:s:e+c/r%t")]
        {
            let method = ClientAuthMethod::ClientSecretBasic;
            let who = ClientAuth {
                registration: &registration,
                method,
                basic_encoding,
                token_endpoint: &token_endpoint,
                signer: None,
            };
            let expected = format!("Basic {}", STANDARD.encode(pair));
            assert_eq!(who.basic().unwrap().to_str().unwrap(), expected);
            let post = ClientAuth { method: ClientAuthMethod::ClientSecretPost, ..who };
            assert!(post.basic().is_none());
        }
    }
}
