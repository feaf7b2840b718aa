//! Protection, client authentication, scopes, and the payer's pages.

use std::sync::Arc;

use billfold::auth::PkceProtection;
use billfold::config::RedirectBinding;
use billfold::payer::{Aud, BasicEncoding};
use billfold::{ClientRegistration, Connection, Error, ErrorKind, Redirect, SignInOptions, Wallet};
use billfold_sandbox::browser::{Answer, Landing};
use billfold_sandbox::data::Payer;
use billfold_sandbox::{OTHER_AUDIENCE, Quirk};

use crate::support::{Later, World, redirect, sync};
use crate::{costs_nothing, refused, whole};

#[tokio::test(flavor = "multi_thread")]
async fn a_payer_without_pkce_gets_the_rest_of_the_fallback() {
    let world = World::bent(Payer::BcbsTn, &[Quirk::NoPkce]);
    let wallet = world.wallet().await;
    let (connection, _) = whole(&world, &wallet, "bcbst").await;
    assert_eq!(connection.protection.pkce, PkceProtection::S256Unconfirmed);
    assert!(connection.protection.id_token);
    let unbound = Redirect::new(redirect("bcbst"), RedirectBinding::Unbound).unwrap();
    let options = SignInOptions { redirect: unbound, ..world.options("bcbst") };
    let error = wallet.begin_sign_in("bcbst", options).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Misconfigured);
}

#[tokio::test(flavor = "multi_thread")]
async fn pkce_beside_a_secret_counts() {
    let world = World::bent(Payer::BcbsTn, &[Quirk::PkceAndSecret]);
    let wallet = world.wallet().await;
    let public = SignInOptions {
        client: ClientRegistration::public(&world.payer("bcbst").client().id),
        ..world.options("bcbst")
    };
    let error = wallet.begin_sign_in("bcbst", public).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Misconfigured, "{error}");
    let (connection, _) = whole(&world, &wallet, "bcbst").await;
    assert_eq!(connection.protection.pkce, PkceProtection::S256);
}

