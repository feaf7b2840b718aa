//! Whose records these are.

use billfold::error::FhirError;
use billfold_sandbox::Quirk;
use billfold_sandbox::data::Payer;

use crate::support::{World, sync};
use crate::{costs_nothing, whole};

#[tokio::test(flavor = "multi_thread")]
async fn the_patient_is_found_wherever_the_payer_tells() {
    for quirk in [
        Quirk::PatientMissing,
        Quirk::PatientPrefixed,
        Quirk::PatientInIdToken,
        Quirk::PatientInAccessToken,
        Quirk::PatientByFhirUser,
        Quirk::PatientBySearch,
    ] {
        let world = World::bent(Payer::BcbsMn, &[quirk]);
        let (connection, _) = whole(&world, &world.wallet().await, "bcbsmn").await;
        assert_eq!(connection.patient, world.payer("bcbsmn").logins()[0].patient, "{}", quirk.name());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ids_are_opaque() {
    costs_nothing(Payer::BcbsMn, &[Quirk::NegativeIds, Quirk::PrefixedIds]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_patient_is_left_out_and_told() {
    let world = World::bent(Payer::BcbsNc, &[Quirk::TwoPatients]);
    let wallet = world.wallet().await;
    let connection = world.sign_in(&wallet, "bcbsnc").await;
    let report = sync(&wallet, &connection).await.unwrap();
    let failed: Vec<_> = report.failed.iter().map(|failure| &failure.error).collect();
    assert_eq!(failed, [&FhirError::OtherPatient]);
    let mut held = world.payer("bcbsnc").held(&connection.patient);
    assert_eq!(held.insert("Patient".to_owned(), 1), Some(2));
    assert_eq!(report.records, held, "all else of the member's is there");
}

#[tokio::test(flavor = "multi_thread")]
async fn demographics_that_are_withheld_cost_nothing_else() {
    let world = World::bent(Payer::BcbsMn, &[Quirk::DemographicsWithheld]);
    let wallet = world.wallet().await;
    let connection = world.sign_in(&wallet, "bcbsmn").await;
    let report = sync(&wallet, &connection).await.unwrap();
    assert_eq!(report.failed.len(), 1);
    assert_eq!(report.failed[0].error, FhirError::Forbidden { status: 403 });
    let mut held = world.payer("bcbsmn").held(&connection.patient);
    held.remove("Patient");
    for (resource_type, count) in held {
        // What tells where the Patient comes from does not come without it.
        assert!(resource_type == "Provenance" || report.records[&resource_type] == count, "{resource_type}");
    }
    assert!(wallet.user_info(&connection.id).await.unwrap().is_none());
}
