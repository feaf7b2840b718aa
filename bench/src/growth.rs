//! How throughput, memory and the wallet's file go with the size of the record, from 1,000 to 200,000 resources.

use crate::measure::median;
use crate::peers::Peer;
use crate::plot::{Line, Plot};
use crate::sync::{self, Task, Way};
use crate::table::Row;
use crate::{Outcome, payer, peers};

/// Resources, in thousands.
const SIZES: [u32; 6] = [1, 5, 10, 50, 100, 200];
/// Beyond this the client beside it takes gigabytes.
const MOST_OF_PEER: u32 = 100;
/// The record is asked for as a phone's wallet would where the payer has both ways.
const WAY: Way = Way::Everything;

#[allow(clippy::cast_precision_loss, reason = "counts and megabytes are exact enough")]
pub fn measure(runs: usize) -> Outcome<(Vec<Row>, Vec<Plot>)> {
    peers::install()?;
    let line = |name: &str| Line { name: name.to_owned(), points: Vec::new() };
    let mut throughput = [
        line("fetched and parsed"),
        line("fetched, sealed and stored"),
        line("npm fhirclient: fetched and parsed"),
    ];
    let mut memory = throughput.clone();
    let mut file = [line("the wallet's file"), line("JSON")];
    let mut rows = Vec::new();
    for thousands in SIZES {
        let payer = payer::start(thousands)?;
        let offer = &payer.offer;
        let (size, megabytes) = (offer.resources() as f64 / 1e3, offer.bytes as f64 / 1e6);
        let mut runs_of = [vec![], vec![], vec![]];
        let mut on_disk = 0.0;
        for _ in 0..runs {
            let count = sync::run(offer, WAY, Task::Count)?;
            runs_of[0].push((count.seconds, count.growth));
            let store = sync::run(offer, WAY, Task::Store)?;
            runs_of[1].push((store.seconds, store.growth));
            on_disk = store.disk;
            if thousands <= MOST_OF_PEER {
                let told = Peer::Node.fetch(offer, WAY)?;
                runs_of[2].push((told.seconds, told.growth));
            }
        }
        for (number, runs) in runs_of.into_iter().enumerate().filter(|(_, runs)| !runs.is_empty()) {
            let (seconds, growth): (Vec<f64>, Vec<f64>) = runs.into_iter().unzip();
            throughput[number].points.push((size, megabytes / median(seconds)));
            memory[number].points.push((size, median(growth)));
        }
        file[0].points.push((size, on_disk));
        file[1].points.push((size, megabytes));
        let last = |line: &Line| line.points.last().map_or(f64::NAN, |(_, value)| *value);
        let what = format!("{} resources, {megabytes:.1} MB", offer.resources());
        rows.push(Row::told(&format!("{what}: fetched and parsed"), last(&throughput[0]), "MB/s", ""));
        rows.push(Row::told(
            &format!("{what}: fetched, sealed and stored"),
            last(&throughput[1]),
            "MB/s",
            "",
        ));
        rows.push(Row::told(&format!("{what}: memory, stored"), last(&memory[1]), "MB", ""));
        rows.push(
            Row::told(&format!("{what}: the wallet's file"), on_disk, "MB", "").beside(megabytes, on_disk),
        );
    }
    let plot = |name, title: &str, unit, lines: &[Line]| Plot {
        name,
        title: title.to_owned(),
        unit,
        lines: lines.to_vec(),
    };
    Ok((
        rows,
        vec![
            plot("throughput", "Throughput against the size of the record", "MB/s", &throughput),
            plot("memory", "Memory above what was held before, at its highest", "MB", &memory),
            plot("growth", "What the wallet's file takes", "MB", &file),
        ],
    ))
}
