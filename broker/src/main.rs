//! The `billfold-broker` command.

use std::io::{self, IsTerminal as _, Write as _};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use billfold_broker::{Broker, Config};
use clap::{Parser, Subcommand};
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::EnvFilter;

/// Gives every payer S256 and custom-scheme redirects, and keeps the client secrets that no phone should carry.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve until SIGTERM or Ctrl-C.
    Serve {
        /// The configuration.
        config: PathBuf,
    },
    /// Say what is wrong with a configuration, and where.
    Check {
        /// The configuration.
        config: PathBuf,
    },
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let outcome = match &arguments.command {
        Command::Serve { config } => serve(config).await,
        Command::Check { config } => check(config),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "{error}");
            ExitCode::FAILURE
        }
    }
}

async fn serve(path: &Path) -> Result<(), Box<dyn std::error::Error>> {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let colours = io::stderr().is_terminal();
    tracing_subscriber::fmt().with_env_filter(filter).with_ansi(colours).with_writer(io::stderr).init();
    let config = Config::load(path)?;
    let listener = TcpListener::bind(config.listen)
        .map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", config.listen)))?;
    let mut terminated = signal(SignalKind::terminate())?;
    let mut interrupted = signal(SignalKind::interrupt())?;
    tracing::info!(public_url = %config.public_url, listen = %listener.local_addr()?, tls = config.tls.is_some(), "serving");
    let stop = async move {
        tokio::select! {
            _ = terminated.recv() => {}
            _ = interrupted.recv() => {}
        }
        tracing::info!("stopping: no new connections, what is being answered is finished");
    };
    Ok(Broker::new(config)?.serve(listener, stop).await?)
}

/// Reads everything that serving would read, the certificate and the secrets too.
fn check(path: &Path) -> Result<(), Box<dyn std::error::Error>> {
    let config = Config::load(path)?;
    let (payers, apps) = (config.payers.len(), config.apps.len());
    let broker = Broker::new(config)?;
    broker.check_tls()?;
    writeln!(io::stdout(), "{}: in order, {payers} payers, {apps} apps", path.display())?;
    Ok(())
}
