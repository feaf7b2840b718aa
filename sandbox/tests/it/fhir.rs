//! The FHIR servers.

use std::collections::{BTreeMap, BTreeSet};

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::harness::*;

fn is_match(entry: &Value) -> bool {
    entry["search"]["mode"] == "match"
}

#[tokio::test]
async fn records_need_a_token() {
    for payer in SANDBOX.payers() {
        let path = format!("Patient/{}", payer.logins()[0].patient);
        let path = if payer.id() == "bcbsnc" { format!("{path}/$everything") } else { path };
        let url = format!("{}/{path}", payer.fhir_base());
        for token in [None, Some("wrong")] {
            let mut request = http().get(&url);
            if let Some(token) = token {
                request = request.header("authorization", format!("Bearer {token}"));
            }
            let response = request.send().await.unwrap();
            assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
            let challenge = response.headers()["www-authenticate"].to_str().unwrap();
            assert_eq!(challenge.contains("invalid_token"), token.is_some());
            assert_eq!(response.headers()["content-type"], "application/fhir+json; charset=utf-8");
        }
    }
}

#[tokio::test]
async fn the_directory_is_open_and_ignores_tokens() {
    for id in ["bcbsmn", "bcbst", "sharedhealthms"] {
        let payer = payer(id);
        for kind in payer.payer().shared_types() {
            for token in [None, Some("wrong")] {
                let (status, bundle) = fhir(payer, kind, token).await;
                assert_eq!((status, &bundle["type"]), (StatusCode::OK, &json!("searchset")), "{id} {kind}");
            }
        }
    }
}

#[tokio::test]
async fn other_members_cannot_be_read() {
    for id in ["bcbsmn", "bcbst", "intersystems", "sharedhealthms"] {
        let payer = payer(id);
        let own = &payer.logins()[0].patient;
        let Some(other) = payer.logins().iter().find(|login| login.patient != *own) else { continue };
        let token = access_token(payer).await;
        let read = fhir(payer, &format!("Patient/{}", other.patient), Some(&token)).await.0;
        assert_eq!(read, StatusCode::NOT_FOUND);
        let search = format!("ExplanationOfBenefit?patient={}", other.patient);
        assert_eq!(fhir(payer, &search, Some(&token)).await.0, StatusCode::FORBIDDEN);
        for entry in all_entries(payer, "ExplanationOfBenefit", &token).await {
            assert_eq!(entry["resource"]["patient"]["reference"], format!("Patient/{own}"));
        }
    }
}

#[tokio::test]
async fn intersystems_checks_the_scope_of_each_type() {
    let payer = payer("intersystems");
    let code = code_for(payer, &[("scope", Some("patient/Coverage.read patient/*.read"))]).await;
    let (_, tokens) = redeem(payer, &code, &[]).await;
    assert_eq!(tokens["scope"], "patient/Coverage.read");
    let token = tokens["access_token"].as_str();
    assert_eq!(fhir(payer, "Coverage", token).await.0, StatusCode::OK);
    let (status, outcome) = fhir(payer, "Condition", token).await;
    assert_eq!((status, &outcome["resourceType"]), (StatusCode::FORBIDDEN, &json!("OperationOutcome")));
}

#[tokio::test]
async fn bcbsmn_wants_a_second_parameter_for_some_types() {
    let payer = payer("bcbsmn");
    let patient = &payer.logins()[0].patient;
    let token = access_token(payer).await;
    for (kind, and) in [
        ("Observation", "category=laboratory"),
        ("MedicationRequest", "intent=order,plan"),
        ("CareTeam", "status=active"),
        ("CarePlan", "category=assess-plan"),
    ] {
        let (status, outcome) = fhir(payer, &format!("{kind}?patient={patient}"), Some(&token)).await;
        assert_eq!(status, StatusCode::BAD_REQUEST);
        let said = outcome["issue"][0]["diagnostics"].as_str().unwrap();
        assert!(said.contains(and.split('=').next().unwrap()), "{said}");
        let full = format!("{kind}?patient={patient}&{and}");
        assert_eq!(fhir(payer, &full, Some(&token)).await.0, StatusCode::OK);
    }
    for kind in ["DiagnosticReport", "DocumentReference"] {
        assert_eq!(fhir(payer, &format!("{kind}?patient={patient}"), Some(&token)).await.0, StatusCode::OK);
    }
}

