//! Drug lists as the US Drug Formulary STU2 has them: a `Basic` puts a drug on a formulary, which is an `InsurancePlan`, and
//! another `InsurancePlan` uses the formulary and says what drugs cost.

use serde_json::{Value, json};

use crate::data::Resource;

const STRUCTURE: &str = "http://hl7.org/fhir/us/davinci-drug-formulary/StructureDefinition/";
const CODES: &str = "http://hl7.org/fhir/us/davinci-drug-formulary/CodeSystem/";
const ACT_CODES: &str = "http://terminology.hl7.org/CodeSystem/v3-ActCode";

/// Writes the lists of STU1 (`List` and `MedicationKnowledge`) so.
pub(super) fn write_stu2(resources: &mut Vec<Resource>) {
    let mut written = Vec::new();
    for resource in resources.iter_mut() {
        match resource.resource_type {
            "List" => written.extend([formulary(&resource.json), plan(&resource.json)]),
            "MedicationKnowledge" => written.extend(item(&mut resource.json)),
            _ => {}
        }
    }
    resources.retain(|resource| resource.resource_type != "List");
    resources.extend(written);
}

/// What members share.
fn shared(resource_type: &'static str, id: String, profile: &str, like: &Value, body: Value) -> Resource {
    let mut json = json!({"resourceType": resource_type, "id": id, "meta": like["meta"]});
    json["meta"]["profile"] = json!([format!("{STRUCTURE}usdf-{profile}")]);
    if let (Value::Object(json), Value::Object(body)) = (&mut json, body) {
        json.extend(body);
    }
    Resource { resource_type, id, patient: None, json }
}

fn id(of: &Value) -> String {
    of["id"].as_str().unwrap_or_default().to_owned()
}

/// The id of the formulary of the plan with this number.
fn formulary_id(plan_id: &str) -> String {
    format!("formulary-{plan_id}")
}

/// The number by which the drugs of STU1 name their plan.
fn plan_id(list: &Value) -> &str {
    list["identifier"][0]["value"].as_str().unwrap_or_default()
}

fn concept(system: &str, code: &Value) -> Value {
    json!({"coding": [{"system": system, "code": code}]})
}

/// A code of a system of the guide's own.
fn code(system: &str, of: &Value) -> Value {
    concept(&format!("{CODES}usdf-{system}CS-TEMPORARY-TRIAL-USE"), &of["coding"][0]["code"])
}

fn extension(name: &str, value_name: &str, value: &Value) -> Value {
    json!({"url": format!("{STRUCTURE}usdf-{name}-extension"), value_name: value})
}

/// The parts of a complex extension, or the extensions of a resource, that have this name.
fn parts<'a>(of: &'a Value, name: &'a str) -> impl Iterator<Item = &'a Value> {
    let parts = of["extension"].as_array().into_iter().flatten();
    parts.filter(move |part| part["url"].as_str().is_some_and(|url| url.ends_with(name)))
}

fn part<'a>(of: &'a Value, name: &'a str) -> &'a Value {
    parts(of, name).next().unwrap_or(&Value::Null)
}

fn formulary(list: &Value) -> Resource {
    let body = json!({
        "identifier": [{"value": plan_id(list)}],
        "status": "active",
        "type": [concept(ACT_CODES, &json!("DRUGPOL"))],
        "name": format!("{} drug list", list["title"].as_str().unwrap_or_default()),
        "period": {"start": list["date"]},
    });
    shared("InsurancePlan", formulary_id(plan_id(list)), "Formulary", list, body)
}

fn plan(list: &Value) -> Resource {
    let formulary = json!({"reference": format!("InsurancePlan/{}", formulary_id(plan_id(list)))});
    let drug = concept("http://terminology.hl7.org/CodeSystem/insurance-plan-type", &json!("drug"));
    let contact = |purpose: &str, url: &str| {
        json!({
            "purpose": concept(&format!("{CODES}usdf-PlanContactTypeCS-TEMPORARY-TRIAL-USE"), &json!(purpose)),
            "telecom": [{"system": "url", "value": part(list, url)["valueUrl"]}],
        })
    };
    let body = json!({
        "identifier": list["identifier"],
        "status": "active",
        "type": [concept(
            "http://hl7.org/fhir/us/davinci-pdex-plan-net/CodeSystem/InsuranceProductTypeCS",
            &json!("qhp"),
        )],
        "name": list["title"],
        "period": {"start": list["date"]},
        "contact": [
            contact("SUMMARY", "usdf-SummaryURL-extension"),
            contact("FORMULARY", "usdf-FormularyURL-extension"),
        ],
        "coverage": [{
            "extension": [extension("FormularyReference", "valueReference", &formulary)],
            "type": concept(ACT_CODES, &json!("DRUGPOL")),
            "benefit": [{"type": drug}],
        }],
        "plan": [{"type": drug, "specificCost": specific_costs(list)}],
    });
    shared("InsurancePlan", id(list), "PayerInsurancePlan", list, body)
}

