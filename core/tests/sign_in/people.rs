//! Who signed in, and for whom.

use billfold::ErrorKind;
use billfold_sandbox::Faults;
use billfold_sandbox::browser::{Answer, Landing};
use billfold_sandbox::data::Payer;

use crate::kind;
use crate::support::{World, sync};

#[tokio::test(flavor = "multi_thread")]
async fn a_representative_is_not_the_patient() {
    let world = World::of(Payer::BcbsMn);
    let wallet = world.wallet().await;
    let mut seen = Vec::new();
    for login in world.payer("bcbsmn").logins().to_vec() {
        let request = wallet.begin_sign_in("bcbsmn", world.options("bcbsmn")).await.unwrap();
        let Landing::Callback(callback) = world.follow_as(&request, &login, Answer::Allow).await else {
            panic!("no callback")
        };
        let connection = wallet.complete_sign_in(&callback).await.unwrap();
        assert_eq!(connection.user.as_deref(), Some(login.fhir_user.as_str()));
        assert_eq!(connection.patient, login.patient);
        seen.push(login.fhir_user);
    }
    assert!(seen.iter().any(|user| user.starts_with("RelatedPerson/")), "{seen:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn several_patients_are_a_question_to_the_member() {
    let world = World::of(Payer::SharedHealthMs);
    let wallet = world.wallet().await;
    let payer = world.payer("sharedhealthms");
    payer.set_faults(Faults { several_patients: true, ..Faults::default() });
    let own = payer.logins()[0].patient.clone();
    let mut made = Vec::new();
    for turn in 0..2 {
        let error = world.try_sign_in(&wallet, "sharedhealthms", Answer::Allow).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ChoosePatient);
        let sign_in = error.sign_in().unwrap().to_owned();
        assert!(!format!("{error} {error:?}").contains(&own));
        // The choice may be made by another process.
        let wallet = world.wallet().await;
        let choices = wallet.patient_choices(&sign_in).await.unwrap();
        assert!(choices.len() > 1 && choices.iter().all(|choice| choice.name.is_some()));
        assert_eq!(
            kind(wallet.choose_patient(&sign_in, "nobody").await),
            ErrorKind::PayerMisbehaved,
            "only those who were offered"
        );
        let other = choices.iter().find(|choice| choice.patient != own).unwrap();
        let patient = if turn == 0 { own.clone() } else { other.patient.clone() };
        made.push(wallet.choose_patient(&sign_in, &patient).await.unwrap());
        assert_eq!(kind(wallet.choose_patient(&sign_in, &patient).await), ErrorKind::RestartSignIn, "once");
    }
    assert_ne!(made[0].id, made[1].id, "each has a connection of its own");
    payer.set_faults(Faults::default());
    assert_eq!(sync(&wallet, &made[0]).await.unwrap().records, payer.held(&own));
}

#[tokio::test(flavor = "multi_thread")]
async fn user_info_tells_who_signed_in() {
    let world = World::of(Payer::BcbsMn);
    let wallet = world.wallet().await;
    let connection = world.sign_in(&wallet, "bcbsmn").await;
    let info = wallet.user_info(&connection.id).await.unwrap().expect("an answer");
    assert_eq!(info.name.as_deref(), Some(world.payer("bcbsmn").logins()[0].name.as_str()));
    assert_eq!(format!("{info:?}"), "UserInfo { .. }");
}
