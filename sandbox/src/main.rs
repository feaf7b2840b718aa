//! Runs the sandbox: five simulated payers on loopback ports, until it is told to stop.

use std::io::{self, Read, Write};
use std::process::ExitCode;

use billfold_sandbox::{Options, Quirk, RunningPayer, Sandbox, Switch};
use clap::Parser;
use serde_json::Value;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::oneshot;

/// Five health plans' Patient Access systems, simulated on loopback ports.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// First of five consecutive ports.
    #[arg(long, default_value_t = 7410, conflicts_with = "ports")]
    port_base: u16,
    /// The five ports: bcbsmn, bcbsnc, bcbst, intersystems, sharedhealthms; 0 takes any free one.
    #[arg(long, value_parser = five_ports)]
    ports: Option<[u16; 5]>,
    /// Seed of the members, their records, the client secrets and the keys.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// About so many thousand resources for each payer's default member.
    #[arg(long)]
    scale: Option<u32>,
    /// A quirk of a real payer to switch on, as NAME for all payers or PAYER:NAME for one; may be repeated.
    #[arg(long = "quirk", value_name = "NAME")]
    quirks: Vec<Switch>,
    /// List the quirks, and stop.
    #[arg(long = "quirks")]
    list_quirks: bool,
    /// A redirect URI to register for every client; may be repeated.
    #[arg(long = "redirect-uri")]
    redirect_uris: Vec<String>,
    /// Describe the payers in one line of JSON instead of a table.
    #[arg(long)]
    json: bool,
    /// Stop when standard input is closed.
    #[arg(long)]
    until_stdin_closes: bool,
}

/// Five ports between commas.
fn five_ports(text: &str) -> Result<[u16; 5], String> {
    let ports: Result<Vec<u16>, _> = text.split(',').map(str::parse).collect();
    let ports = ports.map_err(|_| "a port is a number up to 65535".to_owned())?;
    ports.try_into().map_err(|_| "there must be five ports, between commas".to_owned())
}

impl Arguments {
    fn options(&self) -> io::Result<Options> {
        let mut ports = self.ports.unwrap_or_default();
        if self.ports.is_none() {
            for (port, offset) in ports.iter_mut().zip(0..) {
                let next = self.port_base.checked_add(offset);
                *port = next.ok_or_else(|| io::Error::other("the ports would go beyond 65535"))?;
            }
        }
        Ok(Options {
            seed: self.seed,
            scale: self.scale,
            ports,
            quirks: self.quirks.clone(),
            redirect_uris: self.redirect_uris.clone(),
            ..Options::default()
        })
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match run(&Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "billfold-sandbox: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: &Arguments) -> io::Result<()> {
    if arguments.list_quirks {
        let line = |quirk: &Quirk| format!("{:<30} {} ({})\n", quirk.name(), quirk.summary(), quirk.seen());
        let list: String = Quirk::ALL.iter().map(line).collect();
        return io::stdout().lock().write_all(list.as_bytes());
    }
    let mut interrupted = signal(SignalKind::interrupt())?;
    let mut terminated = signal(SignalKind::terminate())?;
    let sandbox = Sandbox::start(arguments.options()?)?;
    let payers: Vec<Value> = sandbox.payers().iter().map(RunningPayer::description).collect();
    let text = if arguments.json { format!("{}\n", Value::from(payers)) } else { table(&payers) };
    let mut stdout = io::stdout().lock();
    stdout.write_all(text.as_bytes())?;
    stdout.flush()?;
    drop(stdout);
    let (closed, stdin_closed) = oneshot::channel();
    if arguments.until_stdin_closes {
        // Reading standard input blocks, so it has a thread of its own.
        std::thread::spawn(move || {
            let mut ignored = [0; 256];
            while matches!(io::stdin().lock().read(&mut ignored), Ok(1..)) {}
            let _ = closed.send(());
        });
    }
    tokio::select! {
        _ = interrupted.recv() => {}
        _ = terminated.recv() => {}
        Ok(()) = stdin_closed => {}
    }
    sandbox.stop().await;
    Ok(())
}

/// Base URLs and test logins, to read.
fn table(payers: &[Value]) -> String {
    use std::fmt::Write as _;
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let mut table =
        String::from("The sandbox is running. All people and records are made up. Stop it with Ctrl-C.\n");
    for payer in payers {
        let client = &payer["client"];
        let _ = write!(
            table,
            "\n{} ({})\n  FHIR base      {}\n  client id      {}\n  client secret  {} ({})\n",
            text(&payer["name"]),
            text(&payer["id"]),
            text(&payer["fhir_base"]),
            text(&client["client_id"]),
            text(&client["client_secret"]),
            text(&client["auth"]),
        );
        for login in payer["logins"].as_array().into_iter().flatten() {
            let _ = writeln!(
                table,
                "  sign in as     {:<34} password {:<28} {}, opens Patient/{}",
                text(&login["username"]),
                text(&login["password"]),
                text(&login["name"]),
                text(&login["patient"]),
            );
        }
    }
    table
}
