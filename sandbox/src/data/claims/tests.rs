//! Claims are sound, except those that are meant not to be.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::data::{Payer, generate};

/// Cents of an amount as written: two digits behind the point.
fn cents(value: &Value) -> i64 {
    let text = value.to_string();
    let (whole, fraction) = text.split_once('.').unwrap();
    assert_eq!(fraction.len(), 2, "{text}");
    format!("{whole}{fraction}").parse().unwrap()
}

/// Amounts of an adjudication or a total by code; those of the guide's version 0.1.0 under their later names.
fn amounts(list: &Value) -> BTreeMap<String, i64> {
    let mut amounts = BTreeMap::new();
    for entry in list.as_array().into_iter().flatten() {
        let code = entry["category"]["coding"][0]["code"].as_str().unwrap();
        let code = match code {
            "submittedamount" => "submitted",
            "discountamount" => "discount",
            "noncoveredamount" => "noncovered",
            "allowedamount" => "eligible",
            "deductibleamount" => "deductible",
            "copaymentamount" => "copay",
            "coinsuranceamount" => "coinsurance",
            "paymentamount" => "benefit",
            "patientpayamount" => "memberliability",
            code => code,
        };
        if let Some(value) = entry["amount"].get("value") {
            amounts.insert(code.to_owned(), cents(value));
        }
    }
    amounts
}

fn balances(amounts: &BTreeMap<String, i64>) {
    let of = |code: &str| amounts[code];
    assert_eq!(of("submitted"), of("discount") + of("noncovered") + of("eligible"), "{amounts:?}");
    let member = of("deductible") + of("copay") + of("coinsurance");
    assert_eq!(of("eligible"), of("benefit") + member, "{amounts:?}");
    if let Some(liability) = amounts.get("memberliability") {
        assert_eq!(*liability, member, "{amounts:?}");
    }
}

fn lines_sum(claim: &Value, totals: &BTreeMap<String, i64>) -> bool {
    let mut sum: BTreeMap<String, i64> = BTreeMap::new();
    for item in claim["item"].as_array().unwrap() {
        let line = amounts(&item["adjudication"]);
        balances(&line);
        for (code, cents) in line {
            *sum.entry(code).or_default() += cents;
        }
    }
    totals.iter().all(|(code, cents)| sum.get(code).unwrap_or(&0) == cents)
}

fn claims(payer: Payer, login: usize) -> Vec<Value> {
    let population = generate(payer, 1, "http://127.0.0.1/fhir", None);
    let patient = population.logins[login].patient.clone();
    population
        .resources
        .into_iter()
        .filter(|resource| resource.resource_type == "ExplanationOfBenefit")
        .filter(|resource| resource.patient.as_ref() == Some(&patient))
        .map(|resource| resource.json)
        .filter(|claim| claim["use"] == "claim")
        .collect()
}

#[test]
fn money_adds_up_where_it_should_and_not_where_it_should_not() {
    for payer in Payer::ALL {
        let mut off = 0;
        let mut two_totals = 0;
        let mut silent = 0;
        let mut without_currency = 0;
        let claims = claims(payer, 0);
        for claim in &claims {
            let totals = amounts(&claim["total"]);
            if totals.len() == 2 {
                two_totals += 1;
            } else {
                balances(&totals);
                silent += usize::from(!totals.contains_key("memberliability"));
            }
            off += usize::from(!lines_sum(claim, &totals));
            without_currency += usize::from(claim["total"][0]["amount"].get("currency").is_none());
            assert_eq!(cents(&claim["payment"]["amount"]["value"]), totals["benefit"]);
        }
        assert_eq!((two_totals, silent, without_currency), (1, 1, 1), "{payer:?}");
        // The sixth of every twelve claims.
        assert!(off >= 2 && off <= claims.len() / 12 + 1, "{payer:?}: {off} of {}", claims.len());
    }
}

#[test]
fn one_claim_is_denied_one_is_out_of_network_one_was_replaced() {
    for payer in Payer::ALL {
        let claims = claims(payer, 0);
        let text = |claim: &&Value| claim["adjudication"].to_string();
        let count = |what: &str| claims.iter().filter(|claim| text(claim).contains(what)).count();
        assert_eq!(count("\"197\""), 1, "{payer:?}");
        assert_eq!(count("\"outofnetwork\""), 1, "{payer:?}");
        let related = |status: &str, code: &str| {
            let mut found = claims
                .iter()
                .filter(|claim| claim["related"][0]["relationship"]["coding"][0]["code"] == code);
            let claim = found.next().unwrap();
            assert!(found.next().is_none());
            assert_eq!(claim["status"], status);
            claim
        };
        let (old, new) = (related("cancelled", "replacedby"), related("active", "prior"));
        assert_eq!(old["related"][0]["reference"]["value"], new["identifier"][0]["value"]);
        assert_eq!(new["related"][0]["reference"]["value"], old["identifier"][0]["value"]);
    }
}

#[test]
fn every_kind_of_claim_occurs() {
    for payer in Payer::ALL {
        let kinds: BTreeSet<String> = claims(payer, 0)
            .iter()
            .map(|claim| {
                let kind = claim["type"]["coding"][0]["code"].as_str().unwrap();
                let sub_type = claim["subType"]["coding"][0]["code"].as_str().unwrap_or_default();
                format!("{kind}{sub_type}")
            })
            .collect();
        let expected: &[&str] = if payer == Payer::InterSystems {
            &["institutionalinpatient", "pharmacy", "professional"]
        } else {
            &["institutionalinpatient", "institutionaloutpatient", "oral", "pharmacy", "professional"]
        };
        assert_eq!(kinds.iter().map(String::as_str).collect::<Vec<_>>(), expected, "{payer:?}");
    }
}

#[test]
fn some_claims_of_blue_cross_nc_have_the_codes_of_the_ballot() {
    let is_old = |claim: &&Value| claim["total"].to_string().contains("carin-bb-adjudicationcategory");
    assert_eq!(claims(Payer::BcbsNc, 0).iter().filter(is_old).count(), 2);
    assert_eq!(claims(Payer::BcbsMn, 0).iter().filter(is_old).count(), 0);
}

#[test]
fn minnesota_has_a_prior_authorization() {
    let population = generate(Payer::BcbsMn, 1, "http://127.0.0.1/fhir", None);
    let prior: Vec<&Value> = population
        .resources
        .iter()
        .map(|resource| &resource.json)
        .filter(|json| json["use"] == "preauthorization")
        .collect();
    assert_eq!(prior.len(), 1);
    assert!(prior[0]["adjudication"][0]["extension"][0]["url"].as_str().unwrap().ends_with("reviewAction"));
}
