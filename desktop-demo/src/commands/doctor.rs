//! `doctor`: what a server publishes, and what that means.

use std::sync::Arc;

use billfold::config::ClientAuthMethod;
use billfold::discovery::{Found, Source};
use billfold::error::ConfigError;
use billfold::ports::MemorySecureStore;
use billfold::wallet::Inspection;
use billfold::{Wallet, WalletConfig};

use crate::cli::Target;
use crate::draw::{self, lines};
use crate::failure::Failure;
use crate::json_views;
use crate::open;
use crate::output::Output;

/// Asks a server. The wallet that it needs for that is gone afterwards.
pub async fn run(target: &Target, output: &Output) -> Result<(), Failure> {
    let directory = open::temporary_directory()?;
    let mut config = WalletConfig::new(directory.path());
    config.presets.extend(target.moved_preset()?);
    let wallet = Wallet::open(config, Arc::new(MemorySecureStore::default())).await?;
    let inspection = match (&target.payer, &target.fhir_base) {
        (Some(payer), fhir_base) => wallet.inspect(payer, fhir_base.as_deref()).await?,
        (None, Some(fhir_base)) => wallet.inspect_at(fhir_base).await?,
        (None, None) => {
            let error = ConfigError::Url { what: "the FHIR base", rule: "name a payer or a FHIR base" };
            return Err(error.into());
        }
    };
    output.tell(|| json_views::inspection(&inspection), || describe(&inspection))
}

fn describe(inspection: &Inspection) -> String {
    let server = &inspection.server;
    let found = |value: String, source: Source| format!("{value}  [{}]", source.as_str());
    let url = |value: &Found<url::Url>| found(value.value.to_string(), value.source);
    let optional =
        |value: &Option<Found<url::Url>>| value.as_ref().map_or_else(|| "not published".to_owned(), url);
    let list = |value: &Option<Found<Vec<String>>>| {
        value
            .as_ref()
            .map_or_else(|| "not published".to_owned(), |value| found(value.value.join(", "), value.source))
    };
    let words = |list: &[String]| if list.is_empty() { "none".to_owned() } else { list.join(" ") };
    let mut text = format!("{}\n\nWhat the server publishes\n\n", inspection.preset.name);
    text += &lines(&[
        ("FHIR base", server.fhir_base.to_string()),
        ("Authorization", url(&server.authorization_endpoint)),
        ("Token", url(&server.token_endpoint)),
        ("Revocation", optional(&server.revocation_endpoint)),
        ("UserInfo", optional(&server.userinfo_endpoint)),
        ("Log-out page", optional(&server.end_session_endpoint)),
        ("Key set", optional(&server.jwks_uri)),
        (
            "Issuer",
            server.issuer.as_ref().map_or_else(
                || "not published".to_owned(),
                |issuer| found(issuer.value.clone(), issuer.source),
            ),
        ),
        ("PKCE methods", list(&server.code_challenge_methods)),
        ("Client auth", list(&server.token_auth_methods)),
        ("Scopes", words(&server.scopes_supported)),
        ("Capabilities", words(&server.capabilities)),
        ("iss in callback", if server.iss_in_callback { "yes (RFC 9207)" } else { "no" }.to_owned()),
    ]);
    text += "\nWhat that means for a sign-in\n\n";
    let methods: Vec<&str> = inspection.client_auth.iter().map(|method| method.as_str()).collect();
    text += &lines(&[
        ("PKCE", inspection.pkce.as_str().to_owned()),
        ("Client auth", methods.join(", else ")),
        (
            "Redirect",
            if inspection.pkce.needs_fallback() {
                "one that the system binds to the app: ASWebAuthenticationSession, Auth Tab, claimed https, loopback"
            } else {
                "any that the payer registers, a plain custom scheme too"
            }
            .to_owned(),
        ),
        (
            "Exchange",
            if inspection.client_auth.contains(&ClientAuthMethod::None) {
                "on the device"
            } else {
                "behind a broker that holds the secret; on the device for sandboxes and prototypes"
            }
            .to_owned(),
        ),
        ("Scopes", inspection.scopes.join(" ")),
    ]);
    let registration = &inspection.preset.registration;
    if !registration.contact.is_empty() {
        text += "\nHow an app registers\n\n";
        text += &lines(&[
            ("Contact", registration.contact.clone()),
            ("Send", registration.send.join("; ")),
            ("Receive", registration.receive.join("; ")),
        ]);
    }
    if !inspection.findings.is_empty() {
        text += "\nFindings\n\n";
        for finding in &inspection.findings {
            text += &draw::hanging("  - ", finding);
        }
    }
    text.trim_end().to_owned()
}
