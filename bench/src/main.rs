//! Billfold's benchmarks: `script/bench [PART..]`.
//!
//! Every figure stands beside a baseline that was measured in the same run on the same machine. What is measured for its
//! memory runs in a child process of its own, and so does the server, which replays what it has made beforehand.

#![allow(clippy::print_stdout, reason = "what it prints is what it is for")]

mod boundary;
mod broker;
mod cancel;
mod growth;
mod measure;
mod member;
mod network;
mod payer;
mod peers;
mod plot;
mod report;
mod store;
mod sync;
mod table;
mod typed;
mod views;

use std::path::Path;
use std::process::ExitCode;

use clap::{Parser, ValueEnum};

use boundary::Language;
use plot::Plot;
use report::Section;
use table::Row;

type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// Measures speed and memory, each figure beside a baseline of the same run.
#[derive(Parser)]
#[command(name = "script/bench")]
struct Arguments {
    /// What to measure; everything unless told, which also writes BENCHMARKS.md and its plots.
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
    /// The first screen of a large wallet, and the index of its timeline. Builds a crate of typed models, for minutes.
    Views,
    /// The boundary in Swift. Needs what script/bootstrap installs.
    Swift,
    /// The boundary in Kotlin. Needs what script/bootstrap installs.
    Kotlin,
    /// How soon a sync ends that is cancelled.
    Cancel,
    /// Round trips: a second sync with nothing new, and a slow network.
    Network,
    /// Clients of npm, PyPI and Maven Central, which fetch the same. Installs them; needs Node.js, Python, a JDK and Maven.
    Peers,
    /// Throughput, memory and file from 1,000 to 200,000 resources, with plots.
    Growth,
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
    let all = arguments.parts.is_empty();
    let parts = if all { Part::value_variants() } else { &arguments.parts };
    let mut sections = Vec::new();
    for part in parts {
        let (rows, plots) = match part.measure(arguments.runs).await {
            Ok((rows, plots)) => (Ok(rows), plots),
            Err(error) => (Err(error), Vec::new()),
        };
        let value = part.to_possible_value().ok_or("a part without a name")?;
        let about = value.get_help().map(ToString::to_string).unwrap_or_default();
        let section = Section { name: value.get_name().to_owned(), about, rows, plots };
        match &section.rows {
            Ok(rows) => print!("{}", table::table(&section.name, rows)),
            Err(error) => println!("{}\n  failed: {error}\n", section.name),
        }
        sections.push(section);
    }
    if all {
        report::write(&Path::new(env!("CARGO_MANIFEST_DIR")).join(".."), &sections, arguments.runs)?;
    }
    let is_within =
        |section: &Section| section.rows.as_ref().is_ok_and(|rows| rows.iter().all(Row::is_within));
    let is_whole = sections.iter().all(|section| section.rows.is_ok());
    Ok(is_whole && (!arguments.check || sections.iter().all(is_within)))
}

impl Part {
    async fn measure(self, runs: usize) -> Outcome<(Vec<Row>, Vec<Plot>)> {
        let rows = match self {
            Self::Broker => broker::measure().await?,
            Self::Sync => sync::measure(runs).await?,
            Self::Store => store::measure(runs).await?,
            Self::Views => views::measure(runs).await?,
            Self::Swift => boundary::measure(Language::Swift).await?,
            Self::Kotlin => boundary::measure(Language::Kotlin).await?,
            Self::Cancel => cancel::measure(runs).await?,
            Self::Network => network::measure().await?,
            Self::Peers => peers::measure(runs)?,
            Self::Growth => return growth::measure(runs),
        };
        Ok((rows, Vec::new()))
    }
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
