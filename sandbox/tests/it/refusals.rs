//! What the authorization servers refuse.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use billfold_sandbox::browser::{Answer, Browser, Landing};
use billfold_sandbox::data::Payer;
use billfold_sandbox::{Client, ClientAuth, Options, Quirk, Sandbox};
use reqwest::StatusCode;

use crate::harness::*;

/// The error with which an authorization request is answered at once.
async fn refusal(url: &str) -> String {
    let response = http().get(url).send().await.unwrap();
    assert_eq!(response.status(), StatusCode::SEE_OTHER, "{url}");
    let location = response.headers()["location"].to_str().unwrap().to_owned();
    let mut back = parameters(&location);
    assert_eq!(back.get("state").map(String::as_str), Some(STATE));
    assert!(!back.contains_key("code"));
    back.remove("error").unwrap()
}

#[tokio::test]
async fn an_unknown_client_or_redirect_gets_a_page_and_no_redirect() {
    for payer in SANDBOX.payers() {
        for change in [
            ("client_id", Some("somebody-else")),
            ("client_id", None),
            ("redirect_uri", Some("https://evil.example/callback")),
            ("redirect_uri", Some("org.billfold.wallet:/callback/other")),
            ("redirect_uri", Some("http://localhost:80/callback")),
            ("redirect_uri", None),
        ] {
            let response = http().get(authorize_url(payer, &[change])).send().await.unwrap();
            assert_eq!(response.status(), StatusCode::BAD_REQUEST, "{change:?}");
            assert!(!response.headers().contains_key("location"));
        }
    }
}

#[tokio::test]
async fn a_bad_request_is_answered_by_redirect_with_the_state() {
    for payer in SANDBOX.payers() {
        let error = async |change| refusal(&authorize_url(payer, &[change])).await;
        assert_eq!(error(("response_type", Some("token"))).await, "unsupported_response_type");
        assert_eq!(error(("response_type", None)).await, "invalid_request");
        assert_eq!(error(("scope", Some("everything"))).await, "invalid_scope");
        assert_eq!(error(("scope", None)).await, "invalid_scope");
        assert_eq!(error(("prompt", Some("none"))).await, "login_required");
        let twice = format!("{}&scope=openid", authorize_url(payer, &[]));
        assert_eq!(refusal(&twice).await, "invalid_request");
    }
}

#[tokio::test]
async fn aud_is_checked_where_the_payer_checks_it() {
    let wrong = [("aud", Some("https://other.example/fhir"))];
    assert_eq!(refusal(&authorize_url(payer("bcbsmn"), &wrong)).await, "invalid_request");
    assert_eq!(refusal(&authorize_url(payer("bcbsmn"), &[("aud", None)])).await, "invalid_request");
    assert_eq!(refusal(&authorize_url(payer("intersystems"), &wrong)).await, "invalid_request");
    for (id, changes) in [("intersystems", [("aud", None)]), ("bcbst", wrong), ("bcbsnc", wrong)] {
        code_for(payer(id), &changes).await;
    }
}

#[tokio::test]
async fn pkce_is_enforced_where_the_payer_does() {
    let none = [("code_challenge", None), ("code_challenge_method", None)];
    let plain = [("code_challenge", Some(VERIFIER)), ("code_challenge_method", Some("plain"))];
    let short = [("code_challenge", Some("short"))];
    for id in ["bcbsnc", "intersystems"] {
        assert_eq!(refusal(&authorize_url(payer(id), &none)).await, "invalid_request");
    }
    for id in ["bcbst", "sharedhealthms", "intersystems"] {
        assert_eq!(refusal(&authorize_url(payer(id), &plain)).await, "invalid_request");
        assert_eq!(refusal(&authorize_url(payer(id), &short)).await, "invalid_request");
    }
    for id in ["bcbsnc", "bcbst", "sharedhealthms", "intersystems"] {
        let payer = payer(id);
        let wrong = "another-verifier-of-more-than-forty-three-characters-9876";
        for verifier in [None, Some(wrong), Some(challenge().as_str())] {
            let code = code_for(payer, &[]).await;
            let (status, body) = redeem(payer, &code, &[("code_verifier", verifier)]).await;
            assert_eq!((status, body["error"].as_str()), (StatusCode::BAD_REQUEST, Some("invalid_grant")));
            // The code is spent all the same.
            assert_eq!(redeem(payer, &code, &[]).await.1["error"], "invalid_grant");
        }
    }
    let code = code_for(payer("bcbsnc"), &plain).await;
    assert_eq!(redeem(payer("bcbsnc"), &code, &[]).await.0, StatusCode::OK);
}

