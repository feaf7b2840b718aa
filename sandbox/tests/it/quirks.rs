//! Quirks as switches: names, targets, and their list on the command line.

use std::process::Command;

use billfold_sandbox::data::Payer;
use billfold_sandbox::{Options, Quirk, Sandbox, Switch};
use reqwest::StatusCode;

use crate::harness::*;

#[test]
fn a_switch_is_named_for_all_payers_or_for_one() {
    for quirk in Quirk::ALL {
        assert_eq!(quirk.name().parse(), Ok(Switch::from(*quirk)));
        let one = format!("bcbst:{}", quirk.name()).parse();
        assert_eq!(one, Ok(Switch { payer: Some(Payer::BcbsTn), quirk: *quirk }));
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        assert!(
            quirk.name().chars().all(plain) && quirk.summary().ends_with('.') && !quirk.seen().is_empty()
        );
    }
    assert!("no-such".parse::<Switch>().unwrap_err().contains("--quirks"));
    assert!("aetna:no-pkce".parse::<Switch>().unwrap_err().contains("aetna"));
}

#[test]
fn the_command_lists_them() {
    let command = Command::new(env!("CARGO_BIN_EXE_billfold-sandbox")).arg("--quirks").output().unwrap();
    let list = String::from_utf8(command.stdout).unwrap();
    assert!(command.status.success());
    let names: Vec<&str> = list.lines().filter_map(|line| line.split(' ').next()).collect();
    assert_eq!(names, Quirk::ALL.iter().map(|quirk| quirk.name()).collect::<Vec<_>>());
}

#[tokio::test]
async fn quirks_go_together_and_stay_where_they_were_switched_on() {
    let quirks = ["bcbst:float-expiry", "bcbst:negative-ids", "sharedhealthms:base-gone"];
    let quirks = quirks.map(|switch| switch.parse().unwrap()).to_vec();
    let payers = vec![Payer::BcbsTn, Payer::SharedHealthMs];
    let sandbox = Sandbox::start(Options { quirks, payers, ..Options::default() }).unwrap();
    let payer = sandbox.payer("bcbst").unwrap();
    let tokens = tokens(payer, &payer.logins()[0]).await;
    assert!(tokens["expires_in"].is_f64() && payer.logins()[0].patient.starts_with('-'));
    let gone = sandbox.payer("sharedhealthms").unwrap();
    assert_eq!(fhir(gone, "metadata", None).await.0, StatusCode::NOT_FOUND);
    assert_eq!(fhir(payer, "metadata", None).await.0, StatusCode::OK);
}
