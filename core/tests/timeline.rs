//! The timeline over real syncs: order, filters, pages, text, people, and facts that two payers state.

#![allow(clippy::unwrap_used, reason = "a journey that cannot be set up is a failed test")]

mod support;

use std::collections::BTreeSet;

use billfold::config::RedirectBinding;
use billfold::payer::Preset;
use billfold::record::{PartialDate, RecordKind};
use billfold::wallet::{ClaimQuery, Person, TimelineEntry, TimelineQuery};
use billfold::{Connection, ErrorKind, Redirect, SignInOptions, Wallet};
use billfold_sandbox::browser::Answer;
use billfold_sandbox::data::Payer;
use support::{World, sync};

async fn synced(world: &World, wallet: &Wallet, payer: &str) -> Connection {
    let connection = world.sign_in(wallet, payer).await;
    sync(wallet, &connection).await.unwrap();
    connection
}

/// All pages of a query.
fn all(wallet: &Wallet, query: &TimelineQuery) -> Vec<TimelineEntry> {
    let mut query = TimelineQuery { limit: 17, ..query.clone() };
    let mut entries = Vec::new();
    loop {
        let page = wallet.timeline(&query).unwrap();
        entries.extend(page.items);
        query.after = page.next;
        if query.after.is_none() {
            assert_eq!(entries.len() as u64, page.total);
            return entries;
        }
    }
}

fn everything() -> TimelineQuery {
    TimelineQuery::default()
}

