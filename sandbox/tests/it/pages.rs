//! The pages, beyond what the scripted browser needs of them.

use billfold_sandbox::browser::Answer;
use reqwest::StatusCode;

use crate::harness::*;

/// Begins a sign-in by hand: the page's address and the cookie.
async fn begin(id: &str) -> (String, String) {
    let response = http().get(authorize_url(payer(id), &[])).send().await.unwrap();
    let cookie = response.headers()["set-cookie"].to_str().unwrap();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"));
    let cookie = cookie.split(';').next().unwrap().to_owned();
    let location = response.headers()["location"].to_str().unwrap();
    (payer(id).origin().join(location).unwrap().to_string(), cookie)
}

async fn page(url: &str, cookie: &str) -> (StatusCode, String) {
    let response = http().get(url).header("cookie", cookie).send().await.unwrap();
    assert_eq!(response.headers()["cache-control"], "no-store");
    assert_eq!(response.headers()["x-frame-options"], "DENY");
    (response.status(), response.text().await.unwrap())
}

async fn submit(url: &str, cookie: &str, fields: &str) -> (StatusCode, String) {
    let (address, flow) = url.split_once("?flow=").unwrap();
    let request = http()
        .post(address)
        .header("cookie", cookie)
        .header("content-type", "application/x-www-form-urlencoded");
    let response = request.body(format!("flow={flow}&{fields}")).send().await.unwrap();
    (response.status(), response.text().await.unwrap())
}

#[tokio::test]
async fn every_field_has_a_label_and_a_name() {
    for payer in SANDBOX.payers() {
        let (url, cookie) = begin(payer.id()).await;
        if payer.id() == "bcbsnc" {
            assert!(page(&url, &cookie).await.1.contains("I Understand"));
            assert_eq!(submit(&url, &cookie, "understood=yes").await.0, StatusCode::SEE_OTHER);
        }
        let (status, text) = page(&url, &cookie).await;
        assert_eq!(status, StatusCode::OK);
        for tag in text.split('<').filter(|tag| tag.starts_with("input") && !tag.contains("hidden")) {
            let id = tag.split("id=\"").nth(1).unwrap().split('"').next().unwrap();
            assert!(text.contains(&format!("<label for=\"{id}\"")), "{tag}");
            assert!(tag.contains("name=\"") && tag.contains("autocomplete=\""), "{tag}");
        }
    }
}

#[tokio::test]
async fn a_sign_in_belongs_to_the_browser_in_which_it_began() {
    let (url, cookie) = begin("bcbsmn").await;
    let (_, other) = begin("bcbsmn").await;
    assert_eq!(page(&url, &other).await.0, StatusCode::BAD_REQUEST);
    assert_eq!(page(&url, "").await.0, StatusCode::BAD_REQUEST);
    assert_eq!(submit(&url, &other, "decision=deny").await.0, StatusCode::BAD_REQUEST);
    assert_eq!(page(&url, &cookie).await.0, StatusCode::OK);
}

#[tokio::test]
async fn a_wrong_password_gets_a_message_and_two_more_tries() {
    let (url, cookie) = begin("bcbst").await;
    for _ in 0..2 {
        let (status, text) = submit(&url, &cookie, "username=a&password=b").await;
        assert_eq!(status, StatusCode::OK);
        assert!(text.contains("is not right"));
    }
    let (status, _) = submit(&url, &cookie, "username=a&password=b").await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    assert_eq!(page(&url, &cookie).await.0, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn consent_cannot_be_skipped() {
    let (url, cookie) = begin("bcbst").await;
    let (status, text) = submit(&url, &cookie, "decision=allow").await;
    assert_eq!(status, StatusCode::OK);
    assert!(text.contains("is not right"));
}

#[tokio::test]
async fn bcbsnc_asks_a_representative_for_reason_and_name() {
    let payer = payer("bcbsnc");
    let login = &payer.logins()[0];
    let (url, cookie) = begin("bcbsnc").await;
    submit(&url, &cookie, "understood=yes").await;
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.append_pair("username", &login.username).append_pair("password", &login.password);
    submit(&url, &cookie, &form.finish()).await;
    for reason in [
        "Parent or guardian of a minor",
        "Active healthcare power of attorney",
        "Court ordered guardianship",
        "Other",
    ] {
        assert!(page(&url, &cookie).await.1.contains(reason));
    }
    for (fields, message) in [
        ("", "choose Self"),
        ("relation=representative", "the reason"),
        ("relation=representative&reason=other", "full name"),
        ("relation=representative&reason=other&representative_name=A", "your relationship"),
    ] {
        let (status, text) = submit(&url, &cookie, fields).await;
        assert_eq!(status, StatusCode::OK);
        assert!(text.contains(message), "{fields}");
    }
    let fields = "relation=representative&reason=other&representative_name=A&relationship=Aunt";
    assert_eq!(submit(&url, &cookie, fields).await.0, StatusCode::SEE_OTHER);
    assert!(page(&url, &cookie).await.1.contains("I Agree"));
    let back = come_back(&authorize_url(payer, &[]), login, Answer::Representative).await;
    assert!(back.contains_key("code"));
}
