//! `payers`: what is known of each.

use billfold::payer::{self, Aud, IdTokenPolicy, Pkce, Preset, Strategy, UnknownParameters};

use crate::commands::target::preset;
use crate::draw::{self, lines};
use crate::failure::Failure;
use crate::json_views;
use crate::output::Output;

/// Lists the presets, or shows one.
pub fn run(id: Option<&str>, output: &Output) -> Result<(), Failure> {
    if let Some(id) = id {
        let preset = preset(id)?;
        return output.tell(|| json_views::preset(&preset), || describe(&preset));
    }
    let presets = payer::builtin();
    if output.is_json() {
        return presets.iter().try_for_each(|preset| output.event(&json_views::preset(preset)));
    }
    let mut table = draw::table(&["Id", "Name", "PKCE", "Client authentication"]);
    for preset in &presets {
        draw::row(
            &mut table,
            [preset.id.clone(), preset.name.clone(), pkce(preset.pkce).to_owned(), methods(preset)],
        );
    }
    output.text(&draw::finish(&table))
}

fn describe(preset: &Preset) -> String {
    let endpoints = &preset.endpoints;
    let fetch = &preset.fetch;
    let optional = |text: &Option<String>| text.clone().unwrap_or_else(|| "as discovery says".to_owned());
    let words = |list: &[String]| if list.is_empty() { "none".to_owned() } else { list.join(", ") };
    let queries: Vec<String> =
        fetch.queries.iter().map(|(name, queries)| format!("{name} by {}", queries.join(" or "))).collect();
    let mut text = format!("{} ({})\n\n", preset.name, preset.id);
    text += &lines(&[
        (
            "FHIR base",
            preset.fhir_base.clone().unwrap_or_else(|| "as the plan says (--fhir-base)".to_owned()),
        ),
        ("Authorization", optional(&endpoints.authorization)),
        ("Token", optional(&endpoints.token)),
        ("Revocation", optional(&endpoints.revocation)),
        ("UserInfo", optional(&endpoints.userinfo)),
        ("Issuer", optional(&endpoints.issuer)),
        (
            "Hosts",
            preset.hosts.as_ref().map_or_else(
                || "any that discovery names".to_owned(),
                |hosts| if hosts.is_empty() { "those above only".to_owned() } else { words(hosts) },
            ),
        ),
        ("PKCE", pkce(preset.pkce).to_owned()),
        ("Client auth", methods(preset)),
        (
            "aud",
            match &preset.aud {
                Aud::FhirBase => "the FHIR base".to_owned(),
                Aud::Value(value) => value.clone(),
                Aud::Omit => "not sent".to_owned(),
            },
        ),
        ("Scopes", preset.scopes.join(" ")),
        (
            "ID token",
            match preset.id_token {
                IdTokenPolicy::Required => "required".to_owned(),
                IdTokenPolicy::Optional => "checked if one comes".to_owned(),
            },
        ),
        (
            "Unknown params",
            match preset.unknown_parameters {
                UnknownParameters::Ignored => "ignored".to_owned(),
                UnknownParameters::Rejected => "rejected".to_owned(),
            },
        ),
        ("Accept", preset.accept.clone()),
        (
            "Fetched by",
            match fetch.strategy {
                Strategy::Search => format!("a search for each type, {} records a page", fetch.page_size),
                Strategy::Everything => "Patient/{id}/$everything".to_owned(),
            },
        ),
        ("Own types", words(&fetch.patient_types)),
        ("Shared types", words(&fetch.shared_types)),
        ("By reference", words(&fetch.referenced_types)),
        ("Open types", words(&fetch.open_types)),
        ("Queries", words(&queries)),
        ("Provenance", if fetch.provenance { "comes along" } else { "not asked for" }.to_owned()),
        ("Notice", preset.notice.clone().unwrap_or_else(|| "none".to_owned())),
        ("Sources", preset.sources.join(", ")),
    ]);
    let registration = &preset.registration;
    text += "\nHow an app registers\n\n";
    text += &lines(&[
        ("Contact", registration.contact.clone()),
        ("Send", registration.send.join("; ")),
        ("Receive", registration.receive.join("; ")),
    ]);
    text.trim_end().to_owned()
}

fn pkce(pkce: Pkce) -> &'static str {
    match pkce {
        Pkce::Required => "required",
        Pkce::Expected => "expected",
        Pkce::Unsupported => "unsupported",
    }
}

fn methods(preset: &Preset) -> String {
    preset.client_auth.iter().map(|method| method.as_str()).collect::<Vec<_>>().join(", ")
}
