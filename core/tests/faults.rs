//! Every record that a payer holds arrives exactly once, whatever goes wrong on the way.
//!
//! Reproducible: which answers fail is drawn from a seed and the requests themselves. `BILLFOLD_SEED=n` runs that seed.

#![allow(clippy::print_stdout, reason = "the table is what this test is for")]
#![allow(clippy::unwrap_used, reason = "a test whose world cannot be set up is a failed test")]

mod support;

use std::collections::BTreeMap;
use std::time::Duration;

use billfold::{ErrorKind, Wallet};
use billfold_sandbox::{Busy, Down, Faults, Mishap, Mishaps};
use futures_util::future::join_all;
use support::{ALL, World, sync};

/// More syncs than this are not needed to get everything.
const MOST_SYNCS: u32 = 8;

/// How a payer is during a sync.
#[derive(Clone, Copy)]
enum Trouble {
    /// A share of the answers fails.
    Answers(Mishap),
    /// For this many requests it is too busy.
    Storm(u32),
    RepeatedPages,
    NextLoop,
    ForeignNext,
    /// Access tokens stop working in the middle.
    ExpiringTokens,
    /// It goes away in the middle, and comes back.
    Restart,
}

const TROUBLES: [(&str, Trouble); 11] = [
    ("reset at random bytes", Trouble::Answers(Mishap::Reset)),
    ("500", Trouble::Answers(Mishap::ServerError)),
    ("503 with Retry-After", Trouble::Answers(Mishap::Unavailable(1))),
    ("429 storm", Trouble::Storm(12)),
    ("slow trickle", Trouble::Answers(Mishap::Trickle)),
    ("truncated (gzip)", Trouble::Answers(Mishap::Truncated)),
    ("repeated pages", Trouble::RepeatedPages),
    ("next loop", Trouble::NextLoop),
    ("next to a foreign host", Trouble::ForeignNext),
    ("token expires mid-sync", Trouble::ExpiringTokens),
    ("server restart", Trouble::Restart),
];

impl Trouble {
    fn faults(self, seed: u64) -> Faults {
        let mishaps = |how| Some(Mishaps { how, one_in: 9, seed });
        match self {
            Self::Answers(how) => Faults { mishaps: mishaps(how), ..Faults::default() },
            Self::Storm(requests) => {
                Faults { busy: Some(Busy { requests, retry_after: Some(1) }), ..Faults::default() }
            }
            Self::RepeatedPages => Faults { repeated_pages: true, ..Faults::default() },
            Self::NextLoop => Faults { next_loop: true, ..Faults::default() },
            Self::ForeignNext => Faults { foreign_next: true, ..Faults::default() },
            Self::ExpiringTokens | Self::Restart => Faults { delay_ms: 10, ..Faults::default() },
        }
    }

    /// Whether no client could get everything while it lasts: then it is told, and over when the fault is.
    fn hides_pages(self) -> bool {
        matches!(self, Self::NextLoop | Self::ForeignNext)
    }
}

#[derive(Default, Clone, Copy)]
struct Outcome {
    held: u64,
    lost: u64,
    doubled: u64,
    syncs: u32,
    told: u64,
}

/// What happens in the middle of a sync.
async fn meanwhile(world: &World, payer: &str, trouble: Trouble) {
    let server = world.payer(payer);
    match trouble {
        Trouble::ExpiringTokens => {
            tokio::time::sleep(Duration::from_millis(60)).await;
            server.expire_access_tokens();
        }
        Trouble::Restart => {
            tokio::time::sleep(Duration::from_millis(60)).await;
            server.set_faults(Faults { down: Some(Down::Refuses), ..Faults::default() });
            tokio::time::sleep(Duration::from_millis(300)).await;
            server.set_faults(Faults::default());
        }
        _ => {}
    }
}

async fn weather(world: &World, wallet: &Wallet, payer: &str, trouble: Trouble, seed: u64) -> Outcome {
    let mut connection = world.sign_in(wallet, payer).await;
    let server = world.payer(payer);
    server.set_faults(trouble.faults(seed));
    let held = server.held(&connection.patient);
    let (mut outcome, mut new) = (Outcome::default(), 0);
    let (first, ()) = tokio::join!(sync(wallet, &connection), meanwhile(world, payer, trouble));
    let mut report = first;
    let records: BTreeMap<String, u64> = loop {
        outcome.syncs += 1;
        match report {
            Ok(report) => {
                new += report.new;
                outcome.told += report.failed.len() as u64;
                if report.failed.is_empty() {
                    break report.records;
                }
            }
            Err(error) => match error.kind() {
                // Where a token cannot be renewed, the member signs in again and the sync goes on.
                ErrorKind::SignInRequired => connection = world.sign_in(wallet, payer).await,
                ErrorKind::Offline | ErrorKind::PayerUnavailable => outcome.told += 1,
                kind => panic!("{payer}: {kind:?}: {error}"),
            },
        }
        assert!(outcome.syncs < MOST_SYNCS, "{payer}: seed {seed}: it never gets everything");
        if trouble.hides_pages() {
            server.set_faults(Faults::default());
        }
        report = sync(wallet, &connection).await;
    };
    server.set_faults(Faults::default());
    outcome.held = held.values().sum();
    for resource_type in held.keys().chain(records.keys()) {
        let count = |of: &BTreeMap<String, u64>| of.get(resource_type).copied().unwrap_or(0);
        outcome.lost += count(&held).saturating_sub(count(&records));
        outcome.doubled += count(&records).saturating_sub(count(&held));
    }
    // A sync that ended early reports nothing; what the others say is new was never there before.
    outcome.doubled += new.saturating_sub(outcome.held);
    outcome
}

async fn matrix(seeds: &[u64]) {
    println!(
        "{:<24} {:>5} {:>8} {:>6} {:>6} {:>5} {:>8}",
        "fault", "runs", "records", "syncs", "told", "lost", "doubled"
    );
    let world = World::new();
    let mut whole = true;
    for (name, trouble) in TROUBLES {
        let mut sum = Outcome::default();
        for seed in seeds {
            let directory = tempfile::tempdir().unwrap();
            let mut config =
                billfold::WalletConfig { directory: directory.path().to_owned(), ..world.config() };
            for preset in &mut config.presets {
                preset.fetch.page_size = 25;
            }
            let wallet = world.wallet_with(config).await;
            let runs = ALL.map(|payer| weather(&world, &wallet, payer, trouble, *seed));
            for (payer, outcome) in ALL.iter().zip(join_all(runs).await) {
                sum.held += outcome.held;
                sum.lost += outcome.lost;
                sum.doubled += outcome.doubled;
                sum.syncs += outcome.syncs;
                sum.told += outcome.told;
                if trouble.hides_pages() {
                    assert!(outcome.told > 0, "{name}: {payer} was not told");
                }
            }
        }
        let runs = seeds.len() * ALL.len();
        let Outcome { held, lost, doubled, syncs, told } = sum;
        println!("{name:<24} {runs:>5} {held:>8} {syncs:>6} {told:>6} {lost:>5} {doubled:>8}");
        whole &= (lost, doubled) == (0, 0);
    }
    assert!(whole, "something was lost or doubled");
}

fn seeds(count: u64) -> Vec<u64> {
    match std::env::var("BILLFOLD_SEED") {
        Ok(seed) => vec![seed.parse().unwrap()],
        Err(_) => (1..=count).collect(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_record_arrives_exactly_once_under_every_fault() {
    matrix(&seeds(1)).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "long: script/test --long"]
async fn every_record_arrives_exactly_once_under_every_fault_and_many_seeds() {
    matrix(&seeds(20)).await;
}
