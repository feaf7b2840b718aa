//! Fetching.

mod bulk;
mod lean;
mod plain;

use std::path::PathBuf;

use crate::table::Row;
use crate::{Outcome, payer};
use bulk::Grown;
pub use bulk::{Task, WAYS, Way, child, run};

/// Records of the member whose sync is timed, in thousands.
pub const THOUSANDS: u32 = 50;
/// And of the one that shows that memory does not grow with the record.
const MANY_THOUSANDS: u32 = 200;
/// By how much memory may grow, in MB, however long the record.
const MEMORY: f64 = 24.0;

pub async fn measure(runs: usize) -> Outcome<Vec<Row>> {
    let mut rows = Vec::new();
    let payer = payer::start(THOUSANDS)?;
    for way in WAYS {
        rows.extend(bulk::measure(&payer.offer, way, runs).await?);
    }
    let few = bulk::measure_memory(&payer.offer, runs)?;
    drop(payer);
    let many = bulk::measure_memory(&payer::start(MANY_THOUSANDS)?.offer, runs)?;
    rows.extend(few.iter().map(|Grown { what, growth }| Row::at_most(what, *growth, MEMORY, "MB", "")));
    rows.extend(many.iter().zip(&few).map(|(Grown { what, growth }, few)| {
        let beside = format!("{:.1} MB with {THOUSANDS},000", few.growth);
        Row::at_most(what, *growth, MEMORY, "MB", beside).beside(few.growth, *growth)
    }));
    Ok(rows)
}

/// Where databases are made: in the project's `target`, on the disk where it is built, not in memory.
pub fn place() -> Outcome<PathBuf> {
    let target = std::env::current_exe()?.parent().ok_or("the program is nowhere")?.join("bench");
    std::fs::create_dir_all(&target)?;
    Ok(target)
}