fn references(entries: &[TimelineEntry]) -> BTreeSet<String> {
    let own = entries.iter().map(|entry| &entry.origin);
    let same = entries.iter().flat_map(|entry| &entry.same_as);
    own.chain(same).map(|origin| format!("{} {}", origin.connection, origin.reference.to_text())).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_timeline_has_everything_the_newest_first() {
    let world = World::new();
    let wallet = world.wallet().await;
    let connection = synced(&world, &wallet, "bcbsmn").await;
    let entries = all(&wallet, &everything());
    let starts: Vec<_> =
        entries.iter().map(|entry| entry.date.as_ref().map(PartialDate::start_seconds)).collect();
    assert!(starts.is_sorted_by(|a, b| a >= b));
    assert_eq!(references(&entries).len(), entries.len());
    assert!(entries.iter().all(|entry| entry.title.is_some()), "every line says what it is about");

    // One line for each record of the member's history that was not entered in error.
    let counts = wallet.counts(&connection.id).unwrap();
    let of = |name: &str| entries.iter().filter(|entry| entry.origin.reference.resource_type == name).count();
    for (name, count) in counts {
        let shown = of(&name) as u64;
        let referred = all(&wallet, &TimelineQuery { resource_type: Some(name.clone()), ..everything() });
        assert!(referred.len() as u64 <= count);
        match name.as_str() {
            "Patient"
            | "Practitioner"
            | "Organization"
            | "Medication"
            | "MedicationKnowledge"
            | "Provenance"
            | "List"
            | "Location"
            | "PractitionerRole"
            | "InsurancePlan"
            | "RelatedPerson"
            | "HealthcareService"
            | "OrganizationAffiliation"
            | "Endpoint" => {
                assert_eq!((shown, referred.len() as u64), (0, count), "{name}");
            }
            _ => assert!(
                shown == referred.len() as u64 && shown > 0 && count - shown < 3,
                "{name}: {shown} of {count}"
            ),
        }
    }
    let claims = wallet.claims(&ClaimQuery { limit: 500, ..ClaimQuery::default() }).unwrap();
    let of_claims = |entry: &&TimelineEntry| entry.kind == RecordKind::Claim;
    let listed: Vec<_> = entries.iter().filter(of_claims).map(|entry| &entry.origin).collect();
    assert!(claims.items.iter().map(|claim| &claim.origin).eq(listed));
}

#[tokio::test(flavor = "multi_thread")]
async fn filters_leave_what_fits_all_of_them() {
    let world = World::new();
    let wallet = world.wallet().await;
    let first = synced(&world, &wallet, "bcbsmn").await;
    let second = synced(&world, &wallet, "bcbsnc").await;
    let whole = all(&wallet, &everything());

    let labs = all(&wallet, &TimelineQuery { kinds: vec![RecordKind::LabResult], ..everything() });
    assert!(!labs.is_empty() && labs.iter().all(|entry| entry.kind == RecordKind::LabResult));
    for entry in labs.iter().filter(|entry| entry.detail.is_none()) {
        let json = wallet.record(&entry.origin.reference, Some(&entry.origin.connection)).unwrap().unwrap();
        assert!(json.contains("dataAbsentReason"), "a result says its value");
    }

    let year = |entry: &TimelineEntry| entry.date.as_ref().map(|date| date.as_str()[..4].to_owned());
    let some_year = year(&whole[whole.len() / 2]).unwrap();
    let of_year = all(
        &wallet,
        &TimelineQuery { from: Some(some_year.clone()), to: Some(some_year.clone()), ..everything() },
    );
    let expected = whole.iter().filter(|entry| year(entry).as_ref() == Some(&some_year)).count();
    assert!(of_year.len() == expected && expected > 0);

    for (connection, other) in [(&first, &second), (&second, &first)] {
        let own = all(&wallet, &TimelineQuery { connection: Some(connection.id.clone()), ..everything() });
        assert!(!own.is_empty() && own.iter().all(|entry| entry.origin.connection == connection.id));
        let both = TimelineQuery {
            connection: Some(connection.id.clone()),
            person: Some(other.id.clone()),
            ..everything()
        };
        assert!(all(&wallet, &both).is_empty());
    }

    let counts = wallet.timeline_counts(&everything()).unwrap();
    assert_eq!(counts.iter().map(|count| count.count).sum::<u64>(), whole.len() as u64);
    let of_labs = counts.iter().find(|count| count.kind == RecordKind::LabResult).unwrap();
    assert_eq!(of_labs.count, labs.len() as u64);
}

#[tokio::test(flavor = "multi_thread")]
async fn words_are_found_whoever_says_them() {
    let world = World::of(Payer::BcbsMn);
    let wallet = world.wallet().await;
    synced(&world, &wallet, "bcbsmn").await;
    let found = |text: &str| all(&wallet, &TimelineQuery { text: Some(text.to_owned()), ..everything() });

    let metformin = found("METFÓRM");
    assert!(metformin.iter().any(|entry| entry.kind == RecordKind::Medication));
    assert_eq!(references(&metformin), references(&found("metform")));
    assert!(found("metform diabetes zzz").is_empty());
    assert_eq!(found(" , ").len(), all(&wallet, &everything()).len(), "no word is no filter");

    // A claim is found by its provider, whose name is in another record.
    let claim = wallet.claims(&ClaimQuery::default()).unwrap().items.remove(0);
    let provider = claim.provider.unwrap();
    let by_name = found(&provider);
    assert!(by_name.iter().any(|entry| entry.origin == claim.origin), "{provider}");
    let claims = wallet.claims(&ClaimQuery { text: Some(provider), limit: 500, ..ClaimQuery::default() });
    let claims = claims.unwrap();
    assert!(claims.total > 0 && claims.items.iter().any(|found| found.origin == claim.origin));
    assert!(claims.total < wallet.claims(&ClaimQuery::default()).unwrap().total);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_query_that_cannot_be_answered_says_why() {
    let world = World::of(Payer::BcbsTn);
    let wallet = world.wallet().await;
    synced(&world, &wallet, "bcbst").await;
    let kind = |query: TimelineQuery| wallet.timeline(&query).map(|_| ()).unwrap_err().kind();
    for from in ["yesterday", "2021-02-30", ""] {
        assert_eq!(
            kind(TimelineQuery { from: Some(from.to_owned()), ..everything() }),
            ErrorKind::Misconfigured
        );
    }
    assert_eq!(kind(TimelineQuery { after: Some("x".to_owned()), ..everything() }), ErrorKind::Misconfigured);
    assert_eq!(kind(TimelineQuery { person: Some("x".to_owned()), ..everything() }), ErrorKind::NotFound);
    assert_eq!(kind(TimelineQuery { connection: Some("x".to_owned()), ..everything() }), ErrorKind::NotFound);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_the_same_name_and_birthday_elsewhere_is_suggested_and_not_linked() {
    // One seed: the other payer has a member of the same name and birthday.
    let (world, elsewhere) = (World::new(), World::of(Payer::BcbsMn));
    let mut config = world.config();
    let other = elsewhere.presets().remove(0);
    config.presets.push(Preset { id: "elsewhere".to_owned(), name: "Elsewhere".to_owned(), ..other });
    let wallet = world.wallet_with(config).await;
    let first = synced(&world, &wallet, "bcbsmn").await;
    let stranger = synced(&world, &wallet, "bcbst").await;
    assert!(wallet.people().unwrap().iter().all(|person| person.may_be.is_empty()));
    // No two payers have one redirect URI.
    let claimed = "https://wallet.billfold.example/callback/bcbsmn";
    let redirect = Redirect::new(claimed, RedirectBinding::ClaimedHttps).unwrap();
    let options = SignInOptions { redirect, ..elsewhere.options("bcbsmn") };
    let request = wallet.begin_sign_in("elsewhere", options).await.unwrap();
    let callback = elsewhere.callback("bcbsmn", &request, Answer::Allow).await;
    let second = wallet.complete_sign_in(&callback).await.unwrap();
    sync(&wallet, &second).await.unwrap();

    let suggested = |wallet: &Wallet| {
        let people = wallet.people().unwrap();
        let of = |connection: &Connection| {
            people.iter().find(|person| person.connections.contains(&connection.id)).unwrap().clone()
        };
        [&first, &second, &stranger].map(of)
    };
    let [here, there, nobody] = suggested(&wallet);
    assert_ne!(here.id, there.id, "it is only a suggestion");
    assert_eq!((&here.may_be, &there.may_be), (&vec![there.id.clone()], &vec![here.id.clone()]));
    assert!(nobody.may_be.is_empty());
    let year = |wallet: &Wallet| {
        let sums = wallet.year_to_date(2025).unwrap().sums;
        sums.into_iter().map(|sums| sums.person).collect::<BTreeSet<_>>()
    };
    assert_eq!(year(&wallet).len(), 3, "nothing is summed over two people");

    let linked = wallet.link_people(&[here.id, there.id]).unwrap();
    assert!(linked.may_be.is_empty());
    assert_eq!(linked.connections, [first.id.clone(), second.id.clone()]);
    assert_eq!(year(&wallet), [linked.id, nobody.id].into());
    wallet.unlink(&second.id).unwrap();
    let [here, there, _] = suggested(&wallet);
    assert_eq!(here.may_be, [there.id]);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_payers_are_one_person_only_when_the_user_says_so() {
    let world = World::new();
    let wallet = world.wallet().await;
    let first = synced(&world, &wallet, "bcbsnc").await;
    let second = synced(&world, &wallet, "intersystems").await;
    let third = synced(&world, &wallet, "bcbsmn").await;
    let people = wallet.people().unwrap();
    assert!(people.iter().all(|person| person.name.is_some() && person.birth_date.is_some()));
    let connections = |people: &[Person]| -> Vec<Vec<String>> {
        people.iter().map(|person| person.connections.clone()).collect()
    };
    let apart = vec![vec![first.id.clone()], vec![second.id.clone()], vec![third.id.clone()]];
    assert_eq!(connections(&people), apart);
    let whole = all(&wallet, &everything());
    assert!(whole.iter().all(|entry| entry.same_as.is_empty()), "nothing is the same of two people");

    let linked = wallet.link_people(&[people[0].id.clone(), people[1].id.clone()]).unwrap();
    assert_eq!(linked.connections, [first.id.clone(), second.id.clone()]);
    let grouped = all(&wallet, &everything());
    let same: Vec<_> = grouped.iter().filter(|entry| !entry.same_as.is_empty()).collect();
    assert!(same.iter().any(|entry| entry.kind == RecordKind::Condition));
    for entry in &same {
        assert_eq!(entry.origin.connection, first.id);
        assert!(entry.same_as.iter().all(|origin| origin.connection == second.id));
        assert!(!matches!(entry.kind, RecordKind::Claim | RecordKind::Coverage));
    }
    assert_eq!(references(&grouped), references(&whole), "both are kept");
    assert!(grouped.len() < whole.len());
    // Seen through the second payer alone, its record stands for itself.
    let second_only = TimelineQuery { connection: Some(second.id.clone()), ..everything() };
    assert!(all(&wallet, &second_only).iter().all(|entry| entry.same_as.is_empty()));
    let person = TimelineQuery { person: Some(linked.id.clone()), ..everything() };
    assert!(all(&wallet, &person).iter().all(|entry| entry.person == linked.id));

    // It is remembered by another process, and when the member signs in again.
    drop(wallet);
    let wallet = world.wallet().await;
    world.sign_in(&wallet, "intersystems").await;
    assert_eq!(wallet.people().unwrap()[0].id, linked.id);
    assert_eq!(wallet.people().unwrap()[0].connections.len(), 2);

    wallet.unlink(&second.id).unwrap();
    assert_eq!(connections(&wallet.people().unwrap()), apart);
    assert!(all(&wallet, &everything()).iter().all(|entry| entry.same_as.is_empty()));
    let nobody = wallet.link_people(&[people[0].id.clone(), "nobody".to_owned()]);
    assert_eq!(nobody.unwrap_err().kind(), ErrorKind::NotFound);
    assert_eq!(wallet.unlink("nobody").unwrap_err().kind(), ErrorKind::NotFound);
}
