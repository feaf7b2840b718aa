//! The main job: sign in to five payers, fetch everything, show it, sign out.

mod support;

use std::sync::Mutex;

use billfold::auth::PkceProtection;
use billfold::config::{ClientAuthMethod, RedirectBinding};
use billfold::record::CardActivity;
use billfold::wallet::{ClaimQuery, ClinicalQuery, RecordQuery};
use billfold::{Cancel, ErrorKind, Reference};
use billfold_sandbox::browser::{Answer, Landing};
use support::{ALL, World, all_claims, sync};

#[tokio::test(flavor = "multi_thread")]
async fn every_payer_signs_in_and_gives_all_it_holds() {
    let world = World::new();
    let wallet = world.wallet().await;
    for payer in ALL {
        let connection = world.sign_in(&wallet, payer).await;
        let expected = &world.payer(payer).logins()[0].patient;
        assert_eq!(connection.patient, *expected, "{payer}");
        let report = sync(&wallet, &connection).await.unwrap();
        assert_eq!(report.failed, [], "{payer}");
        assert_eq!(report.records, world.payer(payer).held(expected), "{payer}");
        assert_eq!(report.new, report.records.values().sum::<u64>(), "{payer}");
    }
    assert_eq!(wallet.connections().unwrap().len(), 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_protection_of_each_sign_in_is_told_truthfully() {
    let world = World::new();
    let wallet = world.wallet().await;
    for (payer, pkce, client_auth, id_token) in [
        ("bcbsmn", PkceProtection::None, ClientAuthMethod::ClientSecretBasic, true),
        ("bcbsnc", PkceProtection::S256, ClientAuthMethod::None, false),
        ("bcbst", PkceProtection::S256Unconfirmed, ClientAuthMethod::ClientSecretPost, true),
        ("intersystems", PkceProtection::S256, ClientAuthMethod::ClientSecretBasic, true),
        ("sharedhealthms", PkceProtection::S256Unconfirmed, ClientAuthMethod::ClientSecretPost, true),
    ] {
        let protection = world.sign_in(&wallet, payer).await.protection;
        assert_eq!((protection.pkce, protection.client_auth), (pkce, client_auth), "{payer}");
        assert_eq!(
            (protection.redirect, protection.id_token),
            (RedirectBinding::AuthSession, id_token),
            "{payer}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_wallet_shows_card_claims_and_medications() {
    let world = World::new();
    let wallet = world.wallet().await;
    for payer in ["bcbsmn", "intersystems"] {
        let connection = world.sign_in(&wallet, payer).await;
        sync(&wallet, &connection).await.unwrap();
    }
    let cards = wallet.cards().unwrap();
    let card = &cards[0];
    assert_eq!(card.activity, CardActivity::Active);
    assert!(card.member_id.is_some() && card.rx_bin.is_some() && card.plan.is_some() && card.payer.is_some());
    assert!(!card.payer_contacts.is_empty() && !card.copays.is_empty());
    assert!(cards.iter().any(|card| card.activity == CardActivity::Ended));

    let claims = all_claims(&wallet);
    assert!(claims.len() >= 60, "{}", claims.len());
    assert!(claims.is_sorted_by(|a, b| a.service_start >= b.service_start));
    assert!(claims.iter().all(|claim| claim.provider.is_some()));
    assert!(
        claims.iter().any(|claim| !claim.discrepancies.is_empty())
            && claims.iter().any(|claim| claim.member_owes.is_none())
    );
    assert!(claims.iter().any(|claim| !claim.denial_reasons.is_empty()));

    let medications = wallet.medications(&ClinicalQuery::default()).unwrap().items;
    assert!(medications.iter().any(|medication| medication.events.len() > 3));
    assert!(medications.iter().all(|medication| medication.name != "Unnamed medication"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_comes_out_as_the_payer_sent_it() {
    let world = World::new();
    let wallet = world.wallet().await;
    let connection = world.sign_in(&wallet, "bcbsmn").await;
    sync(&wallet, &connection).await.unwrap();
    let query = RecordQuery { connection: None, resource_type: Some("Coverage".to_owned()) };
    let coverage = wallet.records(&query).unwrap().remove(0).origin.reference;
    let json = wallet.record(&coverage, None).unwrap().unwrap();
    assert!(json.contains(&coverage.id) && json.starts_with('{'));
    let nothing = Reference { resource_type: "Coverage".to_owned(), id: "none".to_owned() };
    assert_eq!(wallet.record(&nothing, None).unwrap(), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_representative_signs_in_for_somebody_else() {
    let world = World::new();
    let wallet = world.wallet().await;
    for payer in ALL {
        let logins = world.payer(payer).logins();
        let representative =
            logins.iter().find(|login| !login.fhir_user.ends_with(&format!("/{}", login.patient)));
        let Some(login) = representative else { panic!("{payer} has no representative") };
        let request = wallet.begin_sign_in(payer, world.options(payer)).await.unwrap();
        let Landing::Callback(url) = world.follow_as(&request, login, Answer::Representative).await else {
            panic!("{payer}: no callback")
        };
        let connection = wallet.complete_sign_in(&url).await.unwrap();
        assert_eq!(connection.patient, login.patient, "{payer}");
        let report = sync(&wallet, &connection).await.unwrap();
        assert_eq!(report.records, world.payer(payer).held(&login.patient), "{payer}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn progress_is_told_while_it_goes_on() {
    let world = World::new();
    let wallet = world.wallet().await;
    let connection = world.sign_in(&wallet, "bcbsmn").await;
    let seen = Mutex::new(Vec::new());
    let report = wallet
        .sync(&connection.id, |progress| seen.lock().unwrap().push(progress), &Cancel::new())
        .await
        .unwrap();
    let seen = seen.into_inner().unwrap();
    assert!(seen.is_sorted_by_key(|progress| progress.records));
    let last = seen.last().unwrap();
    assert!(last.records >= report.records.values().sum::<u64>());
    assert_eq!((last.bytes, last.done), (report.bytes, last.planned));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_sync_changes_nothing() {
    let world = World::new();
    let wallet = world.wallet().await;
    for payer in ALL {
        let connection = world.sign_in(&wallet, payer).await;
        let first = sync(&wallet, &connection).await.unwrap();
        let second = sync(&wallet, &connection).await.unwrap();
        assert_eq!((second.new, second.changed, second.records), (0, 0, first.records), "{payer}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancelled_sync_stops_and_the_next_goes_on() {
    let world = World::new();
    let wallet = world.wallet().await;
    let connection = world.sign_in(&wallet, "bcbsmn").await;
    let cancel = Cancel::new();
    let outcome = wallet
        .sync(
            &connection.id,
            |progress| {
                if progress.records > 0 {
                    cancel.cancel();
                }
            },
            &cancel,
        )
        .await;
    assert_eq!(outcome.unwrap_err().kind(), ErrorKind::Cancelled);
    let kept: u64 = wallet.counts(&connection.id).unwrap().values().sum();
    assert!(kept > 0);
    let report = sync(&wallet, &connection).await.unwrap();
    assert_eq!(report.records, world.payer("bcbsmn").held(&connection.patient));
    assert!(report.new < report.records.values().sum::<u64>(), "it began anew");
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_leaves_nothing_and_the_wallet_goes_on() {
    let world = World::new();
    let wallet = world.wallet().await;
    for payer in ALL {
        let connection = world.sign_in(&wallet, payer).await;
        sync(&wallet, &connection).await.unwrap();
        let report = wallet.sign_out(&connection.id).await.unwrap();
        assert_eq!(report.revoked, !matches!(payer, "bcbsmn" | "bcbsnc"), "{payer}");
        assert_eq!(wallet.counts(&connection.id).unwrap_err().kind(), ErrorKind::NotFound);
        assert_eq!(sync(&wallet, &connection).await.unwrap_err().kind(), ErrorKind::NotFound);
    }
    assert!(wallet.connections().unwrap().is_empty() && wallet.cards().unwrap().is_empty());
    world.sign_in(&wallet, "bcbst").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_in_again_renews_the_connection() {
    let world = World::new();
    let wallet = world.wallet().await;
    let first = world.sign_in(&wallet, "bcbsnc").await;
    sync(&wallet, &first).await.unwrap();
    let second = world.sign_in(&wallet, "bcbsnc").await;
    assert_eq!(second.id, first.id);
    assert!(wallet.claims(&ClaimQuery::default()).unwrap().total > 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_process_finds_the_wallet_as_it_was() {
    let world = World::new();
    let wallet = world.wallet().await;
    let connection = world.sign_in(&wallet, "intersystems").await;
    let counts = sync(&wallet, &connection).await.unwrap().records;
    drop(wallet);
    let wallet = world.wallet().await;
    let again = wallet.connections().unwrap().remove(0);
    assert_eq!((again.id.as_str(), again.can_refresh), (connection.id.as_str(), true));
    assert!(again.synced.is_some());
    assert_eq!(wallet.counts(&again.id).unwrap(), counts);
    sync(&wallet, &again).await.unwrap();
}