#[tokio::test]
async fn a_verifier_without_a_challenge_is_refused() {
    for id in ["bcbst", "sharedhealthms"] {
        let payer = payer(id);
        let none = [("code_challenge", None), ("code_challenge_method", None)];
        let code = code_for(payer, &none).await;
        assert_eq!(redeem(payer, &code, &[]).await.1["error"], "invalid_grant");
        let code = code_for(payer, &none).await;
        assert_eq!(redeem(payer, &code, &[("code_verifier", None)]).await.0, StatusCode::OK);
    }
}

#[tokio::test]
async fn bcbsmn_ignores_or_rejects_pkce() {
    let ignoring = payer("bcbsmn");
    let code = code_for(ignoring, &[]).await;
    assert_eq!(redeem(ignoring, &code, &[("code_verifier", Some("anything"))]).await.0, StatusCode::OK);
    let sandbox = Sandbox::start(Options {
        quirks: vec![Quirk::ChallengeRefused.into()],
        payers: vec![Payer::BcbsMn],
        ..Options::default()
    })
    .unwrap();
    let rejecting = sandbox.payer("bcbsmn").unwrap();
    assert_eq!(refusal(&authorize_url(rejecting, &[])).await, "invalid_request");
    code_for(rejecting, &[("code_challenge", None), ("code_challenge_method", None)]).await;
}

#[tokio::test]
async fn a_replayed_code_is_refused_and_revokes_its_tokens() {
    for payer in SANDBOX.payers() {
        let code = code_for(payer, &[]).await;
        let (_, tokens) = redeem(payer, &code, &[]).await;
        let path = format!("Patient/{}/$everything", payer.logins()[0].patient);
        let path = if payer.id() == "bcbsnc" { path.as_str() } else { "Patient" };
        let token = tokens["access_token"].as_str();
        assert_eq!(fhir(payer, path, token).await.0, StatusCode::OK);
        let (status, body) = redeem(payer, &code, &[]).await;
        assert_eq!((status, body["error"].as_str()), (StatusCode::BAD_REQUEST, Some("invalid_grant")));
        assert_eq!(fhir(payer, path, token).await.0, StatusCode::UNAUTHORIZED);
    }
}

#[tokio::test]
async fn a_code_is_bound_to_its_redirect_and_client() {
    for payer in SANDBOX.payers() {
        let code = code_for(payer, &[]).await;
        let other = format!("https://wallet.billfold.example/callback/{}", payer.id());
        let (_, body) = redeem(payer, &code, &[("redirect_uri", Some(&other))]).await;
        assert_eq!(body["error"], "invalid_grant");
        let code = code_for(payer, &[]).await;
        let (_, body) = redeem(payer, &code, &[("redirect_uri", None)]).await;
        assert_eq!(body["error"], "invalid_request");
    }
    let payer = payer("bcbsnc");
    let code = code_for(payer, &[]).await;
    let fields = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", &redirect_uri(payer)),
        ("code_verifier", VERIFIER),
    ];
    let (_, body) = post_as(&payer.clients()[1], &payer.token_endpoint(), &fields).await;
    assert_eq!(body["error"], "invalid_grant");
}

