//! What a payer's server publishes, what that means for a sign-in, and what is odd about it.

use crate::auth::PkceProtection;
use crate::config::ClientAuthMethod;
use crate::discovery::{ServerConfiguration, discover};
use crate::error::Error;
use crate::payer::{IdTokenPolicy, Pkce, Preset};
use crate::wallet::Wallet;

/// The findings about one server, for a developer.
#[derive(Debug, Clone)]
pub struct Inspection {
    /// The preset that was used.
    pub preset: Preset,
    /// What the server says, each value with its source.
    pub server: ServerConfiguration,
    /// What PKCE is worth there.
    pub pkce: PkceProtection,
    /// How a client authenticates, the preferred first.
    pub client_auth: Vec<ClientAuthMethod>,
    /// Scopes that will be asked for.
    pub scopes: Vec<String>,
    /// What is odd, or has to be known, in sentences.
    pub findings: Vec<String>,
}

impl Wallet {
    /// Asks the servers of a payer, by preset id.
    pub async fn inspect(&self, payer: &str, fhir_base: Option<&str>) -> Result<Inspection, Error> {
        let preset = self.preset(payer)?;
        self.inspect_preset(preset, fhir_base).await
    }

    /// Asks any SMART server.
    pub async fn inspect_at(&self, fhir_base: &str) -> Result<Inspection, Error> {
        self.inspect_preset(Preset::for_fhir_base(fhir_base)?, None).await
    }

    async fn inspect_preset(&self, preset: Preset, fhir_base: Option<&str>) -> Result<Inspection, Error> {
        let server = Box::pin(discover(&self.inner.http, &preset, fhir_base)).await?;
        let pkce = PkceProtection::at(&preset, &server);
        let mut findings = findings(&preset, &server);
        let known = self.known_server(&preset, fhir_base).await?;
        if let Some(Err(change)) = known.map(|known| server.check_against(&known, &preset.name)) {
            findings.insert(0, format!("Since the last sign-in: {change}."));
        }
        let (client_auth, scopes) = (preset.client_auth.clone(), preset.scopes.clone());
        Ok(Inspection { preset, server, pkce, client_auth, scopes, findings })
    }
}

fn findings(preset: &Preset, server: &ServerConfiguration) -> Vec<String> {
    let mut findings: Vec<String> =
        server.missing.iter().map(|missing| format!("Not served: {missing}.")).collect();
    findings.extend(server.contradictions.iter().cloned());
    let mut tell = |condition: bool, sentence: &str| {
        if condition {
            findings.push(sentence.to_owned());
        }
    };
    let advertised =
        server.code_challenge_methods.as_ref().map(|found| found.value.as_slice()).unwrap_or_default();
    tell(
        preset.pkce == Pkce::Unsupported,
        "The payer's documents say that it has no PKCE: the sign-in relies on state, nonce, a checked ID token and a redirect that is bound to the app.",
    );
    tell(
        preset.pkce == Pkce::Unsupported && server.advertises_s256(),
        "It advertises S256 although its documents say that it has no PKCE: ask the payer, and update the preset.",
    );
    tell(
        preset.pkce == Pkce::Expected && !server.advertises_s256(),
        "S256 is not advertised: it is sent, and does not count as protection.",
    );
    tell(
        advertised.iter().any(|method| method == "plain"),
        "It advertises the PKCE method plain, which is never sent.",
    );
    tell(
        !preset.client_auth.contains(&ClientAuthMethod::None),
        "Clients need a secret, which a phone app cannot keep: use a broker in production.",
    );
    tell(
        server.token_auth_methods.as_ref().is_some_and(|methods| {
            !methods.value.iter().any(|name| preset.client_auth.iter().any(|method| method.as_str() == name))
        }),
        "It advertises none of the client authentication methods that the preset knows.",
    );
    tell(
        preset.id_token == IdTokenPolicy::Required && server.jwks_uri.is_none(),
        "No key set was found, and the sign-in relies on a checked ID token: sign-in will be refused.",
    );
    tell(
        server.authorization_endpoint.value.host_str() != server.fhir_base.host_str(),
        "Sign-in and records are on different hosts.",
    );
    tell(
        server.revocation_endpoint.is_none(),
        "It publishes no revocation endpoint: signing out erases the device, and the tokens live on until they expire.",
    );
    tell(
        !server.iss_in_callback,
        "Callbacks carry no iss (RFC 9207): the redirect URI must be this payer's alone.",
    );
    let missing: Vec<&str> = preset
        .scopes
        .iter()
        .map(String::as_str)
        .filter(|scope| {
            !server.scopes_supported.is_empty() && !server.scopes_supported.iter().any(|known| known == scope)
        })
        .collect();
    if !missing.is_empty() {
        findings.push(format!(
            "It does not list these scopes, which need not mean that it refuses them: {}.",
            missing.join(" ")
        ));
    }
    findings
}
