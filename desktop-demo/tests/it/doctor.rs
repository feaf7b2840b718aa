//! `doctor` and `payers`: what a developer asks before the first sign-in.

use crate::support::run;
use billfold_sandbox::{Options, Sandbox};

#[test]
fn every_server_is_read() {
    let sandbox = Sandbox::start(Options::default()).unwrap();
    let directory = tempfile::tempdir().unwrap();
    let temporary = directory.path().display().to_string();
    let environment = [("TMPDIR", temporary.as_str()), ("HOME", &temporary), ("XDG_DATA_HOME", &temporary)];
    for (id, pkce, authorization_from) in [
        ("bcbsmn", "none", "smart_configuration"),
        ("bcbsnc", "S256", "preset"),
        ("bcbst", "S256-unconfirmed", "smart_configuration"),
        ("intersystems", "S256", "smart_configuration"),
        ("sharedhealthms", "S256-unconfirmed", "smart_configuration"),
    ] {
        let base = sandbox.payer(id).unwrap().fhir_base().to_string();
        let target = ["doctor", "--payer", id, "--fhir-base", &base];
        let finished = run(&[target.as_slice(), &["--json"]].concat(), &environment);
        assert_eq!(finished.status, Some(0), "{}{}", finished.stdout, finished.stderr);
        let event = &finished.events[0];
        assert_eq!(
            (&event["event"], &event["payer"], &event["pkce"]),
            (&"doctor".into(), &id.into(), &pkce.into())
        );
        assert_eq!(event["server"]["authorization_endpoint"]["source"], authorization_from, "{id}");
        assert!(
            !event["scopes"].as_array().unwrap().is_empty()
                && !event["client_auth"].as_array().unwrap().is_empty()
        );
        assert!(!event["findings"].as_array().unwrap().is_empty(), "{id}");

        let plain = run(&target, &environment);
        assert!(
            plain.stdout.contains("What the server publishes") && plain.stdout.contains(pkce),
            "{}",
            plain.stdout
        );
    }
    let base = sandbox.payer("intersystems").unwrap().fhir_base().to_string();
    let unknown = run(&["doctor", "--json", "--fhir-base", &base], &environment);
    assert_eq!(unknown.events[0]["pkce"], "S256", "{}", unknown.stderr);
    assert_eq!(directory.path().read_dir().unwrap().count(), 0, "no file stays");
}

#[test]
fn the_payers_are_known_without_a_network() {
    let listed = run(&["payers", "--json"], &[]);
    let ids: Vec<_> = listed.events.iter().map(|event| event["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["bcbsmn", "bcbsnc", "bcbst", "intersystems", "sharedhealthms"]);
    let one = run(&["payers", "bcbst", "--json"], &[]);
    assert_eq!(one.events.len(), 1);
    assert!(!one.events[0]["registration"]["send"].as_array().unwrap().is_empty());
    let plain = run(&["payers", "bcbst"], &[]);
    assert!(plain.stdout.contains("How an app registers"), "{}", plain.stdout);
    assert!(run(&["payers"], &[]).stdout.contains("sharedhealthms"));
}
