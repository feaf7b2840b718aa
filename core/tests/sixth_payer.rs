//! A sixth payer by data alone: Medicare's Blue Button 2.0. Its preset is a file that is not built in, and the sandbox is
//! Blue Button by quirks: no line of the core's Rust knows it.

#![allow(clippy::unwrap_used, reason = "a journey that cannot be set up is a failed test")]

mod support;

use billfold::auth::PkceProtection;
use billfold::payer::{Preset, builtin};
use billfold::{Connection, ErrorKind, Wallet, WalletConfig};
use billfold_sandbox::Quirk;
use billfold_sandbox::browser::Answer;
use billfold_sandbox::data::Payer;
use support::{World, all_claims, sync};

/// What makes a simulated payer Medicare's.
const BLUE_BUTTON: [Quirk; 7] = [
    Quirk::BlueButtonPaths,
    Quirk::PkceAndSecret,
    Quirk::NoWildcards,
    Quirk::RefreshTokenUnasked,
    Quirk::FloatExpiry,
    Quirk::PatientMissing,
    Quirk::NegativeIds,
];

fn preset() -> Preset {
    Preset::from_json("bluebutton.json", include_str!("../payers/more/bluebutton.json")).unwrap()
}

/// A wallet to which an app has added Blue Button, as `world` serves it.
async fn wallet(world: &World) -> Wallet {
    let preset = preset().at_origin(&world.payer("bcbsmn").origin()).unwrap();
    world.wallet_with(WalletConfig { presets: vec![preset], ..world.config() }).await
}

async fn sign_in(world: &World, wallet: &Wallet) -> Connection {
    let request = wallet.begin_sign_in("bluebutton", world.options("bcbsmn")).await.unwrap();
    let callback = world.callback("bcbsmn", &request, Answer::Allow).await;
    wallet.complete_sign_in(&callback).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn medicare_is_signed_in_to_synced_and_renewed() {
    let world = World::bent(Payer::BcbsMn, &BLUE_BUTTON);
    let wallet = wallet(&world).await;
    let connection = sign_in(&world, &wallet).await;
    assert_eq!((connection.payer.as_str(), connection.protection.pkce), ("bluebutton", PkceProtection::S256));
    assert!(connection.patient.starts_with('-') && connection.can_refresh);
    assert!(connection.scopes_missing.is_empty(), "{:?}", connection.scopes_missing);

    let report = sync(&wallet, &connection).await.unwrap();
    let mut held = world.payer("bcbsmn").held(&connection.patient);
    held.retain(|resource_type, _| {
        matches!(resource_type.as_str(), "Patient" | "Coverage" | "ExplanationOfBenefit")
    });
    assert_eq!((report.failed, &report.records), (Vec::new(), &held));
    assert_eq!(
        all_claims(&wallet).len() as u64 + wallet.prior_authorizations().unwrap().len() as u64,
        held["ExplanationOfBenefit"]
    );
    assert!(!wallet.cards().unwrap().is_empty());

    world.payer("bcbsmn").expire_access_tokens();
    let again = sync(&wallet, &connection).await.unwrap();
    assert_eq!((again.failed, again.new, again.records), (Vec::new(), 0, held));
    assert_eq!(wallet.connection(&connection.id).unwrap().patient, connection.patient);
    assert!(wallet.sign_out(&connection.id).await.unwrap().revoked);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_medicare_grant_that_has_run_out_is_a_sign_in() {
    let world = World::bent(Payer::BcbsMn, &[&BLUE_BUTTON as &[Quirk], &[Quirk::GrantNotFound]].concat());
    let wallet = wallet(&world).await;
    let connection = sign_in(&world, &wallet).await;
    world.payer("bcbsmn").expire_access_tokens();
    assert_eq!(sync(&wallet, &connection).await.unwrap_err().kind(), ErrorKind::SignInRequired);
    assert_eq!(sign_in(&world, &wallet).await.id, connection.id);
}

#[test]
fn presets_that_are_not_built_in_are_valid_and_payers_of_their_own() {
    let known: Vec<String> = builtin().into_iter().map(|preset| preset.id).collect();
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("payers/more");
    let mut read = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap();
        let preset = Preset::from_json(name, &std::fs::read_to_string(&path).unwrap()).unwrap();
        assert_eq!(preset.id, name);
        assert!(
            !known.contains(&preset.id) && !preset.sources.is_empty() && !preset.registration.send.is_empty()
        );
        read += 1;
    }
    assert!(read > 0);
}
