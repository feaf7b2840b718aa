//! Fetching: changes only, what the payer no longer has, odd answers, and export.

#![allow(clippy::unwrap_used, reason = "a journey that cannot be set up is a failed test")]

mod support;

use std::collections::BTreeMap;
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use billfold::error::{FhirError, HttpError};
use billfold::wallet::ExportFormat;
use billfold::{Cancel, Connection, ErrorKind, Reference, SyncReport, Wallet};
use billfold_sandbox::data::Payer;
use billfold_sandbox::{ChangesFault, Faults};
use support::{ALL, Ticking, World, sync};

/// A server that is none of the payer's. It counts who comes.
struct Stranger {
    host: String,
    visitors: Arc<AtomicUsize>,
}

impl Stranger {
    fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let stranger = Self {
            host: listener.local_addr().unwrap().to_string(),
            visitors: Arc::new(AtomicUsize::new(0)),
        };
        let visitors = Arc::clone(&stranger.visitors);
        std::thread::spawn(move || {
            for _ in listener.incoming() {
                visitors.fetch_add(1, Ordering::Relaxed);
            }
        });
        stranger
    }

    fn visitors(&self) -> usize {
        self.visitors.load(Ordering::Relaxed)
    }
}

async fn reconcile(wallet: &Wallet, connection: &Connection) -> SyncReport {
    wallet.reconcile(&connection.id, |_| {}, &Cancel::new()).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_sync_with_nothing_new_costs_next_to_nothing() {
    let world = World::new();
    let wallet = world.wallet().await;
    for payer in ALL {
        let connection = world.sign_in(&wallet, payer).await;
        let first = sync(&wallet, &connection).await.unwrap();
        let types = first.records.len() as u64;
        for _ in 0..2 {
            let again = sync(&wallet, &connection).await.unwrap();
            assert_eq!((again.new, again.changed, &again.records), (0, 0, &first.records), "{payer}");
            assert!(again.requests <= 2 * types, "{payer}: {} requests for {types} types", again.requests);
            assert!(again.bytes * 100 < first.bytes, "{payer}: {} of {} bytes", again.bytes, first.bytes);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_changed_comes_and_what_went_is_marked_and_kept() {
    let world = World::new();
    let wallet = world.wallet().await;
    for payer in ALL {
        let connection = world.sign_in(&wallet, payer).await;
        let first = sync(&wallet, &connection).await.unwrap();
        let server = world.payer(payer);
        let own = |resource_type| server.own_records(&connection.patient, resource_type);
        let (changed, gone) = (own("Condition").remove(0), own("ExplanationOfBenefit").remove(0));
        let revised = BTreeMap::from([(changed, "2026-11-23T10:00:00.000Z".to_owned())]);
        server.set_faults(Faults { revised, withdrawn: [gone].into(), ..Faults::default() });

        let second = sync(&wallet, &connection).await.unwrap();
        assert_eq!((second.new, second.changed, second.missing), (0, 1, 0), "{payer}");
        let full = reconcile(&wallet, &connection).await;
        assert_eq!((full.new, full.changed, full.missing, &full.failed), (0, 0, 1, &Vec::new()), "{payer}");
        assert_eq!(full.records, first.records, "{payer}: what is missing stays");
        assert_eq!(reconcile(&wallet, &connection).await.missing, 0, "{payer}: it is marked once");

        server.set_faults(Faults::default());
        let back = reconcile(&wallet, &connection).await;
        assert_eq!((back.new, back.missing, back.changed), (0, 0, 1), "{payer}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_does_not_know_changes_still_gives_all() {
    let world = World::new();
    let wallet = world.wallet().await;
    for payer in ["bcbsmn", "bcbsnc"] {
        for fault in [ChangesFault::Ignored, ChangesFault::Refused] {
            let connection = world.sign_in(&wallet, payer).await;
            sync(&wallet, &connection).await.unwrap();
            let changed = world.payer(payer).own_records(&connection.patient, "Procedure").remove(0);
            let revised = BTreeMap::from([(changed, "2026-11-23T10:00:00.000Z".to_owned())]);
            world.payer(payer).set_faults(Faults { changes: Some(fault), revised, ..Faults::default() });
            let report = sync(&wallet, &connection).await.unwrap();
            assert_eq!((report.failed, report.changed), (Vec::new(), 1), "{payer} {fault:?}");
            // The server says by an ETag that its pages have not changed, as far as it has one page.
            assert_eq!(sync(&wallet, &connection).await.unwrap().changed, 0, "{payer} {fault:?}");
            world.payer(payer).set_faults(Faults::default());
            wallet.sign_out(&connection.id).await.unwrap();
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn coverage_that_cannot_be_searched_is_read_by_reference() {
    let world = World::of(Payer::BcbsMn);
    let wallet = world.wallet().await;
    let connection = world.sign_in(&wallet, "bcbsmn").await;
    world.payer("bcbsmn").set_faults(Faults { coverage_unsearchable: true, ..Faults::default() });
    let report = sync(&wallet, &connection).await.unwrap();
    assert_eq!(report.failed, []);
    let held = world.payer("bcbsmn").held(&connection.patient);
    assert!(report.records["Coverage"] > 0 && report.records["Coverage"] <= held["Coverage"]);
    assert_eq!(report.records["ExplanationOfBenefit"], held["ExplanationOfBenefit"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn coverage_that_cannot_be_searched_comes_along_with_the_claims() {
    let world = World::of(Payer::BcbsMn);
    let mut config = world.config();
    config.presets[0].fetch.as_offered = true;
    let wallet = world.wallet_with(config).await;
    let connection = world.sign_in(&wallet, "bcbsmn").await;
    // Neither found by a search of its own nor read by itself: what comes was included.
    let failing_types = [("Coverage".to_owned(), 403)].into();
    world.payer("bcbsmn").set_faults(Faults {
        coverage_unsearchable: true,
        failing_types,
        ..Faults::default()
    });
    let report = sync(&wallet, &connection).await.unwrap();
    let held = world.payer("bcbsmn").held(&connection.patient);
    assert!(report.records["Coverage"] > 0 && report.records["Coverage"] <= held["Coverage"]);
    assert_eq!(report.records["ExplanationOfBenefit"], held["ExplanationOfBenefit"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn demographics_that_are_withheld_keep_nothing_else_back() {
    let world = World::of(Payer::BcbsTn);
    let wallet = world.wallet().await;
    let connection = world.sign_in(&wallet, "bcbst").await;
    let failing_types = [("Patient".to_owned(), 403)].into();
    world.payer("bcbst").set_faults(Faults { failing_types, ..Faults::default() });
    let report = sync(&wallet, &connection).await.unwrap();
    let failed: Vec<&str> = report.failed.iter().map(|failure| failure.resource_type.as_str()).collect();
    assert_eq!((failed, &report.failed[0].error), (vec!["Patient"], &FhirError::Forbidden { status: 403 }));
    let mut held = world.payer("bcbst").held(&connection.patient);
    held.remove("Patient");
    assert_eq!(report.records, held);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_members_patient_is_left_out_and_told() {
    let world = World::of(Payer::InterSystems);
    let wallet = world.wallet().await;
    let connection = world.sign_in(&wallet, "intersystems").await;
    world.payer("intersystems").set_faults(Faults { several_patients: true, ..Faults::default() });
    let report = sync(&wallet, &connection).await.unwrap();
    assert_eq!(report.failed.len(), 1);
    assert_eq!(report.failed[0].error, FhirError::OtherPatient);
    assert_eq!(report.records, world.payer("intersystems").held(&connection.patient));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fatal_outcome_inside_of_a_success_is_a_failure_and_is_asked_again() {
    let world = World::of(Payer::BcbsTn);
    let wallet = world.wallet().await;
    let connection = world.sign_in(&wallet, "bcbst").await;
    let with = |severity: &str| Faults { outcome: Some(severity.to_owned()), ..Faults::default() };
    world.payer("bcbst").set_faults(with("warning"));
    assert_eq!(sync(&wallet, &connection).await.unwrap().failed, []);
    wallet.sign_out(&connection.id).await.unwrap();

    let connection = world.sign_in(&wallet, "bcbst").await;
    world.payer("bcbst").set_faults(with("fatal"));
    let report = sync(&wallet, &connection).await.unwrap();
    assert!(
        report.failed.len() > 5 && report.failed.iter().all(|failed| failed.error == FhirError::Incomplete)
    );
    assert_eq!(report.records, world.payer("bcbst").held(&connection.patient), "what came is kept");
    world.payer("bcbst").set_faults(Faults::default());
    let again = sync(&wallet, &connection).await.unwrap();
    assert!(again.failed.is_empty() && again.bytes > report.bytes / 2, "nothing counts as seen");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sync_stops_at_once() {
    let world = World::of(Payer::BcbsMn);
    let wallet = world.wallet().await;
    let connection = world.sign_in(&wallet, "bcbsmn").await;
    world.payer("bcbsmn").set_faults(Faults { delay_ms: 2000, ..Faults::default() });
    let cancel = Cancel::new();
    let switch = cancel.clone();
    let thrown = tokio::spawn(async move {
        tokio::time::sleep(Duration::from_millis(300)).await;
        switch.cancel();
        Instant::now()
    });
    let outcome = wallet.sync(&connection.id, |_| {}, &cancel).await;
    let late = thrown.await.unwrap().elapsed();
    assert_eq!(outcome.unwrap_err().kind(), ErrorKind::Cancelled);
    // The answers would have come after two seconds: it did not wait for one.
    assert!(late < Duration::from_secs(1), "{late:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_is_whole_and_byte_for_byte() {
    let world = World::new();
    let wallet = world.wallet().await;
    let mut held = 0;
    for payer in ["bcbsmn", "bcbsnc"] {
        let connection = world.sign_in(&wallet, payer).await;
        held += sync(&wallet, &connection).await.unwrap().records.values().sum::<u64>();
    }
    let (mut lines, mut bundle) = (Vec::new(), Vec::new());
    assert_eq!(wallet.export(None, ExportFormat::Ndjson, &mut lines).unwrap(), held);
    assert_eq!(wallet.export(None, ExportFormat::Bundle, &mut bundle).unwrap(), held);
    let (lines, bundle) = (String::from_utf8(lines).unwrap(), String::from_utf8(bundle).unwrap());
    let read: serde_json::Value = serde_json::from_str(&bundle).unwrap();
    assert_eq!((&read["type"], read["entry"].as_array().unwrap().len() as u64), (&"collection".into(), held));
    assert!(lines.lines().all(|line| bundle.contains(line)) && lines.lines().count() as u64 == held);
    for entry in read["entry"].as_array().unwrap() {
        let id = entry["resource"]["id"].as_str().unwrap();
        assert!(entry["fullUrl"].as_str().unwrap().ends_with(id));
    }
    let one = &wallet.connections().unwrap()[1].id;
    let mut alone = Vec::new();
    let count = wallet.export(Some(one), ExportFormat::Ndjson, &mut alone).unwrap();
    assert_eq!(count, wallet.counts(one).unwrap().values().sum::<u64>());
    assert!(wallet.export(Some("nobody"), ExportFormat::Ndjson, Vec::new()).is_err());
    let full: &mut [u8] = &mut [0; 1000];
    let outcome = wallet.export(None, ExportFormat::Bundle, full);
    assert_eq!(outcome.unwrap_err().kind(), ErrorKind::StoreUnavailable);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redirect_of_records_is_told_and_not_followed() {
    let world = World::of(Payer::BcbsMn);
    let wallet = world.wallet().await;
    let connection = world.sign_in(&wallet, "bcbsmn").await;
    let stranger = Stranger::new();
    let redirected_types =
        [("Condition".to_owned(), format!("http://{}/fhir/Condition", stranger.host))].into();
    world.payer("bcbsmn").set_faults(Faults { redirected_types, ..Faults::default() });
    let report = sync(&wallet, &connection).await.unwrap();
    let failed: Vec<&str> = report.failed.iter().map(|failure| failure.resource_type.as_str()).collect();
    assert_eq!(failed, ["Condition"]);
    assert!(matches!(report.failed[0].error, FhirError::Http(HttpError::Redirected { .. })));
    assert_eq!(stranger.visitors(), 0, "the token went to a stranger");
    let (mut found, mut held) = (report.records, world.payer("bcbsmn").held(&connection.patient));
    // Provenance comes along with what it is about.
    for left_out in ["Condition", "Provenance"] {
        found.remove(left_out);
        held.remove(left_out);
    }
    assert_eq!(found, held);
}

#[tokio::test(flavor = "multi_thread")]
async fn attachments_are_fetched_from_the_payer_and_from_nobody_else() {
    let world = World::of(Payer::BcbsMn);
    let server = world.payer("bcbsmn");
    let wallet = world.wallet().await;
    let connection = world.sign_in(&wallet, "bcbsmn").await;
    let held = server.held(&connection.patient);
    let stranger = Stranger::new();

    let elsewhere = format!("http://{}/fhir", stranger.host);
    server.set_faults(Faults { attachments_at: Some(elsewhere), ..Faults::default() });
    let report = sync(&wallet, &connection).await.unwrap();
    let told: Vec<_> =
        report.failed.iter().map(|failure| (failure.resource_type.as_str(), failure.error.clone())).collect();
    assert_eq!(told, [("DocumentReference", FhirError::ForeignLink { host: stranger.host.clone() })]);
    assert_eq!(stranger.visitors(), 0, "the token went to a stranger");
    assert_eq!(report.records, held, "the documents themselves are there");

    // Without its token, the payer gives them to nobody.
    let own = server.fhir_base().as_str().trim_end_matches('/').to_owned();
    server.set_faults(Faults { attachments_at: Some(own), ..Faults::default() });
    let report = reconcile(&wallet, &connection).await;
    assert_eq!(report.failed, []);
    assert_eq!(report.records["Binary"], held["DocumentReference"]);
    server.set_faults(Faults::default());
    reconcile(&wallet, &connection).await;
    for document in server.own_records(&connection.patient, "DocumentReference") {
        let read = |resource_type: &str| -> serde_json::Value {
            let id = document.split_once('/').unwrap().1.to_owned();
            let reference = Reference { resource_type: resource_type.to_owned(), id };
            let text = wallet.record(&reference, Some(&connection.id)).unwrap().unwrap();
            serde_json::from_str(&text).unwrap()
        };
        let (binary, document) = (read("Binary"), read("DocumentReference"));
        let attachment = &document["content"][0]["attachment"];
        assert_eq!(binary["data"], attachment["data"]);
        assert_eq!(binary["contentType"], attachment["contentType"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn progress_is_told_ten_times_a_second_at_most() {
    let world = World::of(Payer::BcbsMn);
    let clock = Arc::new(Ticking::default());
    let wallet = Wallet::open_with_clock(world.config(), world.keys.clone(), clock.clone()).await.unwrap();
    let connection = world.sign_in(&wallet, "bcbsmn").await;
    let told = AtomicUsize::new(0);
    let began = clock.passed().as_millis();
    let note = |_| {
        told.fetch_add(1, Ordering::Relaxed);
    };
    let report = wallet.sync(&connection.id, note, &Cancel::new()).await.unwrap();
    let (told, most) = (told.into_inner(), (clock.passed().as_millis() - began) / 100);
    assert!(report.requests > 30 && told > 3, "{} requests, told {told} times", report.requests);
    // The beginning and the end are always told.
    assert!(told as u128 <= most + 2, "{told} times, where {most} is ten times a second");
}
