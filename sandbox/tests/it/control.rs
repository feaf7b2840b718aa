//! Faults, counters, secrets, and control over HTTP.

use std::time::Duration;

use billfold_sandbox::data::Payer;
use billfold_sandbox::{Busy, Down, Faults, IdTokenFault, Options, Sandbox, TokenFault};
use reqwest::StatusCode;
use serde_json::json;

use crate::harness::*;

fn own(payers: &[Payer]) -> Sandbox {
    Sandbox::start(Options { payers: payers.to_vec(), ..Options::default() }).unwrap()
}

#[tokio::test]
async fn a_payer_can_be_down_in_two_ways() {
    let sandbox = own(&[Payer::BcbsMn, Payer::BcbsTn]);
    let payer = sandbox.payer("bcbsmn").unwrap();
    let metadata = format!("{}/metadata", payer.fhir_base());
    let client = http();
    assert_eq!(client.get(&metadata).send().await.unwrap().status(), StatusCode::OK);
    payer.set_faults(Faults { down: Some(Down::Unavailable), ..Faults::default() });
    assert_eq!(client.get(&metadata).send().await.unwrap().status(), StatusCode::SERVICE_UNAVAILABLE);
    payer.set_faults(Faults { down: Some(Down::Refuses), ..Faults::default() });
    assert!(client.get(&metadata).send().await.is_err());
    assert!(http().get(&metadata).send().await.is_err());
    // Steered back through a neighbour.
    let neighbour = sandbox.payer("bcbst").unwrap().origin();
    let faults = neighbour.join("/.sandbox/faults?payer=bcbsmn").unwrap();
    assert_eq!(client.post(faults).body("{}").send().await.unwrap().status(), StatusCode::OK);
    assert_eq!(client.get(&metadata).send().await.unwrap().status(), StatusCode::OK);
    assert_eq!(payer.faults(), Faults::default());
}