#[tokio::test]
async fn a_code_expires() {
    let options = Options {
        code_life: Some(Duration::from_millis(1)),
        payers: vec![Payer::BcbsTn],
        ..Options::default()
    };
    let sandbox = Sandbox::start(options).unwrap();
    let payer = sandbox.payer("bcbst").unwrap();
    let code = code_for(payer, &[]).await;
    tokio::time::sleep(Duration::from_millis(5)).await;
    assert_eq!(redeem(payer, &code, &[]).await.1["error"], "invalid_grant");
}

#[tokio::test]
async fn clients_authenticate_as_the_payer_wants() {
    for payer in SANDBOX.payers() {
        let fields = [("grant_type", "authorization_code"), ("code", "unknown")];
        let error = async |client: &Client| {
            let (status, body) = post_as(client, &payer.token_endpoint(), &fields).await;
            (status, body["error"].as_str().unwrap().to_owned())
        };
        let unauthorized = (StatusCode::UNAUTHORIZED, "invalid_client".to_owned());
        let reached = (StatusCode::BAD_REQUEST, "invalid_grant".to_owned());
        let good = payer.client();
        assert_eq!(error(good).await, reached);
        let wrong = Client { secret: Some("wrong".into()), auth: ClientAuth::SecretPost, ..good.clone() };
        assert_eq!(error(&wrong).await, unauthorized);
        assert_eq!(error(&Client { id: "unknown".into(), ..good.clone() }).await, unauthorized);
        if good.secret.is_some() {
            let public = Client { secret: None, auth: ClientAuth::None, ..good.clone() };
            assert_eq!(error(&public).await, unauthorized);
        }
        let by = async |auth| error(&Client { auth, ..good.clone() }).await;
        match payer.id() {
            "bcbsmn" => assert_eq!(by(ClientAuth::SecretPost).await, unauthorized),
            "bcbst" | "sharedhealthms" => assert_eq!(by(ClientAuth::SecretBasic).await, unauthorized),
            "intersystems" => assert_eq!(by(ClientAuth::SecretPost).await, reached),
            _ => {}
        }
    }
}

#[tokio::test]
async fn a_malformed_token_request_is_refused() {
    let payer = payer("intersystems");
    let client = payer.client();
    let secret = client.secret.as_deref().unwrap();
    let send = async |content_type: &str, body: String| {
        let pair = STANDARD.encode(format!("{}:{secret}", client.id));
        let request = http().post(payer.token_endpoint()).header("content-type", content_type);
        let response =
            request.header("authorization", format!("Basic {pair}")).body(body).send().await.unwrap();
        serde_json::from_slice::<serde_json::Value>(&response.bytes().await.unwrap()).unwrap()["error"].take()
    };
    let form = "application/x-www-form-urlencoded";
    assert_eq!(send("application/json", "{}".into()).await, "invalid_request");
    assert_eq!(send(form, String::new()).await, "invalid_request");
    assert_eq!(send(form, "grant_type=password".into()).await, "unsupported_grant_type");
    assert_eq!(send(form, "grant_type=authorization_code&code=a&code=b".into()).await, "invalid_request");
    let both = format!("grant_type=authorization_code&code=a&client_id={}&client_secret={secret}", client.id);
    assert_eq!(send(form, both).await, "invalid_request");
}

#[tokio::test]
async fn the_member_may_say_no_or_forget_the_password() {
    for payer in SANDBOX.payers() {
        for (answer, error) in [(Answer::Deny, "access_denied"), (Answer::WrongPassword, "login_required")] {
            let back = come_back(&authorize_url(payer, &[]), &payer.logins()[0], answer).await;
            assert_eq!((back["error"].as_str(), back["state"].as_str()), (error, STATE));
            assert!(!back.contains_key("code"));
        }
    }
}

#[tokio::test]
async fn a_broken_request_lands_on_a_page() {
    let url = authorize_url(payer("bcbsmn"), &[("client_id", Some("<script>"))]);
    let landing = Browser::new().sign_in(&url, &payer("bcbsmn").logins()[0], Answer::Allow).await.unwrap();
    let Landing::Page { status, text } = landing else { panic!("a redirect came") };
    assert_eq!(status, 400);
    assert!(!text.contains("<script>"));
}
