//! A long record, all at once by `$everything` and page by page.

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use billfold::Cancel;
use billfold::ports::MemorySecureStore;
use serde::{Deserialize, Serialize};

use super::{lean, plain};
use crate::measure::{Memory, child as run_child, median};
use crate::member::sign_in;
use crate::payer::{Offer, resources};
use crate::table::Row;
use crate::{Outcome, sync};

/// How the records are asked for.
#[derive(Clone, Copy, Serialize, Deserialize)]
pub enum Way {
    Everything,
    Paged,
}

pub const WAYS: [Way; 2] = [Way::Everything, Way::Paged];

impl Way {
    pub fn name(self) -> &'static str {
        match self {
            Self::Everything => "$everything",
            Self::Paged => "paged search",
        }
    }

    /// What is asked for.
    pub fn searches(self, offer: &Offer) -> Vec<String> {
        match self {
            Self::Everything => vec![offer.everything()],
            Self::Paged => offer.counts.keys().map(|name| format!("{}/{name}", offer.fhir_base)).collect(),
        }
    }
}

#[derive(Serialize, Deserialize)]
struct Orders {
    offer: Offer,
    way: Way,
    task: Task,
}

/// What is done with the records.
#[derive(Clone, Copy, Serialize, Deserialize)]
pub enum Task {
    /// Split out of their bundles and counted.
    Count,
    /// Sealed and stored: a sync.
    Store,
}

/// What one run took.
#[derive(Serialize, Deserialize)]
pub struct Report {
    pub seconds: f64,
    /// Memory at its highest over what it was before, in MB.
    pub growth: f64,
    /// What the wallet's files take, in MB.
    pub disk: f64,
}

/// The same work with the same tools, once for each figure: see `Orders`.
pub async fn child(orders: &str) -> Outcome<()> {
    let Orders { offer, way, task } = serde_json::from_str(orders)?;
    let directory = tempfile::tempdir_in(sync::place()?)?;
    let report = match task {
        Task::Count => count(&offer, way).await?,
        Task::Store => store(&offer, way, directory.path()).await?,
    };
    println!("{}", serde_json::to_string(&report)?);
    Ok(())
}

async fn count(offer: &Offer, way: Way) -> Outcome<Report> {
    let memory = Memory::begin()?;
    let started = Instant::now();
    let counts = billfold::bench::count(&way.searches(offer)).await?;
    let seconds = started.elapsed().as_secs_f64();
    if counts != offer.counts {
        return Err("not every resource was counted".into());
    }
    Ok(Report { seconds, growth: memory.growth()?, disk: 0.0 })
}

async fn store(offer: &Offer, way: Way, directory: &Path) -> Outcome<Report> {
    let keys = Arc::new(MemorySecureStore::default());
    let (wallet, connection) = sign_in(offer, directory, &keys, matches!(way, Way::Paged)).await?;
    let memory = Memory::begin()?;
    let started = Instant::now();
    let report = wallet.sync(&connection, |_| {}, &Cancel::new()).await?;
    let seconds = started.elapsed().as_secs_f64();
    if report.records != offer.counts || !report.failed.is_empty() {
        return Err(format!("not every resource was stored: {:?}", report.failed).into());
    }
    let growth = memory.growth()?;
    drop(wallet);
    Ok(Report { seconds, growth, disk: size(directory)? })
}

/// Megabytes of a directory's files.
fn size(directory: &Path) -> Outcome<f64> {
    let mut bytes = 0;
    for file in std::fs::read_dir(directory)? {
        bytes += file?.metadata()?.len();
    }
    #[allow(clippy::cast_precision_loss, reason = "megabytes are exact enough")]
    Ok(bytes as f64 / 1e6)
}

/// One run, in a process of its own.
pub fn run(offer: &Offer, way: Way, task: Task) -> Outcome<Report> {
    let orders = serde_json::to_string(&Orders { offer: offer.clone(), way, task })?;
    Ok(serde_json::from_str(&run_child(&format!("sync {orders}"))?)?)
}

/// Times of a member's whole record: counted beside the leanest reader, stored beside plain SQLite.
pub async fn measure(offer: &Offer, way: Way, runs: usize) -> Outcome<Vec<Row>> {
    #[allow(clippy::cast_precision_loss, reason = "megabytes are exact enough")]
    let megabytes = offer.bytes as f64 / 1e6;
    let (mut counted, mut stored, mut leanest, mut plainest) = (vec![], vec![], vec![], vec![]);
    let thousands = u32::try_from(offer.resources() / 1000)?;
    let resources: Vec<_> = resources(thousands).collect();
    // One after the other in each round, so that what disturbs the machine disturbs all.
    for _ in 0..runs {
        counted.push(run(offer, way, Task::Count)?.seconds);
        stored.push(run(offer, way, Task::Store)?.seconds);
        let started = Instant::now();
        let searches = way.searches(offer);
        if tokio::task::spawn_blocking(move || lean::count(&searches)).await?? != offer.counts {
            return Err("the leanest reader did not count every resource".into());
        }
        leanest.push(started.elapsed().as_secs_f64());
        let directory = tempfile::tempdir_in(sync::place()?)?;
        let mut database = plain::open(directory.path())?;
        let started = Instant::now();
        plain::insert(&mut database, &resources)?;
        plainest.push(started.elapsed().as_secs_f64());
    }
    let (counted, leanest) = (median(counted), median(leanest));
    let (stored, plainest) = (megabytes / median(stored), megabytes / median(plainest));
    let what = format!("{} of {} resources, {megabytes:.0} MB", way.name(), offer.resources());
    Ok(vec![
        Row::times(&format!("{what}: counted"), counted, 1.2, "s", leanest, "leanest reader"),
        Row::share(&format!("{what}: stored"), stored, 0.7, "MB/s", plainest, "plain SQLite"),
    ])
}

/// Memory that a task took.
pub struct Grown {
    pub what: String,
    /// In MB.
    pub growth: f64,
}

/// Memory of each task, in each way.
pub fn measure_memory(offer: &Offer, runs: usize) -> Outcome<Vec<Grown>> {
    let mut grown = Vec::new();
    for way in WAYS {
        for (task, name) in [(Task::Count, "counted"), (Task::Store, "stored")] {
            let growths: Outcome<Vec<f64>> = (0..runs).map(|_| Ok(run(offer, way, task)?.growth)).collect();
            let what = format!("{} of {} resources: memory, {name}", way.name(), offer.resources());
            grown.push(Grown { what, growth: median(growths?) });
        }
    }
    Ok(grown)
}
