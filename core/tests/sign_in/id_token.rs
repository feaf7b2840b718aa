//! ID tokens (OpenID Connect Core sections 3.1.3.7 and 12.2).

use std::time::Duration;

use billfold::ErrorKind::{PayerMisbehaved, RestartSignIn, SignInRequired};
use billfold_sandbox::browser::Answer;
use billfold_sandbox::data::Payer;
use billfold_sandbox::{Faults, IdTokenFault, KeySetFault};

use crate::support::{World, sync};
use crate::{kind, nothing_is_left};

/// At a payer where the ID token is the defence that is left.
async fn refused(fault: IdTokenFault) {
    let world = World::of(Payer::BcbsMn);
    let wallet = world.wallet().await;
    world.payer("bcbsmn").set_faults(Faults { id_token: Some(fault), ..Faults::default() });
    assert_eq!(kind(world.try_sign_in(&wallet, "bcbsmn", Answer::Allow).await), RestartSignIn, "{fault:?}");
    nothing_is_left(&world, &wallet, "bcbsmn").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_token_of_another_issuer_is_refused() {
    refused(IdTokenFault::WrongIssuer).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_token_for_another_client_is_refused() {
    refused(IdTokenFault::WrongAudience).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_token_with_another_authorized_party_is_refused() {
    refused(IdTokenFault::WrongAuthorizedParty).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_token_with_a_broken_signature_is_refused() {
    refused(IdTokenFault::BadSignature).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unsigned_id_token_is_refused() {
    refused(IdTokenFault::Unsigned).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_token_signed_by_hmac_is_refused() {
    refused(IdTokenFault::HmacWithPublicKey).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_token_by_an_unknown_key_is_refused() {
    refused(IdTokenFault::WrongKeyId).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_token_that_expired_or_is_from_the_future_is_refused() {
    refused(IdTokenFault::Expired).await;
    refused(IdTokenFault::FromTheFuture).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_token_of_another_sign_in_is_refused() {
    refused(IdTokenFault::WrongNonce).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_token_of_another_access_token_is_refused() {
    refused(IdTokenFault::WrongAccessTokenHash).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_user_on_another_server_is_refused() {
    refused(IdTokenFault::ForeignUser).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_token_that_is_left_out_ends_the_fallback() {
    refused(IdTokenFault::Missing).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_signature_is_refused_also_where_pkce_would_do() {
    let world = World::of(Payer::InterSystems);
    let wallet = world.wallet().await;
    let faults = Faults { id_token: Some(IdTokenFault::BadSignature), ..Faults::default() };
    world.payer("intersystems").set_faults(faults);
    assert_eq!(kind(world.try_sign_in(&wallet, "intersystems", Answer::Allow).await), RestartSignIn);
    nothing_is_left(&world, &wallet, "intersystems").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_only_unusual_is_accepted() {
    let world = World::of(Payer::BcbsMn);
    let wallet = world.wallet().await;
    // The key set is known from here on: a rotated key is one that it does not have.
    world.sign_in(&wallet, "bcbsmn").await;
    for fault in [
        IdTokenFault::AudienceArray,
        IdTokenFault::NoKeyId,
        IdTokenFault::RelativeUser,
        IdTokenFault::RotatedKey,
    ] {
        world.payer("bcbsmn").set_faults(Faults { id_token: Some(fault), ..Faults::default() });
        let connection = world.sign_in(&wallet, "bcbsmn").await;
        assert!(connection.protection.id_token, "{fault:?}");
        assert!(connection.user.is_some_and(|user| user.starts_with("Patient/")), "{fault:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_set_that_gives_no_key_ends_the_fallback() {
    for (fault, refusal) in [
        (KeySetFault::Empty, RestartSignIn),
        (KeySetFault::Html, RestartSignIn),
        (KeySetFault::TooLarge, PayerMisbehaved),
    ] {
        let world = World::of(Payer::BcbsMn);
        let wallet = world.wallet().await;
        world.payer("bcbsmn").set_faults(Faults { key_set: Some(fault), ..Faults::default() });
        assert_eq!(kind(world.try_sign_in(&wallet, "bcbsmn", Answer::Allow).await), refusal, "{fault:?}");
        nothing_is_left(&world, &wallet, "bcbsmn").await;
    }
    let world = World::of(Payer::BcbsMn);
    let wallet = world.wallet().await;
    world.payer("bcbsmn").set_faults(Faults { key_set: Some(KeySetFault::Slow), ..Faults::default() });
    world.sign_in(&wallet, "bcbsmn").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refresh_must_be_of_the_same_person() {
    for (fault, refused) in [(IdTokenFault::OtherSubjectAtRefresh, true), (IdTokenFault::AtRefresh, false)] {
        let world = World::of(Payer::BcbsMn);
        let wallet = world.wallet().await;
        let short = Some(Duration::from_secs(1));
        let faults = Faults { id_token: Some(fault), access_token_life: short, ..Faults::default() };
        world.payer("bcbsmn").set_faults(faults);
        let connection = world.sign_in(&wallet, "bcbsmn").await;
        tokio::time::sleep(Duration::from_millis(1500)).await;
        world.payer("bcbsmn").set_faults(Faults { id_token: Some(fault), ..Faults::default() });
        let outcome = sync(&wallet, &connection).await;
        assert_eq!(outcome.err().map(|error| error.kind()), refused.then_some(SignInRequired), "{fault:?}");
        assert_eq!(
            wallet.connections().unwrap().len(),
            1,
            "the records stay until the member signs in again"
        );
    }
}
