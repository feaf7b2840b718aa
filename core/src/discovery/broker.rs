//! What a broker says of a payer: to the app it is an authorization server of its own (RFC 8414).

use serde::{Deserialize, Serialize};
use url::Url;

use super::merge::{authorization_server_metadata, knows_host};
use super::{Found, IdTokens, ServerConfiguration, Source};
use crate::config::parse_endpoint;
use crate::error::{ConfigError, DiscoveryError, SignInError};
use crate::http::{Http, host};
use crate::payer::Preset;

/// What a broker adds to what every authorization server says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Brokered {
    /// Who signs the ID tokens that it hands on: the payer, for the broker. `None` where it knows of none.
    pub id_tokens: Option<IdTokens>,
}

/// The members that are read of a broker's metadata.
#[derive(Deserialize)]
struct Published {
    issuer: String,
    authorization_endpoint: Url,
    token_endpoint: Url,
    revocation_endpoint: Option<Url>,
    userinfo_endpoint: Option<Url>,
    end_session_endpoint: Option<Url>,
    #[serde(default)]
    scopes_supported: Vec<String>,
    #[serde(default)]
    code_challenge_methods_supported: Vec<String>,
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
    billfold_id_tokens: Option<IdTokens>,
}

impl Published {
    /// The rule that it breaks, if it breaks one.
    fn check(
        &self,
        issuer: &str,
        broker: &Url,
        preset: &Preset,
        fhir_base: &Url,
    ) -> Result<(), &'static str> {
        let own = [
            Some(&self.authorization_endpoint),
            Some(&self.token_endpoint),
            self.revocation_endpoint.as_ref(),
        ];
        let payers = [
            self.billfold_id_tokens.as_ref().map(|tokens| &tokens.jwks_uri),
            self.userinfo_endpoint.as_ref(),
            self.end_session_endpoint.as_ref(),
        ];
        let of_payer = |url: &Url| parse_endpoint(url.as_str()).is_ok() && knows_host(preset, fhir_base, url);
        for (holds, rule) in [
            (self.issuer == issuer, "its metadata is another issuer's"),
            (
                own.into_iter().flatten().all(|endpoint| endpoint.origin() == broker.origin()),
                "its endpoints are not at its own address",
            ),
            (
                self.code_challenge_methods_supported.iter().any(|method| method == "S256"),
                "it does not support PKCE with S256",
            ),
            (self.authorization_response_iss_parameter_supported, "its callbacks carry no iss (RFC 9207)"),
            (
                payers.into_iter().flatten().all(of_payer),
                "it leads to hosts that the payer's preset does not know",
            ),
        ] {
            if !holds {
                return Err(rule);
            }
        }
        Ok(())
    }
}

/// Asks the broker at `broker` for a payer. It must do all that a broker is for: S256, `iss` in every callback (RFC 9207),
/// and its endpoints at its own origin. What it says of the payer's keys and pages may only lead to hosts that the preset
/// knows.
pub async fn discover_through(
    http: &Http,
    broker: &Url,
    preset: &Preset,
    fhir_base: Option<&str>,
) -> Result<ServerConfiguration, SignInError> {
    let fhir_base = fhir_base
        .or(preset.fhir_base.as_deref())
        .ok_or_else(|| ConfigError::FhirBaseNeeded { payer: preset.id.clone() })?;
    let base = parse_endpoint(fhir_base).map_err(|rule| ConfigError::Url { what: "the FHIR base", rule })?;
    let unusable = |rule| DiscoveryError::Broker { host: host(broker), payer: preset.id.clone(), rule };
    let issuer = format!("{}/{}", broker.as_str().trim_end_matches('/'), preset.id);
    let address =
        authorization_server_metadata(&issuer).ok_or_else(|| unusable("its address is not a URL"))?;
    let document = http.document(&address, "application/json").await.map_err(DiscoveryError::from)?;
    match document.status {
        200 => {}
        404 => return Err(unusable("it does not serve this payer").into()),
        _ => return Err(unusable("it does not tell its metadata (RFC 8414)").into()),
    }
    let published: Published = serde_json::from_slice(&document.body)
        .map_err(|_| unusable("its metadata is not what RFC 8414 says"))?;
    published.check(&issuer, broker, preset, &base).map_err(unusable)?;
    let source = Source::AuthorizationServerMetadata;
    let found = |value: Url| Found { value, source };
    Ok(ServerConfiguration {
        fhir_base: base,
        authorization_endpoint: found(published.authorization_endpoint),
        token_endpoint: found(published.token_endpoint),
        revocation_endpoint: published.revocation_endpoint.map(found),
        userinfo_endpoint: published.userinfo_endpoint.map(found),
        end_session_endpoint: published.end_session_endpoint.map(found),
        jwks_uri: None,
        issuer: Some(Found { value: issuer, source }),
        code_challenge_methods: Some(Found { value: published.code_challenge_methods_supported, source }),
        token_auth_methods: None,
        scopes_supported: published.scopes_supported,
        capabilities: Vec::new(),
        iss_in_callback: true,
        missing: Vec::new(),
        interrupted: false,
        broker: Some(Brokered { id_tokens: published.billfold_id_tokens }),
        contradictions: Vec::new(),
    })
}
