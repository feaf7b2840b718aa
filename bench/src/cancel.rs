//! How soon a sync ends that is cancelled: where the payer has stopped in the middle of an answer, where it asked to be
//! left alone, and where records are being written.

use std::sync::Arc;
use std::time::{Duration, Instant};

use billfold::Cancel;
use billfold::ports::MemorySecureStore;
use tokio::sync::Notify;

use crate::Outcome;
use crate::measure::median;
use crate::member::sign_in;
use crate::payer::{self, Offer};
use crate::sync::place;
use crate::table::Row;

/// Records of the member, in thousands: enough that a sync is not over before it is cancelled.
const THOUSANDS: u32 = 50;
/// In milliseconds.
const MOST: f64 = 100.0;

/// In the middle of what a sync is cancelled.
#[derive(Clone, Copy)]
enum Middle {
    Body,
    Wait,
    Writing,
}

impl Middle {
    fn name(self) -> &'static str {
        match self {
            Self::Body => "a body that has stopped coming",
            Self::Wait => "a wait that the payer asked for",
            Self::Writing => "writing",
        }
    }

    /// The payer that brings a sync there.
    fn offer(self, offer: &Offer) -> Offer {
        let path = match self {
            Self::Body => "stalled",
            Self::Wait => "busy",
            Self::Writing => "fhir",
        };
        Offer { fhir_base: offer.fhir_base.replace("/fhir", &format!("/{path}")), ..offer.clone() }
    }
}

pub async fn measure(runs: usize) -> Outcome<Vec<Row>> {
    let runs = runs.max(21);
    let payer = payer::start(THOUSANDS)?;
    let mut rows = Vec::new();
    for middle in [Middle::Body, Middle::Wait, Middle::Writing] {
        let offer = middle.offer(&payer.offer);
        let mut times = Vec::new();
        for run in 0..runs {
            times.push(cancelled(&offer, middle, u64::try_from(run)?).await?);
        }
        let worst = times.iter().copied().fold(0.0, f64::max);
        let name = format!("cancelled in {}", middle.name());
        rows.push(Row::at_most(&format!("{name}: worst of {runs}"), worst, MOST, "ms", ""));
        rows.push(Row::at_most(&format!("{name}: median"), median(times), MOST, "ms", ""));
    }
    Ok(rows)
}

/// From the call of `cancel` to the end of the sync, in milliseconds.
async fn cancelled(offer: &Offer, middle: Middle, run: u64) -> Outcome<f64> {
    let directory = tempfile::tempdir_in(place()?)?;
    let keys = Arc::new(MemorySecureStore::default());
    let (wallet, connection) = sign_in(offer, directory.path(), &keys, false).await?;
    let (cancel, stored) = (Cancel::new(), Arc::new(Notify::new()));
    let (switch, told) = (cancel.clone(), Arc::clone(&stored));
    let sync = tokio::spawn(async move {
        let outcome = wallet.sync(&connection, |_| told.notify_one(), &switch).await;
        (outcome, Instant::now())
    });
    if matches!(middle, Middle::Writing) {
        stored.notified().await;
    }
    // Each time at another point.
    tokio::time::sleep(Duration::from_millis(200 + 7 * run)).await;
    let thrown = Instant::now();
    cancel.cancel();
    let (outcome, ended) = sync.await?;
    match outcome {
        Err(error) if error.kind() == billfold::ErrorKind::Cancelled => {
            Ok(ended.duration_since(thrown).as_secs_f64() * 1e3)
        }
        Err(error) => Err(error.into()),
        Ok(_) => Err("the sync was over before it was cancelled".into()),
    }
}
