//! The drug formulary of the DaVinci guide, version 1: plans as `List`, covered drugs as `MedicationKnowledge`.

use rand::Rng;
use serde_json::{Value, json};

use super::builder::{Builder, Link, digits};
use super::coverage;
use super::system;
use super::tables::formulary::{COVERED, CoveredDrug};
use super::tables::places;
use super::value::{bare, days_ago, decimal, money};

const STRUCTURE: &str = "http://hl7.org/fhir/us/davinci-drug-formulary/StructureDefinition/";
const CODES: &str = "http://hl7.org/fhir/us/davinci-drug-formulary/CodeSystem/";

/// A tier: its code, the copay for a month in cents, the coinsurance in percent.
const TIERS: [(&str, i64, i64); 5] = [
    ("preferred-generic", 500, 0),
    ("generic", 1_500, 0),
    ("preferred-brand", 4_500, 0),
    ("non-preferred-brand", 9_000, 0),
    ("specialty", 0, 25),
];

/// Adds two plans with all their drugs.
pub(super) fn add(b: &mut Builder) {
    let region = places::region(b.payer);
    for metal in ["Silver", "Gold"] {
        let plan_id =
            format!("{}{}{:07}", digits(&mut b.rng, 5), region.state, b.rng.gen_range(1..9_999_999));
        let drugs: Vec<Link> = COVERED.iter().map(|drug| add_drug(b, drug, &plan_id)).collect();
        add_plan(b, &format!("{} {metal} {}", b.payer.name(), 2026), &plan_id, &drugs);
    }
}

fn extension(name: &str, value_name: &str, value: impl Into<Value>) -> Value {
    let mut extension = json!({"url": format!("{STRUCTURE}usdf-{name}-extension")});
    extension[value_name] = value.into();
    extension
}

fn add_drug(b: &mut Builder, drug: &CoveredDrug, plan_id: &str) -> Link {
    let link = b.link("MedicationKnowledge", drug.name);
    b.add(
        &link,
        &[format!("{STRUCTURE}usdf-FormularyDrug")],
        days_ago(305),
        json!({
            "extension": [
                extension("DrugTierID", "valueCodeableConcept", bare(&format!("{CODES}usdf-DrugTierCS"), drug.tier)),
                extension("PriorAuthorization", "valueBoolean", drug.prior_authorization),
                extension("StepTherapyLimit", "valueBoolean", drug.step_therapy),
                extension("QuantityLimit", "valueBoolean", drug.quantity_limit),
                extension("PlanID", "valueString", plan_id),
            ],
            "code": {
                "coding": [{"system": system::RXNORM, "code": drug.rxnorm, "display": drug.name}],
                "text": drug.name,
            },
            "status": "active",
        }),
    );
    link
}

fn add_plan(b: &mut Builder, title: &str, plan_id: &str, drugs: &[Link]) {
    let plan = b.link("List", title);
    let mut extensions: Vec<Value> = TIERS.iter().map(tier).collect();
    let site = format!("https://www.{}.example", b.payer.id());
    extensions.push(extension("FormularyURL", "valueUrl", format!("{site}/formulary/{plan_id}")));
    extensions.push(extension("SummaryURL", "valueUrl", format!("{site}/summary/{plan_id}")));
    extensions.push(extension("Network", "valueString", "Preferred pharmacies"));
    extensions.push(extension("PlanIDType", "valueString", "HIOS-PLAN-ID"));
    let mut identifiers = vec![json!({"system": "https://www.cms.gov/CCIIO/", "value": plan_id})];
    if title.contains("Gold") {
        identifiers.push(json!({"system": b.own_system("plan"), "value": coverage::PLAN}));
    }
    let entries: Vec<Value> = drugs.iter().map(|drug| json!({"item": b.refer(drug)})).collect();
    b.add(
        &plan,
        &[format!("{STRUCTURE}usdf-CoveragePlan")],
        days_ago(305),
        json!({
            "extension": extensions,
            "identifier": identifiers,
            "status": "current",
            "mode": "snapshot",
            "title": title,
            "code": bare(&format!("{CODES}usdf-PlanTypeCS"), "drug"),
            "date": days_ago(305).to_string(),
            "entry": entries,
        }),
    );
}

fn tier((tier, copay, coinsurance): &(&str, i64, i64)) -> Value {
    let sharing = |pharmacy: &str, months: i64| {
        json!({"url": "costSharing", "extension": [
            {"url": "pharmacyType", "valueCodeableConcept": bare(&format!("{CODES}usdf-PharmacyTypeCS"), pharmacy)},
            {"url": "copayAmount", "valueMoney": money(copay * months)},
            {"url": "copayOption", "valueCodeableConcept": bare(
                &format!("{CODES}usdf-CopayOptionCS"), if *copay == 0 { "no-charge" } else { "charge" },
            )},
            {"url": "coinsuranceRate", "valueDecimal": decimal(*coinsurance, 2)},
            {"url": "coinsuranceOption", "valueCodeableConcept": bare(
                &format!("{CODES}usdf-CoinsuranceOptionCS"),
                if *coinsurance == 0 { "no-charge" } else { "after-deductible" },
            )},
        ]})
    };
    json!({"url": format!("{STRUCTURE}usdf-DrugTierDefinition-extension"), "extension": [
        {"url": "drugTierID", "valueCodeableConcept": bare(&format!("{CODES}usdf-DrugTierCS"), tier)},
        {"url": "mailOrder", "valueBoolean": *tier != "specialty"},
        sharing("1-month-in-retail", 1),
        sharing("3-month-in-retail", 3),
        sharing("3-month-in-mail", 2),
    ]})
}
