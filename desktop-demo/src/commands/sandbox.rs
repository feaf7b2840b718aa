//! `sandbox`: serves the simulated payers.

use std::fmt::Write as _;

use billfold::ErrorKind;
use billfold_sandbox::{Options, RunningPayer, Sandbox};
use serde_json::json;
use tokio::signal::unix::{SignalKind, signal};

use crate::cli::SandboxArguments;
use crate::failure::Failure;
use crate::json_views;
use crate::output::Output;

/// Serves until Ctrl-C or a request to terminate.
pub async fn run(arguments: &SandboxArguments, output: &Output) -> Result<(), Failure> {
    let failed = |error| Failure::new(ErrorKind::Misconfigured, format!("the sandbox cannot start: {error}"));
    let options = Options {
        seed: arguments.seed,
        scale: arguments.scale,
        ports: ports(arguments.port_base)?,
        ..Options::default()
    };
    let mut interrupted = signal(SignalKind::interrupt()).map_err(failed)?;
    let mut terminated = signal(SignalKind::terminate()).map_err(failed)?;
    let sandbox = Sandbox::start(options).map_err(failed)?;
    for payer in sandbox.payers() {
        output.tell(|| json_views::sandbox_payer(payer, connect_line(payer)), || describe(payer))?;
    }
    output.tell(
        || json!({"event": "serving"}),
        || "All people and records are made up. Stop with Ctrl-C.".to_owned(),
    )?;
    tokio::select! {
        _ = interrupted.recv() => {}
        _ = terminated.recv() => {}
    }
    sandbox.stop().await;
    Ok(())
}

fn ports(base: u16) -> Result<[u16; 5], Failure> {
    let mut ports = [0; 5];
    if base != 0 {
        for (port, offset) in ports.iter_mut().zip(0..) {
            *port = base.checked_add(offset).ok_or_else(|| {
                Failure::new(ErrorKind::Misconfigured, "the last of the five ports would be beyond 65535")
            })?;
        }
    }
    Ok(ports)
}

fn describe(payer: &RunningPayer) -> String {
    let client = payer.client();
    let mut text = format!("{} ({})\n", payer.name(), payer.id());
    let _ = writeln!(text, "  FHIR base      {}", payer.fhir_base());
    let _ = writeln!(text, "  client id      {} ({})", client.id, client.auth.name());
    if let Some(secret) = &client.secret {
        let _ = writeln!(text, "  client secret  {secret}");
    }
    for login in payer.logins() {
        let _ = writeln!(
            text,
            "  sign in as     {}  password {}  ({}, {})",
            login.username, login.password, login.name, login.fhir_user
        );
    }
    let _ = writeln!(text, "  connect        {}", connect_line(payer));
    text
}

/// A command line that signs in to this payer.
fn connect_line(payer: &RunningPayer) -> String {
    let client = payer.client();
    let program = std::env::args().next().unwrap_or_else(|| "billfold".to_owned());
    let (secret, flag) = match &client.secret {
        Some(secret) => (
            format!("BILLFOLD_CLIENT_SECRET={} ", quoted(secret)),
            " --client-secret-env BILLFOLD_CLIENT_SECRET",
        ),
        None => (String::new(), ""),
    };
    format!(
        "{secret}{} connect --payer {} --fhir-base {} --client-id {}{flag}",
        quoted(&program),
        payer.id(),
        payer.fhir_base(),
        quoted(&client.id)
    )
}

/// One word of a shell's command line.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:@%+=,".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}