#[tokio::test]
async fn faults_come_over_http_too() {
    let sandbox = own(&[Payer::BcbsNc]);
    let payer = sandbox.payer("bcbsnc").unwrap();
    let url = payer.origin().join("/.sandbox/faults").unwrap();
    let body = json!({"down": "unavailable", "access_token_life": 5, "id_token": "wrong_nonce"}).to_string();
    http().post(url.clone()).body(body).send().await.unwrap();
    let expected = Faults {
        down: Some(Down::Unavailable),
        access_token_life: Some(Duration::from_secs(5)),
        id_token: Some(IdTokenFault::WrongNonce),
        ..Faults::default()
    };
    assert_eq!(payer.faults(), expected);
    let refused = http().post(url).body("{\"no such fault\": 1}").send().await.unwrap();
    assert_eq!(refused.status(), StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn access_tokens_expire() {
    let sandbox = own(&[Payer::BcbsMn]);
    let payer = sandbox.payer("bcbsmn").unwrap();
    payer.set_faults(Faults { access_token_life: Some(Duration::from_secs(1)), ..Faults::default() });
    let tokens = tokens(payer, &payer.logins()[0]).await;
    assert_eq!(tokens["expires_in"], 1);
    assert_eq!(fhir(payer, "Patient", tokens["access_token"].as_str()).await.0, StatusCode::OK);
    tokio::time::sleep(Duration::from_millis(1100)).await;
    assert_eq!(fhir(payer, "Patient", tokens["access_token"].as_str()).await.0, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn id_tokens_can_be_wrong() {
    let sandbox = own(&[Payer::BcbsMn]);
    let payer = sandbox.payer("bcbsmn").unwrap();
    let claims = async |fault| {
        payer.set_faults(Faults { id_token: Some(fault), ..Faults::default() });
        let tokens = tokens(payer, &payer.logins()[0]).await;
        verified_claims(payer, tokens["id_token"].as_str().unwrap()).await
    };
    assert_ne!(claims(IdTokenFault::WrongNonce).await["nonce"], NONCE);
    assert_ne!(claims(IdTokenFault::WrongIssuer).await["iss"], payer.issuer());
    assert_ne!(claims(IdTokenFault::WrongAudience).await["aud"], payer.client().id);
    let expired = claims(IdTokenFault::Expired).await;
    assert!(expired["exp"].as_i64().unwrap() < time::OffsetDateTime::now_utc().unix_timestamp());
}

#[tokio::test]
async fn a_lost_answer_still_rotates_the_refresh_token() {
    let sandbox = own(&[Payer::BcbsMn]);
    let payer = sandbox.payer("bcbsmn").unwrap();
    let tokens = tokens(payer, &payer.logins()[0]).await;
    let refresh = async || {
        let fields =
            [("grant_type", "refresh_token"), ("refresh_token", tokens["refresh_token"].as_str().unwrap())];
        post_as(payer.client(), &payer.token_endpoint(), &fields).await.0
    };
    payer.set_faults(Faults { token: Some(TokenFault::Unavailable), ..Faults::default() });
    assert_eq!(refresh().await, StatusCode::SERVICE_UNAVAILABLE);
    payer.set_faults(Faults { token: Some(TokenFault::ResponseLost), ..Faults::default() });
    assert_eq!(refresh().await, StatusCode::BAD_GATEWAY);
    payer.set_faults(Faults::default());
    assert_eq!(refresh().await, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn the_fhir_server_can_be_busy_or_fail_by_type() {
    let sandbox = own(&[Payer::BcbsTn]);
    let payer = sandbox.payer("bcbst").unwrap();
    let token = access_token(payer).await;
    payer.set_faults(Faults {
        busy: Some(Busy { requests: 1, retry_after: Some(3) }),
        failing_types: [("Condition".to_owned(), 500)].into(),
        ..Faults::default()
    });
    let url = format!("{}/Patient", payer.fhir_base());
    let busy = http().get(&url).header("authorization", format!("Bearer {token}")).send().await.unwrap();
    assert_eq!(
        (busy.status(), &busy.headers()["retry-after"]),
        (StatusCode::TOO_MANY_REQUESTS, &"3".parse().unwrap())
    );
    assert_eq!(fhir(payer, "Patient", Some(&token)).await.0, StatusCode::OK);
    assert_eq!(fhir(payer, "Condition", Some(&token)).await.0, StatusCode::INTERNAL_SERVER_ERROR);
}

#[tokio::test]
async fn next_links_can_lead_elsewhere() {
    let sandbox = own(&[Payer::InterSystems]);
    let payer = sandbox.payer("intersystems").unwrap();
    let token = access_token(payer).await;
    payer.set_faults(Faults { foreign_next: true, ..Faults::default() });
    let (_, bundle) = fhir(payer, "Observation?_count=1", Some(&token)).await;
    assert!(bundle["link"][1]["url"].as_str().unwrap().starts_with("http://pages.elsewhere.invalid/"));
}

#[tokio::test]
async fn every_secret_is_known() {
    let sandbox = own(&[Payer::BcbsMn]);
    let payer = sandbox.payer("bcbsmn").unwrap();
    let tokens = tokens(payer, &payer.logins()[0]).await;
    let secrets = sandbox.secrets();
    let challenge = challenge();
    let mut expected = vec![STATE, NONCE, &challenge, VERIFIER, payer.client().secret.as_deref().unwrap()];
    expected.extend(["access_token", "refresh_token", "id_token"].map(|name| tokens[name].as_str().unwrap()));
    expected.extend(payer.logins().iter().map(|login| login.password.as_str()));
    for secret in expected {
        assert!(secrets.iter().any(|known| known == secret), "{secret}");
    }
    let (_, over_http) = get(payer.origin().join("/.sandbox/secrets").unwrap().as_str(), None).await;
    assert_eq!(over_http, json!(payer.secrets()));
}

#[tokio::test]
async fn requests_are_counted_without_those_of_control() {
    let sandbox = own(&[Payer::BcbsTn]);
    let payer = sandbox.payer("bcbst").unwrap();
    assert_eq!(payer.requests(), 0);
    let (_, described) = get(payer.origin().join("/.sandbox/payer").unwrap().as_str(), None).await;
    assert_eq!(described, payer.description());
    assert_eq!(described["client"]["client_id"], "billfold-demo-bcbst");
    assert_eq!(payer.requests(), 0);
    fhir(payer, "metadata", None).await;
    assert_eq!(payer.requests(), 1);
}

#[tokio::test]
async fn what_is_held_is_told() {
    for payer in SANDBOX.payers() {
        let patient = &payer.logins()[0].patient;
        let url = payer.origin().join(&format!("/.sandbox/held/{patient}")).unwrap();
        let (status, counts) = get(url.as_str(), None).await;
        assert_eq!((status, &counts), (StatusCode::OK, &json!(payer.held(patient))));
        assert_eq!(counts["Patient"], 1);
        let unknown = payer.origin().join("/.sandbox/held/nobody").unwrap();
        assert_eq!(get(unknown.as_str(), None).await.0, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn a_stopped_sandbox_answers_no_more() {
    let sandbox = own(&[Payer::BcbsTn]);
    let metadata = format!("{}/metadata", sandbox.payer("bcbst").unwrap().fhir_base());
    assert_eq!(http().get(&metadata).send().await.unwrap().status(), StatusCode::OK);
    sandbox.stop().await;
    assert!(http().get(&metadata).send().await.is_err());
}
