//! Fetching.

mod bulk;
mod lean;
mod plain;

use std::path::PathBuf;

use crate::table::Row;
use crate::{Outcome, payer};
pub use bulk::{Task, WAYS, Way, child, run};

/// Records of the member whose sync is timed, in thousands.
pub const THOUSANDS: u32 = 50;
/// And of the one that shows that memory does not grow with the record.
const MANY_THOUSANDS: u32 = 200;

pub async fn measure(runs: usize) -> Outcome<Vec<Row>> {
    let mut rows = Vec::new();
    let payer = payer::start(THOUSANDS)?;
    for way in WAYS {
        rows.extend(bulk::measure(&payer.offer, way, runs).await?);
    }
    for way in WAYS {
        rows.extend(bulk::measure_memory(&payer.offer, way)?);
    }
    drop(payer);
    let payer = payer::start(MANY_THOUSANDS)?;
    for way in WAYS {
        rows.extend(bulk::measure_memory(&payer.offer, way)?);
    }
    Ok(rows)
}

/// Where databases are made: in the project's `target`, on the disk where it is built, not in memory.
pub fn place() -> Outcome<PathBuf> {
    let target = std::env::current_exe()?.parent().ok_or("the program is nowhere")?.join("bench");
    std::fs::create_dir_all(&target)?;
    Ok(target)
}
