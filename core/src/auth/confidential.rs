//! A confidential client at a payer, for a server that stands between apps and the payer: the broker.
//!
//! What it asks is what a wallet on the device asks, by the same preset and the same rules; what comes back it hands on as
//! it came, because the app's own wallet reads it.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use url::Url;

use crate::auth::authorize::{AuthorizationRequest, fitting_method, sends_challenge};
use crate::auth::id_token::{self, Expected, ExpectedNonce, Judgement, PayerTime};
use crate::auth::{ClientAuth, IdTokenClaims, KeySets, PkceProtection};
use crate::config::{ClientRegistration, Redirect};
use crate::discovery::{ServerConfiguration, discover};
use crate::error::{ConfigError, HttpError, IdTokenError, SignInError};
use crate::http::{Http, host, retry_after};
use crate::payer::{IdTokenPolicy, Preset};
use crate::ports::SystemClock;
use crate::secret::{CodeVerifier, Nonce, Secret, State};

/// A client with a secret, at one payer.
pub struct ConfidentialClient {
    http: Http,
    key_sets: KeySets,
    preset: Preset,
    registration: ClientRegistration,
    redirect: Redirect,
}

/// What an endpoint of the payer answered, whatever it is.
pub struct Answer {
    /// HTTP status code.
    pub status: u16,
    /// What `Retry-After` said.
    pub retry_after: Option<Duration>,
    /// The payer's clock.
    pub date: Option<SystemTime>,
    /// The body, of no more than 256 KiB.
    pub body: Secret<Vec<u8>>,
}

impl ConfidentialClient {
    /// A client of the payer that `preset` describes.
    pub fn new(
        preset: Preset,
        registration: ClientRegistration,
        redirect: Redirect,
    ) -> Result<Self, SignInError> {
        let http = Http::new(Arc::new(SystemClock))?;
        Ok(Self { http, key_sets: KeySets::default(), preset, registration, redirect })
    }

    /// The payer.
    pub fn preset(&self) -> &Preset {
        &self.preset
    }

    /// The client id at the payer.
    pub fn client_id(&self) -> &str {
        &self.registration.client_id
    }

    /// Asks the payer's servers what they say of themselves.
    pub async fn discover(&self) -> Result<ServerConfiguration, SignInError> {
        discover(&self.http, &self.preset, None).await
    }

    /// Whether the payer is sent an S256 challenge.
    pub fn sends_challenge(&self) -> bool {
        sends_challenge(&self.preset)
    }

    /// What PKCE is worth at the payer.
    pub fn pkce(&self, server: &ServerConfiguration) -> PkceProtection {
        PkceProtection::at(&self.preset, server)
    }

    /// The URL of an authorization request. Without a confirmed PKCE the scope `openid` is demanded, as of a wallet: the
    /// nonce of the ID token is the defence that is left.
    pub fn authorization_url(
        &self,
        server: &ServerConfiguration,
        scopes: &[String],
        state: &State,
        nonce: Option<&Nonce>,
        verifier: Option<&CodeVerifier>,
    ) -> Result<Url, SignInError> {
        if nonce.is_none()
            && self.pkce(server).needs_fallback()
            && self.preset.id_token == IdTokenPolicy::Required
        {
            return Err(ConfigError::OpenIdNeeded { payer: self.preset.id.clone() }.into());
        }
        let (client_id, redirect_uri) = (self.client_id(), self.redirect.uri());
        AuthorizationRequest { client_id, redirect_uri, scopes, state, nonce, verifier }
            .url(&self.preset, server)
    }

    /// Exchanges a code (RFC 6749 section 4.1.3). The request is sent once.
    pub async fn exchange_code(
        &self,
        server: &ServerConfiguration,
        code: &Secret<String>,
        verifier: Option<&CodeVerifier>,
    ) -> Result<Answer, HttpError> {
        // Code and verifier leave their wrappers for the token request.
        let mut parameters = vec![
            ("grant_type", "authorization_code"),
            ("code", code.expose().as_str()),
            ("redirect_uri", self.redirect.uri()),
        ];
        parameters.extend(verifier.map(|verifier| ("code_verifier", verifier.expose().as_str())));
        self.post(server, &server.token_endpoint.value, &parameters).await
    }

