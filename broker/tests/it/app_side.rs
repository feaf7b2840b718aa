//! What a wallet demands of a broker before it trusts it with a sign-in.

use axum::Router;
use axum::routing::get;
use billfold::auth::Exchange;
use billfold::config::RedirectBinding;
use billfold::error::{ConfigError, DiscoveryError, SignInError};
use billfold::{Error, ErrorKind, Redirect, SignInOptions};
use billfold_sandbox::data::Payer;
use serde_json::{Value, json};

use crate::raw::client;
use crate::support::{APP, World, redirect};

/// A broker that publishes `document` for every payer, with its own address for `HERE`. Its address.
async fn publishes(document: &Value) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let text = document.to_string().replace("HERE", &url);
    let app = Router::new().route("/.well-known/oauth-authorization-server/{payer}", get(async move || text));
    tokio::spawn(async move { axum::serve(listener, app).await });
    url
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wallet_trusts_no_broker_that_lacks_what_a_broker_is_for() {
    let world = World::of(Payer::BcbsTn);
    let metadata = world.broker.join(".well-known/oauth-authorization-server/bcbst").unwrap();
    let text = client().get(metadata).send().await.unwrap().text().await.unwrap();
    let own = world.broker.as_str().trim_end_matches('/');
    let good: Value = serde_json::from_str(&text.replace(own, "HERE")).unwrap();
    let (wallet, _directory) = world.wallet().await;
    let begin = async |url: &str| {
        let options =
            SignInOptions::through_broker(url, APP, Redirect::auth_session(redirect("bcbst")).unwrap());
        wallet.begin_sign_in("bcbst", options.unwrap()).await
    };
    assert!(begin(&publishes(&good).await).await.is_ok());
    for (member, value, told) in [
        ("issuer", json!("HERE/other"), "another issuer's"),
        ("authorization_endpoint", json!("http://127.0.0.1:9/authorize"), "not at its own address"),
        ("token_endpoint", json!("https://evil.example/token"), "not at its own address"),
        ("token_endpoint", json!(7), "not what RFC 8414 says"),
        ("code_challenge_methods_supported", json!(["plain"]), "PKCE with S256"),
        ("authorization_response_iss_parameter_supported", json!(false), "no iss"),
        (
            "userinfo_endpoint",
            json!("https://evil.example/userinfo"),
            "hosts that the payer's preset does not know",
        ),
        (
            "billfold_id_tokens",
            json!({"issuer": "x", "audience": "y", "jwks_uri": "http://evil.example/keys"}),
            "hosts that the payer's preset does not know",
        ),
    ] {
        let mut document = good.clone();
        document[member] = value;
        let error = begin(&publishes(&document).await).await.unwrap_err();
        let is_told = matches!(
            &error,
            Error::SignIn(SignInError::Discovery(DiscoveryError::Broker { rule, .. })) if rule.contains(told)
        );
        assert!(is_told && error.kind() == ErrorKind::Misconfigured, "{member}: {error}");
    }
    // One that is none, and one that does not know the payer.
    let error = begin(world.payer("bcbst").origin().as_str()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Misconfigured, "{error}");
    let error = begin("http://127.0.0.1:9").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Offline, "{error}");
    assert!(
        SignInOptions::through_broker(
            "http://broker.example",
            APP,
            Redirect::auth_session(redirect("x")).unwrap()
        )
        .is_err()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wallet_gives_a_broker_no_secret_and_takes_callbacks_of_that_broker_only() {
    let world = World::of(Payer::BcbsMn);
    let (wallet, _directory) = world.wallet_with_secrets().await;
    let options = SignInOptions { client: world.direct_options("bcbsmn").client, ..world.options("bcbsmn") };
    let error = wallet.begin_sign_in("bcbsmn", options).await.unwrap_err();
    assert_eq!(error, Error::Config(ConfigError::SecretThroughBroker));
    // RFC 9207: without `iss`, or with another's, the callback is an attack.
    for iss in ["", "&iss=https%3A%2F%2Fevil.example"] {
        let request = wallet.begin_sign_in("bcbsmn", world.options("bcbsmn")).await.unwrap();
        let callback = world.callback("bcbsmn", request.url.as_str()).await;
        let kept: Vec<_> = callback.split('&').filter(|part| !part.starts_with("iss=")).collect();
        let kept = kept.join("&");
        let error = wallet.complete_sign_in(&format!("{kept}{iss}")).await.unwrap_err();
        assert_eq!(error, Error::SignIn(SignInError::WrongIssuer), "{iss}");
    }
    assert!(wallet.connections().unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plain_custom_scheme_is_good_enough_with_a_broker() {
    let world = World::of(Payer::BcbsMn);
    let (wallet, _directory) = world.wallet().await;
    let unbound = Redirect::new(redirect("bcbsmn"), RedirectBinding::Unbound).unwrap();
    let options = SignInOptions { redirect: unbound.clone(), ..world.options("bcbsmn") };
    let connection = world.sign_in(&wallet, "bcbsmn", options).await.unwrap();
    assert_eq!(connection.protection.redirect, RedirectBinding::Unbound);
    assert_eq!(connection.protection.exchange, Exchange::Broker);
    // Without a broker it is refused: Minnesota has no PKCE.
    let (prototype, _directory) = world.wallet_with_secrets().await;
    let direct = SignInOptions { redirect: unbound, ..world.direct_options("bcbsmn") };
    assert_eq!(prototype.begin_sign_in("bcbsmn", direct).await.unwrap_err().kind(), ErrorKind::Misconfigured);
}
