//! Tokens over time.

use std::sync::Arc;
use std::time::Duration;

use billfold::{Connection, ErrorKind, SignInOptions, Wallet};
use billfold_sandbox::browser::Answer;
use billfold_sandbox::data::Payer;
use billfold_sandbox::{Faults, Quirk};

use crate::support::{Later, World, sync};
use crate::whole;

/// A wallet at Minnesota with these quirks, whose clock can be moved on.
async fn later(quirks: &[Quirk]) -> (World, Wallet, Arc<Later>, Connection) {
    let world = World::bent(Payer::BcbsMn, quirks);
    let clock = Arc::new(Later::default());
    let wallet = Wallet::open_with_clock(world.config(), world.keys.clone(), clock.clone()).await.unwrap();
    let connection = world.sign_in(&wallet, "bcbsmn").await;
    (world, wallet, clock, connection)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_expiry_with_a_fraction_is_an_expiry() {
    let (_world, _wallet, _clock, connection) = later(&[Quirk::FloatExpiry, Quirk::NoRefreshToken]).await;
    let ends = connection.access_ends.unwrap();
    assert!(ends.abs_diff(connection.signed_in + 3600) < 5, "{ends}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payer_that_tells_no_time_is_believed_what_it_signed() {
    let world = World::bent(Payer::BcbsMn, &[Quirk::NoDate]);
    // An ID token lives five minutes there.
    for off in [600, -600, 86_400] {
        let clock = Arc::new(Later::default());
        clock.pass(off);
        let wallet = Wallet::open_with_clock(world.config(), world.keys.clone(), clock).await.unwrap();
        let connection = world.sign_in(&wallet, "bcbsmn").await;
        assert!(connection.protection.id_token, "{off}");
        world.payer("bcbsmn").expire_access_tokens();
        let report = sync(&wallet, &connection).await.unwrap();
        assert_eq!(report.records, world.payer("bcbsmn").held(&connection.patient), "{off}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn access_without_a_refresh_token_ends_in_a_sign_in() {
    let world = World::bent(Payer::BcbsMn, &[Quirk::NoRefreshToken]);
    let wallet = world.wallet().await;
    let second = Some(Duration::from_secs(1));
    world.payer("bcbsmn").set_faults(Faults { access_token_life: second, ..Faults::default() });
    let connection = world.sign_in(&wallet, "bcbsmn").await;
    assert!(!connection.can_refresh && connection.access_ends.is_some());
    tokio::time::sleep(Duration::from_millis(1500)).await;
    assert_eq!(sync(&wallet, &connection).await.unwrap_err().kind(), ErrorKind::SignInRequired);
    world.payer("bcbsmn").set_faults(Faults::default());
    whole(&world, &wallet, "bcbsmn").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refresh_token_that_nobody_asked_for_is_used() {
    let world = World::bent(Payer::BcbsMn, &[Quirk::RefreshTokenUnasked]);
    let wallet = world.wallet().await;
    let scopes = ["openid", "launch/patient", "patient/*.read"].map(str::to_owned).to_vec();
    let options = SignInOptions { scopes: Some(scopes), ..world.options("bcbsmn") };
    let request = wallet.begin_sign_in("bcbsmn", options).await.unwrap();
    let callback = world.callback("bcbsmn", &request, Answer::Allow).await;
    let connection = wallet.complete_sign_in(&callback).await.unwrap();
    assert!(connection.can_refresh);
    world.payer("bcbsmn").expire_access_tokens();
    assert_eq!(sync(&wallet, &connection).await.unwrap().failed, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_grant_that_has_run_out_is_a_sign_in_whatever_the_status() {
    let (world, wallet, _clock, connection) = later(&[Quirk::GrantNotFound]).await;
    world.payer("bcbsmn").expire_access_tokens();
    assert_eq!(sync(&wallet, &connection).await.unwrap_err().kind(), ErrorKind::SignInRequired);
    let again = world.sign_in(&wallet, "bcbsmn").await;
    assert_eq!(again.id, connection.id, "the connection goes on");
    assert_eq!(sync(&wallet, &again).await.unwrap().failed, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_is_renewed_before_it_expires() {
    let (world, wallet, clock, connection) = later(&[Quirk::RefreshBeforeExpiry]).await;
    clock.pass(3600 - 30);
    assert_eq!(sync(&wallet, &connection).await.unwrap().failed, []);
    assert_eq!(world.payer("bcbsmn").most_refresh_uses(), 1, "it was renewed with half a minute left");
    world.payer("bcbsmn").expire_access_tokens();
    assert_eq!(sync(&wallet, &connection).await.unwrap_err().kind(), ErrorKind::SignInRequired);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_for_good_is_one_in_all_words_that_payers_have() {
    let (world, wallet, _clock, _) = later(&[Quirk::RefreshRefusedInWords]).await;
    for _ in 0..8 {
        let connection = world.try_sign_in(&wallet, "bcbsmn", Answer::Allow).await.unwrap();
        world.payer("bcbsmn").expire_access_tokens();
        assert_eq!(sync(&wallet, &connection).await.unwrap_err().kind(), ErrorKind::SignInRequired);
    }
}
