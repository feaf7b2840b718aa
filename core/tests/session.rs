//! Tokens over time: refresh, expiry, being offline.

mod support;

use std::time::Duration;

use billfold::ErrorKind;
use billfold_sandbox::{Busy, Faults, TokenFault};
use support::{World, sync};

fn short_lived() -> Faults {
    Faults { access_token_life: Some(Duration::from_secs(1)), ..Faults::default() }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_expired_token_is_renewed_where_the_payer_allows() {
    let world = World::new();
    let wallet = world.wallet().await;
    for payer in ["bcbsmn", "intersystems"] {
        world.payer(payer).set_faults(short_lived());
        let connection = world.sign_in(&wallet, payer).await;
        assert!(connection.can_refresh && connection.access_ends.is_none());
        tokio::time::sleep(Duration::from_millis(1500)).await;
        // From now on tokens live as long as the payer says, so that the whole sync runs on the renewed one.
        world.payer(payer).set_faults(Faults::default());
        let report = sync(&wallet, &connection).await.unwrap();
        assert_eq!(report.records, world.payer(payer).held(&connection.patient), "{payer}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn access_without_refresh_ends_when_the_payer_said() {
    let world = World::new();
    let wallet = world.wallet().await;
    world.payer("bcbsnc").set_faults(short_lived());
    let connection = world.sign_in(&wallet, "bcbsnc").await;
    assert!(!connection.can_refresh && connection.access_ends.is_some());
    tokio::time::sleep(Duration::from_millis(1500)).await;
    assert_eq!(sync(&wallet, &connection).await.unwrap_err().kind(), ErrorKind::SignInRequired);
    world.payer("bcbsnc").set_faults(Faults::default());
    world.sign_in(&wallet, "bcbsnc").await;
    assert_eq!(sync(&wallet, &connection).await.unwrap().failed, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_endpoint_that_is_down_signs_nobody_out() {
    let world = World::new();
    let wallet = world.wallet().await;
    world.payer("bcbsmn").set_faults(short_lived());
    let connection = world.sign_in(&wallet, "bcbsmn").await;
    tokio::time::sleep(Duration::from_millis(1500)).await;
    world.payer("bcbsmn").set_faults(Faults { token: Some(TokenFault::Unavailable), ..Faults::default() });
    assert_eq!(sync(&wallet, &connection).await.unwrap_err().kind(), ErrorKind::PayerUnavailable);
    world.payer("bcbsmn").set_faults(Faults::default());
    assert_eq!(sync(&wallet, &connection).await.unwrap().failed, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_busy_payer_is_waited_for() {
    let world = World::new();
    let wallet = world.wallet().await;
    let connection = world.sign_in(&wallet, "intersystems").await;
    let busy = Busy { requests: 6, retry_after: Some(1) };
    world.payer("intersystems").set_faults(Faults { busy: Some(busy), ..Faults::default() });
    let report = sync(&wallet, &connection).await.unwrap();
    assert_eq!(report.failed, []);
    assert_eq!(report.records, world.payer("intersystems").held(&connection.patient));
}
