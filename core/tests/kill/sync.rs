//! A process that is killed in the middle of syncs, again and again, and what its last successor has.
//!
//! The kill is the operating system's, at a moment that is drawn: nothing in the child has a say in it.

use std::time::Duration;

use billfold_sandbox::Options;
use billfold_sandbox::data::Payer;

use crate::child::{Child, Task};
use crate::file_store::FileStore;
use crate::interleaving::Random;
use crate::support::{World, sync};

async fn killed(times: u64, thousands: u32) {
    let seed = std::env::var("BILLFOLD_SEED").map_or(1, |seed| seed.parse().unwrap());
    let mut random = Random(seed);
    let options = Options { payers: vec![Payer::BcbsMn], scale: Some(thousands), ..Options::default() };
    let world = World::with(options);
    let store = FileStore::in_directory(world.directory.path());
    let connection = world.sign_in(&crate::open(&world, &store).await, "bcbsmn").await;
    let held = world.payer("bcbsmn").held(&connection.patient);
    let total: u64 = held.values().sum();
    let (mut last, mut alive) = (0, 0);
    for _ in 0..times {
        let after = Duration::from_millis(random.next(800));
        let child = Child { point: usize::MAX, task: Task::Sync(connection.id.clone()), world: &world };
        alive += u64::from(child.run_until(after));
        // It opens, and what was stored is still there, each record once.
        let wallet = crate::open(&world, &store).await;
        let counts = wallet.counts(&connection.id).unwrap();
        let count: u64 = counts.values().sum();
        assert!(count >= last, "seed {seed}: {last} records became {count}");
        assert!(counts.iter().all(|(name, count)| held[name] >= *count), "seed {seed}: {counts:?}");
        last = count;
    }
    let wallet = crate::open(&world, &store).await;
    let report = sync(&wallet, &connection).await.unwrap();
    println!(
        "killed {times} times ({alive} had ended before): {total} held, {last} stored then, {} by the last sync, lost {}, doubled {}",
        report.new,
        total.saturating_sub(report.records.values().sum()),
        (last + report.new).saturating_sub(total)
    );
    assert_eq!((report.failed, &report.records), (Vec::new(), &held), "seed {seed}");
    assert_eq!(last + report.new, total, "seed {seed}");
    // A reconciliation finds nothing that is new, other or missing.
    let all = wallet.reconcile(&connection.id, |_| {}, &billfold::Cancel::new()).await.unwrap();
    assert_eq!((all.new, all.changed, all.missing), (0, 0, 0), "seed {seed}");
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
