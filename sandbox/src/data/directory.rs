//! The Plan-Net provider directory, open to everybody.

use rand::Rng;
use serde_json::{Value, json};

use super::builder::{Builder, Link, digits};
use super::carers::{Carers, Practice, add_clinician, add_practice, plan_net};
use super::system;
use super::tables::places;
use super::tables::specialties::{
    CLINICIANS, DIRECTORY_CLINICIANS, DIRECTORY_FACILITIES, FACILITIES, Facility, Specialty,
};
use super::value::{Coding, days_ago, period};

/// Adds the rest of the directory around the carers.
pub(super) fn add(b: &mut Builder, carers: &Carers, fhir_base: &str) {
    let region = places::region(b.payer);
    let mut practices = Vec::new();
    for (place, facility) in DIRECTORY_FACILITIES.iter().enumerate() {
        practices.push(add_practice(b, facility, region.landmarks[place % 4], &region.towns[place % 4]));
    }
    // The tables give the place of the practice among those just added.
    let around = Carers {
        payer: carers.payer.clone(),
        networks: carers.networks.clone(),
        area: carers.area.clone(),
        practices,
        clinicians: Vec::new(),
        medications: Vec::new(),
    };
    for specialty in &DIRECTORY_CLINICIANS {
        add_clinician(b, &around, specialty);
    }
    add_offers(b, carers, &FACILITIES, &CLINICIANS);
    add_offers(b, &around, &DIRECTORY_FACILITIES, &DIRECTORY_CLINICIANS);
    add_payer_endpoint(b, &carers.payer, fhir_base);
    add_insurance_plans(b, carers);
}

/// Adds for each of these practices what it offers, in which networks, and where to send it messages.
fn add_offers(b: &mut Builder, carers: &Carers, facilities: &[Facility], clinicians: &[Specialty]) {
    for (place, (facility, practice)) in facilities.iter().zip(&carers.practices).enumerate() {
        let here = clinicians.iter().filter(|clinician| clinician.facility == place);
        let mut specialties: Vec<Value> = here.map(|clinician| clinician.taxonomy.concept()).collect();
        if specialties.is_empty() {
            specialties.push(facility.taxonomy.concept());
        }
        let service = add_service(b, practice, facility, &specialties);
        add_affiliation(b, carers, practice, &specialties, &service);
        add_endpoint(b, practice, facility);
    }
}

fn add_service(b: &mut Builder, practice: &Practice, facility: &Facility, specialties: &[Value]) -> Link {
    let service = b.link("HealthcareService", practice.organization.display.clone());
    let body = json!({
        "active": true,
        "providedBy": b.refer(&practice.organization),
        "category": [Coding::new(
            "http://hl7.org/fhir/us/davinci-pdex-plan-net/CodeSystem/HealthcareServiceCategoryCS",
            "prov", "Medical Provider",
        ).concept()],
        "type": [facility.taxonomy.concept()],
        "specialty": specialties,
        "location": [b.refer(&practice.location)],
        "name": practice.organization.display,
        "appointmentRequired": true,
        "availableTime": [{
            "daysOfWeek": ["mon", "tue", "wed", "thu", "fri"], "allDay": false,
            "availableStartTime": "08:30:00", "availableEndTime": "17:00:00",
        }],
    });
    b.add(&service, &[plan_net("plannet-HealthcareService")], days_ago(380), body);
    service
}

fn add_affiliation(
    b: &mut Builder,
    carers: &Carers,
    practice: &Practice,
    specialties: &[Value],
    service: &Link,
) {
    let affiliation = b.link("OrganizationAffiliation", practice.organization.display.clone());
    let networks: Vec<Value> = carers.networks.iter().map(|network| b.refer(network)).collect();
    let body = json!({
        "active": true,
        "period": period(days_ago(1_100), None),
        "organization": b.refer(&carers.payer),
        "participatingOrganization": b.refer(&practice.organization),
        "network": networks,
        "code": [Coding::new(
            "http://hl7.org/fhir/us/davinci-pdex-plan-net/CodeSystem/OrganizationAffiliationRoleCS",
            "member", "Member",
        ).concept()],
        "specialty": specialties,
        "location": [b.refer(&practice.location)],
        "healthcareService": [b.refer(service)],
    });
    b.add(&affiliation, &[plan_net("plannet-OrganizationAffiliation")], days_ago(380), body);
}

