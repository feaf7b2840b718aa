//! What the broker is for: every payer signs in, refreshes and signs out with an app that is a public client, S256 and a
//! custom scheme.

use std::time::Duration;

use billfold::Cancel;
use billfold::auth::{Exchange, PkceProtection};
use billfold::config::ClientAuthMethod;

use billfold_sandbox::data::Payer;
use billfold_sandbox::{Faults, Options, Quirk};

use crate::raw::{Flow, client, location, parameter};
use crate::support::{ALL, WIDE, World};

#[tokio::test(flavor = "multi_thread")]
async fn every_payer_signs_in_and_gives_all_it_holds() {
    let world = World::new();
    let (wallet, _directory) = world.wallet().await;
    for payer in ALL {
        let connection = world.sign_in(&wallet, payer, world.options(payer)).await.unwrap();
        let protection = connection.protection;
        assert_eq!(
            (protection.pkce, protection.client_auth, protection.exchange),
            (PkceProtection::S256, ClientAuthMethod::None, Exchange::Broker),
            "{payer}"
        );
        let expected = &world.payer(payer).logins()[0].patient;
        assert_eq!(connection.patient, *expected, "{payer}");
        let report = wallet.sync(&connection.id, |_| {}, &Cancel::new()).await.unwrap();
        assert_eq!(report.failed, [], "{payer}");
        assert_eq!(report.records, world.payer(payer).held(expected), "{payer}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn minnesota_works_both_ways_with_the_same_redirect_uri() {
    let world = World::of(Payer::BcbsMn);
    let (wallet, _directory) = world.wallet_with_secrets().await;
    for (exchange, options) in
        [(Exchange::Device, world.direct_options("bcbsmn")), (Exchange::Broker, world.options("bcbsmn"))]
    {
        let connection = world.sign_in(&wallet, "bcbsmn", options).await.unwrap();
        assert_eq!(connection.protection.exchange, exchange);
    }
    // The same person at the same payer is one connection, whose tokens are the broker's now.
    assert_eq!(wallet.connections().unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_are_renewed_and_revoked_through_the_broker() {
    let world = World::new();
    // Blue Cross NC and the two on PingFederate issue no refresh tokens; the first two have no revocation endpoint.
    for (payer, refreshes, revokes) in [
        ("bcbsmn", true, false),
        ("bcbsnc", false, false),
        ("bcbst", false, true),
        ("intersystems", true, true),
        ("sharedhealthms", false, true),
    ] {
        let (wallet, _directory) = world.wallet().await;
        let faults = Faults { access_token_life: Some(Duration::from_secs(2)), ..Faults::default() };
        world.payer(payer).set_faults(if refreshes { faults } else { Faults::default() });
        let connection = world.sign_in(&wallet, payer, world.options(payer)).await.unwrap();
        assert_eq!(connection.can_refresh, refreshes, "{payer}");
        if refreshes {
            // Three lives of an access token: each needs a refresh, and rotation must hold.
            for _ in 0..3 {
                tokio::time::sleep(Duration::from_secs(2)).await;
                let report = wallet.sync(&connection.id, |_| {}, &Cancel::new()).await.unwrap();
                assert_eq!(report.failed, [], "{payer}");
            }
            assert!(world.payer(payer).most_refresh_uses() == 1, "{payer}");
        }
        let report = wallet.sign_out(&connection.id).await.unwrap();
        assert_eq!(report.revoked, revokes, "{payer}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payer_that_rejects_a_challenge_is_sent_none() {
    let options = Options {
        payers: vec![Payer::BcbsMn],
        quirks: vec![Quirk::ChallengeRefused.into()],
        ..Options::default()
    };
    let world = World::with(options, WIDE);
    let flow = Flow::new("bcbsmn");
    let callback = flow.payer_callback_after(&world, flow.url(&world)).await;
    assert_eq!(parameter(callback.as_str(), "error").as_deref(), Some("invalid_request"));
    // As its preset would say, had its documents said so.
    let copy = world.copy_with(|directory| {
        let file = directory.join("bcbsmn.json");
        let mut preset: serde_json::Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
        preset["unknown_parameters"] = "rejected".into();
        std::fs::write(file, preset.to_string()).unwrap();
    });
    let mut url = flow.url(&world);
    url.set_port(copy.port()).unwrap();
    let callback = flow.payer_callback_after(&world, url).await;
    let answer = location(&client().get(callback).send().await.unwrap()).unwrap();
    let answered = flow.redeem(&world, &parameter(&answer, "code").unwrap()).await;
    assert_eq!(answered.status, 200, "{answered:?}");
}
