//! The provider directory, live from the open endpoints, and the drug lists that a sync brings.

#![allow(clippy::unwrap_used, reason = "a journey that cannot be set up is a failed test")]

mod support;

use std::collections::BTreeSet;

use billfold::record::{AcceptingPatients, DirectoryEntry, Position};
use billfold::wallet::{DirectoryQuery, FormularyQuery};
use billfold::{ErrorKind, Wallet};
use billfold_sandbox::data::Payer;
use support::{World, sync};

fn query() -> DirectoryQuery {
    DirectoryQuery { payer: "bcbst".to_owned(), ..DirectoryQuery::default() }
}

/// All pages of a search.
async fn all(wallet: &Wallet, query: &DirectoryQuery) -> Vec<DirectoryEntry> {
    let mut query = DirectoryQuery { limit: 4, ..query.clone() };
    let mut found = Vec::new();
    loop {
        let page = wallet.directory(&query).await.unwrap();
        found.extend(page.items);
        query.after = page.next;
        if query.after.is_none() {
            let distinct: BTreeSet<_> = found.iter().map(|entry| entry.reference.clone()).collect();
            assert_eq!(distinct.len(), found.len(), "no entry comes twice");
            return found;
        }
    }
}

#[expect(clippy::unnecessary_wraps, reason = "a short way to write a filter")]
fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn providers_are_found_without_a_sign_in() {
    let world = World::of(Payer::BcbsTn);
    let wallet = world.wallet().await;
    let everybody = all(&wallet, &query()).await;
    assert!(everybody.len() >= 15, "{}", everybody.len());
    for entry in &everybody {
        assert!(entry.name.is_some() && entry.organization.is_some() && entry.npi.is_some());
        assert!(!entry.specialties.is_empty() && !entry.networks.is_empty() && !entry.phones.is_empty());
        assert!(!entry.hours.is_empty() && !entry.languages.is_empty() && entry.accepting.is_some());
        let location = &entry.locations[0];
        assert!(location.position.is_some() && location.address.len() == 2 && !location.hours.is_empty());
    }
    let page = wallet.directory(&DirectoryQuery { limit: 4, ..query() }).await.unwrap();
    assert_eq!(page.total, Some(everybody.len() as u64));

    let first = &everybody[0];
    let given = first.name.as_ref().unwrap().split(' ').next().unwrap().to_owned();
    let count = |fits: &dyn Fn(&DirectoryEntry) -> bool| everybody.iter().filter(|entry| fits(entry)).count();
    let speaks = |entry: &DirectoryEntry| entry.languages.iter().any(|language| language == "Spanish");
    let takes = |entry: &DirectoryEntry| entry.accepting == Some(AcceptingPatients::New);
    let at = |city: &str, entry: &DirectoryEntry| {
        entry.locations.iter().any(|location| location.city.as_deref() == Some(city))
    };
    let zip = first.locations[0].postal_code.clone().unwrap();
    let network = first.networks[0].clone();
    let code = first.specialty_codes[0].clone();
    for (what, query, expected) in [
        ("name", DirectoryQuery { name: some(&given), ..query() }, None),
        (
            "words",
            DirectoryQuery { specialty: some("family medic"), ..query() },
            Some(count(&|entry| entry.specialty_codes[0] == "207Q00000X")),
        ),
        (
            "code",
            DirectoryQuery { specialty: some(&code), ..query() },
            Some(count(&|entry| entry.specialty_codes.contains(&code))),
        ),
        (
            "town",
            DirectoryQuery { place: some("Knoxville"), ..query() },
            Some(count(&|entry| at("Knoxville", entry))),
        ),
        (
            "ZIP",
            DirectoryQuery { place: some(&zip), ..query() },
            Some(count(&|entry| {
                entry.locations.iter().any(|location| location.postal_code.as_ref() == Some(&zip))
            })),
        ),
        ("state", DirectoryQuery { place: some("TN"), ..query() }, Some(everybody.len())),
        ("nowhere", DirectoryQuery { place: some("Atlantis"), ..query() }, Some(0)),
        ("network", DirectoryQuery { network: network.id.clone(), ..query() }, Some(everybody.len())),
        (
            "words of a network",
            DirectoryQuery { network: network.name.clone(), ..query() },
            Some(everybody.len()),
        ),
        ("other network", DirectoryQuery { network: some("select network"), ..query() }, Some(0)),
        ("language", DirectoryQuery { language: some("spanish"), ..query() }, Some(count(&speaks))),
        ("new patients", DirectoryQuery { accepting_new_patients: true, ..query() }, Some(count(&takes))),
        (
            "several",
            DirectoryQuery {
                language: some("Spanish"),
                accepting_new_patients: true,
                name: some(&given),
                ..query()
            },
            None,
        ),
    ] {
        let found = all(&wallet, &query).await;
        match expected {
            Some(expected) => assert_eq!(found.len(), expected, "{what}"),
            None if what == "name" => assert!(found.iter().any(|entry| entry.name == first.name)),
            None => assert!(found.iter().all(|entry| speaks(entry) && takes(entry)), "{what}"),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn organizations_have_a_place_and_a_distance() {
    let world = World::of(Payer::BcbsTn);
    let wallet = world.wallet().await;
    // Chattanooga.
    let near = Position::new("35.05".parse().unwrap(), "-85.31".parse().unwrap()).unwrap();
    let query = DirectoryQuery { organizations: true, near: Some(near), limit: 500, ..query() };
    let page = wallet.directory(&query).await.unwrap();
    assert!(page.items.len() >= 10 && page.next.is_none());
    let distances: Vec<f64> =
        page.items.iter().map(|entry| entry.locations[0].distance_km.unwrap()).collect();
    assert!(
        distances.is_sorted() && distances[0] < 10.0 && *distances.last().unwrap() > 100.0,
        "{distances:?}"
    );
    let pharmacy =
        wallet.directory(&DirectoryQuery { specialty: some("pharmacy"), ..query.clone() }).await.unwrap();
    assert!(!pharmacy.items.is_empty());
    let name = pharmacy.items[0].name.clone();
    let named = wallet.directory(&DirectoryQuery { name: name.clone(), ..query }).await.unwrap();
    assert!(named.items.iter().any(|entry| entry.name == name));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_directory_that_cannot_be_searched_says_why() {
    let world = World::with(billfold_sandbox::Options {
        payers: vec![Payer::BcbsTn, Payer::BcbsNc],
        ..billfold_sandbox::Options::default()
    });
    let wallet = world.wallet().await;
    let kind = async |query: DirectoryQuery| wallet.directory(&query).await.map(|_| ()).unwrap_err().kind();
    assert_eq!(kind(DirectoryQuery { payer: "bcbsnc".to_owned(), ..query() }).await, ErrorKind::NotFound);
    assert_eq!(
        kind(DirectoryQuery { payer: "nobody".to_owned(), ..query() }).await,
        ErrorKind::Misconfigured
    );
    assert_eq!(kind(DirectoryQuery { after: some("page 2"), ..query() }).await, ErrorKind::Misconfigured);
    let nowhere = Position { latitude: 91.into(), longitude: 0.into() };
    assert_eq!(kind(DirectoryQuery { near: Some(nowhere), ..query() }).await, ErrorKind::Misconfigured);
    let elsewhere = some("http://127.0.0.1:9/PractitionerRole?_page=2");
    assert_eq!(kind(DirectoryQuery { after: elsewhere, ..query() }).await, ErrorKind::PayerMisbehaved);
    drop(world);
    assert_eq!(kind(query()).await, ErrorKind::Offline);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_drug_list_says_what_is_covered_by_which_of_my_plans() {
    let world = World::of(Payer::BcbsTn);
    let wallet = world.wallet().await;
    let connection = world.sign_in(&wallet, "bcbst").await;
    sync(&wallet, &connection).await.unwrap();
    let search = |drug: &str, my_plans_only| {
        let query = FormularyQuery { drug: some(drug), my_plans_only, ..FormularyQuery::default() };
        wallet.formulary(&query).unwrap().items
    };
    let percocet = search("percocet", false);
    assert_eq!(percocet.len(), 2, "the silver and the gold list have it");
    for drug in &percocet {
        assert_eq!(
            (drug.prior_authorization, drug.step_therapy, drug.quantity_limit),
            (Some(true), Some(true), Some(true))
        );
        assert_eq!(drug.tier.as_ref().unwrap().codes[0].code, "non-preferred-brand");
        let plan = &drug.plans[0];
        assert!(plan.id.is_some() && plan.name.is_some() && plan.mail_order == Some(true));
        assert_eq!(plan.costs.len(), 3);
        let retail = &plan.costs[0];
        assert_eq!(retail.copay.as_ref().unwrap().amount.to_string(), "90.00");
        assert_eq!(retail.coinsurance_percent.unwrap().to_string(), "0");
    }
    let mine = search("percocet", true);
    assert_eq!(mine.len(), 1);
    assert!(mine[0].plans[0].is_mine && mine[0].plans[0].name.as_ref().unwrap().contains("Gold"));
    let specialty = search("leuprolide", true);
    assert_eq!(specialty[0].plans[0].costs[0].coinsurance_percent.unwrap().to_string(), "25");
    assert!(search("unobtainium", false).is_empty());
    let names: Vec<_> =
        search("", false).iter().map(|drug| drug.drug.as_ref().unwrap().text.to_lowercase()).collect();
    assert!(names.len() == 50 && names.is_sorted_by(|a, b| a.chars().next() <= b.chars().next()));
}
