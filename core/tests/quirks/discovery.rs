//! Documents that are elsewhere, differ, or are not there.

use billfold::auth::PkceProtection;
use billfold::error::DiscoveryError;
use billfold::payer::Preset;
use billfold::{Error, ErrorKind};
use billfold_sandbox::browser::{Answer, Landing};
use billfold_sandbox::data::Payer;
use billfold_sandbox::{Quirk, SMART_CONFIGURATION_ELSEWHERE};

use crate::support::{World, sync};
use crate::{costs_nothing, refused, whole};

#[tokio::test(flavor = "multi_thread")]
async fn what_only_the_openid_configuration_tells_counts() {
    let world = World::bent(Payer::BcbsTn, &[Quirk::SmartConfigurationBare]);
    let wallet = world.wallet().await;
    let (connection, _) = whole(&world, &wallet, "bcbst").await;
    assert_eq!(connection.protection.pkce, PkceProtection::S256);
    assert!(wallet.sign_out(&connection.id).await.unwrap().revoked);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_smart_configuration_elsewhere_is_found_by_the_preset() {
    let world = World::bent(Payer::BcbsMn, &[Quirk::SmartConfigurationElsewhere, Quirk::MetadataForbidden]);
    let wallet = world.wallet().await;
    assert_eq!(refused(&world, &wallet, "bcbsmn").await, ErrorKind::PayerMisbehaved);
    let place = world.payer("bcbsmn").origin().join(SMART_CONFIGURATION_ELSEWHERE).unwrap();
    let wallet = world.wallet_changed(|preset| preset.discovery = Some(place.to_string())).await;
    whole(&world, &wallet, "bcbsmn").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_smart_configuration_counts_and_what_differs_is_told() {
    let world = World::bent(Payer::BcbsMn, &[Quirk::EndpointsDiffer]);
    let wallet = world.wallet().await;
    whole(&world, &wallet, "bcbsmn").await;
    let findings = wallet.inspect("bcbsmn", None).await.unwrap().findings.join("\n");
    assert!(findings.contains("/gone/authorize") && findings.contains("/gone/token"), "{findings}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sibling_brand_is_not_followed() {
    let world = World::bent(Payer::BcbsTn, &[Quirk::SiblingHost]);
    let wallet = world.wallet().await;
    let error = wallet.begin_sign_in("bcbst", world.options("bcbst")).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::PayerMisbehaved);
    assert!(error.to_string().contains("sibling.example"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_endpoint_on_another_host_must_be_one_that_the_preset_lets_in() {
    let world = World::bent(Payer::BcbsMn, &[Quirk::TokenOnAnotherHost]);
    whole(&world, &world.wallet().await, "bcbsmn").await;
    let closed = world.wallet_changed(|preset| preset.hosts = Some(Vec::new())).await;
    let error = closed.begin_sign_in("bcbsmn", world.options("bcbsmn")).await.unwrap_err();
    assert!(matches!(error, Error::SignIn(_)) && error.to_string().contains("localhost"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_keys_there_is_a_sign_in_only_where_pkce_protects_it() {
    let world = World::bent(Payer::InterSystems, &[Quirk::WellKnownGone]);
    whole(&world, &world.wallet().await, "intersystems").await;
    // Nothing else tells Tennessee's keys, and its fallback relies on the ID token.
    let world = World::bent(Payer::BcbsTn, &[Quirk::WellKnownGone]);
    assert_eq!(refused(&world, &world.wallet().await, "bcbst").await, ErrorKind::RestartSignIn);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_document_says_beside_the_point_is_nothing() {
    costs_nothing(Payer::BcbsMn, &[Quirk::ResponseTypesOdd]).await;
}

/// Signs in to a payer of which only the FHIR base is known, whose plan rests on `metadata`.
async fn by_base(world: &World) -> (usize, u64) {
    let wallet = world.wallet().await;
    let payer = world.payer("bcbsmn");
    let base = payer.fhir_base().to_string();
    let request = wallet.begin_sign_in_at(&base, world.options("bcbsmn")).await.unwrap();
    let landing = world.follow_as(&request, &payer.logins()[0], Answer::Allow).await;
    let Landing::Callback(callback) = landing else { panic!("{landing:?}") };
    let connection = wallet.complete_sign_in(&callback).await.unwrap();
    let report = sync(&wallet, &connection).await.unwrap();
    let held = payer.held(&connection.patient);
    for resource_type in ["Patient", "Coverage", "ExplanationOfBenefit", "Observation", "Condition"] {
        assert_eq!(report.records.get(resource_type), held.get(resource_type), "{resource_type}");
    }
    (report.failed.len(), report.requests)
}

#[tokio::test(flavor = "multi_thread")]
async fn no_sync_waits_for_a_capability_statement_that_fails() {
    let mut requests = Vec::new();
    for quirk in [Quirk::MetadataNeedsToken, Quirk::MetadataForbidden, Quirk::MetadataFails] {
        let (failed, sent) = by_base(&World::bent(Payer::BcbsMn, &[quirk])).await;
        assert_eq!(failed, 1, "{}: it has no MedicationStatement, and nothing told so", quirk.name());
        requests.push(sent);
    }
    assert!(requests.iter().all(|sent| *sent == requests[0]), "a 500 is not asked for again: {requests:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_capability_statement_counts_for_what_can_be_searched_and_nothing_else() {
    for quirk in [Quirk::MetadataSlow, Quirk::ImplementationUrlFlips] {
        assert_eq!(by_base(&World::bent(Payer::BcbsMn, &[quirk])).await.0, 0, "{}", quirk.name());
    }
}

async fn begin_error(world: &World) -> Error {
    world.wallet().await.begin_sign_in("bcbsmn", world.options("bcbsmn")).await.unwrap_err()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_base_where_nothing_is_leaves_no_way_to_sign_in() {
    let world = World::bent(Payer::BcbsMn, &[Quirk::BaseGone]);
    let error = begin_error(&world).await;
    assert_eq!(error.kind(), ErrorKind::PayerMisbehaved);
    assert!(matches!(
        error,
        Error::SignIn(billfold::error::SignInError::Discovery(DiscoveryError::MissingEndpoint { .. }))
    ));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_base_that_is_one_level_deeper_is_a_matter_of_the_preset() {
    let world = World::bent(Payer::BcbsMn, &[Quirk::BaseDeeper]);
    let deeper = world.payer("bcbsmn").fhir_base().to_string();
    let published = deeper.strip_suffix("/r4").unwrap().to_owned();
    let wrong = |preset: &mut Preset| preset.fhir_base = Some(published.clone());
    assert_eq!(
        refused(&world, &world.wallet_changed(wrong).await, "bcbsmn").await,
        ErrorKind::PayerMisbehaved
    );
    whole(&world, &world.wallet().await, "bcbsmn").await;
}
