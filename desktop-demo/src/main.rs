//! The `billfold` command: a wallet in a terminal, for developers.

mod cli;
mod commands;
mod draw;
mod failure;
mod file_store;
mod json_views;
mod loopback;
mod open;
mod output;
mod progress;

use std::io::IsTerminal as _;
use std::process::ExitCode;

use billfold::ErrorKind;
use clap::Parser as _;
use clap::error::ErrorKind as UsageErrorKind;

use cli::{Cli, Command};
use failure::Failure;
use output::Output;

#[tokio::main]
async fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return usage(&error),
    };
    start_log();
    let output = Output::new(cli.json);
    match run(&cli, &output).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => output.failure(&failure),
    }
}

async fn run(cli: &Cli, output: &Output) -> Result<(), Failure> {
    let directory = || open::directory(cli.wallet.as_deref());
    match &cli.command {
        Command::Demo(arguments) => interruptible(commands::demo::run(arguments, output)).await,
        Command::Sandbox(arguments) => commands::sandbox::run(arguments, output).await,
        Command::Payers { id } => commands::payers::run(id.as_deref(), output),
        Command::Connect(arguments) => commands::connect::run(arguments, directory()?, output).await,
        Command::Sync { connection, full } => {
            let wallet = open::wallet(directory()?).await?;
            commands::sync::run(&wallet, connection.as_deref(), *full, output).await
        }
        Command::Connections => commands::connections::list(&open::wallet(directory()?).await?, output),
        Command::Export { file, format, connection } => {
            let wallet = open::wallet(directory()?).await?;
            commands::export::run(&wallet, connection.as_deref(), (*format).into(), file, output)
        }
        Command::SignOut(arguments) => {
            commands::connections::sign_out(&open::wallet(directory()?).await?, arguments, output).await
        }
        Command::Card => commands::views::cards(&open::wallet(directory()?).await?, output),
        Command::Claim { reference, connection } => {
            let wallet = open::wallet(directory()?).await?;
            commands::views::claim(&wallet, reference, connection.as_deref(), output)
        }
        Command::Year { year } => commands::sums::year(&open::wallet(directory()?).await?, *year, output),
        Command::Authorizations => {
            commands::sums::prior_authorizations(&open::wallet(directory()?).await?, output)
        }
        Command::Claims(arguments) => {
            commands::views::claims(&open::wallet(directory()?).await?, arguments, output)
        }
        Command::Medications => commands::views::medications(&open::wallet(directory()?).await?, output),
        Command::Clinical(command) => {
            commands::clinical::list(&open::wallet(directory()?).await?, command, output)
        }
        Command::Trend { code, person } => {
            commands::clinical::trend(&open::wallet(directory()?).await?, code, person.as_deref(), output)
        }
        Command::Timeline(arguments) => {
            commands::lists::timeline(&open::wallet(directory()?).await?, arguments, output)
        }
        Command::People => commands::lists::people(&open::wallet(directory()?).await?, output),
        Command::Link { people } => commands::lists::link(&open::wallet(directory()?).await?, people, output),
        Command::Unlink { connection } => {
            commands::lists::unlink(&open::wallet(directory()?).await?, connection, output)
        }
        Command::Directory(arguments) => {
            commands::lists::directory(&open::wallet(directory()?).await?, arguments, output).await
        }
        Command::Formulary(arguments) => {
            commands::lists::formulary(&open::wallet(directory()?).await?, arguments, output)
        }
        Command::Records { resource_type, connection } => {
            let wallet = open::wallet(directory()?).await?;
            commands::views::records(&wallet, resource_type.as_deref(), connection.as_deref(), output)
        }
        Command::Record { reference, connection } => {
            let wallet = open::wallet(directory()?).await?;
            commands::views::record(&wallet, reference, connection.as_deref(), output)
        }
        Command::Provenance { reference, connection } => {
            let wallet = open::wallet(directory()?).await?;
            commands::views::provenance(&wallet, reference, connection.as_deref(), output)
        }
        Command::Doctor(target) => interruptible(commands::doctor::run(target, output)).await,
    }
}

/// Lets Ctrl-C end `work` in such a way that its temporary files are removed.
async fn interruptible(work: impl Future<Output = Result<(), Failure>>) -> Result<(), Failure> {
    tokio::select! {
        outcome = work => outcome,
        _ = tokio::signal::ctrl_c() => Err(Failure::new(ErrorKind::Cancelled, "interrupted")),
    }
}

/// Help and version are no failures; a command line that cannot be read is.
fn usage(error: &clap::Error) -> ExitCode {
    // Clap chooses the stream; if that is closed there is nobody to tell.
    let _ = error.print();
    if matches!(error.kind(), UsageErrorKind::DisplayHelp | UsageErrorKind::DisplayVersion) {
        return ExitCode::SUCCESS;
    }
    if std::env::args().any(|argument| argument == "--json") {
        let detail = "the command line cannot be read: see the text on standard error";
        return Output::new(true).failure(&Failure::new(ErrorKind::Misconfigured, detail));
    }
    ExitCode::FAILURE
}

/// Logs go to standard error, warnings and errors only unless `RUST_LOG` says otherwise. What the wallet itself warns
/// of comes back from its methods as well, and the commands tell it.
fn start_log() {
    use tracing_subscriber::EnvFilter;
    let filter =
        EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn,billfold::wallet=error"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr)
        .init();
}
