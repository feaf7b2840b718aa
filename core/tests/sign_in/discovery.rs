//! What a payer's servers publish, and what of it is not followed.

use billfold::discovery::Source;
use billfold::error::DiscoveryError;
use billfold::payer::Preset;
use billfold::{Error, ErrorKind, WalletConfig};
use billfold_sandbox::data::Payer;
use billfold_sandbox::{DiscoveryFault, Down, Faults};

use crate::support::World;

fn fault(fault: DiscoveryFault) -> Faults {
    Faults { discovery: Some(fault), ..Faults::default() }
}

/// The error of a sign-in that begins under a fault, and that the same wallet begins without it.
async fn refused(payer: Payer, id: &str, under: DiscoveryFault) -> Error {
    let world = World::of(payer);
    let wallet = world.wallet().await;
    world.payer(id).set_faults(fault(under));
    let refused = wallet.begin_sign_in(id, world.options(id)).await.expect_err("an error");
    world.payer(id).set_faults(Faults::default());
    world.sign_in(&wallet, id).await;
    refused
}

#[tokio::test(flavor = "multi_thread")]
async fn endpoints_by_plain_http_are_refused() {
    let error = refused(Payer::BcbsMn, "bcbsmn", DiscoveryFault::HttpEndpoints).await;
    assert_eq!(error.kind(), ErrorKind::PayerMisbehaved);
    assert!(error.to_string().contains("https"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sibling_brands_host_is_not_followed() {
    let error = refused(Payer::BcbsTn, "bcbst", DiscoveryFault::SiblingHost).await;
    assert_eq!(error.kind(), ErrorKind::PayerMisbehaved);
    assert!(error.to_string().contains("sibling.example"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn documents_that_cannot_be_read_leave_no_way_to_sign_in() {
    for under in [DiscoveryFault::TooLarge, DiscoveryFault::DeeplyNested, DiscoveryFault::Html] {
        // Minnesota's documents are the only place that tells its endpoints.
        let error = refused(Payer::BcbsMn, "bcbsmn", under).await;
        assert_eq!(error.kind(), ErrorKind::PayerMisbehaved, "{under:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn printed_endpoints_serve_where_documents_cannot_be_read() {
    for under in [DiscoveryFault::TooLarge, DiscoveryFault::DeeplyNested, DiscoveryFault::Html] {
        let world = World::of(Payer::BcbsNc);
        let wallet = world.wallet().await;
        world.payer("bcbsnc").set_faults(fault(under));
        world.sign_in(&wallet, "bcbsnc").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_of_another_issuer_is_not_believed() {
    let world = World::of(Payer::BcbsMn);
    let wallet = world.wallet().await;
    world.payer("bcbsmn").set_faults(fault(DiscoveryFault::ForeignIssuer));
    let inspection = wallet.inspect("bcbsmn", None).await.unwrap();
    let issuer = inspection.server.issuer.map(|issuer| issuer.value);
    assert!(issuer.is_none_or(|issuer| !issuer.contains("issuer.example")));
    let missing = inspection.server.missing.join(" ");
    assert!(missing.contains("openid-configuration"), "{missing}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_published_is_remembered_for_a_day() {
    let world = World::of(Payer::InterSystems);
    let payer = world.payer("intersystems");
    let first = world.wallet().await;
    first.begin_sign_in("intersystems", world.options("intersystems")).await.unwrap();
    let before = payer.requests();
    let another = world.wallet().await;
    another.begin_sign_in("intersystems", world.options("intersystems")).await.unwrap();
    assert_eq!(payer.requests(), before, "another process asks for nothing");
    payer.set_faults(Faults { down: Some(Down::Refuses), ..Faults::default() });
    another.begin_sign_in("intersystems", world.options("intersystems")).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_host_that_changed_and_pkce_that_went_are_told_and_not_followed() {
    let world = World::of(Payer::InterSystems);
    let day = std::sync::Arc::new(crate::support::Later::default());
    let wallet =
        billfold::Wallet::open_with_clock(world.config(), world.keys.clone(), day.clone()).await.unwrap();
    let begin = || wallet.begin_sign_in("intersystems", world.options("intersystems"));
    begin().await.unwrap();
    day.pass(25 * 3600);
    for (under, words) in
        [(DiscoveryFault::SiblingHost, "sibling.example"), (DiscoveryFault::NoPkce, "no longer")]
    {
        world.payer("intersystems").set_faults(fault(under));
        let error = begin().await.expect_err("an error");
        assert_eq!(error.kind(), ErrorKind::PayerMisbehaved);
        assert!(error.to_string().contains(words), "{error}");
        let findings = wallet.inspect("intersystems", None).await.unwrap().findings.join("\n");
        assert!(findings.contains("Since the last sign-in"), "{findings}");
    }
    // The last fault is on still. Once the app has asked the member, the server is taken as it is now.
    wallet.accept_changed_hosts("intersystems", None).await.unwrap();
    let request = begin().await.unwrap();
    assert!(request.url.as_str().contains("code_challenge"), "S256 is sent all the same");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_preset_can_be_added_while_the_wallet_runs() {
    let world = World::of(Payer::BcbsNc);
    let wallet = world.wallet_with(WalletConfig::new(world.directory.path())).await;
    let mut mine: Preset = world.presets().remove(0);
    mine.id = "mine".to_owned();
    wallet.add_preset(mine.clone()).unwrap();
    let mut options = world.options("bcbsnc");
    options.redirect = billfold::Redirect::auth_session("org.billfold.wallet:/callback/bcbsnc").unwrap();
    wallet.begin_sign_in("mine", options).await.unwrap();
    mine.scopes.clear();
    let error = wallet.add_preset(mine).expect_err("an error");
    assert!(error.to_string().contains("scopes"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_configuration_away_from_the_fhir_base_is_a_matter_of_the_preset() {
    let world = World::of(Payer::InterSystems);
    let mut preset = world.presets().remove(0);
    let base = preset.fhir_base.clone().unwrap();
    preset.discovery = Some(format!("{base}/.well-known/smart-configuration"));
    preset.fhir_base = Some(format!("{base}/v2"));
    let config = WalletConfig { presets: vec![preset], ..world.config() };
    let wallet = world.wallet_with(config).await;
    let inspection = wallet.inspect("intersystems", None).await.unwrap();
    assert_eq!(inspection.server.authorization_endpoint.source, Source::SmartConfiguration);
    assert_eq!(inspection.server.fhir_base.as_str(), format!("{base}/v2"));
}

#[test]
fn changes_are_errors_of_discovery() {
    let moved = DiscoveryError::HostChanged {
        payer: "p".to_owned(),
        endpoint: "token endpoint",
        known: "a.example".to_owned(),
        named: "b.example".to_owned(),
    };
    assert_eq!(Error::from(moved).kind(), ErrorKind::PayerMisbehaved);
}
