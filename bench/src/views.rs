//! What screens show: the first one from open, and the index of the timeline, beside reading the same bundles into full
//! typed models, and with `serde_json` into its own values, as an app without a store would.

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use billfold::Cancel;
use billfold::ports::MemorySecureStore;
use billfold::wallet::{ClaimQuery, TimelineQuery};
use rusqlite::Connection;

use crate::Outcome;
use crate::measure::{median, time};
use crate::member::{open, sign_in};
use crate::payer;
use crate::sync::place;
use crate::table::Row;
use crate::typed;

/// Records of the wallet, in thousands.
const THOUSANDS: u32 = 10;
/// Claims of the first screen.
const CLAIMS: u32 = 20;
/// Entries of a bundle.
const PAGE: usize = 100;

pub async fn measure(runs: usize) -> Outcome<Vec<Row>> {
    let payer = payer::start(THOUSANDS)?;
    let offer = &payer.offer;
    let directory = tempfile::tempdir_in(place()?)?;
    let keys = Arc::new(MemorySecureStore::default());
    let (wallet, connection) = sign_in(offer, directory.path(), &keys, false).await?;
    wallet.sync(&connection, |_| {}, &Cancel::new()).await?;
    // Whatever a list prepares once is prepared: a member opens the app many times.
    wallet.timeline(&TimelineQuery::default())?;
    let records: u64 = wallet.counts(&connection)?.values().sum();
    drop(wallet);

    let mut shown = Vec::new();
    for _ in 0..runs {
        let started = Instant::now();
        let wallet = open(offer, directory.path(), &keys, false).await?;
        let claims = wallet.claims(&ClaimQuery { limit: CLAIMS, ..ClaimQuery::default() })?;
        std::hint::black_box((wallet.cards()?, claims, wallet.counts(&connection)?));
        shown.push(started.elapsed().as_secs_f64());
    }
    let shown = median(shown);

    let mut indexed = Vec::new();
    for _ in 0..runs {
        forget_digests(directory.path())?;
        let wallet = open(offer, directory.path(), &keys, false).await?;
        let started = Instant::now();
        let page = wallet.timeline(&TimelineQuery { limit: 1, ..TimelineQuery::default() })?;
        indexed.push(started.elapsed().as_secs_f64());
        std::hint::black_box(page);
    }
    #[expect(clippy::cast_precision_loss, reason = "ten thousand records")]
    let count = records as f64;
    let rate = count / median(indexed);

    let bundles = bundles();
    let plain = time(runs, || bundles.iter().map(|bundle| read(bundle)).sum::<Outcome<usize>>())?;
    let plain = plain.as_secs_f64();
    let typed = typed::read(payer::resources(THOUSANDS).map(|(_, _, json)| json), runs)?;
    Ok(vec![
        Row::at_most(
            "first screen of 10,000 records, from open",
            shown * 1e3,
            50.0,
            "ms",
            format!(
                "{:.0} ms to read the records into fhirbolt's models, {:.0} ms their bundles with serde_json",
                typed * 1e3,
                plain * 1e3,
            ),
        )
        .beside(typed, shown),
        Row::at_least(
            "index of the whole timeline",
            rate,
            20_000.0,
            "records/s",
            format!(
                "{:.0} records/s read into fhirbolt's models, {:.0} with serde_json",
                count / typed,
                count / plain,
            ),
        )
        .beside(count / typed, rate),
    ])
}

/// As after an update of the app that changes what a digest holds.
fn forget_digests(directory: &Path) -> Outcome<()> {
    let file = Connection::open(directory.join("billfold.db"))?;
    file.execute("UPDATE record SET digest = NULL", [])?;
    Ok(())
}

/// The same records as bundles, not compressed.
fn bundles() -> Vec<String> {
    let entries: Vec<String> =
        payer::resources(THOUSANDS).map(|(_, _, json)| format!(r#"{{"resource":{json}}}"#)).collect();
    let bundle = |entries: &[String]| {
        format!(r#"{{"resourceType":"Bundle","type":"searchset","entry":[{}]}}"#, entries.join(","))
    };
    entries.chunks(PAGE).map(bundle).collect()
}

/// Reads a bundle; gives how many entries it has.
fn read(bundle: &str) -> Outcome<usize> {
    let bundle: serde_json::Value = serde_json::from_str(bundle)?;
    Ok(std::hint::black_box(bundle)["entry"].as_array().map_or(0, Vec::len))
}
