//! Billfold against software that others wrote: `script/interop [JOURNEY..]`.
//!
//! Each journey starts the servers that it needs, signs in with a real Chromium, and prints a line. Nothing is simulated
//! but what the name `sandbox` says.

#![allow(clippy::print_stdout, reason = "what it prints is what it is for")]

mod browser;
mod device;
mod grants;
mod hapi;
mod samples;
mod sandbox;
mod servers;

use std::process::ExitCode;
use std::time::Instant;

type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// What there is, in the order in which it runs.
const JOURNEYS: [(&str, &str); 4] = [
    ("sandbox", "five simulated payers, their pages in Chromium"),
    (
        "oidc-provider",
        "the OpenID provider of npm, strict as for native apps, before a FHIR server of HAPI's",
    ),
    ("keycloak", "Keycloak, before a FHIR server of HAPI's"),
    ("hapi", "a FHIR server of HAPI's: all types, paging, changes, $everything"),
];

#[tokio::main]
async fn main() -> ExitCode {
    let asked: Vec<String> = std::env::args().skip(1).collect();
    if let Some(name) = asked.iter().find(|name| JOURNEYS.iter().all(|(known, _)| known != name)) {
        println!("interop: no journey {name}; there are:");
        for (name, what) in JOURNEYS {
            println!("  {name:<14} {what}");
        }
        return ExitCode::from(2);
    }
    let is_asked = |name: &str| asked.is_empty() || asked.iter().any(|asked| asked == name);
    let mut failed = 0;
    for (name, _) in JOURNEYS.iter().filter(|(name, _)| is_asked(name)) {
        let started = Instant::now();
        let (verdict, what) = match run(name).await {
            Ok(what) => ("ok", what),
            Err(error) => ("FAILED", error.to_string()),
        };
        println!("interop: {name:<14} {verdict:<6} {:>4} s  {what}", started.elapsed().as_secs());
        failed += u32::from(verdict != "ok");
    }
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// What a journey has to tell when it has come to its end.
async fn run(journey: &str) -> Outcome<String> {
    match journey {
        "sandbox" => sandbox::journey().await,
        "oidc-provider" => grants::journey(grants::Provider::OidcProvider).await,
        "keycloak" => grants::journey(grants::Provider::Keycloak).await,
        _ => hapi::journey().await,
    }
}

/// An error, unless it is so.
fn demand(holds: bool, what: impl FnOnce() -> String) -> Outcome<()> {
    if holds { Ok(()) } else { Err(what().into()) }
}