    /// Uses a refresh token (RFC 6749 section 6). The request is sent once.
    pub async fn refresh(
        &self,
        server: &ServerConfiguration,
        refresh_token: &Secret<String>,
        scope: Option<&str>,
    ) -> Result<Answer, HttpError> {
        // Leaves its wrapper for the token request.
        let mut parameters =
            vec![("grant_type", "refresh_token"), ("refresh_token", refresh_token.expose().as_str())];
        parameters.extend(scope.map(|scope| ("scope", scope)));
        self.post(server, &server.token_endpoint.value, &parameters).await
    }

    /// Revokes a token at the payer's revocation endpoint (RFC 7009).
    pub async fn revoke(
        &self,
        server: &ServerConfiguration,
        endpoint: &Url,
        token: &Secret<String>,
        token_type_hint: Option<&str>,
    ) -> Result<Answer, HttpError> {
        // Leaves its wrapper for the revocation request.
        let mut parameters = vec![("token", token.expose().as_str())];
        parameters.extend(token_type_hint.map(|hint| ("token_type_hint", hint)));
        self.post(server, endpoint, &parameters).await
    }

    /// Judges the ID token of a sign-in whose nonce this client sent, by the rules of a wallet.
    pub async fn check_id_token(
        &self,
        server: &ServerConfiguration,
        nonce: &Nonce,
        id_token: Option<&str>,
        access_token: &str,
        date: Option<SystemTime>,
    ) -> Result<Option<IdTokenClaims>, SignInError> {
        let id_tokens = server.id_tokens(self.client_id());
        let sign_in = Judgement {
            preset: &self.preset,
            pkce: self.pkce(server),
            id_tokens: id_tokens.as_ref(),
            nonce: ExpectedNonce::Is(nonce.expose()),
            now: PayerTime::of(date, SystemTime::now()),
        };
        id_token::judge(&self.http, &self.key_sets, &sign_in, id_token, access_token).await
    }

    /// Judges the ID token that a refresh brought: it must be about the person who signed in.
    pub async fn check_refreshed_id_token(
        &self,
        server: &ServerConfiguration,
        subject: &Secret<String>,
        id_token: &str,
        access_token: &str,
        date: Option<SystemTime>,
    ) -> Result<(), IdTokenError> {
        let Some(signed) = server.id_tokens(self.client_id()) else { return Ok(()) };
        let expected = Expected {
            issuer: &signed.issuer,
            client_id: &signed.audience,
            nonce: None,
            access_token,
            now: PayerTime::of(date, SystemTime::now()),
        };
        id_token::verify_refreshed(&self.http, &self.key_sets, &signed.jwks_uri, id_token, subject, &expected)
            .await
    }

    async fn post(
        &self,
        server: &ServerConfiguration,
        endpoint: &Url,
        parameters: &[(&str, &str)],
    ) -> Result<Answer, HttpError> {
        let has_secret = self.registration.client_secret.is_some();
        let broken = || HttpError::Broken { host: host(endpoint) };
        let chosen = self
            .registration
            .method
            .map_or_else(|| fitting_method(&self.preset, server, has_secret).map_err(|_| broken()), Ok);
        let who = ClientAuth {
            registration: &self.registration,
            method: chosen?,
            basic_encoding: self.preset.basic_encoding,
            token_endpoint: &server.token_endpoint.value,
            signer: None,
        };
        let request = who.form(endpoint, &[], parameters).ok_or_else(broken)?;
        let (answer, date) = self.http.exchange(request).await?;
        Ok(Answer {
            status: answer.status().as_u16(),
            retry_after: retry_after(answer.headers(), SystemTime::now()),
            date,
            body: Secret::new(answer.into_body()),
        })
    }
}
