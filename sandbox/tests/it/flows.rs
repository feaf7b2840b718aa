//! Whole sign-ins, payer by payer.

use billfold_sandbox::browser::{Answer, Browser, Landing};
use billfold_sandbox::data::Payer;
use billfold_sandbox::{Options, Sandbox};
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::harness::*;

fn members(tokens: &Value) -> Vec<&str> {
    tokens.as_object().unwrap().keys().map(String::as_str).collect()
}

#[tokio::test]
async fn bcbsmn_names_the_patient_and_refreshes() {
    let payer = payer("bcbsmn");
    let login = &payer.logins()[0];
    let tokens = tokens(payer, login).await;
    let expected =
        ["token_type", "access_token", "expires_in", "scope", "refresh_token", "id_token", "patient"];
    assert_eq!(members(&tokens), expected);
    assert_eq!((&tokens["token_type"], &tokens["expires_in"]), (&json!("Bearer"), &json!(3600)));
    assert_eq!(tokens["patient"], login.patient);
    let claims = verified_claims(payer, tokens["id_token"].as_str().unwrap()).await;
    assert_eq!((&claims["nonce"], &claims["aud"]), (&json!(NONCE), &json!(payer.client().id)));
    assert_eq!(claims["fhirUser"], format!("{}/{}", payer.fhir_base(), login.fhir_user));
    let access = verified_claims(payer, tokens["access_token"].as_str().unwrap()).await;
    assert_eq!(access["patient"], Value::Null);
    let (status, patient) =
        fhir(payer, &format!("Patient/{}", login.patient), tokens["access_token"].as_str()).await;
    assert_eq!((status, &patient["id"]), (StatusCode::OK, &json!(login.patient)));
}

#[tokio::test]
async fn bcbsmn_leaves_out_what_was_not_asked_for() {
    let payer = payer("bcbsmn");
    let code = code_for(payer, &[("scope", Some("patient/*.read nonsense"))]).await;
    let (_, tokens) = redeem(payer, &code, &[]).await;
    assert_eq!(members(&tokens), ["token_type", "access_token", "expires_in", "scope"]);
    assert_eq!(tokens["scope"], "patient/*.read");
}

