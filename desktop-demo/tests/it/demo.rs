//! The demo, as a program reads it.

use crate::support::run;
use serde_json::{Map, Value};

#[test]
fn five_payers_are_signed_in_and_every_record_is_there() {
    let finished = run(&["demo", "--json"], &[]);
    assert_eq!(finished.status, Some(0), "{}", finished.stderr);
    let [document] = finished.events.as_slice() else { panic!("one document: {}", finished.stdout) };

    let members: Vec<&str> = document.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(members, ["payers", "through_broker", "cards", "claims", "medications"]);
    let payers = document["payers"].as_array().unwrap();
    let seen: Vec<_> = payers
        .iter()
        .map(|payer| {
            let protection = &payer["protection"];
            [
                &payer["id"],
                &protection["pkce"],
                &protection["client_auth"],
                &protection["redirect"],
                &protection["exchange"],
            ]
            .map(|value| value.as_str().unwrap())
        })
        .collect();
    assert_eq!(
        seen,
        [
            ["bcbsmn", "none", "client_secret_basic", "auth_session", "device"],
            ["bcbsnc", "S256", "none", "auth_session", "device"],
            ["bcbst", "S256-unconfirmed", "client_secret_post", "auth_session", "device"],
            ["intersystems", "S256", "client_secret_basic", "auth_session", "device"],
            ["sharedhealthms", "S256-unconfirmed", "client_secret_post", "auth_session", "device"],
        ]
    );
    for payer in payers {
        let id = &payer["id"];
        assert_eq!(payer["signed_in"], true, "{id}");
        assert!(payer.get("error").is_none() && payer.get("failed").is_none(), "{payer}");
        assert!(!payer["patient"].as_str().unwrap().is_empty(), "{id}");
        let counts = |name: &str| payer[name].as_object().cloned().unwrap_or_else(Map::new);
        assert!(!counts("records").is_empty(), "{id}");
        assert_eq!(sorted(&counts("records")), sorted(&counts("held")), "{id}");
        assert!(payer["requests"].as_u64().unwrap() > 0 && payer["elapsed_ms"].is_u64(), "{id}");
    }
}

#[test]
fn minnesota_is_shown_both_ways() {
    let finished = run(&["demo", "--json"], &[]);
    let document = &finished.events[0];
    let (direct, brokered) = (&document["payers"][0], &document["through_broker"]);
    assert_eq!((&direct["id"], &brokered["id"]), (&"bcbsmn".into(), &"bcbsmn".into()));
    let seen = |visit: &Value| {
        ["pkce", "client_auth", "redirect", "exchange"]
            .map(|name| visit["protection"][name].as_str().unwrap_or_default().to_owned())
    };
    assert_eq!(seen(direct), ["none", "client_secret_basic", "auth_session", "device"]);
    assert_eq!(seen(brokered), ["S256", "none", "unbound", "broker"]);
    assert_eq!(brokered["records"], direct["records"]);
    let text = run(&["demo"], &[]).stdout;
    assert!(text.contains("both ways") && text.contains("exchange broker"), "{text}");
}

#[test]
fn figures_are_text_with_their_source_or_nothing() {
    let finished = run(&["demo", "--json", "--seed", "2"], &[]);
    let document = &finished.events[0];
    for list in ["cards", "claims", "medications"] {
        assert!(!document[list].as_array().unwrap().is_empty(), "{list}");
    }
    for claim in document["claims"].as_array().unwrap() {
        for name in ["charged", "plan_paid", "member_owes"] {
            let figure = &claim[name];
            if figure.is_null() {
                continue;
            }
            let amount = figure["amount"].as_str().unwrap();
            assert!(amount.trim_start_matches('-').starts_with(|c: char| c.is_ascii_digit()), "{figure}");
            assert_eq!(figure["currency"].as_str().unwrap().len(), 3);
            assert!(["total", "header", "item_sum"].contains(&figure["source"].as_str().unwrap()));
        }
    }
}

#[test]
fn a_saved_wallet_opens_again() {
    let directory = tempfile::tempdir().unwrap();
    let wallet = directory.path().join("wallet").display().to_string();
    let text = run(&["demo", "--save", &wallet], &[]);
    assert_eq!(text.status, Some(0), "{}", text.stderr);
    assert!(text.stdout.contains("You owe") && text.stdout.contains('╭'), "{}", text.stdout);
    assert!(!text.stdout.contains('\x1b'), "no colours outside of a terminal");

    let connections = run(&["connections", "--json", "--wallet", &wallet], &[]);
    assert_eq!(connections.events.len(), 5, "{}", connections.stdout);
    let again = run(&["demo", "--json", "--save", &wallet], &[]);
    assert_eq!((again.status, &again.events[0]["kind"]), (Some(1), &Value::from("misconfigured")));
}

fn sorted(counts: &Map<String, Value>) -> Vec<(&str, u64)> {
    let mut counts: Vec<_> =
        counts.iter().map(|(name, count)| (name.as_str(), count.as_u64().unwrap())).collect();
    counts.sort_unstable();
    counts
}
