//! Asks a payer's servers, and merges what they say with the preset.

use serde::Deserialize;
use serde_json::Value;
use url::{Origin, Url};

use super::{Found, ServerConfiguration, Source};
use crate::config::parse_endpoint;
use crate::error::{ConfigError, DiscoveryError, HttpError, SignInError};
use crate::http::Http;
use crate::payer::{Pkce, Preset};

/// The members that are read of the three documents. All of them are optional: servers leave out what they like.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Published {
    issuer: Option<String>,
    jwks_uri: Option<String>,
    authorization_endpoint: Option<String>,
    token_endpoint: Option<String>,
    revocation_endpoint: Option<String>,
    userinfo_endpoint: Option<String>,
    end_session_endpoint: Option<String>,
    code_challenge_methods_supported: Option<Vec<String>>,
    token_endpoint_auth_methods_supported: Option<Vec<String>>,
    scopes_supported: Option<Vec<String>>,
    capabilities: Option<Vec<String>>,
    authorization_response_iss_parameter_supported: Option<bool>,
}

/// Asks a payer's servers and merges what they say with the preset.
pub async fn discover(
    http: &Http,
    preset: &Preset,
    fhir_base: Option<&str>,
) -> Result<ServerConfiguration, SignInError> {
    let fhir_base = fhir_base
        .or(preset.fhir_base.as_deref())
        .ok_or_else(|| ConfigError::FhirBaseNeeded { payer: preset.id.clone() })?;
    let base = parse_endpoint(fhir_base).map_err(|rule| ConfigError::Url { what: "the FHIR base", rule })?;
    let mut merger =
        Merger { preset, base: &base, documents: Vec::new(), missing: Vec::new(), unreachable: None };

    let document =
        |path| well_known(fhir_base, path).map_err(|rule| ConfigError::Url { what: "the FHIR base", rule });
    let smart = match &preset.discovery {
        Some(url) => {
            parse_endpoint(url).map_err(|rule| ConfigError::Url { what: "the SMART configuration", rule })?
        }
        None => document(".well-known/smart-configuration")?,
    };
    merger.read(http, &smart, Source::SmartConfiguration, &|value| serde_json::from_value(value).ok()).await;
    if !merger.knows_endpoints() {
        let metadata = document("metadata")?;
        merger.read(http, &metadata, Source::CapabilityStatement, &|value| Some(oauth_uris(&value))).await;
    }
    merger.read_openid(http).await;
    merger.finish().map_err(Into::into)
}

struct Merger<'a> {
    preset: &'a Preset,
    base: &'a Url,
    documents: Vec<(Source, Published)>,
    missing: Vec<String>,
    unreachable: Option<(Origin, HttpError)>,
}