#[tokio::test(flavor = "multi_thread")]
async fn pkce_that_nobody_advertises_is_sent_and_does_not_count() {
    let world = World::bent(Payer::InterSystems, &[Quirk::PkceUnadvertised]);
    let (connection, _) = whole(&world, &world.wallet().await, "intersystems").await;
    assert_eq!(connection.protection.pkce, PkceProtection::S256Unconfirmed);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_basic_header_is_encoded_as_the_preset_says() {
    for (quirk, good) in [(Quirk::BasicRaw, BasicEncoding::Raw), (Quirk::BasicEncoded, BasicEncoding::Form)] {
        for encoding in [BasicEncoding::Raw, BasicEncoding::Form] {
            let world = World::bent(Payer::BcbsMn, &[quirk]);
            let wallet = world.wallet_changed(|preset| preset.basic_encoding = encoding).await;
            if encoding == good {
                whole(&world, &wallet, "bcbsmn").await;
            } else {
                assert_eq!(refused(&world, &wallet, "bcbsmn").await, ErrorKind::UnknownClient);
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payer_without_custom_schemes_takes_a_claimed_https_redirect() {
    let world = World::bent(Payer::BcbsMn, &[Quirk::HttpsRedirectsOnly]);
    let wallet = world.wallet().await;
    let payer = world.payer("bcbsmn");
    let request = wallet.begin_sign_in("bcbsmn", world.options("bcbsmn")).await.unwrap();
    let landing = world.follow_as(&request, &payer.logins()[0], Answer::Allow).await;
    assert!(matches!(landing, Landing::Page { .. }), "the payer shows a page and never redirects");
    let told = wallet.cancel_sign_in(&request.id).await.unwrap_err();
    assert_eq!(told.kind(), ErrorKind::UnknownClient, "{told}");

    let claimed = "https://wallet.billfold.example/callback/bcbsmn";
    let redirect = Redirect::new(claimed, RedirectBinding::ClaimedHttps).unwrap();
    let options = SignInOptions { redirect, ..world.options("bcbsmn") };
    let request = wallet.begin_sign_in("bcbsmn", options).await.unwrap();
    let callback = world.callback("bcbsmn", &request, Answer::Allow).await;
    wallet.complete_sign_in(&callback).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_audience_that_is_not_the_base_is_a_matter_of_the_preset() {
    let world = World::bent(Payer::BcbsMn, &[Quirk::AudienceOther]);
    assert_eq!(refused(&world, &world.wallet().await, "bcbsmn").await, ErrorKind::Misconfigured);
    let wallet = world.wallet_changed(|preset| preset.aud = Aud::Value(OTHER_AUDIENCE.to_owned())).await;
    whole(&world, &wallet, "bcbsmn").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn openid_that_is_not_granted_is_told_and_missed_where_it_protects() {
    let world = World::bent(Payer::InterSystems, &[Quirk::NoOpenId]);
    let (connection, _) = whole(&world, &world.wallet().await, "intersystems").await;
    assert_eq!(connection.scopes_missing, ["openid", "offline_access"]);
    assert!(connection.user.is_none() && !connection.can_refresh && connection.access_ends.is_some());

    let world = World::bent(Payer::BcbsMn, &[Quirk::NoOpenId]);
    assert_eq!(refused(&world, &world.wallet().await, "bcbsmn").await, ErrorKind::RestartSignIn);
}

#[tokio::test(flavor = "multi_thread")]
async fn consent_is_asked_for_where_the_preset_says_so() {
    let world = World::bent(Payer::BcbsMn, &[Quirk::ConsentForOffline]);
    let (connection, _) = whole(&world, &world.wallet().await, "bcbsmn").await;
    assert_eq!(
        (connection.can_refresh, connection.scopes_missing),
        (false, vec!["offline_access".to_owned()])
    );

    let wallet = world.wallet_changed(|preset| preset.consent_for_offline_access = true).await;
    let connection = world.sign_in(&wallet, "bcbsmn").await;
    assert_eq!((connection.can_refresh, connection.scopes_missing), (true, Vec::new()));
    // Who does not ask for that scope is not asked for consent to it.
    let scopes = ["openid", "launch/patient", "patient/*.read"].map(str::to_owned).to_vec();
    let options = SignInOptions { scopes: Some(scopes), ..world.options("bcbsmn") };
    let request = wallet.begin_sign_in("bcbsmn", options).await.unwrap();
    assert!(request.url.query_pairs().all(|(name, _)| name != "prompt"));
}

/// Signs in with these scopes.
async fn with_scopes(world: &World, wallet: &Wallet, scopes: &[String]) -> Result<Connection, Error> {
    let options = SignInOptions { scopes: Some(scopes.to_vec()), ..world.options("bcbsmn") };
    let request = wallet.begin_sign_in("bcbsmn", options).await?;
    wallet.complete_sign_in(&world.callback("bcbsmn", &request, Answer::Allow).await).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payer_without_wildcards_is_asked_type_by_type() {
    let world = World::bent(Payer::BcbsMn, &[Quirk::NoWildcards]);
    let wallet = world.wallet().await;
    assert_eq!(refused(&world, &wallet, "bcbsmn").await, ErrorKind::Misconfigured);
    let scopes = world.payer("bcbsmn").scopes().to_vec();
    let connection = with_scopes(&world, &wallet, &scopes).await.unwrap();
    let report = sync(&wallet, &connection).await.unwrap();
    assert_eq!(report.records, world.payer("bcbsmn").held(&connection.patient));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scope_that_a_payer_demands_beside_the_others_is_a_matter_of_the_app() {
    let world = World::bent(Payer::BcbsMn, &[Quirk::ScopeExtra]);
    let wallet = world.wallet().await;
    assert_eq!(refused(&world, &wallet, "bcbsmn").await, ErrorKind::Misconfigured);
    let scopes = world.payer("bcbsmn").scopes().to_vec();
    assert!(with_scopes(&world, &wallet, &scopes).await.unwrap().scopes_missing.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_granted_by_default_opens_what_it_says() {
    let world = World::bent(Payer::BcbsTn, &[Quirk::ScopeByDefault]);
    let (connection, _) = whole(&world, &world.wallet().await, "bcbst").await;
    assert_eq!(connection.scopes_missing, ["patient/*.read"], "it is told");
}

#[tokio::test(flavor = "multi_thread")]
async fn scopes_in_another_spelling_are_told_and_stop_nothing() {
    let world = World::bent(Payer::BcbsMn, &[Quirk::ScopesMixedCase]);
    let (connection, _) = whole(&world, &world.wallet().await, "bcbsmn").await;
    assert_eq!(connection.scopes_missing, ["openid", "fhirUser"]);
    assert!(connection.protection.id_token, "the ID token that came was checked all the same");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_who_is_not_eligible_is_told_that_access_was_denied() {
    let world = World::bent(Payer::BcbsMn, &[Quirk::NotEligible]);
    assert_eq!(refused(&world, &world.wallet().await, "bcbsmn").await, ErrorKind::AccessDenied);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_representative_chooses_on_the_payers_page() {
    let world = World::bent(Payer::BcbsMn, &[Quirk::RepresentativePage]);
    let wallet = world.wallet().await;
    let parent = world.payer("bcbsmn").logins().last().unwrap().clone();
    let request = wallet.begin_sign_in("bcbsmn", world.options("bcbsmn")).await.unwrap();
    let landing = world.follow_as(&request, &parent, Answer::Representative).await;
    let Landing::Callback(callback) = landing else { panic!("{landing:?}") };
    let connection = wallet.complete_sign_in(&callback).await.unwrap();
    assert_eq!((connection.patient, connection.user), (parent.patient, Some(parent.fhir_user)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_is_over_after_ten_minutes_however_long_a_code_lives() {
    let world = World::bent(Payer::BcbsMn, &[Quirk::CodeLivesLong]);
    let clock = Arc::new(Later::default());
    let wallet = Wallet::open_with_clock(world.config(), world.keys.clone(), clock.clone()).await.unwrap();
    let request = wallet.begin_sign_in("bcbsmn", world.options("bcbsmn")).await.unwrap();
    let callback = world.callback("bcbsmn", &request, Answer::Allow).await;
    clock.pass(660);
    assert_eq!(wallet.complete_sign_in(&callback).await.unwrap_err().kind(), ErrorKind::RestartSignIn);
    clock.pass(-660);
    whole(&world, &wallet, "bcbsmn").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn addresses_are_kept_to_the_last_slash() {
    costs_nothing(Payer::BcbsMn, &[Quirk::BlueButtonPaths]).await;
}
