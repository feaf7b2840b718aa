//! The provider directory of a payer that nobody has signed in to.

use billfold_sandbox::{Options, Sandbox};

use crate::support::run;

#[test]
fn a_directory_is_searched_without_a_sign_in() {
    let sandbox = Sandbox::start(Options::default()).unwrap();
    let directory = tempfile::tempdir().unwrap();
    let base = sandbox.payer("bcbst").unwrap().fhir_base().to_string();
    let wallet = directory.path().display().to_string();
    let search = ["directory", "--wallet", &wallet, "--payer", "bcbst", "--fhir-base", &base];
    let found = run(&[&search[..], &["--json", "--near", "35.05,-85.31", "--limit", "3"]].concat(), &[]);
    assert_eq!((found.status, found.events.len()), (Some(0), 3), "{}{}", found.stdout, found.stderr);
    assert!(found.events.iter().all(|entry| entry["name"].is_string() && entry["npi"].is_string()));
    let read = run(&[&search[..], &["--language", "Spanish"]].concat(), &[]);
    assert!(read.status == Some(0) && read.stdout.contains("Spanish"), "{}", read.stdout);
    let closed = run(&["directory", "--wallet", &wallet, "--payer", "bcbsnc", "--json"], &[]);
    assert_eq!((closed.status, closed.events[0]["kind"].as_str()), (Some(1), Some("not_found")));
}
