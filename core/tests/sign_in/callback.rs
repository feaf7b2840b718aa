//! The redirect gate.

use billfold::ErrorKind::{RestartSignIn, StrayRedirect};
use billfold_sandbox::browser::Answer;
use billfold_sandbox::data::Payer;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::support::{World, redirect};
use crate::{callback, kind, with};

#[tokio::test(flavor = "multi_thread")]
async fn a_callback_with_another_state_is_for_nobody() {
    let world = World::of(Payer::BcbsTn);
    let wallet = world.wallet().await;
    let good = callback(&world, &wallet, "bcbst").await;
    let (_, state) = good.split_once("state=").unwrap();
    let state = state.split('&').next().unwrap().to_owned();
    let upper = state.to_uppercase();
    for wrong in
        [None, Some(""), Some("x"), Some(upper.as_str()), Some(&state[..42]), Some(&format!("{state}A"))]
    {
        assert_eq!(kind(wallet.complete_sign_in(&with(&good, "state", wrong)).await), StrayRedirect);
    }
    for doubled in
        [format!("{good}&state={state}"), format!("{good}&code=x"), format!("{good}&error=x&error=y")]
    {
        assert_eq!(kind(wallet.complete_sign_in(&doubled).await), StrayRedirect);
    }
    wallet.complete_sign_in(&good).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_without_the_state_aborts_nothing() {
    let world = World::of(Payer::BcbsTn);
    let wallet = world.wallet().await;
    let good = callback(&world, &wallet, "bcbst").await;
    for error in ["access_denied", "login_required", "server_error", ""] {
        let stray = format!("{}?error={error}&error_description=x", redirect("bcbst"));
        assert_eq!(kind(wallet.complete_sign_in(&stray).await), StrayRedirect);
    }
    wallet.complete_sign_in(&good).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_callback_at_another_address_is_for_nobody() {
    let world = World::of(Payer::BcbsTn);
    let wallet = world.wallet().await;
    let good = callback(&world, &wallet, "bcbst").await;
    let query = good.split_once('?').unwrap().1;
    for address in [
        redirect("bcbsmn"),
        format!("{}/", redirect("bcbst")),
        redirect("bcbst").to_uppercase(),
        "org.billfold.wallet://callback/bcbst".to_owned(),
        "https://wallet.billfold.example/callback/bcbst".to_owned(),
    ] {
        assert_eq!(
            kind(wallet.complete_sign_in(&format!("{address}?{query}")).await),
            StrayRedirect,
            "{address}"
        );
    }
    wallet.complete_sign_in(&good).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_callback_works_once() {
    let world = World::of(Payer::InterSystems);
    let wallet = world.wallet().await;
    let good = callback(&world, &wallet, "intersystems").await;
    let before = world.payer("intersystems").requests();
    let (first, second) = tokio::join!(wallet.complete_sign_in(&good), wallet.complete_sign_in(&good));
    assert!(first.is_ok() != second.is_ok(), "one of two at the same moment has it");
    assert_eq!(kind(wallet.complete_sign_in(&good).await), StrayRedirect);
    assert!(world.payer("intersystems").requests() - before < 6, "the code was sent once");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_callback_of_another_issuer_ends_the_sign_in() {
    let world = World::of(Payer::InterSystems);
    let wallet = world.wallet().await;
    for iss in [Some("https://attacker.example"), Some(""), None] {
        let good = callback(&world, &wallet, "intersystems").await;
        assert!(good.contains("iss="), "this payer says who it is");
        assert_eq!(kind(wallet.complete_sign_in(&with(&good, "iss", iss)).await), RestartSignIn, "{iss:?}");
        assert_eq!(kind(wallet.complete_sign_in(&good).await), StrayRedirect, "it is over");
    }
    assert!(wallet.connections().unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_issuer_that_was_not_announced_must_be_the_right_one() {
    let world = World::of(Payer::BcbsMn);
    let wallet = world.wallet().await;
    let good = callback(&world, &wallet, "bcbsmn").await;
    assert!(!good.contains("iss="));
    let wrong = with(&good, "iss", Some("https://attacker.example"));
    assert_eq!(kind(wallet.complete_sign_in(&wrong).await), RestartSignIn);
    let good = callback(&world, &wallet, "bcbsmn").await;
    let issuer = world.payer("bcbsmn").issuer();
    wallet.complete_sign_in(&with(&good, "iss", Some(&issuer))).await.unwrap();
}

#[test]
fn no_hostile_callback_disturbs_a_pending_sign_in() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let world = runtime.block_on(async { World::of(Payer::BcbsNc) });
    let wallet = runtime.block_on(world.wallet());
    let good = runtime.block_on(async {
        let request = wallet.begin_sign_in("bcbsnc", world.options("bcbsnc")).await.unwrap();
        world.callback("bcbsnc", &request, Answer::Allow).await
    });
    let state = good.split(['?', '&']).find_map(|part| part.strip_prefix("state=")).unwrap().to_owned();
    let pieces = prop_oneof![
        Just(redirect("bcbsnc")),
        Just("?".to_owned()),
        Just("&".to_owned()),
        Just("#".to_owned()),
        Just("code=".to_owned()),
        Just("error=access_denied".to_owned()),
        Just("state=".to_owned()),
        Just("iss=".to_owned()),
        Just("%00".to_owned()),
        ".{0,8}",
        // Parts of the state, never the whole.
        (0..state.len()).prop_map({
            let state = state.clone();
            move |end| state[..end].to_owned()
        }),
    ];
    let hostile = prop::collection::vec(pieces, 0..12).prop_map(|pieces| pieces.concat());
    let mut runner = TestRunner::new(Config { cases: 500, failure_persistence: None, ..Config::default() });
    runner
        .run(&hostile, |text| {
            prop_assert_eq!(kind(runtime.block_on(wallet.complete_sign_in(&text))), StrayRedirect);
            Ok(())
        })
        .unwrap();
    runtime.block_on(wallet.complete_sign_in(&good)).unwrap();
}
