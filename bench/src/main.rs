//! Billfold's benchmarks: `script/bench [PART..]`.
//!
//! Every figure stands beside a baseline that was measured in the same run on the same machine. What is measured for its
//! memory runs in a child process of its own, and so does the server, which replays what it has made beforehand.

#![allow(clippy::print_stdout, reason = "what it prints is what it is for")]

mod boundary;
mod broker;
mod measure;
mod member;
mod network;
mod payer;
mod store;
mod sync;
mod table;

use std::process::ExitCode;

use clap::{Parser, ValueEnum};

use boundary::Language;
use table::Row;

type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// Measures speed and memory, each figure beside a baseline of the same run.
#[derive(Parser)]
#[command(name = "script/bench")]
struct Arguments {
    /// What to measure; everything unless told.
    parts: Vec<Part>,
    /// Exit with 1 where a figure is over its bound.
    #[arg(long)]
    check: bool,
    /// Runs for each figure, of which the median counts.
    #[arg(long, default_value_t = 5)]
    runs: usize,
    /// A role of a child process.
    #[arg(long, hide = true)]
    child: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    /// A code exchanged through the broker and without it: latency, CPU, memory.
    Broker,
    /// A long record fetched, by `$everything` and by paged search: time and memory.
    Sync,
    /// Opening a wallet, reading a record, listing claims.
    Store,
    /// The boundary in Swift. Needs what script/bootstrap installs.
    Swift,
    /// The boundary in Kotlin. Needs what script/bootstrap installs.
    Kotlin,
    /// Round trips: a second sync with nothing new, and a slow network.
    Network,
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(Arguments::parse()).await {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            println!("bench: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> Outcome<bool> {
    if let Some(role) = &arguments.child {
        child(role).await?;
        return Ok(true);
    }
    let mut within = true;
    let parts = if arguments.parts.is_empty() { Part::value_variants() } else { &arguments.parts };
    for part in parts {
        let rows = match part {
            Part::Broker => broker::measure().await?,
            Part::Sync => sync::measure(arguments.runs).await?,
            Part::Store => store::measure(arguments.runs).await?,
            Part::Swift => boundary::measure(Language::Swift).await?,
            Part::Kotlin => boundary::measure(Language::Kotlin).await?,
            Part::Network => network::measure().await?,
        };
        let name = part.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default();
        print!("{}", table::table(&name, &rows));
        within &= rows.iter().all(Row::is_within);
    }
    Ok(within || !arguments.check)
}

/// What a child process does. Its orders are the words behind the name of its role.
async fn child(orders: &str) -> Outcome<()> {
    let (role, orders) = orders.split_once(' ').unwrap_or((orders, ""));
    match role {
        "broker" => broker::child(orders).await,
        "payer" => payer::serve(orders).await,
        "sync" => sync::child(orders).await,
        _ => Err(format!("no such role: {role}").into()),
    }
}
