//! What goes wrong is told in one object, with exit status 1.

use crate::support::{Connecting, Finished, run};
use billfold_sandbox::{Down, Faults, Options, RunningPayer, Sandbox};
use serde_json::Value;

fn connect_arguments<'a>(payer: &RunningPayer, base: &'a str, wallet: &'a str) -> Vec<&'a str> {
    let id = payer.id();
    vec!["connect", "--payer", id, "--fhir-base", base, "--wallet", wallet]
}

#[track_caller]
fn assert_fails(finished: &Finished, kind: &str) {
    assert_eq!(finished.status, Some(1), "{}{}", finished.stdout, finished.stderr);
    let error = finished.events.last().unwrap();
    assert_eq!((&error["event"], &error["kind"]), (&Value::from("error"), &Value::from(kind)), "{error}");
    assert!(!error["detail"].as_str().unwrap().is_empty());
}

#[test]
fn a_client_that_the_payer_does_not_know() {
    let sandbox = Sandbox::start(Options::default()).unwrap();
    let payer = sandbox.payer("bcbsnc").unwrap();
    let directory = tempfile::tempdir().unwrap();
    let (base, wallet) = (payer.fhir_base().to_string(), directory.path().display().to_string());
    let mut arguments = connect_arguments(payer, &base, &wallet);
    arguments.extend(["--client-id", "nobody"]);

    // The payer shows a page and never redirects, so it comes to light when the wait ends: by time or by Ctrl-C.
    let timed_out = run(&[arguments.as_slice(), &["--json", "--no-browser", "--timeout", "1"]].concat(), &[]);
    assert_eq!(timed_out.events[0]["event"], "authorize");
    assert_fails(&timed_out, "unknown_client");

    let mut interrupted = Connecting::start(&arguments, &[]);
    assert_eq!(interrupted.event()["event"], "authorize");
    interrupted.interrupt();
    assert_eq!(interrupted.event()["kind"], "unknown_client");
    assert_eq!(interrupted.end().0, Some(1));

    let plain = run(&[arguments.as_slice(), &["--no-browser", "--timeout", "1"]].concat(), &[]);
    assert_eq!(plain.status, Some(1));
    assert!(
        plain.stderr.trim_end().lines().last().unwrap().contains("does not know this app"),
        "{}",
        plain.stderr
    );
}

#[test]
fn a_member_who_closes_the_browser() {
    let sandbox = Sandbox::start(Options::default()).unwrap();
    let payer = sandbox.payer("bcbsnc").unwrap();
    let directory = tempfile::tempdir().unwrap();
    let (base, wallet) = (payer.fhir_base().to_string(), directory.path().display().to_string());
    let client = payer.client().id.clone();
    let mut arguments = connect_arguments(payer, &base, &wallet);
    arguments.extend(["--client-id", &client, "--json", "--no-browser", "--timeout", "1"]);
    assert_fails(&run(&arguments, &[]), "cancelled");
}

#[test]
fn a_payer_that_is_down() {
    let sandbox = Sandbox::start(Options::default()).unwrap();
    let payer = sandbox.payer("intersystems").unwrap();
    payer.set_faults(Faults { down: Some(Down::Refuses), ..Faults::default() });
    let directory = tempfile::tempdir().unwrap();
    let (base, wallet) = (payer.fhir_base().to_string(), directory.path().display().to_string());
    let mut arguments = connect_arguments(payer, &base, &wallet);
    arguments.extend(["--client-id", "any", "--client-secret-env", "TEST_SECRET", "--json", "--no-browser"]);
    assert_fails(&run(&arguments, &[("TEST_SECRET", "any")]), "offline");
}

#[test]
fn what_cannot_be_done_is_said() {
    let directory = tempfile::tempdir().unwrap();
    let wallet = directory.path().display().to_string();
    for (arguments, kind) in [
        (vec!["payers", "nobody"], "misconfigured"),
        (vec!["record", "Coverage/1"], "not_found"),
        (vec!["record", "nonsense"], "misconfigured"),
        (vec!["records", "--connection", "none"], "not_found"),
        (vec!["sync", "--connection", "none"], "not_found"),
        (vec!["sign-out", "--connection", "none"], "not_found"),
        (vec!["doctor"], "misconfigured"),
        (vec!["doctor", "--payer", "intersystems"], "misconfigured"),
        (vec!["doctor", "--fhir-base", "http://payer.example/fhir"], "misconfigured"),
        (vec!["connect", "--payer", "nobody", "--client-id", "a"], "misconfigured"),
        (
            vec![
                "connect",
                "--payer",
                "bcbsmn",
                "--client-id",
                "a",
                "--redirect-uri",
                "https://a.example/cb",
            ],
            "misconfigured",
        ),
        (
            vec!["connect", "--payer", "bcbsmn", "--client-id", "a", "--redirect-uri", "http://127.0.0.1:0"],
            "misconfigured",
        ),
        (
            vec!["connect", "--payer", "bcbsmn", "--client-id", "a", "--client-secret-env", "TEST_UNSET"],
            "misconfigured",
        ),
    ] {
        let all = [arguments.as_slice(), &["--json", "--wallet", &wallet]].concat();
        let finished = run(&all, &[]);
        assert_eq!(finished.events.len(), 1, "{arguments:?}: {}", finished.stdout);
        assert_fails(&finished, kind);
        let plain = run(&[arguments.as_slice(), &["--wallet", &wallet]].concat(), &[]);
        assert_eq!((plain.status, plain.stdout.as_str()), (Some(1), ""), "{arguments:?}");
        assert!(!plain.stderr.is_empty());
    }
}
