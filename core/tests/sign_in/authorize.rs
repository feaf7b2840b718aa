//! The authorization request.

use std::collections::{HashMap, HashSet};

use billfold::ErrorKind;
use billfold_sandbox::browser::{Answer, Browser, Landing};
use billfold_sandbox::data::Payer;
use billfold_sandbox::{Options, Quirk};

use crate::kind;
use crate::support::{ALL, World};

#[tokio::test(flavor = "multi_thread")]
async fn every_request_is_for_a_code_with_s256_state_and_aud() {
    let world = World::new();
    let wallet = world.wallet().await;
    let mut seen = HashSet::new();
    for payer in ALL {
        for _ in 0..2 {
            let request = wallet.begin_sign_in(payer, world.options(payer)).await.unwrap();
            let query: HashMap<String, String> = request.url.query_pairs().into_owned().collect();
            assert_eq!(query.len(), request.url.query_pairs().count(), "{payer}: a parameter stands twice");
            assert_eq!(query["response_type"], "code", "{payer}");
            assert_eq!(query["redirect_uri"], request.redirect_uri, "{payer}");
            assert_eq!(query["code_challenge_method"], "S256", "{payer}");
            assert_eq!(query["code_challenge"].len(), 43, "{payer}");
            assert_eq!(query["aud"], world.payer(payer).fhir_base().to_string(), "{payer}");
            assert!(!query.contains_key("client_secret") && !query.contains_key("code_verifier"), "{payer}");
            // 256 bits each, as base64url, and never the same again.
            for name in ["state", "nonce"] {
                assert_eq!(query[name].len(), 43, "{payer} {name}");
                assert!(seen.insert(query[name].clone()), "{payer} {name}");
            }
            assert!(seen.insert(query["code_challenge"].clone()), "{payer}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_challenge_stripped_on_its_way_gives_no_token() {
    let world = World::of(Payer::BcbsNc);
    let wallet = world.wallet().await;
    let request = wallet.begin_sign_in("bcbsnc", world.options("bcbsnc")).await.unwrap();
    let kept: Vec<(String, String)> = request
        .url
        .query_pairs()
        .into_owned()
        .filter(|(name, _)| !name.starts_with("code_challenge"))
        .collect();
    let mut stripped = request.url.clone();
    stripped.query_pairs_mut().clear().extend_pairs(kept);
    let login = &world.payer("bcbsnc").logins()[0];
    let landing = Browser::new().sign_in(stripped.as_str(), login, Answer::Allow).await.unwrap();
    let Landing::Callback(callback) = landing else { panic!("{landing:?}") };
    // This payer demands a challenge of public clients: it says so at once. Where it does not, it refuses the verifier.
    let refused = kind(wallet.complete_sign_in(&callback).await);
    assert!(matches!(refused, ErrorKind::Misconfigured | ErrorKind::RestartSignIn), "{refused:?}");
    assert!(wallet.connections().unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn no_error_leads_to_a_second_try_without_pkce() {
    let options = Options {
        quirks: vec![Quirk::ChallengeRefused.into()],
        payers: vec![Payer::BcbsMn],
        ..Options::default()
    };
    let world = World::with(options);
    let wallet = world.wallet().await;
    assert_eq!(kind(world.try_sign_in(&wallet, "bcbsmn", Answer::Allow).await), ErrorKind::Misconfigured);
    let request = wallet.begin_sign_in("bcbsmn", world.options("bcbsmn")).await.unwrap();
    assert!(request.url.as_str().contains("code_challenge_method=S256"), "the next request is no weaker");
}
