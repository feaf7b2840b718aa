//! A process that dies at any point of a sign-in or a refresh, and what its successor finds.
//!
//! The child is this very binary, told by its environment what to do. It dies at its n-th point: a point is an event that
//! any crate traces, a look at the clock, or a call of the secure store, before or after it took effect. n goes on until the child lives to
//! the end, so that every point is met.

#![allow(clippy::unwrap_used, reason = "a test whose world cannot be set up is a failed test")]
#![allow(clippy::print_stdout, reason = "the table is what these tests are for")]

#[path = "../support/mod.rs"]
mod support;

mod child;
mod file;
mod file_store;
mod interleaving;
mod sync;

use std::time::Duration;

use billfold::{ErrorKind, Wallet};
use billfold_sandbox::Faults;
use billfold_sandbox::browser::Answer;
use billfold_sandbox::data::Payer;
use child::{Child, Task};
use file_store::FileStore;
use support::World;

async fn open(world: &World, store: &FileStore) -> Wallet {
    Wallet::open(world.config(), std::sync::Arc::new(store.clone())).await.unwrap()
}

#[derive(Default)]
struct Tally {
    points: usize,
    signed_in: usize,
    restarted: usize,
}

impl Tally {
    fn print(&self, what: &str) {
        println!(
            "{what:>10}: {} points, {} times signed in, {} times a clear restart",
            self.points, self.signed_in, self.restarted
        );
        assert!(self.points > 10, "the child meets points to die at");
    }
}

/// Whether the connection that is there, if any, can be used.
async fn usable(world: &World, wallet: &Wallet) -> bool {
    match wallet.connections().unwrap().as_slice() {
        [] => false,
        [connection] => {
            let report = support::sync(wallet, connection).await.unwrap();
            assert_eq!(
                report.records,
                world.payer("bcbsmn").held(&connection.patient),
                "half a connection stayed"
            );
            true
        }
        more => panic!("{} connections", more.len()),
    }
}

async fn sign_in_again(world: &World, wallet: &Wallet) {
    world.sign_in(wallet, "bcbsmn").await;
    assert!(usable(world, wallet).await);
    for connection in wallet.connections().unwrap() {
        wallet.sign_out(&connection.id).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_survives_death_before_its_callback() {
    let world = World::of(Payer::BcbsMn);
    let store = FileStore::in_directory(world.directory.path());
    let mut tally = Tally::default();
    for point in 0.. {
        // As at the first sign-in: nothing is known of the payer's servers.
        open(&world, &store).await.accept_changed_hosts("bcbsmn", None).await.unwrap();
        let died = Child { point, task: Task::Begin, world: &world }.run();
        tally.points += 1;
        let wallet = open(&world, &store).await;
        if let Some(request) = child::begun(&world) {
            let login = &world.payer("bcbsmn").logins()[0];
            let browser = billfold_sandbox::browser::Browser::new();
            let landing = browser.sign_in(&request, login, Answer::Allow).await.unwrap();
            let billfold_sandbox::browser::Landing::Callback(callback) = landing else {
                panic!("no callback")
            };
            wallet.complete_sign_in(&callback).await.unwrap();
            tally.signed_in += 1;
        } else {
            tally.restarted += 1;
        }
        sign_in_again(&world, &wallet).await;
        if !died {
            break;
        }
    }
    tally.print("begin");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_survives_death_after_its_callback() {
    let world = World::of(Payer::BcbsMn);
    let store = FileStore::in_directory(world.directory.path());
    let mut tally = Tally::default();
    for point in 0.. {
        let callback = {
            let wallet = open(&world, &store).await;
            let request = wallet.begin_sign_in("bcbsmn", world.options("bcbsmn")).await.unwrap();
            world.callback("bcbsmn", &request, Answer::Allow).await
        };
        let died = Child { point, task: Task::Complete(callback.clone()), world: &world }.run();
        tally.points += 1;
        let wallet = open(&world, &store).await;
        if usable(&world, &wallet).await {
            tally.signed_in += 1;
        } else {
            match wallet.complete_sign_in(&callback).await {
                Ok(_) => tally.signed_in += 1,
                Err(error) => {
                    let restart =
                        [ErrorKind::StrayRedirect, ErrorKind::RestartSignIn].contains(&error.kind());
                    assert!(restart, "{error}");
                    tally.restarted += 1;
                }
            }
        }
        sign_in_again(&world, &wallet).await;
        if !died {
            break;
        }
    }
    tally.print("complete");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refresh_survives_death() {
    let world = World::of(Payer::BcbsMn);
    let payer = world.payer("bcbsmn");
    let store = FileStore::in_directory(world.directory.path());
    let mut tally = Tally::default();
    for point in 0.. {
        payer.set_faults(Faults { access_token_life: Some(Duration::from_secs(1)), ..Faults::default() });
        let connection = world.sign_in(&open(&world, &store).await, "bcbsmn").await;
        tokio::time::sleep(Duration::from_millis(1050)).await;
        payer.set_faults(Faults::default());
        let died = Child { point, task: Task::Refresh(connection.id.clone()), world: &world }.run();
        tally.points += 1;
        let wallet = open(&world, &store).await;
        match wallet.user_info(&connection.id).await {
            Ok(info) => {
                assert!(info.is_some());
                tally.signed_in += 1;
            }
            // The token was spent and the reply died with the process: this payer takes a second use for theft.
            Err(error) => {
                assert_eq!(error.kind(), ErrorKind::SignInRequired, "{error}");
                tally.restarted += 1;
            }
        }
        wallet.sign_out(&connection.id).await.unwrap();
        if !died {
            break;
        }
    }
    tally.print("refresh");
    assert!(payer.most_refresh_uses() <= 2, "one retry after a lost reply");
    assert_eq!(payer.most_refreshes_at_once(), 1);
}
