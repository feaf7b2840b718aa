//! The authorization request (RFC 6749 section 4.1.1, SMART App Launch "standalone launch").

use std::time::SystemTime;

use oauth2::basic::BasicClient;
use oauth2::{AuthUrl, ClientId, CsrfToken, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope};
use url::Url;

use crate::auth::{PendingSignIn, PkceProtection};
use crate::config::{ClientAuthMethod, RedirectBinding, SignInOptions, WalletConfig};
use crate::discovery::ServerConfiguration;
use crate::error::{ConfigError, DiscoveryError, SignInError};
use crate::payer::{Aud, IdTokenPolicy, Pkce, Preset, UnknownParameters};
use crate::secret::{CodeVerifier, Nonce, State, random_text};

/// Checks what the app asks for against the sign-in policy and makes the authorization URL.
///
/// The policy, in the order in which it binds: S256 goes to every server, unless the preset says that parameters it
/// does not know are rejected; where PKCE is not confirmed the redirect must be bound to this app; a client secret in
/// the app must have been permitted.
pub fn begin(
    config: &WalletConfig,
    preset: &Preset,
    server: ServerConfiguration,
    options: SignInOptions,
    now: SystemTime,
) -> Result<PendingSignIn, SignInError> {
    let method = client_auth(config, preset, &server, &options)?;
    let pkce = PkceProtection::at(preset, &server);
    if pkce.needs_fallback()
        && options.redirect.binding() == RedirectBinding::Unbound
        && !config.accept_unbound_redirect
    {
        return Err(ConfigError::UnboundRedirect { payer: preset.id.clone() }.into());
    }
    let scopes = options.scopes.unwrap_or_else(|| preset.scopes.clone());
    let state = random_text();
    let nonce = scopes.iter().any(|scope| scope == "openid").then(random_text);
    if nonce.is_none() && pkce.needs_fallback() && preset.id_token == IdTokenPolicy::Required {
        return Err(ConfigError::OpenIdNeeded { payer: preset.id.clone() }.into());
    }

    let verifier = sends_challenge(preset).then(random_text);
    let url = AuthorizationRequest {
        client_id: &options.client.client_id,
        redirect_uri: options.redirect.uri(),
        scopes: &scopes,
        state: &state,
        nonce: nonce.as_ref(),
        verifier: verifier.as_ref(),
    }
    .url(preset, &server)?;
    let began = now.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs();
    Ok(PendingSignIn {
        preset: preset.clone(),
        server,
        client: options.client,
        method,
        redirect: options.redirect,
        scopes,
        url,
        state,
        nonce,
        verifier,
        pkce,
        began,
    })
}

/// Whether S256 goes to this payer's server: to every one that does not reject what it does not know.
pub(super) fn sends_challenge(preset: &Preset) -> bool {
    preset.pkce != Pkce::Unsupported || preset.unknown_parameters == UnknownParameters::Ignored
}

/// What an authorization request says (RFC 6749 section 4.1.1), beside what the preset decides.
pub(super) struct AuthorizationRequest<'a> {
    pub client_id: &'a str,
    pub redirect_uri: &'a str,
    pub scopes: &'a [String],
    pub state: &'a State,
    pub nonce: Option<&'a Nonce>,
    /// Its S256 challenge is sent.
    pub verifier: Option<&'a CodeVerifier>,
}

impl AuthorizationRequest<'_> {
    /// The URL that the browser opens.
    pub fn url(&self, preset: &Preset, server: &ServerConfiguration) -> Result<Url, SignInError> {
        let endpoint = AuthUrl::new(server.authorization_endpoint.value.to_string()).map_err(|_| {
            DiscoveryError::UnusableEndpoint {
                payer: preset.name.clone(),
                endpoint: "authorization endpoint",
            }
        })?;
        let redirect = RedirectUrl::new(self.redirect_uri.to_owned())
            .map_err(|_| ConfigError::Redirect { rule: "it is not an absolute URI" })?;
        let client = BasicClient::new(ClientId::new(self.client_id.to_owned()))
            .set_auth_uri(endpoint)
            .set_redirect_uri(redirect);
        // The values leave their wrappers for the URL that the browser opens.
        let mut request = client
            .authorize_url(|| CsrfToken::new(self.state.expose().clone()))
            .add_scopes(self.scopes.iter().cloned().map(Scope::new));
        if let Some(verifier) = self.verifier {
            let verifier = PkceCodeVerifier::new(verifier.expose().clone());
            request = request.set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier));
        }
        match &preset.aud {
            Aud::FhirBase => request = request.add_extra_param("aud", server.fhir_base.as_str()),
            Aud::Value(value) => request = request.add_extra_param("aud", value.as_str()),
            Aud::Omit => {}
        }
        if let Some(nonce) = self.nonce {
            request = request.add_extra_param("nonce", nonce.expose().as_str());
        }
        if preset.consent_for_offline_access && self.scopes.iter().any(|scope| scope == "offline_access") {
            request = request.add_extra_param("prompt", "consent");
        }
        Ok(request.url().0)
    }
}

/// Chooses the method of client authentication: the app's word, else the preset's first that the server advertises,
/// else the preset's first that fits whether there is a secret.
fn client_auth(
    config: &WalletConfig,
    preset: &Preset,
    server: &ServerConfiguration,
    options: &SignInOptions,
) -> Result<ClientAuthMethod, ConfigError> {
    let has_secret = options.client.client_secret.is_some();
    if has_secret && !config.allow_embedded_secret {
        return Err(ConfigError::EmbeddedSecret);
    }
    if let Some(method) = options.client.method {
        return match (method, has_secret) {
            (ClientAuthMethod::PrivateKeyJwt, _) if config.signer.is_none() => {
                Err(ConfigError::SignerNeeded { payer: preset.id.clone() })
            }
            (ClientAuthMethod::PrivateKeyJwt | ClientAuthMethod::None, _) | (_, true) => Ok(method),
            (_, false) => {
                Err(ConfigError::SecretNeeded { payer: preset.id.clone(), method: method.as_str() })
            }
        };
    }
    fitting_method(preset, server, has_secret)
}

/// The preset's first method that fits whether there is a secret and that the server advertises, else its first that
/// fits.
pub(super) fn fitting_method(
    preset: &Preset,
    server: &ServerConfiguration,
    has_secret: bool,
) -> Result<ClientAuthMethod, ConfigError> {
    let fits = |method: &&ClientAuthMethod| match method {
        ClientAuthMethod::None => !has_secret,
        ClientAuthMethod::ClientSecretBasic | ClientAuthMethod::ClientSecretPost => has_secret,
        // A key is registered for one client: the app says so with ClientRegistration::with_key.
        ClientAuthMethod::PrivateKeyJwt => false,
    };
    let advertised = |method: &&ClientAuthMethod| {
        server
            .token_auth_methods
            .as_ref()
            .is_none_or(|found| found.value.iter().any(|name| name == method.as_str()))
    };
    let mut usable = preset.client_auth.iter().filter(fits);
    usable.clone().find(advertised).or_else(|| usable.next()).copied().ok_or_else(|| {
        ConfigError::SecretNeeded { payer: preset.id.clone(), method: preset.client_auth[0].as_str() }
    })
}
