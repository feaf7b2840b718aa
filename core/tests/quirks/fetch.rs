//! Requests and answers of the FHIR server.

use billfold::error::FhirError;
use billfold::payer::Strategy;
use billfold::wallet::DirectoryQuery;
use billfold::{ErrorKind, SyncReport};
use billfold_sandbox::data::Payer;
use billfold_sandbox::{Faults, Quirk};

use crate::support::{World, sync};
use crate::{costs_nothing, whole};

/// The types that could not be fetched.
fn failed(report: &SyncReport) -> Vec<&str> {
    report.failed.iter().map(|failure| failure.resource_type.as_str()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_accept_header_letter_by_letter_is_a_matter_of_the_preset() {
    for (quirk, accept) in [
        (Quirk::AcceptExactlyJsonFhir, "application/json+fhir"),
        (Quirk::AcceptExactlyFhirJson, "application/fhir+json"),
    ] {
        let world = World::bent(Payer::BcbsMn, &[quirk]);
        let wallet = world.wallet().await;
        let connection = world.sign_in(&wallet, "bcbsmn").await;
        let error = sync(&wallet, &connection).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::PayerMisbehaved, "{error}");
        assert!(error.to_string().contains("406"), "{error}");
        wallet.sign_out(&connection.id).await.unwrap();
        whole(&world, &world.wallet_changed(|preset| preset.accept = accept.to_owned()).await, "bcbsmn")
            .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn any_json_will_do() {
    costs_nothing(Payer::BcbsMn, &[Quirk::PlainJsonOnly, Quirk::ContentTypeJson]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn errors_in_another_format_are_errors() {
    let world = World::bent(Payer::BcbsTn, &[Quirk::ErrorsAsXml]);
    let wallet = world.wallet().await;
    let (connection, _) = whole(&world, &wallet, "bcbst").await;
    let failing_types = [("Condition".to_owned(), 403)].into();
    world.payer("bcbst").set_faults(Faults { failing_types, ..Faults::default() });
    let report = sync(&wallet, &connection).await.unwrap();
    assert_eq!(
        (failed(&report), &report.failed[0].error),
        (vec!["Condition"], &FhirError::Forbidden { status: 403 })
    );

    // A refusal that nobody can read signs nobody out.
    let world = World::bent(Payer::BcbsMn, &[Quirk::ErrorsAsXml, Quirk::GrantNotFound]);
    let wallet = world.wallet().await;
    let connection = world.sign_in(&wallet, "bcbsmn").await;
    world.payer("bcbsmn").expire_access_tokens();
    assert_eq!(sync(&wallet, &connection).await.unwrap_err().kind(), ErrorKind::PayerMisbehaved);
    assert!(wallet.connection(&connection.id).unwrap().can_refresh);
}

#[tokio::test(flavor = "multi_thread")]
async fn parameters_that_a_server_does_not_know_are_left_out() {
    costs_nothing(Payer::InterSystems, &[Quirk::UnknownParametersRefused]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn changes_are_asked_for_as_a_server_can_answer() {
    let quirks = [
        Quirk::PlusMustBeEscaped,
        Quirk::ChangesRefused,
        Quirk::ChangesIgnored,
        Quirk::InstantsOnly,
        Quirk::FutureDates,
    ];
    costs_nothing(Payer::BcbsTn, &quirks).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_that_is_refused_is_asked_with_what_the_guides_demand() {
    costs_nothing(Payer::BcbsTn, &[Quirk::SearchNeedsMore, Quirk::PatientSearchRefused]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn coverage_without_a_search_comes_by_the_claims_references() {
    let world = World::bent(Payer::BcbsMn, &[Quirk::CoverageUnsearchable]);
    let wallet = world.wallet().await;
    let connection = world.sign_in(&wallet, "bcbsmn").await;
    let report = sync(&wallet, &connection).await.unwrap();
    assert!(report.failed.is_empty() && report.records["Coverage"] > 0);
    assert!(!wallet.cards().unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_drug_list_that_must_be_asked_for_by_plan_is_read_drug_by_drug() {
    costs_nothing(Payer::BcbsTn, &[Quirk::DrugPlanNeeded]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_is_asked_for_where_the_preset_says_so() {
    let world = World::bent(Payer::InterSystems, &[Quirk::EverythingOnly]);
    let wallet = world.wallet().await;
    let connection = world.sign_in(&wallet, "intersystems").await;
    let error = sync(&wallet, &connection).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::PayerMisbehaved, "{error}");
    wallet.sign_out(&connection.id).await.unwrap();
    let wallet = world.wallet_changed(|preset| preset.fetch.strategy = Strategy::Everything).await;
    whole(&world, &wallet, "intersystems").await;

    let world = World::bent(Payer::BcbsNc, &[Quirk::NoEverything]);
    let wallet = world.wallet().await;
    let connection = world.sign_in(&wallet, "bcbsnc").await;
    let error = sync(&wallet, &connection).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::PayerMisbehaved, "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_comes_with_claims_only_is_asked_for_with_them() {
    let world = World::bent(Payer::BcbsMn, &[Quirk::IncludesStar]);
    let wallet = world.wallet().await;
    let connection = world.sign_in(&wallet, "bcbsmn").await;
    let alone = sync(&wallet, &connection).await.unwrap();
    assert!(alone.unavailable > 0 && !alone.records.contains_key("Practitioner"), "it is counted");
    wallet.sign_out(&connection.id).await.unwrap();
    let with_claims = "patient={patient}&_includes=*".to_owned();
    let wallet = world
        .wallet_changed(|preset| {
            preset.fetch.queries.insert("ExplanationOfBenefit".to_owned(), vec![with_claims.clone()]);
        })
        .await;
    let connection = world.sign_in(&wallet, "bcbsmn").await;
    let report = sync(&wallet, &connection).await.unwrap();
    assert!(report.records["Practitioner"] > 0 && report.records["Organization"] > 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn links_are_followed_as_they_are_and_full_urls_are_not() {
    costs_nothing(Payer::BcbsTn, &[Quirk::LinksMisspelt, Quirk::FullUrlsElsewhere]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fatal_outcome_in_a_success_is_a_failure() {
    let world = World::bent(Payer::BcbsTn, &[Quirk::FatalOutcome]);
    let wallet = world.wallet().await;
    let connection = world.sign_in(&wallet, "bcbst").await;
    let report = sync(&wallet, &connection).await.unwrap();
    assert!(!report.failed.is_empty());
    assert!(report.failed.iter().all(|failure| failure.error == FhirError::Incomplete));
    assert_eq!(report.records, world.payer("bcbst").held(&connection.patient), "what came is kept");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payer_that_is_too_busy_and_says_no_more_is_waited_for() {
    let world = World::bent(Payer::BcbsTn, &[Quirk::BusyWithoutRetryAfter]);
    let wallet = world.wallet().await;
    // Finding the patient meets the first of them.
    whole(&world, &wallet, "bcbst").await;
}

fn directory() -> DirectoryQuery {
    DirectoryQuery { payer: "bcbst".to_owned(), ..DirectoryQuery::default() }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_directory_that_is_not_open_is_a_matter_of_the_preset() {
    let world = World::bent(Payer::BcbsTn, &[Quirk::DirectoryNeedsToken]);
    let wallet = world.wallet().await;
    assert_eq!(wallet.directory(&directory()).await.unwrap_err().kind(), ErrorKind::Forbidden);
    let connection = world.sign_in(&wallet, "bcbst").await;
    let report = sync(&wallet, &connection).await.unwrap();
    assert!(report.unavailable > 0, "what claims refer to is counted");
    wallet.sign_out(&connection.id).await.unwrap();

    let wallet = world.wallet_changed(|preset| preset.fetch.open_types.clear()).await;
    whole(&world, &wallet, "bcbst").await;
    assert_eq!(wallet.directory(&directory()).await.unwrap_err().kind(), ErrorKind::NotFound);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_directory_that_must_be_filtered_is_searched_by_a_filter() {
    let world = World::bent(Payer::BcbsTn, &[Quirk::UnfilteredRefused]);
    let wallet = world.wallet().await;
    let error = wallet.directory(&directory()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::PayerMisbehaved);
    assert!(error.to_string().contains("413"), "{error}");
    let open = World::of(Payer::BcbsTn);
    let everybody = open.wallet().await.directory(&directory()).await.unwrap();
    let name = everybody.items[0].name.clone().unwrap().split(' ').next().unwrap().to_owned();
    let found = wallet.directory(&DirectoryQuery { name: Some(name), ..directory() }).await.unwrap();
    assert!(!found.items.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn references_in_searches_have_their_type() {
    let mut found = Vec::new();
    for quirks in [&[] as &[Quirk], &[Quirk::ReferencesWithType]] {
        let world = World::bent(Payer::BcbsTn, quirks);
        let wallet = world.wallet().await;
        let everybody = wallet.directory(&directory()).await.unwrap();
        let city = everybody.items[0].locations[0].city.clone();
        let network = everybody.items[0].networks[0].id.clone();
        let at_place =
            wallet.directory(&DirectoryQuery { place: city, network, ..directory() }).await.unwrap();
        found.push(at_place.items.iter().map(|entry| entry.reference.clone()).collect::<Vec<_>>());
    }
    assert!(!found[0].is_empty());
    assert_eq!(found[0], found[1]);
}
