//! No secret in any output: every log line, error and `Debug` of the journeys is searched for every secret that the
//! sandbox issued or was sent. One test, because a process has one subscriber for all of its logs.

#![allow(clippy::unwrap_used, reason = "outside of the test function too")]

mod support;

use std::io::Write;
use std::sync::{Arc, Mutex};

use billfold::wallet::{ClaimQuery, ClinicalQuery};
use billfold::{ErrorKind, Reference};
use billfold_sandbox::browser::Answer;
use billfold_sandbox::{Faults, IdTokenFault};
use support::{ALL, World, redirect, sync};

#[derive(Clone, Default)]
struct Captured(Arc<Mutex<Vec<u8>>>);

impl Captured {
    fn add(&self, text: impl std::fmt::Display) {
        writeln!(self.clone(), "{text}").unwrap();
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned()
    }
}

impl Write for Captured {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_log_line_error_or_debug_holds_a_secret() {
    let output = Captured::default();
    let writer = output.clone();
    // The core and all that it calls, as loud as they can be; the sandbox's own logs are not the wallet's.
    tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .init();
    let world = World::new();
    let wallet = world.wallet().await;
    let mut patients = Vec::new();
    for payer in ALL {
        let request = wallet.begin_sign_in(payer, world.options(payer)).await.unwrap();
        output.add(format!("{request:?} {:?}", world.options(payer)));
        let callback = world.callback(payer, &request, Answer::Allow).await;
        let connection = wallet.complete_sign_in(&callback).await.unwrap();
        let report = sync(&wallet, &connection).await.unwrap();
        output.add(format!("{connection:?} {report:?} {wallet:?}"));
        for outcome in [
            wallet.complete_sign_in(&callback).await,
            wallet.complete_sign_in(&format!("{}?code=x&state=y", redirect(payer))).await,
            world.try_sign_in(&wallet, payer, Answer::Deny).await,
            world.try_sign_in(&wallet, payer, Answer::WrongPassword).await,
        ] {
            let error = outcome.unwrap_err();
            output.add(format!("{error} {error:?}"));
        }
        patients.push(connection.patient.clone());
    }
    world
        .payer("bcbsmn")
        .set_faults(Faults { id_token: Some(IdTokenFault::WrongNonce), ..Faults::default() });
    let error = world.try_sign_in(&wallet, "bcbsmn", Answer::Allow).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::RestartSignIn);
    output.add(format!("{error} {error:?}"));
    for faults in all_faults() {
        world.payer("bcbsmn").set_faults(faults);
        wallet.accept_changed_hosts("bcbsmn", None).await.unwrap();
        if let Err(error) = world.try_sign_in(&wallet, "bcbsmn", Answer::Allow).await {
            output.add(format!("{error} {error:?}"));
        }
    }
    world.payer("bcbsmn").set_faults(Faults::default());
    world.payer("sharedhealthms").set_faults(Faults { several_patients: true, ..Faults::default() });
    let error = world.try_sign_in(&wallet, "sharedhealthms", Answer::Allow).await.unwrap_err();
    let choices = wallet.patient_choices(error.sign_in().unwrap()).await.unwrap();
    output.add(format!("{error} {error:?} {choices:?}"));
    for connection in wallet.connections().unwrap() {
        if let Ok(info) = wallet.user_info(&connection.id).await {
            output.add(format!("{info:?} {:?}", connection.context));
        }
    }

    output.add(format!(
        "{:?} {:?}",
        wallet.cards().unwrap(),
        wallet.claims(&ClaimQuery::default()).unwrap().items
    ));
    let all = ClinicalQuery::default();
    let (medications, conditions) = (wallet.medications(&all).unwrap(), wallet.conditions(&all).unwrap());
    output.add(format!("{:?} {:?} {:?}", medications, medications.items, conditions.items));
    output.add(format!("{:?} {:?}", wallet.observations(&all).unwrap().items, wallet.connections().unwrap()));
    let member_ids: Vec<String> =
        wallet.cards().unwrap().into_iter().filter_map(|card| card.member_id).collect();
    for patient in &patients {
        output.add(format!("{:?}", Reference { resource_type: "Patient".to_owned(), id: patient.clone() }));
    }
    for connection in wallet.connections().unwrap() {
        output.add(format!("{:?}", wallet.sign_out(&connection.id).await.unwrap()));
    }

    let text = output.text();
    assert!(text.contains("signed in") && text.contains("Claim { .. }"), "nothing was captured");
    let secrets = world.sandbox.secrets();
    assert!(secrets.len() > 50, "{}", secrets.len());
    let canaries = secrets.iter().chain(&patients).chain(&member_ids).filter(|canary| canary.len() >= 6);
    for canary in canaries {
        if let Some(line) = text.lines().find(|line| line.contains(canary.as_str())) {
            panic!(
                "a secret of {} characters is in: {:.300}",
                canary.len(),
                line.replace(canary.as_str(), "<SECRET>")
            );
        }
    }
}

/// Everything that can be wrong with a sign-in.
fn all_faults() -> Vec<Faults> {
    use billfold_sandbox::{DiscoveryFault as D, IdTokenFault as I, KeySetFault as K, TokenFault as T};
    let id_tokens = [
        I::WrongIssuer,
        I::WrongAudience,
        I::WrongAuthorizedParty,
        I::Expired,
        I::FromTheFuture,
        I::BadSignature,
        I::Unsigned,
        I::HmacWithPublicKey,
        I::WrongKeyId,
        I::WrongAccessTokenHash,
        I::ForeignUser,
        I::Missing,
    ]
    .map(|fault| Faults { id_token: Some(fault), ..Faults::default() });
    let tokens = [
        T::Unavailable,
        T::ResponseLost,
        T::Redirects,
        T::TooLarge,
        T::Html,
        T::NoAccessToken,
        T::OtherTokenType,
    ]
    .map(|fault| Faults { token: Some(fault), ..Faults::default() });
    let key_sets =
        [K::Empty, K::Html, K::TooLarge].map(|fault| Faults { key_set: Some(fault), ..Faults::default() });
    let documents = [D::HttpEndpoints, D::SiblingHost, D::TooLarge, D::DeeplyNested, D::Html]
        .map(|fault| Faults { discovery: Some(fault), ..Faults::default() });
    [id_tokens.to_vec(), tokens.to_vec(), key_sets.to_vec(), documents.to_vec()].concat()
}