impl Merger<'_> {
    /// Reads one document. A host that could not be reached is not asked for another.
    async fn read(
        &mut self,
        http: &Http,
        url: &Url,
        source: Source,
        parse: &(dyn Fn(Value) -> Option<Published> + Sync),
    ) {
        let name = url.path_segments().and_then(Iterator::last).unwrap_or_default().to_owned();
        if self.unreachable.as_ref().is_some_and(|(origin, _)| *origin == url.origin()) {
            return;
        }
        let answer = http.document(url, "application/json, application/fhir+json;q=0.9").await;
        let published = match answer {
            Ok(document) if document.status == 200 => {
                let value = serde_json::from_slice(&document.body).ok();
                match value.and_then(parse) {
                    Some(published) => published,
                    None => return self.missing.push(format!("{name}: not the JSON that was expected")),
                }
            }
            Ok(document) => return self.missing.push(format!("{name}: status {}", document.status)),
            Err(error) => {
                self.missing.push(format!("{name}: {error}"));
                self.unreachable.get_or_insert((url.origin(), error));
                return;
            }
        };
        self.documents.push((source, published));
    }

    fn knows_endpoints(&self) -> bool {
        self.documents.iter().any(|(_, document)| {
            document.authorization_endpoint.is_some() && document.token_endpoint.is_some()
        })
    }

    /// The OpenID configuration tells the keys, and often PKCE and revocation that the SMART document leaves out.
    /// Where no document names the issuer, the origin of the authorization endpoint is the one place to ask.
    async fn read_openid(&mut self, http: &Http) {
        let named = self
            .documents
            .iter()
            .find_map(|(_, document)| document.issuer.clone())
            .or_else(|| self.preset.endpoints.issuer.clone());
        let is_named = named.is_some();
        let issuer = named.or_else(|| {
            let endpoint = self.text(
                |document| document.authorization_endpoint.as_ref(),
                |preset| preset.endpoints.authorization.as_ref(),
            );
            let url = Url::parse(&endpoint?.value).ok()?;
            Some(url.origin().ascii_serialization())
        });
        let Some(issuer) = issuer else { return };
        let Ok(url) = well_known(&issuer, ".well-known/openid-configuration") else { return };
        if !self.knows_host(&url) {
            return self.missing.push(
                "openid-configuration: its issuer is on a host that the preset does not know".to_owned(),
            );
        }
        // OpenID Connect Discovery section 4.3, RFC 8414 section 3.3: the document must name the issuer it was asked for.
        let of_issuer = |value| {
            let published: Published = serde_json::from_value(value).ok()?;
            let own = published.issuer.as_deref()?;
            // One that we only suppose may end in a slash: that is how Auth0 writes its issuers.
            let supposed = own.strip_suffix('/').filter(|_| !is_named);
            (own == issuer || supposed == Some(issuer.as_str())).then_some(published)
        };
        let known = self.documents.len();
        self.read(http, &url, Source::OpenIdConfiguration, &of_issuer).await;
        if self.documents.len() == known
            && let Some(url) = authorization_server_metadata(&issuer)
        {
            self.read(http, &url, Source::AuthorizationServerMetadata, &of_issuer).await;
        }
    }

    /// Where two sources name different things. Only the endpoints that a sign-in goes to, and the issuer.
    fn contradictions(&self) -> Vec<String> {
        type Member = fn(&Published) -> Option<&String>;
        let members: [(&str, Member, Option<&String>); 3] = [
            (
                "authorization endpoint",
                |d| d.authorization_endpoint.as_ref(),
                self.preset.endpoints.authorization.as_ref(),
            ),
            ("token endpoint", |d| d.token_endpoint.as_ref(), self.preset.endpoints.token.as_ref()),
            ("issuer", |d| d.issuer.as_ref(), self.preset.endpoints.issuer.as_ref()),
        ];
        let mut found = Vec::new();
        for (name, member, printed) in members {
            let told =
                self.documents.iter().filter_map(|(source, document)| Some((*source, member(document)?)));
            let mut told = told.chain(printed.map(|value| (Source::Preset, value)));
            let Some((first, value)) = told.next() else { continue };
            for (source, other) in told.filter(|(_, other)| *other != value) {
                let (first, source) = (first.as_str(), source.as_str());
                found
                    .push(format!("The {first} says that the {name} is {value}, the {source} says {other}."));
            }
        }
        found
    }

    /// The first document that has a value, in the order in which they were read; else the preset's.
    fn text(
        &self,
        published: impl Fn(&Published) -> Option<&String>,
        printed: impl Fn(&Preset) -> Option<&String>,
    ) -> Option<Found<String>> {
        self.documents
            .iter()
            .find_map(|(source, document)| {
                published(document).map(|value| Found { value: value.clone(), source: *source })
            })
            .or_else(|| {
                printed(self.preset).map(|value| Found { value: value.clone(), source: Source::Preset })
            })
    }

    fn list(&self, published: impl Fn(&Published) -> Option<&Vec<String>>) -> Option<Found<Vec<String>>> {
        self.documents.iter().find_map(|(source, document)| {
            published(document).map(|value| Found { value: value.clone(), source: *source })
        })
    }

    fn endpoint(
        &self,
        endpoint: &'static str,
        published: impl Fn(&Published) -> Option<&String>,
        printed: impl Fn(&Preset) -> Option<&String>,
    ) -> Result<Option<Found<Url>>, DiscoveryError> {
        let Some(found) = self.text(published, printed) else { return Ok(None) };
        let payer = || self.preset.name.clone();
        let value = parse_endpoint(&found.value)
            .map_err(|_| DiscoveryError::UnusableEndpoint { payer: payer(), endpoint })?;
        if !self.knows_host(&value) {
            let host = value.host_str().unwrap_or_default().to_owned();
            return Err(DiscoveryError::ForeignHost { payer: payer(), endpoint, host });
        }
        Ok(Some(Found { value, source: found.source }))
    }

    fn knows_host(&self, url: &Url) -> bool {
        knows_host(self.preset, self.base, url)
    }

    fn finish(self) -> Result<ServerConfiguration, DiscoveryError> {
        let required = |endpoint, found: Option<Found<Url>>| match (found, &self.unreachable) {
            (Some(found), _) => Ok(found),
            (None, Some((_, error))) => Err(DiscoveryError::Http(error.clone())),
            (None, None) => {
                Err(DiscoveryError::MissingEndpoint { payer: self.preset.name.clone(), endpoint })
            }
        };
        let authorization = self.endpoint(
            "authorization endpoint",
            |d| d.authorization_endpoint.as_ref(),
            |p| p.endpoints.authorization.as_ref(),
        )?;
        let token =
            self.endpoint("token endpoint", |d| d.token_endpoint.as_ref(), |p| p.endpoints.token.as_ref())?;
        let code_challenge_methods = self.list(|d| d.code_challenge_methods_supported.as_ref());
        let server = ServerConfiguration {
            fhir_base: self.base.clone(),
            authorization_endpoint: required("authorization endpoint", authorization)?,
            token_endpoint: required("token endpoint", token)?,
            revocation_endpoint: self.endpoint(
                "revocation endpoint",
                |d| d.revocation_endpoint.as_ref(),
                |p| p.endpoints.revocation.as_ref(),
            )?,
            userinfo_endpoint: self.endpoint(
                "userinfo endpoint",
                |d| d.userinfo_endpoint.as_ref(),
                |p| p.endpoints.userinfo.as_ref(),
            )?,
            end_session_endpoint: self.endpoint(
                "end-session endpoint",
                |d| d.end_session_endpoint.as_ref(),
                |_| None,
            )?,
            jwks_uri: self.endpoint("key set", |d| d.jwks_uri.as_ref(), |_| None)?,
            issuer: self.text(|d| d.issuer.as_ref(), |p| p.endpoints.issuer.as_ref()),
            token_auth_methods: self.list(|d| d.token_endpoint_auth_methods_supported.as_ref()),
            scopes_supported: self
                .list(|d| d.scopes_supported.as_ref())
                .map(|found| found.value)
                .unwrap_or_default(),
            capabilities: self.list(|d| d.capabilities.as_ref()).map(|found| found.value).unwrap_or_default(),
            iss_in_callback: self
                .documents
                .iter()
                .any(|(_, d)| d.authorization_response_iss_parameter_supported == Some(true)),
            code_challenge_methods,
            broker: None,
            interrupted: self.unreachable.is_some(),
            contradictions: self.contradictions(),
            missing: self.missing,
        };
        if self.preset.pkce == Pkce::Required
            && server.code_challenge_methods.is_some()
            && !server.advertises_s256()
        {
            return Err(DiscoveryError::PkceMissing { payer: self.preset.name.clone() });
        }
        Ok(server)
    }
}

