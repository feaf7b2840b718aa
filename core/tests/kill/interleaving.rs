//! Callers at the same moment, in one process and in two, under deaths and a payer's faults, in random order.
//!
//! Reproducible: `BILLFOLD_SEED=n` runs the one of that seed.

use std::sync::Arc;
use std::time::Duration;

use billfold::{ErrorKind, Wallet};
use billfold_sandbox::data::Payer;
use billfold_sandbox::{Faults, TokenFault};

use crate::child::{Child, Task};
use crate::file_store::FileStore;
use crate::support::{Later, World};

/// SplitMix64: all that a reproducible order needs.
pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % below
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Outcome {
    SignedIn,
    Restarted,
    Waits,
}

async fn interleave(world: &World, seed: u64) -> Outcome {
    let mut random = Random(seed);
    let payer = world.payer("bcbsmn");
    let store = FileStore::in_directory(world.directory.path());
    // Tokens are due when they come: every call renews. The device's own clock does not run, so that a pause lasts.
    let clock = Arc::new(Later::default());
    let open = async || {
        Wallet::open_with_clock(world.config(), Arc::new(store.clone()), clock.clone()).await.unwrap()
    };
    let life = Some(Duration::from_secs(1));
    payer.set_faults(Faults { access_token_life: life, ..Faults::default() });
    let (one, other) = (open().await, open().await);
    let id = world.sign_in(&one, "bcbsmn").await.id;
    let (mut lost, mut ended) = (false, false);
    for _ in 0..=random.next(3) {
        clock.pass(2);
        let fault = match random.next(6) {
            0 => Some(TokenFault::Unavailable),
            1 => Some(TokenFault::ResponseLost),
            _ => None,
        };
        lost |= fault == Some(TokenFault::ResponseLost);
        let delay_ms = random.next(3) * 3;
        payer.set_faults(Faults { token: fault, access_token_life: life, delay_ms, ..Faults::default() });
        if random.next(4) == 0 {
            lost = true;
            let point = usize::try_from(random.next(60)).unwrap();
            Child { point, task: Task::Refresh(id.clone()), world }.run_lenient();
        }
        let callers = 1 + random.next(4);
        let mut calls = tokio::task::JoinSet::new();
        for _ in 0..callers {
            let (wallet, id) = (if random.next(2) == 0 { one.clone() } else { other.clone() }, id.clone());
            let leaves = random.next(4) == 0;
            let after = Duration::from_millis(random.next(12));
            calls.spawn(async move {
                if leaves {
                    // The caller goes away in the middle; what it began runs on.
                    return tokio::time::timeout(after, wallet.user_info(&id)).await.unwrap_or(Ok(None));
                }
                tokio::time::sleep(after).await;
                wallet.user_info(&id).await
            });
        }
        while let Some(outcome) = calls.join_next().await {
            match outcome.unwrap().map_err(|error| error.kind()) {
                Ok(_) | Err(ErrorKind::PayerUnavailable) => {}
                Err(ErrorKind::SignInRequired) => ended = true,
                Err(kind) => panic!("seed {seed}: {kind:?}"),
            }
        }
    }
    payer.set_faults(Faults { access_token_life: life, ..Faults::default() });
    clock.pass(2);
    let mut waits = false;
    match one.user_info(&id).await.map_err(|error| error.kind()) {
        Ok(info) => assert!(info.is_some(), "seed {seed}"),
        Err(ErrorKind::SignInRequired) => ended = true,
        // Two replies were lost: the next try waits some minutes.
        Err(ErrorKind::PayerUnavailable) => waits = true,
        Err(kind) => panic!("seed {seed}: {kind:?}"),
    }
    assert!(lost || !waits, "seed {seed}: waits although no reply was lost");
    assert!(lost || !ended, "seed {seed}: signed out although no reply was lost");
    assert_eq!(payer.most_refreshes_at_once(), 1, "seed {seed}: one refresh token twice at the same moment");
    assert!(payer.most_refresh_uses() <= 2, "seed {seed}: more than one retry");
    one.sign_out(&id).await.unwrap();
    match (ended, waits) {
        (true, _) => Outcome::Restarted,
        (false, true) => Outcome::Waits,
        (false, false) => Outcome::SignedIn,
    }
}

async fn interleavings(count: u64) {
    let world = World::of(Payer::BcbsMn);
    let seeds = match std::env::var("BILLFOLD_SEED") {
        Ok(seed) => seed.parse().unwrap()..=seed.parse().unwrap(),
        Err(_) => 1..=count,
    };
    let mut outcomes = Vec::new();
    for seed in seeds {
        outcomes.push(interleave(&world, seed).await);
    }
    let count = |wanted| outcomes.iter().filter(|outcome| **outcome == wanted).count();
    println!(
        "interleavings: {} signed in, {} a clear restart after a lost reply, {} wait after two lost replies",
        count(Outcome::SignedIn),
        count(Outcome::Restarted),
        count(Outcome::Waits)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn no_order_of_callers_and_faults_spends_a_token_twice() {
    interleavings(60).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "long: script/test --long"]
async fn no_order_of_a_thousand_spends_a_token_twice() {
    interleavings(1000).await;
}
