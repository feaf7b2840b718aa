//! The clinical record of each payer, through sign-in and sync: the wallet shows what the payer holds.

#![allow(clippy::unwrap_used, reason = "a journey that cannot be set up is a failed test")]

mod support;

use std::collections::BTreeMap;

use billfold::record::{Standing, Trend};
use billfold::wallet::{ClinicalQuery, Page, RecordQuery};
use billfold::{Connection, Error, Reference, Wallet};
use billfold_sandbox::Options;
use billfold_sandbox::browser::{Answer, Landing};
use billfold_sandbox::data::Payer;
use serde_json::Value;
use support::{ALL, World, sync};

/// All items of a list, page by page.
fn all<T>(mut page: impl FnMut(&ClinicalQuery) -> Result<Page<T>, Error>) -> Vec<T> {
    let mut query = ClinicalQuery { limit: 23, ..ClinicalQuery::default() };
    let mut items = Vec::new();
    loop {
        let found = page(&query).unwrap();
        items.extend(found.items);
        query.after = found.next;
        if query.after.is_none() {
            assert_eq!(items.len() as u64, found.total);
            return items;
        }
    }
}

/// The records of a type, as the payer sent them.
fn sent(wallet: &Wallet, connection: &Connection, resource_type: &str) -> Vec<Value> {
    let query = RecordQuery {
        connection: Some(connection.id.clone()),
        resource_type: Some(resource_type.to_owned()),
    };
    let json = |reference: &Reference| wallet.record(reference, Some(&connection.id)).unwrap().unwrap();
    let records = wallet.records(&query).unwrap();
    records.iter().map(|record| serde_json::from_str(&json(&record.origin.reference)).unwrap()).collect()
}

/// A page of hundreds is opened by several threads.
#[tokio::test(flavor = "multi_thread")]
async fn a_long_page_has_what_short_ones_have_in_the_same_order() {
    let world = World::with(Options { payers: vec![Payer::BcbsMn], scale: Some(2), ..Options::default() });
    let wallet = world.wallet().await;
    let connection = world.sign_in(&wallet, "bcbsmn").await;
    sync(&wallet, &connection).await.unwrap();
    let query = ClinicalQuery { limit: 500, ..ClinicalQuery::default() };
    let long: Vec<Reference> =
        wallet.observations(&query).unwrap().items.into_iter().map(|one| one.origin.reference).collect();
    assert!(long.len() > 256, "{}", long.len());
    let short = all(|query| wallet.observations(query)).into_iter().map(|one| one.origin.reference);
    assert!(short.take(long.len()).eq(long));
}

fn is_error(resource: &Value) -> bool {
    resource["status"] == "entered-in-error"
        || resource["verificationStatus"]["coding"][0]["code"] == "entered-in-error"
}

#[tokio::test(flavor = "multi_thread")]
async fn every_record_that_a_payer_holds_is_shown() {
    let world = World::new();
    for payer in ALL {
        let wallet = world.wallet().await;
        let connection = world.sign_in(&wallet, payer).await;
        sync(&wallet, &connection).await.unwrap();
        let of = |query: &ClinicalQuery| ClinicalQuery {
            connection: Some(connection.id.clone()),
            ..query.clone()
        };
        let shown = BTreeMap::from([
            ("Condition", all(|query| wallet.conditions(&of(query))).len()),
            ("AllergyIntolerance", all(|query| wallet.allergies(&of(query))).len()),
            ("Immunization", all(|query| wallet.immunizations(&of(query))).len()),
            ("Observation", all(|query| wallet.observations(&of(query))).len()),
            ("DiagnosticReport", all(|query| wallet.diagnostic_reports(&of(query))).len()),
            ("Procedure", all(|query| wallet.procedures(&of(query))).len()),
            ("Encounter", all(|query| wallet.encounters(&of(query))).len()),
            ("DocumentReference", all(|query| wallet.documents(&of(query))).len()),
            ("CareTeam", all(|query| wallet.care_teams(&of(query))).len()),
            ("CarePlan", all(|query| wallet.care_plans(&of(query))).len()),
            ("Goal", all(|query| wallet.goals(&of(query))).len()),
            ("Device", all(|query| wallet.devices(&of(query))).len()),
        ]);
        let held = world.payer(payer).held(&connection.patient);
        for (resource_type, shown) in shown {
            let errors =
                sent(&wallet, &connection, resource_type).iter().filter(|json| is_error(json)).count();
            let held = held.get(resource_type).copied().unwrap_or_default();
            assert_eq!(shown as u64 + errors as u64, held, "{payer} {resource_type}");
        }
        let events: usize = all(|query| wallet.medications(&of(query)))
            .iter()
            .map(|medication| medication.events.len())
            .sum();
        let medications = ["MedicationRequest", "MedicationDispense", "MedicationStatement"];
        let held: u64 = medications.iter().filter_map(|name| held.get(*name)).sum();
        assert_eq!(events as u64, held, "{payer}");
    }
}

