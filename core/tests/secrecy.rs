//! The wallet's file alone tells nothing of whose or what records it holds: while a sync runs, after it, after sign-out.

#![allow(clippy::unwrap_used, reason = "files that cannot be read are a failed test")]

mod support;

use std::collections::{BTreeSet, HashMap, HashSet};
use std::fs;
use std::path::Path;
use std::sync::Mutex;

use billfold::wallet::RecordQuery;
use billfold::{Cancel, Wallet};
use serde_json::Value;
use support::{ALL, World};

/// Shorter strings are found in any random bytes.
const SHORTEST: usize = 6;

/// What the wallet's directory holds: the file, its log, the index of the log, and whatever else.
fn files(directory: &Path) -> Vec<Vec<u8>> {
    let paths = fs::read_dir(directory).unwrap().map(|file| file.unwrap().path());
    // A file may be gone since it was listed.
    paths.filter_map(|path| fs::read(path).ok()).collect()
}

fn strings(json: &Value, into: &mut BTreeSet<String>) {
    match json {
        Value::String(text) => drop(into.insert(text.clone())),
        Value::Array(items) => items.iter().for_each(|item| strings(item, into)),
        Value::Object(members) => members.values().for_each(|value| strings(value, into)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Every string of every record, and what is known of the connections.
fn told(world: &World, wallet: &Wallet) -> BTreeSet<String> {
    let mut told: BTreeSet<String> = world.sandbox.secrets().into_iter().collect();
    for connection in wallet.connections().unwrap() {
        told.extend([connection.payer_name, connection.patient]);
        told.extend(connection.scopes);
    }
    for record in wallet.records(&RecordQuery::default()).unwrap() {
        let (reference, connection) = (record.origin.reference, record.origin.connection);
        let text = wallet.record(&reference, Some(&connection)).unwrap().unwrap();
        strings(&serde_json::from_str(&text).unwrap(), &mut told);
        told.insert(reference.to_text());
    }
    told.retain(|text| text.len() >= SHORTEST);
    told
}

/// Which of the strings are in the files.
fn found<'a>(told: &'a BTreeSet<String>, files: &[Vec<u8>]) -> BTreeSet<&'a str> {
    let mut by_beginning: HashMap<&[u8], Vec<&str>> = HashMap::new();
    // Asked first: it is much faster than the map.
    let mut begins = vec![false; 1 << 24];
    let index =
        |bytes: &[u8]| usize::from(bytes[0]) << 16 | usize::from(bytes[1]) << 8 | usize::from(bytes[2]);
    for text in told {
        by_beginning.entry(&text.as_bytes()[..SHORTEST]).or_default().push(text);
        begins[index(text.as_bytes())] = true;
    }
    let mut found = BTreeSet::new();
    for file in files {
        for (at, beginning) in file.windows(SHORTEST).enumerate() {
            if !begins[index(beginning)] {
                continue;
            }
            let texts = by_beginning.get(beginning).into_iter().flatten();
            found.extend(texts.filter(|text| file[at..].starts_with(text.as_bytes())));
        }
    }
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_the_records_is_in_the_files() {
    let world = World::new();
    // Words of the tables, such as `record`, may be words of a record as well.
    let empty = tempfile::tempdir().unwrap();
    let config =
        billfold::WalletConfig { presets: world.presets(), ..billfold::WalletConfig::new(empty.path()) };
    let control = Wallet::open(config, world.keys.clone()).await.unwrap();
    let control_files = files(empty.path());

    let wallet = world.wallet().await;
    let during = Mutex::new(Vec::new());
    let mut connections = Vec::new();
    for payer in ALL {
        connections.push((payer, world.sign_in(&wallet, payer).await));
    }
    // What the payers' servers published stays, sealed, when a member signs out.
    let before = files(world.directory.path());
    for (payer, connection) in connections {
        let looked = std::sync::atomic::AtomicUsize::new(0);
        let look = |_| {
            if looked.fetch_add(1, std::sync::atomic::Ordering::Relaxed) < 5 {
                during.lock().unwrap().extend(files(world.directory.path()));
            }
        };
        let report = wallet.sync(&connection.id, look, &Cancel::new()).await.unwrap();
        assert_eq!(report.failed, [], "{payer}");
    }
    let told = told(&world, &wallet);
    assert!(told.len() > 1000, "{}", told.len());
    let known = found(&told, &control_files);
    let told: BTreeSet<String> = told.iter().filter(|text| !known.contains(text.as_str())).cloned().collect();
    drop(control);

    let after = files(world.directory.path());
    assert_eq!(found(&told, &during.into_inner().unwrap()), BTreeSet::new(), "while a sync ran");
    assert_eq!(found(&told, &after), BTreeSet::new(), "after the syncs");

    // Pieces of sealed bytes, one from each page.
    let mut pieces: HashSet<Vec<u8>> = after
        .iter()
        .flat_map(|file| file.chunks_exact(4096).map(|page| page[2000..2016].to_vec()))
        .filter(|piece| piece.iter().collect::<HashSet<_>>().len() > 10)
        .collect();
    for window in before.iter().flat_map(|file| file.windows(16)) {
        pieces.remove(window);
    }
    assert!(pieces.len() > 100, "{}", pieces.len());
    for connection in wallet.connections().unwrap() {
        wallet.sign_out(&connection.id).await.unwrap();
    }
    let left = files(world.directory.path());
    assert_eq!(found(&told, &left), BTreeSet::new(), "after sign-out");
    let remnants = left.iter().flat_map(|file| file.windows(16)).filter(|window| pieces.contains(*window));
    assert_eq!(remnants.count(), 0, "sealed rows are overwritten");
}
