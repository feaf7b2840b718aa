//! A process that is killed in the middle of syncs, again and again, and what its last successor has.
//!
//! The kill is the operating system's, at a moment that is drawn: nothing in the child has a say in it.

use std::time::Duration;

use billfold::Connection;
use billfold_sandbox::Options;
use billfold_sandbox::data::Payer;

use crate::child::{Child, Task};
use crate::file_store::FileStore;
use crate::interleaving::Random;
use crate::support::{World, sync};

/// Kills a process so many times while it syncs. Where a sync came to its end before, the member signs out and in again,
/// and all is to be fetched anew.
async fn killed(times: u64, thousands: u32) {
    let seed = std::env::var("BILLFOLD_SEED").map_or(1, |seed| seed.parse().unwrap());
    let mut random = Random(seed);
    let options = Options { payers: vec![Payer::BcbsMn], scale: Some(thousands), ..Options::default() };
    let world = World::with(options);
    let store = FileStore::in_directory(world.directory.path());
    let child = |connection: &Connection| Child {
        point: usize::MAX,
        task: Task::Sync(connection.id.clone()),
        world: &world,
    };
    let wallet = crate::open(&world, &store).await;
    let connection = world.sign_in(&wallet, "bcbsmn").await;
    let held = world.payer("bcbsmn").held(&connection.patient);
    let total: u64 = held.values().sum();
    let alone = child(&connection).run_until(Duration::MAX).unwrap();
    // What a sync takes from its beginning: this one may have been slowed down by what else the machine does.
    let mut whole = alone;
    wallet.sign_out(&connection.id).await.unwrap();
    drop(wallet);

    let (mut kills, mut syncs, mut lost, mut doubled) = (0, 0, 0, 0);
    while kills < times {
        let connection = world.sign_in(&crate::open(&world, &store).await, "bcbsmn").await;
        let (mut stored, mut ended) = (0, false);
        while !ended && kills < times {
            let after = Duration::from_millis(random.next(u64::try_from(whole.as_millis()).unwrap().max(1)));
            let took = child(&connection).run_until(after);
            ended = took.is_some();
            kills += u64::from(!ended);
            whole = took.filter(|_| stored == 0).unwrap_or(whole);
            // It opens, and what was stored is still there, each record once.
            let counts = crate::open(&world, &store).await.counts(&connection.id).unwrap();
            let count: u64 = counts.values().sum();
            assert!(count >= stored, "seed {seed}: {stored} records became {count}");
            assert!(counts.iter().all(|(name, count)| held[name] >= *count), "seed {seed}: {counts:?}");
            stored = count;
        }
        let wallet = crate::open(&world, &store).await;
        let report = sync(&wallet, &connection).await.unwrap();
        syncs += 1;
        lost += total.saturating_sub(report.records.values().sum());
        doubled += (stored + report.new).saturating_sub(total);
        assert_eq!((report.failed, &report.records), (Vec::new(), &held), "seed {seed}");
        assert_eq!(stored + report.new, total, "seed {seed}");
        if kills == times {
            // A reconciliation finds nothing that is new, other or missing.
            let all = wallet.reconcile(&connection.id, |_| {}, &billfold::Cancel::new()).await.unwrap();
            assert_eq!((all.new, all.changed, all.missing), (0, 0, 0), "seed {seed}");
        }
        wallet.sign_out(&connection.id).await.unwrap();
    }
    println!(
        "killed {kills} times in {syncs} syncs of {total} records, each within {alone:?}: lost {lost}, doubled {doubled}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sync_survives_being_killed() {
    killed(10, 2).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "long: script/test --long"]
async fn a_sync_of_ten_thousand_survives_being_killed_two_hundred_times() {
    killed(200, 10).await;
}