/// The costs of each tier at each type of pharmacy.
fn specific_costs(list: &Value) -> Vec<Value> {
    let tiers = parts(list, "usdf-DrugTierDefinition-extension");
    let costs = tiers.flat_map(|tier| {
        let name = &part(tier, "drugTierID")["valueCodeableConcept"];
        parts(tier, "costSharing").map(move |sharing| {
            json!({
                "category": code("PharmacyBenefitType", &part(sharing, "pharmacyType")["valueCodeableConcept"]),
                "benefit": [{"type": code("DrugTier", name), "cost": [
                    cost(sharing, "copay", "copayOption", &dollars(sharing)),
                    cost(sharing, "coinsurance", "coinsuranceOption", &percent(sharing)),
                ]}],
            })
        })
    });
    costs.collect()
}

fn cost(sharing: &Value, kind: &str, option: &str, value: &Value) -> Value {
    json!({
        "type": concept(&format!("{CODES}usdf-BenefitCostTypeCS-TEMPORARY-TRIAL-USE"), &json!(kind)),
        "qualifiers": [code("CostShareOption", &part(sharing, option)["valueCodeableConcept"])],
        "value": value,
    })
}

fn dollars(sharing: &Value) -> Value {
    let amount = &part(sharing, "copayAmount")["valueMoney"]["value"];
    json!({"value": amount, "unit": "$", "system": "urn:iso:std:iso:4217", "code": "USD"})
}

/// A rate of 0.25 is 25 %.
fn percent(sharing: &Value) -> Value {
    let rate = part(sharing, "coinsuranceRate")["valueDecimal"].to_string();
    let percent: u64 = rate.trim_start_matches("0.").parse().unwrap_or_default();
    json!({"value": percent, "system": "http://unitsofmeasure.org", "code": "%"})
}

/// What puts a drug on its plan's formulary; the drug keeps only what it is.
fn item(drug: &mut Value) -> Option<Resource> {
    let plan = part(drug, "usdf-PlanID-extension")["valueString"].as_str()?.to_owned();
    let formulary = json!({"reference": format!("InsurancePlan/{}", formulary_id(&plan))});
    let mut extensions = vec![
        extension("FormularyReference", "valueReference", &formulary),
        extension("AvailabilityStatus", "valueCode", &json!("active")),
        extension("AvailabilityPeriod", "valuePeriod", &json!({"start": "2026-01-01", "end": "2026-12-31"})),
    ];
    for pharmacy in ["1-month-in-retail", "3-month-in-retail", "3-month-in-mail"] {
        let pharmacy = code("PharmacyBenefitType", &concept("", &json!(pharmacy)));
        extensions.push(extension("PharmacyBenefitType", "valueCodeableConcept", &pharmacy));
    }
    let tier = code("DrugTier", &part(drug, "usdf-DrugTierID-extension")["valueCodeableConcept"]);
    extensions.push(extension("DrugTierID", "valueCodeableConcept", &tier));
    for name in ["PriorAuthorization", "StepTherapyLimit", "QuantityLimit"] {
        let holds = part(drug, &format!("usdf-{name}-extension"))["valueBoolean"].clone();
        extensions.push(extension(name, "valueBoolean", &holds));
        if holds == true && name == "QuantityLimit" {
            let rolling = json!({"url": "Rolling", "valueTiming": {
                "repeat": {"count": 60, "period": 30, "periodUnit": "d"},
            }});
            let url = format!("{STRUCTURE}usdf-QuantityLimitDetail-extension");
            extensions.push(json!({"url": url, "extension": [rolling]}));
        }
    }
    if let Some(members) = drug.as_object_mut() {
        members.remove("extension");
    }
    let body = json!({
        "extension": extensions,
        "code": concept(&format!("{CODES}usdf-InsuranceItemTypeCS"), &json!("formulary-item")),
        "subject": {"reference": format!("MedicationKnowledge/{}", id(drug))},
    });
    Some(shared("Basic", id(drug), "FormularyItem", drug, body))
}
