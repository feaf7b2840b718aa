//! From `connect` to `sign-out`, over a real loopback redirect.

use std::path::Path;

use crate::support::{Connecting, Finished, get, member_signs_in, run};
use billfold_sandbox::browser::Answer;
use billfold_sandbox::{Options, RunningPayer, Sandbox};
use serde_json::Value;

const SECRET: &str = "TEST_CLIENT_SECRET";

/// Starts `connect` at this payer; `target` says how the payer is named.
fn start(payer: &RunningPayer, target: &[&str], wallet: &str, more: &[&str]) -> Connecting {
    let client = payer.client();
    let mut arguments = vec!["connect", "--wallet", wallet, "--client-id", &client.id];
    let mut environment = Vec::new();
    if let Some(secret) = &client.secret {
        arguments.extend(["--client-secret-env", SECRET]);
        environment.push((SECRET, secret.as_str()));
    }
    arguments.extend(target);
    arguments.extend(more);
    Connecting::start(&arguments, &environment)
}

/// Signs in, and gives the event that says so.
fn connect(payer: &RunningPayer, target: &[&str], wallet: &str) -> Value {
    let mut connecting = start(payer, target, wallet, &[]);
    let authorize = connecting.event();
    assert_eq!(authorize["event"], "authorize");
    let redirect_uri = authorize["redirect_uri"].as_str().unwrap();
    assert!(redirect_uri.starts_with("http://127.0.0.1:") && redirect_uri.ends_with("/callback"));

    // What browsers and other programs send by the way does not end the wait.
    assert!(get(&redirect_uri.replace("/callback", "/favicon.ico")).starts_with("HTTP/1.1 404 "));
    assert!(get(&format!("{redirect_uri}?code=x&state=y")).starts_with("HTTP/1.1 404 "));

    let url = authorize["url"].as_str().unwrap();
    let callback = member_signs_in(url, &payer.logins()[0], Answer::Allow);
    let page = get(&callback);
    assert!(page.starts_with("HTTP/1.1 200 ") && page.contains("Signed in"), "{page}");
    assert!(page.to_ascii_lowercase().contains("cache-control: no-store"), "{page}");

    let connected = connecting.event();
    assert_eq!(connected["event"], "connected", "{connected}");
    assert_eq!(connected["patient"], payer.logins()[0].patient);
    let (status, stderr) = connecting.end();
    assert_eq!(status, Some(0), "{stderr}");
    let secret = payer.client().secret.as_deref();
    assert!(secret.is_none_or(|secret| !stderr.contains(secret)), "{stderr}");
    connected
}

fn in_wallet(wallet: &Path, arguments: &[&str]) -> Finished {
    let wallet = wallet.display().to_string();
    let mut all = arguments.to_vec();
    all.extend(["--json", "--wallet", &wallet]);
    run(&all, &[])
}

fn of_kind<'a>(finished: &'a Finished, kind: &'a str) -> impl Iterator<Item = &'a Value> {
    finished.events.iter().filter(move |event| event["event"] == kind)
}