/// Whether a preset lets its payer be at the host of `url`.
pub(super) fn knows_host(preset: &Preset, fhir_base: &Url, url: &Url) -> bool {
    let Some(hosts) = &preset.hosts else { return true };
    let host = url.host_str().unwrap_or_default();
    let endpoints = &preset.endpoints;
    let printed = [
        &endpoints.authorization,
        &endpoints.token,
        &endpoints.revocation,
        &endpoints.userinfo,
        &endpoints.issuer,
    ];
    hosts.iter().any(|known| known == host)
        || fhir_base.host_str() == Some(host)
        || printed
            .into_iter()
            .flatten()
            .filter_map(|text| Url::parse(text).ok())
            .any(|known| known.host_str() == Some(host))
}

/// Reads bytes as each of the three documents.
#[cfg(fuzzing)]
pub(crate) fn read_documents(bytes: &[u8]) {
    let Ok(value) = serde_json::from_slice::<Value>(bytes) else { return };
    let published = oauth_uris(&value);
    let _ = published.authorization_endpoint.as_deref().map(parse_endpoint);
    if let Ok(published) = serde_json::from_value::<Published>(value) {
        let _ = published.issuer.as_deref().and_then(authorization_server_metadata);
        let _ = published.token_endpoint.as_deref().map(parse_endpoint);
    }
}

/// SMART App Launch 1.0: the endpoints as extensions of `CapabilityStatement.rest.security`.
fn oauth_uris(statement: &Value) -> Published {
    let mut published = Published::default();
    let extensions = statement["rest"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|rest| rest["security"]["extension"].as_array())
        .flatten()
        .filter(|extension| extension["url"].as_str().is_some_and(|url| url.ends_with("oauth-uris")))
        .filter_map(|extension| extension["extension"].as_array())
        .flatten();
    for extension in extensions {
        let uri = extension["valueUri"].as_str().map(str::to_owned);
        match extension["url"].as_str() {
            Some("authorize") => published.authorization_endpoint = uri,
            Some("token") => published.token_endpoint = uri,
            Some("revoke") => published.revocation_endpoint = uri,
            _ => {}
        }
    }
    published
}

/// Where RFC 8414 section 3.1 puts the metadata of an issuer: before its path, not behind it.
pub(super) fn authorization_server_metadata(issuer: &str) -> Option<Url> {
    let mut url = parse_endpoint(issuer).ok()?;
    let path = url.path().trim_end_matches('/').to_owned();
    url.set_path(&format!("/.well-known/oauth-authorization-server{path}"));
    Some(url)
}

/// Appends a path to a base that may or may not end in a slash, as both SMART and OpenID Connect Discovery say.
fn well_known(base: &str, path: &str) -> Result<Url, &'static str> {
    parse_endpoint(&format!("{}/{path}", base.trim_end_matches('/')))
}
