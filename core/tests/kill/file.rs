//! A process that is killed while it makes the wallet's file anew: by a newer version of the app, or after damage.

use std::fs::OpenOptions;
use std::io::{Seek as _, SeekFrom, Write as _};
use std::path::Path;
use std::time::Duration;

use billfold_sandbox::Options;
use billfold_sandbox::data::Payer;
use rusqlite::Connection;

use crate::child::{Child, Task};
use crate::file_store::FileStore;
use crate::interleaving::Random;
use crate::support::{World, sync};

const TIMES: u32 = 12;

/// Spoils the file, has a process at work on it, and kills this at a moment that is drawn, again and again.
async fn killed_at_work_on(spoil: impl Fn(&Path)) {
    let seed = std::env::var("BILLFOLD_SEED").map_or(1, |seed| seed.parse().unwrap());
    let mut random = Random(seed);
    let options = Options { payers: vec![Payer::BcbsMn], scale: Some(2), ..Options::default() };
    let world = World::with(options);
    let store = FileStore::in_directory(world.directory.path());
    let wallet = crate::open(&world, &store).await;
    let connection = world.sign_in(&wallet, "bcbsmn").await;
    let held = sync(&wallet, &connection).await.unwrap().records;
    drop(wallet);
    for _ in 0..TIMES {
        spoil(&world.directory.path().join("billfold.db"));
        let child = Child { point: usize::MAX, task: Task::Sync(connection.id.clone()), world: &world };
        child.run_for(Duration::from_millis(random.next(400)));
        let wallet = crate::open(&world, &store).await;
        assert_eq!(wallet.counts(&connection.id).unwrap(), held, "seed {seed}");
        assert_eq!(wallet.take_events(), [], "seed {seed}");
    }
    let wallet = crate::open(&world, &store).await;
    let all = wallet.reconcile(&connection.id, |_| {}, &billfold::Cancel::new()).await.unwrap();
    assert_eq!((all.records, all.new, all.changed, all.missing), (held, 0, 0, 0), "seed {seed}");
}

/// Writes back into the file what its log still holds.
fn settled(file: &Path) -> Connection {
    let database = Connection::open(file).unwrap();
    database.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
    database
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upgrade_of_the_file_survives_being_killed() {
    // Of the version before the last: a change of all records is to come.
    killed_at_work_on(|file| settled(file).pragma_update(None, "user_version", 3).unwrap()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_repair_of_a_damaged_file_survives_being_killed() {
    killed_at_work_on(|file| {
        let page: u64 = settled(file)
            .query_row("SELECT rootpage FROM sqlite_schema WHERE name = 'record_by_kind'", [], |row| {
                row.get(0)
            })
            .unwrap();
        let mut file = OpenOptions::new().write(true).open(file).unwrap();
        file.seek(SeekFrom::Start((page - 1) * 4096)).unwrap();
        file.write_all(&[0; 64]).unwrap();
    })
    .await;
}
