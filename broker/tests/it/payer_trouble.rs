//! A payer that is down, slow, or talks nonsense: the app is told in the terms of OAuth, and never half of a token response.

use std::time::Duration;

use billfold::ErrorKind;
use billfold_sandbox::browser::{Answer, Landing};
use billfold_sandbox::data::Payer;
use billfold_sandbox::{DiscoveryFault, Down, Faults, IdTokenFault, KeySetFault, Options, TokenFault};
use serde_json::Value;

use crate::raw::{Answered, Flow, client, location, parameter};
use crate::support::{WIDE, World};

/// What becomes of a code while the payer has `faults`.
async fn redeemed_with(world: &World, faults: Faults) -> Answered {
    let flow = Flow::new("bcbsmn");
    let code = flow.code(world).await;
    world.payer("bcbsmn").set_faults(faults);
    let answered = flow.redeem(world, &code).await;
    world.payer("bcbsmn").set_faults(Faults::default());
    answered
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payer_that_is_down_is_a_bad_gateway() {
    let world = World::of(Payer::BcbsMn);
    for down in [Down::Refuses, Down::Unavailable] {
        let answered = redeemed_with(&world, Faults { down: Some(down), ..Faults::default() }).await;
        let error = answered.body["error"].as_str().unwrap_or_default();
        assert_eq!(answered.status, 502, "{down:?}");
        assert!(["temporarily_unavailable", "server_error"].contains(&error), "{down:?} {error}");
    }
    let token = |token| Faults { token: Some(token), ..Faults::default() };
    for fault in [TokenFault::Unavailable, TokenFault::ResponseLost] {
        let answered = redeemed_with(&world, token(fault)).await;
        assert!(answered.is_refused(502, "temporarily_unavailable"), "{fault:?} {answered:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payer_that_is_slow_is_a_gateway_timeout() {
    let limits = format!("{WIDE}payer_seconds = 1\n");
    let world = World::with(Options { payers: vec![Payer::BcbsMn], ..Options::default() }, &limits);
    let answered = redeemed_with(&world, Faults { delay_ms: 3000, ..Faults::default() }).await;
    assert!(answered.is_refused(504, "temporarily_unavailable"), "{answered:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_set_that_is_slow_takes_of_the_same_time() {
    let limits = format!("{WIDE}payer_seconds = 1\n");
    let world = World::with(Options { payers: vec![Payer::BcbsMn], ..Options::default() }, &limits);
    let faults = Faults { key_set: Some(KeySetFault::Slow), delay_ms: 300, ..Faults::default() };
    let answered = redeemed_with(&world, faults).await;
    assert!(answered.is_refused(504, "temporarily_unavailable"), "{answered:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payer_that_talks_nonsense_is_a_bad_gateway() {
    let world = World::of(Payer::BcbsMn);
    for fault in [TokenFault::Html, TokenFault::TooLarge, TokenFault::NoAccessToken, TokenFault::Redirects] {
        let answered = redeemed_with(&world, Faults { token: Some(fault), ..Faults::default() }).await;
        assert!(answered.is_refused(502, "server_error"), "{fault:?} {answered:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_token_is_handed_on_with_an_id_token_that_is_not_believed() {
    use IdTokenFault as I;
    let world = World::of(Payer::BcbsMn);
    for (fault, status, error) in [
        (I::WrongNonce, 400, "invalid_grant"),
        (I::WrongIssuer, 502, "server_error"),
        (I::WrongAudience, 502, "server_error"),
        (I::WrongAuthorizedParty, 502, "server_error"),
        (I::Expired, 502, "server_error"),
        (I::FromTheFuture, 502, "server_error"),
        (I::BadSignature, 502, "server_error"),
        (I::Unsigned, 502, "server_error"),
        (I::HmacWithPublicKey, 502, "server_error"),
        (I::WrongKeyId, 502, "server_error"),
        (I::WrongAccessTokenHash, 502, "server_error"),
        (I::Missing, 502, "server_error"),
    ] {
        let answered = redeemed_with(&world, Faults { id_token: Some(fault), ..Faults::default() }).await;
        assert!(answered.is_refused(status, error), "{fault:?} {answered:?}");
    }
    // Unusual, and in order.
    for fault in [I::AudienceArray, I::RotatedKey, I::RelativeUser] {
        let answered = redeemed_with(&world, Faults { id_token: Some(fault), ..Faults::default() }).await;
        assert_eq!(answered.status, 200, "{fault:?} {answered:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_set_out_of_order_hands_on_no_token() {
    for fault in [KeySetFault::Empty, KeySetFault::Html, KeySetFault::TooLarge] {
        let world = World::of(Payer::BcbsMn);
        let answered = redeemed_with(&world, Faults { key_set: Some(fault), ..Faults::default() }).await;
        assert!(answered.is_refused(502, "server_error"), "{fault:?} {answered:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_app_checks_the_id_token_again() {
    // A broker that no longer checked would not get past the wallet: it knows its own nonce, the payer's issuer and keys,
    // and the client that the token is for, from the broker's metadata.
    let world = World::of(Payer::BcbsMn);
    let metadata = world.broker.join(".well-known/oauth-authorization-server/bcbsmn").unwrap();
    let document: Value = client()
        .get(metadata)
        .send()
        .await
        .unwrap()
        .bytes()
        .await
        .map(|b| serde_json::from_slice(&b).unwrap())
        .unwrap();
    let payer = world.payer("bcbsmn");
    assert_eq!(document["issuer"], format!("{}bcbsmn", world.broker));
    assert_eq!(document["billfold_id_tokens"]["issuer"], payer.issuer());
    assert_eq!(document["billfold_id_tokens"]["audience"], payer.client().id);
    assert!(
        document["billfold_id_tokens"]["jwks_uri"].as_str().unwrap().starts_with(payer.origin().as_str())
    );
    let flow = Flow::new("bcbsmn");
    let id_token = flow.tokens(&world).await.text("id_token");
    let claims = id_token.split('.').nth(1).unwrap();
    let claims = base64::Engine::decode(&base64::engine::general_purpose::URL_SAFE_NO_PAD, claims).unwrap();
    let claims: Value = serde_json::from_slice(&claims).unwrap();
    assert!(claims["nonce"].as_str().unwrap().starts_with(&format!("{}.", flow.nonce)));
    let (wallet, _directory) = world.wallet().await;
    let connection = world.sign_in(&wallet, "bcbsmn", world.options("bcbsmn")).await.unwrap();
    assert!(connection.protection.id_token);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refresh_with_another_persons_id_token_is_refused() {
    let world = World::of(Payer::InterSystems);
    let flow = Flow::new("intersystems");
    let refresh_token = flow.tokens(&world).await.text("refresh_token");
    let faults = Faults { id_token: Some(IdTokenFault::AtRefresh), ..Faults::default() };
    world.payer("intersystems").set_faults(faults);
    let refreshed = flow.refresh(&world, &refresh_token).await;
    assert_eq!(refreshed.status, 200, "{refreshed:?}");
    let faults = Faults { id_token: Some(IdTokenFault::OtherSubjectAtRefresh), ..Faults::default() };
    world.payer("intersystems").set_faults(faults);
    let refused = flow.refresh(&world, &refreshed.text("refresh_token")).await;
    assert!(refused.is_refused(400, "invalid_grant"), "{refused:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn errors_of_the_payer_come_to_the_app_as_they_are() {
    let world = World::new();
    for payer in ["bcbsmn", "intersystems"] {
        for (answer, error, kind) in [
            (Answer::Deny, "access_denied", ErrorKind::AccessDenied),
            (Answer::WrongPassword, "login_required", ErrorKind::LoginFailed),
        ] {
            let (wallet, _directory) = world.wallet().await;
            let request = wallet.begin_sign_in(payer, world.options(payer)).await.unwrap();
            let Landing::Callback(callback) = world.follow(payer, request.url.as_str(), answer).await else {
                panic!("{payer} shows a page")
            };
            assert_eq!(parameter(&callback, "error").as_deref(), Some(error), "{payer}");
            assert_eq!(parameter(&callback, "iss"), Some(format!("{}{payer}", world.broker)));
            assert_eq!(wallet.complete_sign_in(&callback).await.unwrap_err().kind(), kind, "{payer}");
        }
    }
    // At the token endpoint too.
    let flow = Flow::new("intersystems");
    let tokens = flow.tokens(&world).await;
    let refresh_token = tokens.text("refresh_token");
    let form = [
        ("grant_type", "refresh_token"),
        ("client_id", flow.app),
        ("refresh_token", &refresh_token),
        ("scope", "patient/Claim.write"),
    ];
    let refused = crate::raw::token(&world, "intersystems", &form).await;
    assert!(refused.is_refused(400, "invalid_scope"), "{refused:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payer_that_cannot_be_asked_at_the_start_is_asked_again() {
    let world = World::of(Payer::BcbsMn);
    world.payer("bcbsmn").set_faults(Faults { discovery: Some(DiscoveryFault::Html), ..Faults::default() });
    let flow = Flow::new("bcbsmn");
    let answer = location(&client().get(flow.url(&world)).send().await.unwrap()).unwrap();
    assert_eq!(parameter(&answer, "error").as_deref(), Some("server_error"));
    let metadata = world.broker.join(".well-known/oauth-authorization-server/bcbsmn").unwrap();
    assert_eq!(client().get(metadata).send().await.unwrap().status().as_u16(), 502);
    world.payer("bcbsmn").set_faults(Faults::default());
    tokio::time::sleep(Duration::from_millis(2100)).await;
    assert_eq!(flow.tokens(&world).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_secret_that_the_payer_refuses_signs_nobody_out() {
    let world = World::of(Payer::InterSystems);
    let flow = Flow::new("intersystems");
    let refresh_token = flow.tokens(&world).await.text("refresh_token");
    // An operator's slip: another copy with a wrong secret and the same keys and address.
    let text = std::fs::read_to_string(world.directory.path().join("intersystems.secret")).unwrap();
    let wrong = world.copy_with(|directory| {
        std::fs::write(directory.join("intersystems.secret"), "wrong").unwrap();
    });
    std::fs::write(world.directory.path().join("intersystems.secret"), text).unwrap();
    let form = [("grant_type", "refresh_token"), ("client_id", flow.app), ("refresh_token", &refresh_token)];
    let refused = crate::raw::post_to(&wrong, "intersystems/token", &form).await;
    assert!(refused.is_refused(502, "server_error"), "{refused:?}");
    assert_eq!(flow.refresh(&world, &refresh_token).await.status, 200);
}
