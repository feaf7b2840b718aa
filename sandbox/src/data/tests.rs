//! What holds for every payer's synthetic data.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::held::references;
use super::{Payer, Population, generate, held};

const BASE: &str = "http://127.0.0.1:7410/fhir";

fn population(payer: Payer) -> Population {
    generate(payer, 1, BASE, None)
}

fn text(population: &Population) -> String {
    population.resources.iter().map(|resource| resource.json.to_string()).collect()
}

/// The counts by type of the member's own compartment.
fn own(population: &Population, patient: &str) -> BTreeMap<&'static str, usize> {
    let mut counts = BTreeMap::new();
    for resource in &population.resources {
        if resource.patient.as_deref() == Some(patient) {
            *counts.entry(resource.resource_type).or_default() += 1;
        }
    }
    counts
}

#[test]
fn same_seed_gives_same_bytes_and_another_seed_others() {
    for payer in Payer::ALL {
        let first = population(payer);
        let again = population(payer);
        assert_eq!(text(&first), text(&again), "{payer:?}");
        assert_eq!(first.logins[0].password, again.logins[0].password);
        let other = generate(payer, 2, BASE, None);
        assert_ne!(text(&first), text(&other), "{payer:?}");
    }
}

#[test]
fn every_offered_type_occurs_and_no_other() {
    for payer in Payer::ALL {
        let population = population(payer);
        let present: BTreeSet<&str> =
            population.resources.iter().map(|resource| resource.resource_type).collect();
        let offered: BTreeSet<&str> =
            payer.patient_types().iter().chain(payer.shared_types()).copied().collect();
        assert_eq!(present, offered, "{payer:?}");
    }
}

#[test]
fn ids_are_unique_and_every_resource_says_what_it_is() {
    for payer in Payer::ALL {
        let mut seen = BTreeSet::new();
        for resource in population(payer).resources {
            let json = &resource.json;
            assert_eq!(json["resourceType"], resource.resource_type);
            assert_eq!(json["id"], resource.id.as_str());
            for member in ["versionId", "lastUpdated", "profile"] {
                assert!(!json["meta"][member].is_null(), "{payer:?} {json}");
            }
            assert!(!json["meta"]["profile"].as_array().unwrap().is_empty());
            assert!(seen.insert((resource.resource_type, resource.id)), "{payer:?}");
        }
    }
}

#[test]
fn references_resolve_within_the_compartment_or_among_what_is_shared() {
    for payer in Payer::ALL {
        let population = population(payer);
        let places: BTreeMap<String, Option<&str>> = population
            .resources
            .iter()
            .map(|resource| {
                (format!("{}/{}", resource.resource_type, resource.id), resource.patient.as_deref())
            })
            .collect();
        for resource in &population.resources {
            for reference in references(&resource.json) {
                if reference.starts_with('#') {
                    continue;
                }
                let target = places.get(reference).unwrap_or_else(|| panic!("{payer:?} {reference}"));
                assert!(
                    target.is_none() || *target == resource.patient.as_deref(),
                    "{payer:?} {} of another member: {reference}",
                    resource.resource_type,
                );
            }
        }
        for login in &population.logins {
            assert!(places.contains_key(&login.fhir_user), "{payer:?} {}", login.fhir_user);
            assert!(places.contains_key(&format!("Patient/{}", login.patient)));
        }
    }
}

#[test]
fn logins_differ_and_a_parent_signs_in_for_the_child() {
    for (payer, seed) in Payer::ALL.into_iter().flat_map(|payer| (1..=4).map(move |seed| (payer, seed))) {
        let logins = generate(payer, seed, BASE, None).logins;
        let names: BTreeSet<&str> = logins.iter().map(|login| login.username.as_str()).collect();
        assert_eq!(names.len(), logins.len(), "{payer:?}");
        let [_, parent, child, proxy] = logins.as_slice() else { panic!("{payer:?}") };
        assert_eq!(proxy.patient, child.patient);
        assert_eq!(proxy.name, parent.name);
        assert_eq!(proxy.fhir_user.starts_with("RelatedPerson/"), payer == Payer::BcbsMn);
    }
}

#[test]
fn default_member_has_a_full_record_and_the_others_a_small_one() {
    for payer in Payer::ALL {
        let population = population(payer);
        let is_clinical = |kind: &str| !["Patient", "Coverage", "ExplanationOfBenefit"].contains(&kind);
        for (place, login) in population.logins.iter().enumerate().take(3) {
            let counts = own(&population, &login.patient);
            let clinical: usize =
                counts.iter().filter(|(kind, _)| is_clinical(kind)).map(|(_, count)| *count).sum();
            let claims = counts["ExplanationOfBenefit"];
            let (claim_range, clinical_range) =
                if place == 0 { (30..=50, 200..=400) } else { (6..=12, 15..=70) };
            assert!(claim_range.contains(&claims), "{payer:?} {place}: {claims} claims");
            assert!(clinical_range.contains(&clinical), "{payer:?} {place}: {clinical} clinical");
            assert_eq!(counts["Coverage"], if place == 0 { 2 } else { 1 });
        }
    }
}

#[test]
fn scale_makes_the_default_member_large() {
    let population = generate(Payer::BcbsMn, 1, BASE, Some(3));
    let own: usize = own(&population, &population.logins[0].patient).values().sum();
    assert!((3_000..3_400).contains(&own), "{own}");
}

#[test]
fn npis_have_a_sound_check_digit() {
    fn check(value: &Value) -> usize {
        let own = value["system"] == super::system::NPI;
        if own {
            let npi = value["value"].as_str().unwrap();
            assert_eq!(npi.len(), 10);
            assert_eq!(super::value::npi(npi[..9].parse().unwrap()), npi);
        }
        let inside: usize = match value {
            Value::Object(members) => members.values().map(check).sum(),
            Value::Array(values) => values.iter().map(check).sum(),
            _ => 0,
        };
        usize::from(own) + inside
    }
    let found: usize = population(Payer::BcbsMn).resources.iter().map(|resource| check(&resource.json)).sum();
    assert!(found > 20, "{found}");
}

#[test]
fn held_counts_the_compartment_the_formulary_and_a_modest_closure() {
    for payer in Payer::ALL {
        let population = population(payer);
        let patient = &population.logins[0].patient;
        let held = held(&population, payer.patient_types(), payer.shared_types(), patient);
        for (kind, count) in own(&population, patient) {
            assert_eq!(held[kind], count as u64, "{payer:?} {kind}");
        }
        for kind in payer.patient_types().iter().filter(|kind| **kind != "RelatedPerson") {
            assert!(held.contains_key(*kind), "{payer:?} holds no {kind} for the default member");
        }
        for kind in ["Organization", "Practitioner", "Location", "PractitionerRole"] {
            assert!(held.get(kind).is_none_or(|count| *count <= 12), "{payer:?} {kind} {held:?}");
        }
        assert_eq!(held.contains_key("MedicationKnowledge"), payer.offers("MedicationKnowledge"));
    }
}

#[test]
fn directory_has_a_dozen_or_two_of_each_and_names_the_fhir_base() {
    for payer in Payer::ALL {
        let population = population(payer);
        for kind in payer.shared_types() {
            let shared = population.resources.iter().filter(|resource| resource.resource_type == *kind);
            let count = shared.filter(|resource| resource.patient.is_none()).count();
            assert!((12..=24).contains(&count), "{payer:?} {count} {kind}");
        }
        let names_base = population.resources.iter().any(|resource| resource.json["address"] == BASE);
        assert_eq!(names_base, payer.offers("Endpoint"));
    }
}
