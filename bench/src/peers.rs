//! Clients that others published, each fetching the same record from the same server in a process of its own, beside
//! Billfold's fetch and its whole sync.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde::Deserialize;
use serde_json::json;

use crate::measure::median;
use crate::payer::Offer;
use crate::sync::{self, THOUSANDS, Task, WAYS, Way};
use crate::table::Row;
use crate::{Outcome, payer};

/// A client.
#[derive(Clone, Copy)]
pub enum Peer {
    Node,
    Python,
    Java,
}

const PEERS: [Peer; 3] = [Peer::Node, Peer::Python, Peer::Java];

/// What a client tells of its own run.
#[derive(Deserialize)]
pub struct Told {
    version: String,
    pub seconds: f64,
    /// Memory at its highest over what it was before, in MB.
    pub growth: f64,
    counts: BTreeMap<String, u64>,
}

impl Peer {
    fn name(self) -> &'static str {
        match self {
            Self::Node => "npm fhirclient",
            Self::Python => "PyPI fhirclient",
            Self::Java => "HAPI client",
        }
    }

    fn command(self) -> Outcome<Command> {
        let place = project()?.join("target/peers");
        let mut command = match self {
            Self::Node => Command::new("node"),
            Self::Python => Command::new("python3"),
            Self::Java => Command::new("java"),
        };
        match self {
            Self::Node => command.arg(place.join("node/fetch.mjs")),
            Self::Python => {
                command.env("PYTHONPATH", place.join("python/packages")).arg(place.join("python/fetch.py"))
            }
            Self::Java => command
                .arg("-cp")
                .arg(format!("{0}/classes:{0}/lib/*", place.join("java").display()))
                .arg("org.billfold.bench.Fetch"),
        };
        Ok(command)
    }

    /// Fetches, and must have found every resource.
    pub fn fetch(self, offer: &Offer, way: Way) -> Outcome<Told> {
        let orders = json!({ "base": offer.fhir_base, "searches": way.searches(offer) });
        let output = self.command()?.arg(orders.to_string()).stderr(Stdio::inherit()).output();
        let output = output.map_err(|error| format!("{}: {error}", self.name()))?;
        if !output.status.success() {
            return Err(format!("{} failed", self.name()).into());
        }
        let told: Told = serde_json::from_slice(&output.stdout)?;
        if told.counts != offer.counts {
            return Err(format!("{} did not find every resource", self.name()).into());
        }
        Ok(told)
    }
}

/// Installs the clients, unless they are there.
pub fn install() -> Outcome<()> {
    let installed = Command::new(project()?.join("bench/peers/install")).stdout(Stdio::null()).status()?;
    if installed.success() { Ok(()) } else { Err("the clients could not be installed".into()) }
}

fn project() -> Outcome<PathBuf> {
    Ok(Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize()?)
}

pub fn measure(runs: usize) -> Outcome<Vec<Row>> {
    install()?;
    let payer = payer::start(THOUSANDS)?;
    let mut rows = Vec::new();
    for way in WAYS {
        rows.extend(compare(&payer.offer, way, runs)?);
    }
    Ok(rows)
}

/// A client's figures in the middle of its runs.
struct Figure {
    peer: Peer,
    version: String,
    seconds: f64,
    growth: f64,
}

fn compare(offer: &Offer, way: Way, runs: usize) -> Outcome<Vec<Row>> {
    let (mut counted, mut memory, mut stored) = (vec![], vec![], vec![]);
    let mut told: Vec<Vec<Told>> = PEERS.iter().map(|_| Vec::new()).collect();
    // One after the other in each round, so that what disturbs the machine disturbs all.
    for _ in 0..runs {
        let count = sync::run(offer, way, Task::Count)?;
        counted.push(count.seconds);
        memory.push(count.growth);
        stored.push(sync::run(offer, way, Task::Store)?.seconds);
        for (peer, told) in PEERS.iter().zip(&mut told) {
            told.push(peer.fetch(offer, way)?);
        }
    }
    let (counted, memory, stored) = (median(counted), median(memory), median(stored));
    let figures: Vec<Figure> =
        PEERS.iter().zip(told).filter_map(|(&peer, told)| figure(peer, &told)).collect();
    let fastest = figures.iter().min_by(|a, b| a.seconds.total_cmp(&b.seconds)).ok_or("no run")?;

    #[allow(clippy::cast_precision_loss, reason = "megabytes are exact enough")]
    let what =
        format!("{} of {} resources, {:.0} MB", way.name(), offer.resources(), offer.bytes as f64 / 1e6);
    let name = fastest.peer.name();
    let mut rows = vec![
        Row::times(&format!("{what}: fetched and parsed"), counted, 0.25, "s", fastest.seconds, name),
        Row::times(&format!("{what}: memory"), memory, 0.05, "MB", fastest.growth, name),
        Row::times(
            &format!("{what}: fetched, sealed and stored"),
            stored,
            0.6,
            "s",
            fastest.seconds,
            &format!("{name}, which only fetches and parses"),
        ),
    ];
    for Figure { peer, version, seconds, growth } in &figures {
        let what = format!("{}, {}", way.name(), peer.name());
        rows.push(Row::told(&what, *seconds, "s", version.as_str()).beside(counted, *seconds));
        rows.push(Row::told(&format!("{what}: memory"), *growth, "MB", "").beside(memory, *growth));
    }
    Ok(rows)
}

fn figure(peer: Peer, told: &[Told]) -> Option<Figure> {
    Some(Figure {
        peer,
        version: told.first()?.version.clone(),
        seconds: median(told.iter().map(|told| told.seconds).collect()),
        growth: median(told.iter().map(|told| told.growth).collect()),
    })
}
