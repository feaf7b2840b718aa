//! What the wallet does about each quirk that real payers have, over real HTTP. `sandbox/QUIRKS.md` lists quirk, source,
//! behaviour and test.

#![allow(clippy::unwrap_used, reason = "a test whose world cannot be set up is a failed test")]

#[path = "../support/mod.rs"]
mod support;

mod authorization;
mod discovery;
mod fetch;
mod patient;
mod records;
mod table;
mod tokens;

use billfold::{Connection, ErrorKind, SyncReport, Wallet};
use billfold_sandbox::Quirk;
use billfold_sandbox::browser::Answer;
use billfold_sandbox::data::Payer;
use support::{World, sync};

/// Signs in to `payer` as it is, and gets everything.
async fn whole(world: &World, wallet: &Wallet, payer: &str) -> (Connection, SyncReport) {
    let connection = world.sign_in(wallet, payer).await;
    let report = sync(wallet, &connection).await.unwrap();
    assert_eq!((&report.failed, report.unavailable), (&Vec::new(), 0), "{payer}");
    assert_eq!(report.records, world.payer(payer).held(&connection.patient), "{payer}");
    (connection, report)
}

/// Each of these quirks costs nothing: everything comes, and a second sync brings nothing new.
async fn costs_nothing(payer: Payer, quirks: &[Quirk]) {
    for quirk in quirks {
        let world = World::bent(payer, &[*quirk]);
        let wallet = world.wallet().await;
        let (connection, first) = whole(&world, &wallet, payer.id()).await;
        let again = sync(&wallet, &connection).await.unwrap();
        assert_eq!((&again.failed, again.new), (&Vec::new(), 0), "{}", quirk.name());
        assert_eq!(again.records, first.records, "{}", quirk.name());
    }
}

/// The kind of the error that a sign-in to `payer` ends in, with nothing left behind.
async fn refused(world: &World, wallet: &Wallet, payer: &str) -> ErrorKind {
    let kind = world.try_sign_in(wallet, payer, Answer::Allow).await.expect_err("an error").kind();
    assert!(wallet.connections().unwrap().is_empty(), "half a connection stayed");
    kind
}