#[tokio::test]
async fn coverage_is_searched_in_different_ways() {
    for (id, by, not_by) in [
        ("bcbsmn", "patient", None),
        ("bcbst", "beneficiary", Some("patient")),
        ("sharedhealthms", "beneficiary", Some("patient")),
        ("intersystems", "patient", Some("beneficiary")),
    ] {
        let payer = payer(id);
        let patient = &payer.logins()[0].patient;
        let token = access_token(payer).await;
        let (status, bundle) = fhir(payer, &format!("Coverage?{by}={patient}"), Some(&token)).await;
        assert_eq!(status, StatusCode::OK);
        assert_eq!(bundle["total"], payer.held(patient)["Coverage"]);
        if let Some(by) = not_by {
            let (status, _) = fhir(payer, &format!("Coverage?{by}={patient}"), Some(&token)).await;
            assert_eq!(status, StatusCode::BAD_REQUEST);
        }
        let (_, statement) = fhir(payer, "metadata", None).await;
        let resources = statement["rest"][0]["resource"].as_array().unwrap();
        let coverage = resources.iter().find(|resource| resource["type"] == "Coverage").unwrap();
        let has = |name: &str| {
            coverage["searchParam"].as_array().unwrap().iter().any(|parameter| parameter["name"] == name)
        };
        assert!(has(by) && !not_by.is_some_and(has));
    }
}

/// Types whose records belong to no member.
const SHARED: &[&str] = &["Location", "Medication", "Organization", "Practitioner", "PractitionerRole"];

#[tokio::test]
async fn a_members_own_records_add_up_to_what_is_held() {
    for id in ["bcbsmn", "bcbst", "intersystems", "sharedhealthms"] {
        let payer = payer(id);
        for login in payer.logins() {
            let token = tokens(payer, login).await["access_token"].as_str().unwrap().to_owned();
            let held = payer.held(&login.patient);
            for kind in payer.payer().patient_types() {
                if payer.payer().shared_types().contains(kind) {
                    continue;
                }
                let query = match (id, *kind) {
                    ("bcbsmn", "Observation") => {
                        "?category=laboratory,vital-signs,social-history,survey,exam,imaging,procedure,activity"
                    }
                    ("bcbsmn", "MedicationRequest") => "?intent=order,plan,proposal",
                    ("bcbsmn", "CareTeam") => "?status=active,inactive,proposed",
                    ("bcbsmn", "CarePlan") => "?category=assess-plan",
                    _ => "",
                };
                let found = all_entries(payer, &format!("{kind}{query}"), &token).await;
                let ids: BTreeSet<_> =
                    found.iter().map(|entry| entry["resource"]["id"].to_string()).collect();
                assert_eq!(ids.len(), found.len(), "{id} {kind}: repeated");
                if SHARED.contains(kind) {
                    // Shared: all can be seen, only those referred to are held.
                    assert!(found.len() as u64 >= held.get(*kind).copied().unwrap_or_default());
                } else {
                    assert_eq!(
                        found.len() as u64,
                        held.get(*kind).copied().unwrap_or_default(),
                        "{id} {kind}"
                    );
                }
            }
        }
    }
}

#[tokio::test]
async fn everything_is_what_bcbsnc_holds() {
    let payer = payer("bcbsnc");
    for login in payer.logins() {
        let token = tokens(payer, login).await["access_token"].as_str().unwrap().to_owned();
        let path = format!("Patient/{}/$everything", login.patient);
        let entries = all_entries(payer, &path, &token).await;
        let mut counts: BTreeMap<String, u64> = BTreeMap::new();
        for entry in &entries {
            let kind = entry["resource"]["resourceType"].as_str().unwrap();
            *counts.entry(kind.to_owned()).or_default() += 1;
            assert!(entry["fullUrl"].as_str().unwrap().starts_with("http://bcbsnc-ext.invalid/"));
        }
        assert_eq!(entries[0]["resource"]["resourceType"], "Patient");
        assert_eq!(counts, payer.held(&login.patient));
        let alias = format!("{}fhir/sb/R4/payer-topayer/{path}", payer.origin());
        assert_eq!(get(&alias, Some(&token)).await.0, StatusCode::OK);
    }
    let token = access_token(payer).await;
    let other =
        &payer.logins().iter().find(|login| login.patient != payer.logins()[0].patient).unwrap().patient;
    let path = format!("Patient/{other}/$everything");
    assert_eq!(fhir(payer, &path, Some(&token)).await.0, StatusCode::FORBIDDEN);
    for path in ["ExplanationOfBenefit", "Patient", "Coverage/1"] {
        let (status, outcome) = fhir(payer, path, Some(&token)).await;
        assert_eq!((status, &outcome["resourceType"]), (StatusCode::NOT_FOUND, &json!("OperationOutcome")));
    }
}