fn add_endpoint(b: &mut Builder, practice: &Practice, facility: &Facility) {
    let endpoint = b.link("Endpoint", format!("Direct address of {}", practice.organization.display));
    let mailbox = facility.name.to_lowercase().replace([' ', '\''], "");
    let body = json!({
        "status": "active",
        "connectionType": Coding::new(
            "http://terminology.hl7.org/CodeSystem/endpoint-connection-type", "direct-project", "Direct Project",
        ).coding(),
        "name": endpoint.display,
        "managingOrganization": b.refer(&practice.organization),
        "payloadType": [Coding::new(
            "http://terminology.hl7.org/CodeSystem/endpoint-payload-type", "any", "Any",
        ).concept()],
        "address": format!("mailto:{mailbox}@direct.{}.example", b.payer.id()),
    });
    b.add(&endpoint, &[plan_net("plannet-Endpoint")], days_ago(350), body);
}

fn add_payer_endpoint(b: &mut Builder, payer: &Link, fhir_base: &str) {
    let endpoint = b.link("Endpoint", format!("{} FHIR R4", payer.display));
    let body = json!({
        "status": "active",
        "connectionType": Coding::new(
            "http://terminology.hl7.org/CodeSystem/endpoint-connection-type", "hl7-fhir-rest", "HL7 FHIR",
        ).coding(),
        "name": endpoint.display,
        "managingOrganization": b.refer(payer),
        "payloadType": [Coding::new(
            "http://hl7.org/fhir/us/davinci-pdex-plan-net/CodeSystem/EndpointPayloadTypeCS", "NA", "Not Applicable",
        ).concept()],
        "payloadMimeType": ["application/fhir+json"],
        "address": fhir_base,
    });
    b.add(&endpoint, &[plan_net("plannet-Endpoint")], days_ago(350), body);
}

fn add_insurance_plans(b: &mut Builder, carers: &Carers) {
    const PLAN_TYPE: &str = "http://hl7.org/fhir/us/davinci-pdex-plan-net/CodeSystem/InsuranceProductTypeCS";
    let region = places::region(b.payer);
    for metal in ["Bronze", "Silver", "Gold", "Platinum"] {
        for (kind, product) in [
            (Coding::new(PLAN_TYPE, "commppo", "Commercial PPO"), "PPO"),
            (Coding::new(PLAN_TYPE, "commhmo", "Commercial HMO"), "HMO"),
            (Coding::new(PLAN_TYPE, "qhp", "Qualified Health Plan"), "Marketplace"),
        ] {
            let plan = b.link("InsurancePlan", format!("{} {metal} {product}", region.state_name));
            let hios =
                format!("{}{}{:07}", digits(&mut b.rng, 5), region.state, b.rng.gen_range(1..9_999_999));
            let network = carers.networks.get(usize::from(product == "HMO"));
            let networks: Vec<Value> = network.map(|network| b.refer(network)).into_iter().collect();
            let body = json!({
                "identifier": [{"system": "https://www.cms.gov/CCIIO/", "value": hios}],
                "status": "active",
                "type": [kind.concept()],
                "name": plan.display,
                "period": period(days_ago(304), Some(days_ago(-60))),
                "ownedBy": b.refer(&carers.payer),
                "administeredBy": b.refer(&carers.payer),
                "coverageArea": [b.refer(&carers.area)],
                "contact": [{
                    "purpose": Coding::new(system::CONTACT_TYPE, "PATINF", "Patient").concept(),
                    "telecom": [{"system": "phone", "value": "1-800-555-0111"}],
                }],
                "network": networks,
                "plan": [{"type": Coding::new(
                    "http://hl7.org/fhir/us/davinci-pdex-plan-net/CodeSystem/InsurancePlanTypeCS",
                    match metal {
                        "Bronze" => "bronze", "Silver" => "silver", "Gold" => "gold", _ => "platinum",
                    },
                    metal,
                ).concept()}],
            });
            b.add(&plan, &[plan_net("plannet-InsurancePlan")], days_ago(310), body);
        }
    }
}
