//! What attackers try. None of it yields a token.

use billfold_sandbox::data::Payer;
use url::Url;

use crate::raw::{Flow, authorize_url, client, location, parameter, post, post_to, random, token};
use crate::support::{ALL, APP, OTHER_APP, WIDE, World, configuration, redirect, serve};

#[tokio::test(flavor = "multi_thread")]
async fn a_stolen_code_is_nothing_without_its_verifier() {
    let world = World::of(Payer::BcbsMn);
    let victim = Flow::new("bcbsmn");
    let code = victim.code(&world).await;
    let before = world.payer("bcbsmn").requests();
    for verifier in [random(), "short".to_owned(), victim.verifier.to_ascii_lowercase(), "ä".repeat(43)] {
        let thief = Flow { verifier, ..Flow::new("bcbsmn") };
        assert!(thief.redeem(&world, &code).await.is_refused(400, "invalid_grant"));
    }
    assert_eq!(world.payer("bcbsmn").requests(), before, "the payer was not asked");
    // And so the victim's code is not spent.
    assert_eq!(victim.redeem(&world, &code).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stolen_code_is_nothing_to_another_app() {
    let world = World::of(Payer::BcbsMn);
    let victim = Flow::new("bcbsmn");
    let code = victim.code(&world).await;
    for redirect_uri in [victim.redirect_uri.clone(), format!("{OTHER_APP}:/callback/bcbsmn")] {
        let thief =
            Flow { app: OTHER_APP, redirect_uri, verifier: victim.verifier.clone(), ..Flow::new("bcbsmn") };
        assert!(thief.redeem(&world, &code).await.is_refused(400, "invalid_grant"));
    }
    let nobody = Flow { app: "nobody", verifier: victim.verifier.clone(), ..Flow::new("bcbsmn") };
    assert!(nobody.redeem(&world, &code).await.is_refused(400, "invalid_client"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_is_nothing_at_another_payer() {
    let world = World::new();
    let victim = Flow::new("bcbsmn");
    let code = victim.code(&world).await;
    for payer in ALL.into_iter().filter(|payer| *payer != "bcbsmn") {
        let elsewhere = Flow { verifier: victim.verifier.clone(), ..Flow::new(payer) };
        assert!(elsewhere.redeem(&world, &code).await.is_refused(400, "invalid_grant"), "{payer}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_is_good_once() {
    let world = World::new();
    for payer in ALL {
        let flow = Flow::new(payer);
        let code = flow.code(&world).await;
        assert_eq!(flow.redeem(&world, &code).await.status, 200, "{payer}");
        // The broker remembers nothing: the payer's own single use stops the second.
        assert!(flow.redeem(&world, &code).await.is_refused(400, "invalid_grant"), "{payer}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_is_good_for_two_minutes() {
    let world = World::of(Payer::BcbsMn);
    let flow = Flow::new("bcbsmn");
    let code = flow.code(&world).await;
    world.clock.pass(121);
    let before = world.payer("bcbsmn").requests();
    assert!(flow.redeem(&world, &code).await.is_refused(400, "invalid_grant"));
    assert_eq!(world.payer("bcbsmn").requests(), before, "the payer was not asked");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_is_good_for_ten_minutes() {
    let world = World::of(Payer::BcbsMn);
    let flow = Flow::new("bcbsmn");
    let callback = flow.payer_callback(&world).await;
    world.clock.pass(601);
    let answer = location(&client().get(callback).send().await.unwrap()).unwrap();
    assert!(answer.starts_with(&format!("{}?", flow.redirect_uri)));
    assert_eq!(parameter(&answer, "error").as_deref(), Some("access_denied"));
    assert_eq!(parameter(&answer, "code"), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_bit_of_a_code_can_be_flipped() {
    let world = World::of(Payer::BcbsMn);
    let flow = Flow::new("bcbsmn");
    let code = flow.code(&world).await;
    for at in (0..code.len()).step_by(7) {
        let mut flipped = code.clone().into_bytes();
        flipped[at] = if flipped[at] == b'A' { b'B' } else { b'A' };
        let flipped = String::from_utf8(flipped).unwrap();
        assert!(flow.redeem(&world, &flipped).await.is_refused(400, "invalid_grant"), "{at}");
    }
    for cut in ["", &code[..code.len() / 2], &code[1..]] {
        assert_ne!(flow.redeem(&world, cut).await.status, 200);
    }
    assert_eq!(flow.redeem(&world, &code).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_victims_code_in_the_attackers_own_flow_yields_nothing() {
    let world = World::new();
    for payer in ALL {
        let victim = Flow::new(payer);
        let stolen = parameter(victim.payer_callback(&world).await.as_str(), "code").unwrap();
        // With a nonce of the attacker's own, and with the victim's, which stands in a URL.
        for nonce in [random(), victim.nonce.clone()] {
            let attacker = Flow { nonce, ..Flow::new(payer) };
            let own = attacker.payer_callback(&world).await;
            let mut injected = own.clone();
            let state = parameter(own.as_str(), "state").unwrap();
            injected.query_pairs_mut().clear().append_pair("code", &stolen).append_pair("state", &state);
            if let Some(iss) = parameter(own.as_str(), "iss") {
                injected.query_pairs_mut().append_pair("iss", &iss);
            }
            let answer = location(&client().get(injected).send().await.unwrap()).unwrap();
            let code = parameter(&answer, "code").unwrap();
            let answered = attacker.redeem(&world, &code).await;
            assert!(answered.is_refused(400, "invalid_grant"), "{payer}: {answered:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_callback_made_by_hand_leads_nowhere() {
    let world = World::new();
    let flow = Flow::new("bcbsmn");
    let real = flow.payer_callback(&world).await;
    let (state, code) =
        (parameter(real.as_str(), "state").unwrap(), parameter(real.as_str(), "code").unwrap());
    // The first letter, because the last one stands for bits that may say nothing.
    let altered = format!("{}{}", if state.starts_with('A') { 'B' } else { 'A' }, &state[1..]);
    let app_code = {
        let other = Flow::new("bcbsmn");
        other.code(&world).await
    };
    for (payer, query) in [
        ("bcbsmn", format!("code={code}")),
        ("bcbsmn", format!("code={code}&state=")),
        ("bcbsmn", format!("code={code}&state={}", random())),
        ("bcbsmn", format!("code={code}&state={}", flow.state)),
        ("bcbsmn", format!("code={code}&state={app_code}")),
        ("bcbsmn", format!("code={code}&state={state}&state={state}")),
        ("bcbsmn", format!("code={code}&code={code}&state={state}")),
        ("bcbsmn", format!("code={code}&state={altered}")),
        ("bcbsmn", "error=access_denied&error_description=%3Cscript%3E".to_owned()),
        ("bcbst", format!("code={code}&state={state}")),
        ("nobody", format!("code={code}&state={state}")),
        ("bcbsmn", String::new()),
    ] {
        let url = world.broker.join(&format!("callback/{payer}?{query}")).unwrap();
        let response = client().get(url).send().await.unwrap();
        assert!(matches!(response.status().as_u16(), 400 | 404), "{payer} {}", response.status());
        assert_eq!(location(&response), None, "{payer}");
        let page = response.text().await.unwrap();
        assert!(!page.contains("script") && !page.contains(&state) && !page.contains(&code));
    }
    // A state without a code leads to the app, with an error.
    let url = world.broker.join(&format!("callback/bcbsmn?state={state}")).unwrap();
    let answer = location(&client().get(url).send().await.unwrap()).unwrap();
    assert!(parameter(&answer, "error").is_some() && parameter(&answer, "code").is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_sent_to_an_address_that_is_not_registered() {
    let world = World::new();
    let registered = redirect("bcbsmn");
    for redirect_uri in [
        format!("{registered}/"),
        format!("{registered}?x=1"),
        format!("{registered}#x"),
        format!("{registered}%2f"),
        format!(" {registered}"),
        registered.to_ascii_uppercase(),
        registered.replace(":/", "://"),
        registered.replace("/callback/", "/callback/../callback/"),
        redirect("bcbst"),
        format!("{OTHER_APP}:/callback/bcbsmn"),
        "https://evil.example/callback/bcbsmn".to_owned(),
        "//evil.example".to_owned(),
        "javascript:alert(1)".to_owned(),
        "http://127.0.0.1:80@evil.example/callback/bcbsmn".to_owned(),
        "http://127.0.0.1.evil.example:80/callback/bcbsmn".to_owned(),
        "http://localhost:80/callback/bcbsmn".to_owned(),
        String::new(),
    ] {
        let flow = Flow { redirect_uri: redirect_uri.clone(), ..Flow::new("bcbsmn") };
        let response = client().get(flow.url(&world)).send().await.unwrap();
        assert_eq!((response.status().as_u16(), location(&response)), (400, None), "{redirect_uri}");
    }
    // Twice, missing, and with an app that is not this one.
    let flow = Flow::new("bcbsmn");
    let mut twice = flow.parameters();
    twice.push(("redirect_uri", "https://evil.example".to_owned()));
    let without = |name| flow.parameters().into_iter().filter(|(key, _)| *key != name).collect::<Vec<_>>();
    let other_app = Flow { app: OTHER_APP, ..Flow::new("bcbsmn") }.parameters();
    for parameters in [twice, without("redirect_uri"), without("client_id"), other_app] {
        let response = client().get(authorize_url(&world, "bcbsmn", &parameters)).send().await.unwrap();
        assert_eq!((response.status().as_u16(), location(&response)), (400, None));
    }
    // At the token endpoint it must be the same again.
    let code = flow.code(&world).await;
    for redirect_uri in [format!("{registered}/"), redirect("bcbst"), String::new()] {
        let other = Flow { redirect_uri, verifier: flow.verifier.clone(), ..Flow::new("bcbsmn") };
        assert!(other.redeem(&world, &code).await.is_refused(400, "invalid_grant"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn there_is_no_way_without_s256() {
    let world = World::of(Payer::BcbsMn);
    let flow = Flow::new("bcbsmn");
    for changed in [
        vec![("code_challenge", None)],
        vec![("code_challenge_method", None)],
        vec![("code_challenge", None), ("code_challenge_method", None)],
        vec![("code_challenge_method", Some("plain"))],
        vec![("code_challenge_method", Some("s256"))],
        vec![("code_challenge", Some("tooshort"))],
        vec![("code_challenge", Some(""))],
    ] {
        let parameters = flow.parameters().into_iter().filter_map(|(name, value)| {
            match changed.iter().find(|(other, _)| *other == name) {
                Some((_, Some(other))) => Some((name, (*other).to_owned())),
                Some((_, None)) => None,
                None => Some((name, value)),
            }
        });
        let url = authorize_url(&world, "bcbsmn", &parameters.collect::<Vec<_>>());
        let answer = location(&client().get(url).send().await.unwrap()).unwrap();
        assert!(answer.starts_with(&format!("{}?", flow.redirect_uri)), "{changed:?}");
        assert_eq!(parameter(&answer, "error").as_deref(), Some("invalid_request"), "{changed:?}");
        assert_eq!(parameter(&answer, "state").as_ref(), Some(&flow.state), "{changed:?}");
    }
    let code = flow.code(&world).await;
    let form = [
        ("grant_type", "authorization_code"),
        ("client_id", APP),
        ("code", &code),
        ("redirect_uri", &flow.redirect_uri),
    ];
    assert!(token(&world, "bcbsmn", &form).await.is_refused(400, "invalid_request"));
    assert_eq!(flow.redeem(&world, &code).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refresh_token_stolen_from_a_phone_is_useless_elsewhere() {
    let world = World::new();
    let flow = Flow::new("bcbsmn");
    let parameters =
        [flow.parameters(), vec![("scope", "openid offline_access launch/patient".to_owned())]].concat();
    let callback = world.callback("bcbsmn", authorize_url(&world, "bcbsmn", &parameters).as_str()).await;
    let code = parameter(&callback, "code").unwrap();
    let refresh_token = flow.redeem(&world, &code).await.text("refresh_token");
    // Not the payer's own.
    assert!(!world.sandbox.secrets().contains(&refresh_token));
    for (payer, app) in [("bcbst", APP), ("intersystems", APP), ("bcbsmn", OTHER_APP)] {
        let thief = Flow { app, ..Flow::new(payer) };
        assert!(thief.refresh(&world, &refresh_token).await.is_refused(400, "invalid_grant"), "{payer}");
    }
    // At another broker of the same payers, even one with the same key.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let other = Url::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
    let text = configuration(&world.sandbox, other.as_str(), WIDE, world.directory.path());
    serve(&text, listener, world.directory.path(), world.clock.clone());
    let form =
        [("grant_type", "refresh_token"), ("client_id", APP), ("refresh_token", refresh_token.as_str())];
    assert!(post_to(&other, "bcbsmn/token", &form).await.is_refused(400, "invalid_grant"));
    // As a code, and cut short.
    assert!(flow.redeem(&world, &refresh_token).await.is_refused(400, "invalid_grant"));
    let cut = &refresh_token[..refresh_token.len() - 4];
    assert!(flow.refresh(&world, cut).await.is_refused(400, "invalid_grant"));
    // Where it belongs it works, and nowhere else than there can it be revoked.
    assert_eq!(flow.refresh(&world, &refresh_token).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_app_cannot_revoke_what_another_was_given() {
    let world = World::of(Payer::InterSystems);
    let flow = Flow::new("intersystems");
    let tokens = flow.tokens(&world).await;
    let refresh_token = tokens.text("refresh_token");
    let before = world.payer("intersystems").requests();
    let revoke = |app: &'static str| {
        let form = [("client_id", app), ("token", &refresh_token), ("token_type_hint", "refresh_token")];
        let form = form.map(|(name, value)| (name, value.to_owned()));
        let world = &world;
        async move {
            let form: Vec<_> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
            post(world, "intersystems/revoke", &form).await
        }
    };
    // RFC 7009 section 2.2: a token that is nobody's is answered like one that was revoked.
    assert_eq!(revoke(OTHER_APP).await.status, 200);
    assert_eq!(world.payer("intersystems").requests(), before, "the payer was not asked");
    assert_eq!(revoke(APP).await.status, 200);
    assert!(flow.refresh(&world, &refresh_token).await.is_refused(400, "invalid_grant"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_request_is_a_form_without_repetitions() {
    let world = World::of(Payer::BcbsMn);
    let flow = Flow::new("bcbsmn");
    let code = flow.code(&world).await;
    let form = [
        ("grant_type", "authorization_code"),
        ("client_id", APP),
        ("code", code.as_str()),
        ("redirect_uri", flow.redirect_uri.as_str()),
        ("code_verifier", flow.verifier.as_str()),
        ("code_verifier", flow.verifier.as_str()),
    ];
    assert!(token(&world, "bcbsmn", &form).await.is_refused(400, "invalid_request"));
    assert!(token(&world, "bcbsmn", &[]).await.is_refused(400, "invalid_client"));
    assert!(token(&world, "bcbsmn", &[("client_id", APP)]).await.is_refused(400, "invalid_request"));
    let other = [("client_id", APP), ("grant_type", "password")];
    assert!(token(&world, "bcbsmn", &other).await.is_refused(400, "unsupported_grant_type"));
    assert!(token(&world, "nobody", &form[..5]).await.is_refused(404, "invalid_request"));
    let json =
        client().post(world.broker.join("bcbsmn/token").unwrap()).body("{\"grant_type\":\"refresh_token\"}");
    assert_eq!(json.header("content-type", "application/json").send().await.unwrap().status().as_u16(), 400);
    let get = client().get(world.broker.join("bcbsmn/token?code=x").unwrap()).send().await.unwrap();
    assert_eq!(get.status().as_u16(), 405);
    assert_eq!(flow.redeem(&world, &code).await.status, 200);
}