fn journey(payer: &RunningPayer, target: &[&str], protection: [&str; 3]) {
    let directory = tempfile::tempdir().unwrap();
    let wallet = directory.path();
    let connected = connect(payer, target, &wallet.display().to_string());
    let seen =
        ["pkce", "client_auth", "redirect"].map(|name| connected["protection"][name].as_str().unwrap());
    assert_eq!(seen, protection);
    assert!(connected["scopes"].is_array() && connected["refresh"].is_boolean());
    let id = connected["connection"].as_str().unwrap();

    let synced = in_wallet(wallet, &["sync"]);
    assert_eq!(synced.status, Some(0), "{}{}", synced.stdout, synced.stderr);
    assert!(of_kind(&synced, "progress").next().is_some());
    let report = of_kind(&synced, "synced").next().unwrap();
    assert_eq!(report["connection"], id);
    let held = payer.held(connected["patient"].as_str().unwrap());
    assert_eq!(report["records"], serde_json::json!(held));
    // A server of which nothing is known is asked for types that it does not have.
    let failed = report["failed"].as_array().unwrap();
    assert!(failed.iter().all(|failure| !held.contains_key(failure["type"].as_str().unwrap())), "{report}");
    let records: u64 = held.values().sum();
    assert!(report["new"] == records && report["changed"] == 0, "{report}");
    // Nothing has changed at the payer since.
    let again = in_wallet(wallet, &["sync", "--connection", id]);
    let report =
        of_kind(&again, "synced").next().unwrap_or_else(|| panic!("{}{}", again.stdout, again.stderr));
    assert_eq!((&report["new"], &report["changed"]), (&Value::from(0), &Value::from(0)));

    let listed = in_wallet(wallet, &["records"]);
    assert_eq!(of_kind(&listed, "record").count() as u64, records);
    let coverages = in_wallet(wallet, &["records", "--type", "Coverage", "--connection", id]);
    let reference = coverages.events[0]["reference"].as_str().unwrap();
    assert!(coverages.events.iter().all(|record| record["type"] == "Coverage"));
    let coverage = in_wallet(wallet, &["record", reference]);
    assert_eq!(coverage.events.len(), 1, "{}", coverage.stdout);
    let name = format!("Coverage/{}", coverage.events[0]["id"].as_str().unwrap());
    assert_eq!(name, reference);

    let cards = in_wallet(wallet, &["card"]);
    assert!(of_kind(&cards, "card").all(|card| card["member_id"].is_string()), "{}", cards.stdout);
    assert_eq!(of_kind(&cards, "card").count(), coverages.events.len());
    let claims = in_wallet(wallet, &["claims", "--limit", "3"]);
    assert_eq!(of_kind(&claims, "claim").count(), 3);
    assert!(claims.events[0]["service_start"].as_str() >= claims.events[1]["service_start"].as_str());
    assert_eq!(in_wallet(wallet, &["medications"]).status, Some(0));
    let timeline = in_wallet(wallet, &["timeline", "--kind", "claim", "--limit", "2"]);
    assert_eq!(of_kind(&timeline, "timeline_entry").count(), 2, "{}{}", timeline.stdout, timeline.stderr);
    assert_eq!(timeline.events[0]["reference"], claims.events[0]["reference"]);
    let wrong = in_wallet(wallet, &["timeline", "--from", "yesterday"]);
    assert_eq!((wrong.status, &wrong.events[0]["kind"]), (Some(1), &Value::from("misconfigured")));
    let people = in_wallet(wallet, &["people"]);
    assert_eq!((people.events.len(), &people.events[0]["connections"][0]), (1, &Value::from(id)));

    let out = in_wallet(wallet, &["sign-out", "--connection", id]);
    assert_eq!((out.status, &out.events[0]["event"]), (Some(0), &Value::from("signed_out")));
    for emptied in ["connections", "records", "card"] {
        assert_eq!(in_wallet(wallet, &[emptied]).stdout, "", "{emptied}");
    }
    let gone = in_wallet(wallet, &["sync", "--connection", id]);
    assert_eq!((gone.status, &gone.events[0]["kind"]), (Some(1), &Value::from("not_found")));
    let secure = wallet.join("secure").read_dir().unwrap();
    let left: Vec<_> = secure.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    assert!(left.iter().all(|name| !name.contains(id)), "{left:?}");
}

#[test]
fn a_payer_with_a_preset() {
    let sandbox = Sandbox::start(Options::default()).unwrap();
    let payer = sandbox.payer("bcbsmn").unwrap();
    let base = payer.fhir_base().to_string();
    let target = ["--payer", "bcbsmn", "--fhir-base", &base];
    journey(payer, &target, ["none", "client_secret_basic", "loopback"]);
}

#[test]
fn a_server_of_which_only_the_fhir_base_is_known() {
    let sandbox = Sandbox::start(Options::default()).unwrap();
    let payer = sandbox.payer("intersystems").unwrap();
    let base = payer.fhir_base().to_string();
    let scopes = payer.scopes().join(" ");
    let target = ["--fhir-base", &base, "--scope", &scopes];
    journey(payer, &target, ["S256", "client_secret_basic", "loopback"]);
}

#[test]
fn a_callback_url_that_is_typed() {
    let sandbox = Sandbox::start(Options::default()).unwrap();
    let payer = sandbox.payer("bcbsnc").unwrap();
    let directory = tempfile::tempdir().unwrap();
    let (base, wallet) = (payer.fhir_base().to_string(), directory.path().display().to_string());
    let redirect = "org.billfold.wallet:/callback/bcbsnc";
    let target = ["--payer", "bcbsnc", "--fhir-base", &base];
    let mut connecting = start(payer, &target, &wallet, &["--redirect-uri", redirect]);
    let authorize = connecting.event();
    assert_eq!(authorize["redirect_uri"], redirect);
    connecting.type_line("org.billfold.wallet:/callback/bcbsnc?code=x&state=y");
    let callback = member_signs_in(authorize["url"].as_str().unwrap(), &payer.logins()[0], Answer::Allow);
    connecting.type_line(&callback);
    let connected = connecting.event();
    assert_eq!(connected["protection"]["redirect"], "unbound", "{connected}");
    let (status, stderr) = connecting.end();
    assert_eq!(status, Some(0));
    assert!(stderr.contains("warning: nothing binds this custom scheme"), "{stderr}");
}

#[test]
fn a_member_who_does_not_agree() {
    let sandbox = Sandbox::start(Options::default()).unwrap();
    let payer = sandbox.payer("bcbst").unwrap();
    let directory = tempfile::tempdir().unwrap();
    let (base, wallet) = (payer.fhir_base().to_string(), directory.path().display().to_string());
    let mut connecting = start(payer, &["--payer", "bcbst", "--fhir-base", &base], &wallet, &[]);
    let url = connecting.event()["url"].as_str().unwrap().to_owned();
    let page = get(&member_signs_in(&url, &payer.logins()[0], Answer::Deny));
    assert!(page.contains("The sign-in failed") && page.contains("not granted"), "{page}");
    let error = connecting.event();
    assert_eq!((&error["event"], &error["kind"]), (&Value::from("error"), &Value::from("access_denied")));
    assert_eq!(connecting.end().0, Some(1));
}