#[tokio::test]
async fn bcbsnc_answers_as_its_page_prints() {
    let payer = payer("bcbsnc");
    let login = &payer.logins()[0];
    let code = code_for(payer, &[("scope", Some("openid read profile clinical"))]).await;
    let (status, tokens) = redeem(payer, &code, &[("state", Some("test"))]).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(
        members(&tokens),
        ["access_token", "patient", "scope", "id_token", "token_type", "expires_in"]
    );
    assert_eq!(tokens["scope"], "clinical read openid profile");
    assert_eq!((&tokens["token_type"], &tokens["expires_in"]), (&json!("bearer"), &json!(86399)));
    assert_eq!(tokens["patient"], login.patient);
    let token = tokens["access_token"].as_str();
    for path in ["/v1/connect/userinfo", "/fhir/sb/R4/payer-to-payer/UserInfo"] {
        let (_, user) = get(&format!("{}{path}", payer.origin().as_str().trim_end_matches('/')), token).await;
        assert_eq!(user["patient"], login.patient);
    }
    let (status, _) = fhir(payer, "metadata", None).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    let (status, _) = fhir(payer, ".well-known/smart-configuration", None).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn bcbsnc_has_a_confidential_client_and_a_trailing_slash_too() {
    let payer = payer("bcbsnc");
    let client = &payer.clients()[1];
    let changes =
        [("client_id", Some(client.id.as_str())), ("code_challenge", None), ("code_challenge_method", None)];
    let url = authorize_url(payer, &changes).replacen("/authorize?", "/authorize/?", 1);
    let back = come_back(&url, &payer.logins()[0], Answer::Allow).await;
    let fields = [
        ("grant_type", "authorization_code"),
        ("code", back["code"].as_str()),
        ("redirect_uri", &redirect_uri(payer)),
    ];
    let (status, tokens) = post_as(client, &payer.token_endpoint(), &fields).await;
    assert_eq!(status, StatusCode::OK, "{tokens}");
}

#[tokio::test]
async fn bcbst_tells_the_member_by_fhir_user_only() {
    let payer = payer("bcbst");
    let login = &payer.logins()[0];
    let tokens = tokens(payer, login).await;
    assert_eq!(members(&tokens), ["access_token", "id_token", "token_type", "expires_in"]);
    let claims = verified_claims(payer, tokens["id_token"].as_str().unwrap()).await;
    assert_eq!(claims["fhirUser"], format!("{}/Patient/{}", payer.fhir_base(), login.patient));
}

#[tokio::test]
async fn sharedhealthms_tells_the_member_by_patient_search_only() {
    let payer = payer("sharedhealthms");
    let login = &payer.logins()[0];
    let tokens = tokens(payer, login).await;
    let claims = verified_claims(payer, tokens["id_token"].as_str().unwrap()).await;
    assert_eq!(claims["fhirUser"], Value::Null);
    let (_, bundle) = fhir(payer, "Patient", tokens["access_token"].as_str()).await;
    assert_eq!(bundle["total"], 1);
    assert_eq!(bundle["entry"][0]["resource"]["id"], login.patient);
}

#[tokio::test]
async fn intersystems_tells_the_member_in_the_access_token() {
    let payer = payer("intersystems");
    let login = &payer.logins()[0];
    let url = authorize_url(payer, &[]);
    let mut back = come_back(&url, login, Answer::Allow).await;
    assert_eq!((&back["iss"], back["state"].as_str()), (&payer.issuer(), STATE));
    let (_, tokens) = redeem(payer, &back.remove("code").unwrap(), &[]).await;
    assert_eq!(tokens["patient"], Value::Null);
    assert_eq!(tokens["expires_in"], 1800);
    let access = verified_claims(payer, tokens["access_token"].as_str().unwrap()).await;
    assert_eq!(access["patient"], login.patient);
    assert!(access["scope"].as_str().unwrap().contains("patient/Coverage.read"));
}

#[tokio::test]
async fn every_login_gets_a_token_at_every_payer() {
    for payer in SANDBOX.payers() {
        for login in payer.logins() {
            let token = tokens(payer, login).await;
            let path = if payer.id() == "bcbsnc" {
                format!("Patient/{}/$everything?_count=1", login.patient)
            } else {
                format!("Patient/{}", login.patient)
            };
            let (status, body) = fhir(payer, &path, token["access_token"].as_str()).await;
            assert_eq!(status, StatusCode::OK, "{}: {body}", payer.id());
        }
    }
}

#[tokio::test]
async fn refresh_tokens_rotate_and_an_old_one_ends_the_grant() {
    for id in ["bcbsmn", "intersystems"] {
        let payer = payer(id);
        let first = tokens(payer, &payer.logins()[0]).await;
        let refresh = async |token: &Value| {
            let fields = [("grant_type", "refresh_token"), ("refresh_token", token.as_str().unwrap())];
            post_as(payer.client(), &payer.token_endpoint(), &fields).await
        };
        let (status, second) = refresh(&first["refresh_token"]).await;
        assert_eq!(status, StatusCode::OK);
        assert_eq!(second["scope"], first["scope"]);
        assert_ne!(second["refresh_token"], first["refresh_token"]);
        let (status, body) = fhir(payer, "Patient", second["access_token"].as_str()).await;
        assert_eq!(status, StatusCode::OK, "{body}");
        let (status, refusal) = refresh(&first["refresh_token"]).await;
        assert_eq!((status, &refusal["error"]), (StatusCode::BAD_REQUEST, &json!("invalid_grant")));
        assert_eq!(refresh(&second["refresh_token"]).await.1["error"], "invalid_grant");
        assert_eq!(fhir(payer, "Patient", second["access_token"].as_str()).await.0, StatusCode::UNAUTHORIZED);
    }
}

#[tokio::test]
async fn a_refresh_may_ask_for_less_but_not_for_more() {
    let payer = payer("bcbsmn");
    let code = code_for(payer, &[("scope", Some("patient/*.read offline_access"))]).await;
    let (_, tokens) = redeem(payer, &code, &[]).await;
    let refresh = async |scope: &str| {
        let token = tokens["refresh_token"].as_str().unwrap();
        let fields = [("grant_type", "refresh_token"), ("refresh_token", token), ("scope", scope)];
        post_as(payer.client(), &payer.token_endpoint(), &fields).await
    };
    assert_eq!(refresh("patient/*.read openid").await.1["error"], "invalid_scope");
    assert_eq!(refresh("patient/*.read").await.1["scope"], "patient/*.read");
}

#[tokio::test]
async fn revoking_ends_access() {
    for id in ["bcbst", "sharedhealthms", "intersystems"] {
        let payer = payer(id);
        let (_, document) = get(&format!("{}/.well-known/openid-configuration", payer.issuer()), None).await;
        let endpoint = document["revocation_endpoint"].as_str().unwrap().to_owned();
        let tokens = tokens(payer, &payer.logins()[0]).await;
        let access = tokens["access_token"].as_str();
        let token = tokens["refresh_token"].as_str().or(access).unwrap();
        assert_eq!(fhir(payer, "Patient", access).await.0, StatusCode::OK);
        assert_eq!(post_as(payer.client(), &endpoint, &[("token", token)]).await.0, StatusCode::OK);
        assert_eq!(fhir(payer, "Patient", access).await.0, StatusCode::UNAUTHORIZED);
        assert_eq!(post_as(payer.client(), &endpoint, &[("token", "unknown")]).await.0, StatusCode::OK);
    }
}

#[tokio::test]
async fn a_loopback_redirect_and_a_posted_request_work() {
    let payer = payer("bcbst");
    let url = authorize_url(payer, &[("redirect_uri", Some("http://127.0.0.1:53821/callback"))]);
    let landing = Browser::new().sign_in(&url, &payer.logins()[0], Answer::Allow).await.unwrap();
    assert!(
        matches!(landing, Landing::Callback(url) if url.starts_with("http://127.0.0.1:53821/callback?code="))
    );
    let query = url.split_once('?').unwrap().1.to_owned();
    let response = http()
        .post(payer.authorization_endpoint())
        .header("content-type", "application/x-www-form-urlencoded")
        .body(query)
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn the_same_seed_gives_the_same_clients_and_logins() {
    let payers = [Payer::BcbsNc, Payer::SharedHealthMs];
    let options = || Options { seed: 7, payers: payers.to_vec(), ..Options::default() };
    let (one, two) = (Sandbox::start(options()).unwrap(), Sandbox::start(options()).unwrap());
    for (one, two) in one.payers().iter().zip(two.payers()) {
        let (a, b) = (one.description(), two.description());
        assert_eq!((&a["clients"], &a["logins"]), (&b["clients"], &b["logins"]));
        assert_ne!(a["clients"], payer(one.id()).description()["clients"]);
    }
    one.stop().await;
    two.stop().await;
}