#[tokio::test]
async fn pages_follow_each_other_and_keep_the_total() {
    let payer = payer("intersystems");
    let token = access_token(payer).await;
    let (_, whole) = fhir(payer, "ExplanationOfBenefit?_count=500", Some(&token)).await;
    let paged = all_entries(payer, "ExplanationOfBenefit?_count=7", &token).await;
    assert_eq!(json!(paged), whole["entry"]);
    let (_, first) = fhir(payer, "ExplanationOfBenefit?_count=7", Some(&token)).await;
    assert_eq!(first["total"], whole["total"]);
    assert_eq!(first["entry"].as_array().unwrap().len(), 7);
    let (_, none) = fhir(payer, "ExplanationOfBenefit?_count=0", Some(&token)).await;
    assert_eq!((&none["total"], &none["entry"]), (&whole["total"], &Value::Null));
    assert_eq!(fhir(payer, "ExplanationOfBenefit?_page=x", Some(&token)).await.0, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn includes_are_marked_and_not_counted() {
    let payer = payer("bcbsmn");
    let patient = &payer.logins()[0].patient;
    let token = access_token(payer).await;
    let search = async |path: &str| fhir(payer, &path.replace("{patient}", patient), Some(&token)).await.1;
    let bundle = search(
        "ExplanationOfBenefit?patient={patient}&_count=5&_include=ExplanationOfBenefit:coverage\
         &_include=ExplanationOfBenefit:provider&_include=ExplanationOfBenefit:insurer",
    )
    .await;
    let entries = bundle["entry"].as_array().unwrap();
    assert_eq!(entries.iter().filter(|entry| is_match(entry)).count(), 5);
    let included: Vec<_> = entries.iter().filter(|entry| !is_match(entry)).collect();
    assert!(included.iter().any(|entry| entry["resource"]["resourceType"] == "Coverage"));
    assert!(included.iter().any(|entry| entry["resource"]["resourceType"] == "Organization"));
    assert!(included.iter().all(|entry| entry["search"]["mode"] == "include"));
    let all = search("ExplanationOfBenefit?patient={patient}&_count=5&_include=*").await;
    assert!(all["entry"].as_array().unwrap().len() >= entries.len());
    let provenance = search("Patient?_revinclude=Provenance:target").await;
    let kinds: BTreeSet<&str> = provenance["entry"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["resource"]["resourceType"].as_str().unwrap())
        .collect();
    assert!(kinds.is_subset(&BTreeSet::from(["Patient", "Provenance"])));
    let wrong = fhir(payer, "ExplanationOfBenefit?_include=Nothing:at-all", Some(&token)).await;
    assert_eq!(wrong.0, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn last_updated_and_codes_filter() {
    let payer = payer("bcbst");
    let patient = &payer.logins()[0].patient;
    let token = access_token(payer).await;
    let total = async |path: &str| fhir(payer, path, Some(&token)).await.1["total"].as_u64().unwrap();
    let all = total("ExplanationOfBenefit").await;
    assert_eq!(total(&format!("ExplanationOfBenefit?patient=Patient/{patient}")).await, all);
    assert_eq!(total("ExplanationOfBenefit?_lastUpdated=ge1990-01-01").await, all);
    assert_eq!(total("ExplanationOfBenefit?_lastUpdated=lt1990-01-01").await, 0);
    let pharmacy = total("ExplanationOfBenefit?type=pharmacy").await;
    let system = "http://terminology.hl7.org/CodeSystem/claim-type";
    assert_eq!(total(&format!("ExplanationOfBenefit?type={system}|pharmacy")).await, pharmacy);
    assert_eq!(total("ExplanationOfBenefit?type=http://other.example|pharmacy").await, 0);
    assert!(pharmacy > 0 && pharmacy < all);
    let early = total("ExplanationOfBenefit?service-date=lt2025-07-01").await;
    let late = total("ExplanationOfBenefit?service-date=ge2025-07-01").await;
    assert!(early + late >= all, "{early} {late} {all}");
    for wrong in ["nonsense=1", "_lastUpdated=yesterday", "_count=many"] {
        let (status, _) = fhir(payer, &format!("ExplanationOfBenefit?{wrong}"), Some(&token)).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{wrong}");
    }
}

#[tokio::test]
async fn bcbsmn_understands_full_instants_only() {
    let payer = payer("bcbsmn");
    let token = access_token(payer).await;
    let total = async |bound: &str| {
        fhir(payer, &format!("ExplanationOfBenefit?_lastUpdated={bound}"), Some(&token)).await.1["total"]
            .take()
    };
    assert!(total("ge1990-01-01T00:00:00.000Z").await.as_u64() > Some(0));
    assert_eq!(total("ge1990-01-01").await, 0);
}

#[tokio::test]
async fn the_formulary_is_searched_by_drug() {
    for id in ["bcbst", "sharedhealthms", "bcbsmn"] {
        let payer = payer(id);
        let token = access_token(payer).await;
        let total = async |path: &str| fhir(payer, path, Some(&token)).await.1["total"].as_u64().unwrap();
        let all = total("MedicationKnowledge").await;
        let entry =
            &fhir(payer, "MedicationKnowledge?_count=1", Some(&token)).await.1["entry"][0]["resource"];
        let name = entry["code"]["coding"][0]["display"].as_str().unwrap();
        let some = total(&format!("MedicationKnowledge?DrugName={}", &name[..4])).await;
        assert!(some > 0 && some < all, "{id} {name}");
        assert!(total("List").await > 0);
    }
}

#[tokio::test]
async fn the_directory_is_searched_by_name_and_specialty() {
    let payer = payer("bcbst");
    let (_, all) = fhir(payer, "PractitionerRole?_count=1", None).await;
    let role = &all["entry"][0]["resource"];
    let specialty = role["specialty"][0]["coding"][0]["code"].as_str().unwrap();
    let query = format!("PractitionerRole?specialty={specialty}&_include=PractitionerRole:practitioner");
    let (_, found) = fhir(payer, &query, None).await;
    assert!(found["total"].as_u64() > Some(0));
    let entries = found["entry"].as_array().unwrap();
    let practitioner =
        entries.iter().find(|entry| entry["resource"]["resourceType"] == "Practitioner").unwrap();
    let family = practitioner["resource"]["name"][0]["family"].as_str().unwrap();
    let (_, by_name) = fhir(payer, &format!("Practitioner?name={}", family.to_lowercase()), None).await;
    assert!(by_name["total"].as_u64() > Some(0));
}

#[tokio::test]
async fn reads_have_validators_and_always_the_same_bytes() {
    let payer = payer("sharedhealthms");
    let token = access_token(payer).await;
    let url = format!("{}/Patient/{}", payer.fhir_base(), payer.logins()[0].patient);
    let read = async |etag: Option<&str>| {
        let mut request = http().get(&url).header("authorization", format!("Bearer {token}"));
        if let Some(etag) = etag {
            request = request.header("if-none-match", etag);
        }
        request.send().await.unwrap()
    };
    let first = read(None).await;
    assert_eq!(first.headers()["content-type"], "application/fhir+json; charset=utf-8");
    let etag = first.headers()["etag"].to_str().unwrap().to_owned();
    assert!(first.headers()["last-modified"].to_str().unwrap().ends_with(" GMT"));
    let bytes = first.bytes().await.unwrap();
    assert_eq!(read(None).await.bytes().await.unwrap(), bytes);
    assert_eq!(read(Some(&etag)).await.status(), StatusCode::NOT_MODIFIED);
}

#[tokio::test]
async fn answers_are_compressed_for_those_who_ask() {
    let url = format!("{}/metadata", payer("bcbst").fhir_base());
    let plain = http().get(&url).send().await.unwrap().bytes().await.unwrap();
    let client = http_builder().no_gzip().build().unwrap();
    let answer = client.get(&url).header("accept-encoding", "gzip").send().await.unwrap();
    assert_eq!(answer.headers()["content-encoding"], "gzip");
    assert!(answer.bytes().await.unwrap().len() < plain.len() / 2);
    let answer = client.get(&url).send().await.unwrap();
    assert!(!answer.headers().contains_key("content-encoding"));
    assert_eq!(answer.bytes().await.unwrap(), plain);
}

#[tokio::test]
async fn discovery_names_the_endpoints() {
    for payer in SANDBOX.payers().iter().filter(|payer| payer.id() != "bcbsnc") {
        let (_, smart) = fhir(payer, ".well-known/smart-configuration", None).await;
        assert_eq!(smart["authorization_endpoint"], payer.authorization_endpoint());
        assert_eq!(smart["token_endpoint"], payer.token_endpoint());
        let s256 = smart["code_challenge_methods_supported"] == json!(["S256"]);
        assert_eq!(s256, payer.id() == "intersystems");
        let issuer = matches!(payer.id(), "bcbsmn" | "intersystems");
        assert_eq!(smart["issuer"], if issuer { json!(payer.issuer()) } else { Value::Null });
        let (_, statement) = fhir(payer, "metadata", None).await;
        let uris = statement["rest"][0]["security"]["extension"][0]["extension"].as_array().unwrap();
        let uri = |name: &str| &uris.iter().find(|uri| uri["url"] == name).unwrap()["valueUri"];
        assert_eq!(*uri("authorize"), payer.authorization_endpoint());
        assert_eq!(*uri("token"), payer.token_endpoint());
    }
}
