//! What goes wrong, and that each has its own clear error while the wallet goes on working.

mod support;

use billfold::auth::PkceProtection;
use billfold::config::RedirectBinding;
use billfold::payer::Pkce;
use billfold::{ClientRegistration, Error, ErrorKind, Redirect, WalletConfig};
use billfold_sandbox::browser::{Answer, Landing};
use billfold_sandbox::{Down, Faults, IdTokenFault, Options, Quirk, TokenFault};
use support::{ALL, World, redirect, sync};

fn kind<T>(outcome: Result<T, Error>) -> ErrorKind {
    outcome.err().expect("an error").kind()
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_password_and_denied_consent_have_errors_of_their_own() {
    let world = World::new();
    let wallet = world.wallet().await;
    for payer in ALL {
        assert_eq!(
            kind(world.try_sign_in(&wallet, payer, Answer::WrongPassword).await),
            ErrorKind::LoginFailed,
            "{payer}"
        );
        assert_eq!(
            kind(world.try_sign_in(&wallet, payer, Answer::Deny).await),
            ErrorKind::AccessDenied,
            "{payer}"
        );
        world.sign_in(&wallet, payer).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_client_is_told_when_the_sign_in_is_given_up() {
    let world = World::new();
    let wallet = world.wallet().await;
    for payer in ALL {
        let mut options = world.options(payer);
        options.client.client_id = "nobody".to_owned();
        let request = wallet.begin_sign_in(payer, options).await.unwrap();
        let login = &world.payer(payer).logins()[0];
        let landing = world.follow_as(&request, login, Answer::Allow).await;
        assert!(matches!(landing, Landing::Page { status: 400, .. }), "{payer}: {landing:?}");
        assert_eq!(kind(wallet.cancel_sign_in(&request.id).await), ErrorKind::UnknownClient, "{payer}");
        assert_eq!(wallet.cancel_sign_in(&request.id).await, Ok(()), "{payer}: it is over");
        world.sign_in(&wallet, payer).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_client_secret_is_an_unknown_client() {
    let world = World::new();
    let wallet = world.wallet().await;
    for payer in ["bcbsmn", "bcbst", "intersystems"] {
        let mut options = world.options(payer);
        options.client.client_secret = Some("wrong".into());
        let request = wallet.begin_sign_in(payer, options).await.unwrap();
        let callback = world.callback(payer, &request, Answer::Allow).await;
        assert_eq!(kind(wallet.complete_sign_in(&callback).await), ErrorKind::UnknownClient, "{payer}");
        assert!(wallet.connections().unwrap().is_empty(), "{payer}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_who_closes_the_browser_has_cancelled() {
    let world = World::new();
    let wallet = world.wallet().await;
    let request = wallet.begin_sign_in("bcbst", world.options("bcbst")).await.unwrap();
    let callback = world.callback("bcbst", &request, Answer::Allow).await;
    assert_eq!(wallet.cancel_sign_in(&request.id).await, Ok(()));
    assert_eq!(kind(wallet.complete_sign_in(&callback).await), ErrorKind::StrayRedirect);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payer_that_is_down_is_told_and_comes_back() {
    let world = World::new();
    let wallet = world.wallet().await;
    let connection = world.sign_in(&wallet, "bcbst").await;
    let payer = world.payer("bcbst");
    payer.set_faults(Faults { down: Some(Down::Refuses), ..Faults::default() });
    let (begin, fetch) =
        tokio::join!(wallet.begin_sign_in("bcbst", world.options("bcbst")), sync(&wallet, &connection));
    // The authorization server's addresses are printed, so a sign-in can begin; nothing can be fetched.
    assert!(begin.is_ok());
    assert_eq!(kind(fetch), ErrorKind::Offline);
    assert_eq!(kind(wallet.cancel_sign_in(&begin.unwrap().id).await), ErrorKind::Offline);
    payer.set_faults(Faults::default());
    assert_eq!(sync(&wallet, &connection).await.unwrap().failed, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payer_that_answers_503_is_unavailable() {
    let world = World::new();
    let wallet = world.wallet().await;
    let payer = world.payer("bcbsmn");
    payer.set_faults(Faults { down: Some(Down::Unavailable), ..Faults::default() });
    assert_eq!(
        kind(wallet.begin_sign_in("bcbsmn", world.options("bcbsmn")).await),
        ErrorKind::PayerUnavailable
    );
    payer.set_faults(Faults::default());
    world.sign_in(&wallet, "bcbsmn").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_endpoint_out_of_order_gives_no_half_connection() {
    let world = World::new();
    let wallet = world.wallet().await;
    let request = wallet.begin_sign_in("bcbsmn", world.options("bcbsmn")).await.unwrap();
    let callback = world.callback("bcbsmn", &request, Answer::Allow).await;
    world.payer("bcbsmn").set_faults(Faults { token: Some(TokenFault::Unavailable), ..Faults::default() });
    assert_eq!(kind(wallet.complete_sign_in(&callback).await), ErrorKind::PayerUnavailable);
    assert!(wallet.connections().unwrap().is_empty());
    world.payer("bcbsmn").set_faults(Faults::default());
    assert_eq!(kind(wallet.complete_sign_in(&callback).await), ErrorKind::StrayRedirect);
    world.sign_in(&wallet, "bcbsmn").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redirect_for_nobody_disturbs_nobody() {
    let world = World::new();
    let wallet = world.wallet().await;
    let request = wallet.begin_sign_in("bcbsnc", world.options("bcbsnc")).await.unwrap();
    let callback = world.callback("bcbsnc", &request, Answer::Allow).await;
    let uri = redirect("bcbsnc");
    let state = callback.split(['?', '&']).find_map(|part| part.strip_prefix("state=")).unwrap();
    for stray in [
        format!("{uri}?code=x&state=unknown"),
        format!("{uri}?error=access_denied"),
        format!("{uri}?error=access_denied&state=unknown"),
        format!("{uri}?state={state}"),
        format!("{uri}?code=x&state={state}&state={state}"),
        format!("{}?error=access_denied&state={state}", redirect("bcbst")),
        format!("{uri}/more?error=access_denied&state={state}"),
        callback[..callback.len() / 2].to_owned(),
        "not a url".to_owned(),
        String::new(),
        "x".repeat(100_000),
    ] {
        assert_eq!(kind(wallet.complete_sign_in(&stray).await), ErrorKind::StrayRedirect, "{stray:.80}");
    }
    wallet.complete_sign_in(&callback).await.unwrap();
    assert_eq!(kind(wallet.complete_sign_in(&callback).await), ErrorKind::StrayRedirect, "a replay");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_callback_may_come_to_another_process() {
    let world = World::new();
    let request = world.wallet().await.begin_sign_in("bcbsmn", world.options("bcbsmn")).await.unwrap();
    let callback = world.callback("bcbsmn", &request, Answer::Allow).await;
    world.wallet().await.complete_sign_in(&callback).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_token_that_is_not_believed_ends_the_fallback() {
    let world = World::new();
    let wallet = world.wallet().await;
    for payer in ["bcbsmn", "bcbst", "sharedhealthms"] {
        for fault in [
            IdTokenFault::WrongNonce,
            IdTokenFault::WrongIssuer,
            IdTokenFault::WrongAudience,
            IdTokenFault::Expired,
            IdTokenFault::BadSignature,
        ] {
            world.payer(payer).set_faults(Faults { id_token: Some(fault), ..Faults::default() });
            let outcome = world.try_sign_in(&wallet, payer, Answer::Allow).await;
            assert_eq!(kind(outcome), ErrorKind::RestartSignIn, "{payer} {fault:?}");
            assert!(wallet.connections().unwrap().is_empty());
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_policy_refuses_before_a_browser_opens() {
    let world = World::new();
    let strict = WalletConfig { allow_embedded_secret: false, ..world.config() };
    let wallet = world.wallet_with(strict).await;
    let secret = wallet.begin_sign_in("bcbsmn", world.options("bcbsmn")).await;
    assert!(secret.unwrap_err().to_string().contains("broker"));

    let wallet = world.wallet().await;
    let mut without_openid = world.options("bcbsmn");
    without_openid.scopes = Some(vec!["launch/patient".to_owned(), "patient/*.read".to_owned()]);
    let refused = wallet.begin_sign_in("bcbsmn", without_openid).await.unwrap_err();
    assert!(refused.to_string().contains("openid"), "{refused}");

    let mut public = world.options("bcbsmn");
    public.client = ClientRegistration::public("app");
    assert!(
        wallet.begin_sign_in("bcbsmn", public).await.unwrap_err().to_string().contains("client_secret_basic")
    );

    for (payer, refused) in [("bcbsmn", true), ("bcbst", true), ("bcbsnc", false), ("intersystems", false)] {
        let mut unbound = world.options(payer);
        unbound.redirect = Redirect::new(redirect(payer), RedirectBinding::Unbound).unwrap();
        let outcome = wallet.begin_sign_in(payer, unbound).await;
        assert_eq!(outcome.is_err(), refused, "{payer}");
    }

    let mut shared = world.options("bcbst");
    shared.redirect = Redirect::auth_session(redirect("bcbsnc")).unwrap();
    assert!(wallet.begin_sign_in("bcbst", shared).await.unwrap_err().to_string().contains("another payer"));
    assert_eq!(kind(wallet.begin_sign_in("nobody", world.options("bcbst")).await), ErrorKind::Misconfigured);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_platform_of_many_plans_asks_which() {
    let world = World::new();
    let mut config = world.config();
    for preset in &mut config.presets {
        preset.fhir_base = None;
    }
    let wallet = world.wallet_with(config).await;
    let mut options = world.options("intersystems");
    let refused = wallet.begin_sign_in("intersystems", options.clone()).await.unwrap_err();
    assert!(refused.to_string().contains("fhir_base"));
    options.fhir_base = Some(world.payer("intersystems").fhir_base().to_string());
    wallet.begin_sign_in("intersystems", options).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payer_that_rejects_a_challenge_is_a_matter_of_its_preset() {
    let world = World::with(Options { quirks: vec![Quirk::ChallengeRefused.into()], ..Options::default() });
    let wallet = world.wallet().await;
    let outcome = world.try_sign_in(&wallet, "bcbsmn", Answer::Allow).await;
    assert_eq!(kind(outcome), ErrorKind::Misconfigured, "nothing on the wire takes the challenge back");

    let mut config = world.config();
    config.presets.retain(|preset| preset.id == "bcbsmn");
    config.presets[0].unknown_parameters = billfold::payer::UnknownParameters::Rejected;
    let wallet = world.wallet_with(config).await;
    let request = wallet.begin_sign_in("bcbsmn", world.options("bcbsmn")).await.unwrap();
    assert!(!request.url.as_str().contains("code_challenge"));
    let connection =
        wallet.complete_sign_in(&world.callback("bcbsmn", &request, Answer::Allow).await).await.unwrap();
    assert_eq!(connection.protection.pkce, PkceProtection::None);
}

#[tokio::test(flavor = "multi_thread")]
async fn discovery_never_loosens_a_preset() {
    let world = World::new();
    let mut config = world.config();
    for preset in &mut config.presets {
        preset.pkce = Pkce::Required;
    }
    let wallet = world.wallet_with(config).await;
    // InterSystems advertises S256; Tennessee says nothing, which denies nothing.
    for payer in ["intersystems", "bcbst"] {
        let request = wallet.begin_sign_in(payer, world.options(payer)).await.unwrap();
        assert!(request.url.as_str().contains("code_challenge_method=S256"), "{payer}");
        assert_eq!(request.protection.pkce, PkceProtection::S256, "{payer}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_to_another_host_is_not_followed() {
    let world = World::new();
    let wallet = world.wallet().await;
    let connection = world.sign_in(&wallet, "bcbsnc").await;
    world.payer("bcbsnc").set_faults(Faults { foreign_next: true, ..Faults::default() });
    let report = sync(&wallet, &connection).await.unwrap();
    assert_eq!(report.failed.len(), 1);
    assert!(report.failed[0].error.to_string().contains("not followed"), "{}", report.failed[0].error);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_failing_type_leaves_the_others_whole() {
    let world = World::new();
    let wallet = world.wallet().await;
    let connection = world.sign_in(&wallet, "bcbsmn").await;
    let failing = [("Condition".to_owned(), 403_u16)].into_iter().collect();
    world.payer("bcbsmn").set_faults(Faults { failing_types: failing, ..Faults::default() });
    let report = sync(&wallet, &connection).await.unwrap();
    let failed: Vec<&str> = report.failed.iter().map(|failure| failure.resource_type.as_str()).collect();
    assert_eq!(failed, ["Condition"]);
    let mut held = world.payer("bcbsmn").held(&connection.patient);
    assert!(held.remove("Condition").is_some());
    for (resource_type, count) in &held {
        if resource_type != "Provenance" {
            assert_eq!(report.records.get(resource_type), Some(count), "{resource_type}");
        }
    }
    assert!(wallet.connection(&connection.id).unwrap().synced.is_some());
    let again = sync(&wallet, &connection).await.unwrap();
    assert!(again.bytes < report.bytes / 50, "what came whole is asked for changes only: {}", again.bytes);
    world.payer("bcbsmn").set_faults(Faults::default());
    let report = sync(&wallet, &connection).await.unwrap();
    assert_eq!(
        (report.failed, report.records),
        (Vec::new(), world.payer("bcbsmn").held(&connection.patient))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_not_granted_is_not_asked_for() {
    let world = World::new();
    let wallet = world.wallet().await;
    let mut options = world.options("intersystems");
    let scopes = "openid fhirUser launch/patient patient/Patient.read patient/Coverage.read";
    options.scopes = Some(scopes.split(' ').map(str::to_owned).collect());
    let request = wallet.begin_sign_in("intersystems", options).await.unwrap();
    let callback = world.callback("intersystems", &request, Answer::Allow).await;
    let connection = wallet.complete_sign_in(&callback).await.unwrap();
    let report = sync(&wallet, &connection).await.unwrap();
    assert_eq!((report.failed, report.unavailable), (Vec::new(), 0));
    assert_eq!(report.records.keys().collect::<Vec<_>>(), ["Coverage", "Patient"]);
}