/// The default member of one payer.
async fn member(payer: Payer) -> (World, Wallet, Connection) {
    let world = World::of(payer);
    let wallet = world.wallet().await;
    let connection = world.sign_in(&wallet, world.sandbox.payers()[0].id()).await;
    sync(&wallet, &connection).await.unwrap();
    (world, wallet, connection)
}

#[tokio::test(flavor = "multi_thread")]
async fn findings_are_told_as_the_payer_tells_them() {
    let (_world, wallet, connection) = member(Payer::BcbsMn).await;
    let conditions = all(|query| wallet.conditions(query));
    for condition in &conditions {
        assert!(!condition.name.codes.is_empty() && condition.onset.is_some());
        let is_over = condition.abatement.is_some();
        assert_eq!(condition.standing, if is_over { Standing::Inactive } else { Standing::Active });
    }
    let problems =
        ClinicalQuery { category: Some("problem-list-item".to_owned()), ..ClinicalQuery::default() };
    let problems = wallet.conditions(&problems).unwrap();
    assert!(problems.total > 0 && problems.total < conditions.len() as u64);

    let immunizations = all(|query| wallet.immunizations(query));
    let refused: Vec<_> = immunizations.iter().filter(|immunization| immunization.not_done).collect();
    assert_eq!(refused.len(), 1);
    assert_eq!(refused[0].status_reason.as_ref().unwrap().text, "patient objection");
    assert!(immunizations.iter().filter(|given| !given.not_done).all(|given| given.lot_number.is_some()));

    let labs =
        ClinicalQuery { category: Some("laboratory".to_owned()), limit: 500, ..ClinicalQuery::default() };
    let labs = wallet.observations(&labs).unwrap().items;
    assert!(labs.iter().all(|lab| lab.value.is_some() != lab.absent_reason.is_some()));
    let values = || labs.iter().filter_map(|lab| lab.value.as_ref());
    assert!(values().any(|value| value.quantity.is_some()) && values().any(|value| value.text == "Yellow"));
    let reports = all(|query| wallet.diagnostic_reports(query));
    let panel = reports.iter().find(|report| report.results.len() > 1).unwrap();
    assert!(panel.missing_results.is_empty());
    for result in &panel.results {
        assert!(labs.iter().any(|lab| lab.origin.reference == result.origin.reference));
    }
    assert!(sent(&wallet, &connection, "Goal").is_empty() || !all(|query| wallet.goals(query)).is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_entered_in_error_is_hidden() {
    let (_world, wallet, connection) = member(Payer::BcbsMn).await;
    let sent = sent(&wallet, &connection, "Condition");
    let errors: Vec<_> = sent.iter().filter(|json| is_error(json)).collect();
    assert_eq!(errors.len(), 1);
    let conditions = all(|query| wallet.conditions(query));
    assert_eq!(conditions.len(), sent.len() - 1);
    let hidden = errors[0]["id"].as_str().unwrap();
    assert!(conditions.iter().all(|condition| condition.origin.reference.id != hidden));
}

#[tokio::test(flavor = "multi_thread")]
async fn that_no_allergy_is_known_is_told_as_such() {
    let world = World::of(Payer::BcbsMn);
    let wallet = world.wallet().await;
    // A mother with no known allergy, and her child with some.
    let logins = world.payer("bcbsmn").logins();
    for (login, answer, none_known) in
        [(&logins[1], Answer::Allow, true), (&logins[logins.len() - 1], Answer::Representative, false)]
    {
        let request = wallet.begin_sign_in("bcbsmn", world.options("bcbsmn")).await.unwrap();
        let Landing::Callback(url) = world.follow_as(&request, login, answer).await else {
            panic!("no callback")
        };
        let connection = wallet.complete_sign_in(&url).await.unwrap();
        sync(&wallet, &connection).await.unwrap();
        let query = ClinicalQuery { connection: Some(connection.id.clone()), ..ClinicalQuery::default() };
        let allergies = wallet.allergies(&query).unwrap().items;
        assert!(!allergies.is_empty());
        for allergy in allergies {
            assert_eq!(allergy.none_known, none_known);
            assert_eq!(allergy.name.text == "No known allergy", none_known);
            assert_eq!(allergy.reactions.is_empty(), none_known);
        }
        let swab =
            all(|query| wallet.observations(query)).into_iter().find(|lab| lab.name.has_code("78012-2"));
        assert_eq!(swab.is_some(), !none_known);
        if let Some(value) = swab.and_then(|swab| swab.value) {
            assert_eq!((value.text.as_str(), value.concept.is_some()), ("Positive", true));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trend_has_every_value_in_the_order_of_time() {
    let (_world, wallet, connection) = member(Payer::InterSystems).await;
    // The code of the systolic pressure, which is a component.
    let trends = wallet.trend("8480-6", None).unwrap();
    let [Trend { points, unit, .. }] = trends.as_slice() else { panic!("one unit: {}", trends.len()) };
    assert_eq!(unit.as_deref(), Some("mmHg"));
    assert!(points.is_sorted_by_key(|point| point.date.clone()));
    let stated: Vec<String> = sent(&wallet, &connection, "Observation")
        .iter()
        .flat_map(|json| json["component"].as_array().cloned().unwrap_or_default())
        .filter(|component| component["code"]["coding"][0]["code"] == "8480-6")
        .map(|component| component["valueQuantity"]["value"].to_string())
        .collect();
    assert_eq!(points.len(), stated.len());
    assert!(points.iter().all(|point| stated.contains(&point.value.to_string())));
    assert!(wallet.trend("http://snomed.info/sct|8480-6", None).unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn content_and_provenance_are_read_when_they_are_asked_for() {
    let (_world, wallet, connection) = member(Payer::BcbsMn).await;
    let documents = all(|query| wallet.documents(query));
    let document = documents.iter().find(|document| document.attachments[0].is_inline).unwrap();
    let content = wallet.attachment(&connection.id, &document.origin.reference, 0).unwrap().unwrap();
    assert!(content.content_type.unwrap().starts_with("text/plain"));
    assert!(String::from_utf8(content.data).unwrap().contains("Progress note"));
    assert!(wallet.attachment(&connection.id, &document.origin.reference, 1).unwrap().is_none());
    assert!(wallet.attachment("none", &document.origin.reference, 0).is_err());

    let told = sent(&wallet, &connection, "Provenance");
    let target = |json: &Value| {
        let text = json["target"][0]["reference"].as_str().unwrap();
        let (resource_type, id) = text.rsplit_once('/').unwrap();
        Reference { resource_type: resource_type.to_owned(), id: id.to_owned() }
    };
    for provenance in &told {
        let views = wallet.provenance(&connection.id, &target(provenance)).unwrap();
        let roles: Vec<_> = views[0]
            .agents
            .iter()
            .map(|agent| (agent.role.as_ref().unwrap().text.as_str(), agent.name.is_some()))
            .collect();
        assert_eq!(roles, [("Author", true), ("Transmitter", true)]);
        assert_eq!(views[0].recorded.as_ref().unwrap().as_str(), provenance["recorded"]);
    }
    assert!(!told.is_empty());
    assert!(wallet.provenance("none", &target(&told[0])).is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_drug_is_shown_once_with_its_history() {
    for payer in [Payer::BcbsNc, Payer::InterSystems, Payer::BcbsTn] {
        let (_world, wallet, _) = member(payer).await;
        let medications = all(|query| wallet.medications(query));
        let mut names: Vec<_> = medications.iter().map(|medication| medication.name.to_lowercase()).collect();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), medications.len(), "{payer:?}");
        for medication in &medications {
            assert!(medication.dosage.is_some() && medication.last_date.is_some(), "{payer:?}");
            assert!(medication.events.is_sorted_by(|a, b| a.date >= b.date));
        }
    }
}
