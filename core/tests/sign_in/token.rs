//! The token endpoint.

use billfold::ErrorKind::{self, PayerMisbehaved, PayerUnavailable, RestartSignIn, StrayRedirect};
use billfold_sandbox::data::Payer;
use billfold_sandbox::{Faults, TokenFault};

use crate::support::World;
use crate::{callback, kind, nothing_is_left, with};

async fn refused(fault: TokenFault) -> ErrorKind {
    let world = World::of(Payer::BcbsMn);
    let wallet = world.wallet().await;
    let good = callback(&world, &wallet, "bcbsmn").await;
    world.payer("bcbsmn").set_faults(Faults { token: Some(fault), ..Faults::default() });
    let refused = kind(wallet.complete_sign_in(&good).await);
    assert_eq!(
        kind(wallet.complete_sign_in(&good).await),
        StrayRedirect,
        "{fault:?}: the code is not sent again"
    );
    nothing_is_left(&world, &wallet, "bcbsmn").await;
    refused
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_endpoint_that_redirects_is_not_followed() {
    assert_eq!(refused(TokenFault::Redirects).await, PayerMisbehaved);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_response_of_a_megabyte_is_refused() {
    assert_eq!(refused(TokenFault::TooLarge).await, PayerMisbehaved);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_response_that_is_no_json_is_refused() {
    assert_eq!(refused(TokenFault::Html).await, PayerMisbehaved);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_response_without_a_token_is_refused() {
    assert_eq!(refused(TokenFault::NoAccessToken).await, PayerMisbehaved);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_is_no_bearer_is_refused() {
    assert_eq!(refused(TokenFault::OtherTokenType).await, PayerMisbehaved);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_token_response_is_told() {
    assert_eq!(refused(TokenFault::ResponseLost).await, PayerUnavailable);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_negative_expiry_and_a_scope_left_out_are_accepted() {
    let world = World::of(Payer::BcbsMn);
    let wallet = world.wallet().await;
    for fault in [TokenFault::NegativeExpiry, TokenFault::NoScope] {
        world.payer("bcbsmn").set_faults(Faults { token: Some(fault), ..Faults::default() });
        let connection = world.sign_in(&wallet, "bcbsmn").await;
        assert_eq!(connection.scopes_missing, Vec::<String>::new(), "{fault:?}");
        wallet.sign_out(&connection.id).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_of_another_sign_in_gives_no_connection() {
    let world = World::of(Payer::BcbsNc);
    let wallet = world.wallet().await;
    // An attacker's code in the victim's callback: PKCE binds the code to the request that it was given for.
    let attackers = callback(&world, &wallet, "bcbsnc").await;
    let code = attackers.split(['?', '&']).find_map(|part| part.strip_prefix("code=")).unwrap().to_owned();
    let victims = callback(&world, &wallet, "bcbsnc").await;
    let injected = with(&victims, "code", Some(&code));
    assert_eq!(kind(wallet.complete_sign_in(&injected).await), RestartSignIn);
    assert!(wallet.connections().unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn scopes_that_were_not_granted_are_told() {
    let world = World::of(Payer::InterSystems);
    let wallet = world.wallet().await;
    let mut options = world.options("intersystems");
    let asked = "openid fhirUser launch/patient patient/Patient.read patient/Nonsense.read";
    options.scopes = Some(asked.split(' ').map(str::to_owned).collect());
    let request = wallet.begin_sign_in("intersystems", options).await.unwrap();
    let back = world.callback("intersystems", &request, billfold_sandbox::browser::Answer::Allow).await;
    let connection = wallet.complete_sign_in(&back).await.unwrap();
    assert_eq!(connection.scopes_missing, ["patient/Nonsense.read"]);
}
