//! Who cares and who pays: the payer, its networks, the clinics, pharmacies and clinicians that members see.

use rand::Rng;
use rand_chacha::ChaCha8Rng;
use serde_json::{Value, json};

use super::Payer;
use super::builder::{Builder, Link, digits, us_core};
use super::system;
use super::tables::drugs;
use super::tables::names;
use super::tables::places::{self, Region, Town};
use super::tables::specialties::{CLINICIANS, FACILITIES, Facility, Specialty};
use super::value::{Coding, bare, codings, days_ago, decimal, npi, npi_identifier, period};

/// Kinds of contacts of the Digital Insurance Card guide.
const CARD_CONTACT: &str = "http://terminology.hl7.org/CodeSystem/C4DICExtendedContactTypeCS";
const PLAN_NET: &str = "http://hl7.org/fhir/us/davinci-pdex-plan-net/StructureDefinition/";

/// An organization with its one location.
#[derive(Clone)]
pub(super) struct Practice {
    pub organization: Link,
    pub location: Link,
}

/// A clinician in one role.
#[derive(Clone)]
pub(super) struct Clinician {
    pub practitioner: Link,
    pub role: Link,
    pub taxonomy: Coding,
    /// Place among the practices.
    pub practice: usize,
}

/// Everybody whom members' records refer to. Places are those of the tables of specialties.
pub(super) struct Carers {
    pub payer: Link,
    pub networks: Vec<Link>,
    pub area: Link,
    pub practices: Vec<Practice>,
    pub clinicians: Vec<Clinician>,
    /// `Medication` resources, in the order of the table of drugs.
    pub medications: Vec<Link>,
}

/// The Plan-Net profile `name`.
pub(super) fn plan_net(name: &str) -> String {
    format!("{PLAN_NET}{name}")
}

/// Adds the payer and everybody around it.
pub(super) fn add(b: &mut Builder) -> Carers {
    let region = places::region(b.payer);
    let payer = add_payer(b, region);
    let area = b.link("Location", format!("{} service area", region.state_name));
    let networks = add_networks(b, &payer, &area);
    let mut carers = Carers {
        payer,
        networks,
        area,
        practices: Vec::new(),
        clinicians: Vec::new(),
        medications: Vec::new(),
    };
    for (place, facility) in FACILITIES.iter().enumerate() {
        let practice = add_practice(b, facility, region.landmarks[place % 4], &region.towns[place % 2]);
        carers.practices.push(practice);
    }
    for specialty in &CLINICIANS {
        let clinician = add_clinician(b, &carers, specialty);
        carers.clinicians.push(clinician);
    }
    if b.payer.offers("Medication") {
        carers.medications = add_medications(b);
    }
    carers
}

fn add_payer(b: &mut Builder, region: &Region) -> Link {
    let payer = match b.payer {
        Payer::BcbsNc => Link {
            resource_type: "Organization",
            id: "BCBSNC".to_owned(),
            display: b.payer.name().to_owned(),
        },
        _ => b.link("Organization", b.payer.name()),
    };
    let npi = npi(b.rng.gen_range(110_000_000..199_999_999));
    let payer_id = digits(&mut b.rng, 5);
    let phone = |line: &str| format!("1-800-555-01{line}");
    let contact = |system: &str, code: &str, display: &str, line: &str| {
        json!({
            "purpose": {"coding": [{"system": system, "code": code, "display": display}]},
            "telecom": [{"system": "phone", "value": phone(line), "use": "work"}],
        })
    };
    let profiles = [b.c4bb("Organization"), us_core("organization")];
    b.add(
        &payer,
        &profiles,
        days_ago(420),
        json!({
            "identifier": [
                npi_identifier(&npi),
                {"type": bare(system::C4BB_IDENTIFIER_TYPE, "payerid"), "value": payer_id},
            ],
            "active": true,
            "type": [Coding::new(system::ORGANIZATION_TYPE, "pay", "Payer").concept()],
            "name": payer.display,
            "telecom": [{"system": "phone", "value": phone("10"), "use": "work"}],
            "address": [{
                "line": ["P.O. Box 4100"], "city": region.towns[0].name, "state": region.state,
                "postalCode": region.towns[0].zip, "country": "US",
            }],
            "contact": [
                contact(system::CONTACT_TYPE, "PATINF", "Patient", "11"),
                contact(CARD_CONTACT, "pharma", "Pharmacists", "12"),
                contact(CARD_CONTACT, "provider", "Provider Service", "13"),
                contact(CARD_CONTACT, "virtual", "Virtual Care Services", "14"),
            ],
        }),
    );
    payer
}

fn add_networks(b: &mut Builder, payer: &Link, area: &Link) -> Vec<Link> {
    if b.payer.shared_types().is_empty() {
        return Vec::new();
    }
    let region = places::region(b.payer);
    b.add(
        area,
        &[plan_net("plannet-Location")],
        days_ago(800),
        json!({
            "status": "active",
            "name": area.display,
            "mode": "instance",
            "address": {"state": region.state, "country": "US"},
            "physicalType": Coding::new("http://terminology.hl7.org/CodeSystem/location-physical-type", "jdn", "Jurisdiction").concept(),
        }),
    );
    [("Preferred Network", "Preferred Provider Organization (PPO)"), ("Select Network", "Exclusive Provider Organization (EPO)")]
        .into_iter()
        .map(|(name, kind)| {
            let network = b.link("Organization", format!("{} {name}", region.state_name));
            let value = digits(&mut b.rng, 6);
            let body = json!({
                "extension": [{"url": plan_net("location-reference"), "valueReference": b.refer(area)}],
                "identifier": [{"system": b.own_system("network"), "value": value}],
                "active": true,
                "type": [codings(&[Coding::new("http://hl7.org/fhir/us/davinci-pdex-plan-net/CodeSystem/OrgTypeCS", "ntwk", "Network")], kind)],
                "name": network.display,
                "partOf": b.refer(payer),
                "contact": [{
                    "purpose": Coding::new(system::CONTACT_TYPE, "ADMIN", "Administrative").concept(),
                    "telecom": [{"system": "phone", "value": "1-800-555-0130", "use": "work"}],
                }],
            });
            b.add(&network, &[plan_net("plannet-Network")], days_ago(600), body);
            network
        })
        .collect()
}

/// Adds an organization that treats or supplies members, and its location.
pub(super) fn add_practice(b: &mut Builder, facility: &Facility, landmark: &str, town: &Town) -> Practice {
    let region = places::region(b.payer);
    let name = format!("{landmark} {}", facility.name);
    let organization = b.link("Organization", name.clone());
    let location = b.link("Location", name.clone());
    let npi = npi(b.rng.gen_range(110_000_000..199_999_999));
    let telecom = json!([{"system": "phone", "value": phone(&mut b.rng, region), "use": "work"}]);
    let street = format!("{} {}", b.rng.gen_range(100..9900), pick(&mut b.rng, &names::STREETS));
    let address = json!({
        "use": "work", "type": "both", "line": [street], "city": town.name, "state": region.state,
        "postalCode": town.zip, "country": "US",
    });
    let in_directory = !b.payer.shared_types().is_empty();
    let mut profiles = vec![b.c4bb("Organization"), us_core("organization")];
    let mut location_profiles = vec![us_core("location")];
    if in_directory {
        profiles.push(plan_net("plannet-Organization"));
        location_profiles.push(plan_net("plannet-Location"));
    }
    b.add(
        &organization,
        &profiles,
        days_ago(500),
        json!({
            "identifier": [npi_identifier(&npi)],
            "active": true,
            "type": [codings(
                &[Coding::new(system::ORGANIZATION_TYPE, "prov", "Healthcare Provider"), facility.taxonomy],
                facility.taxonomy.display,
            )],
            "name": name,
            "telecom": telecom,
            "address": [address],
        }),
    );
    let (latitude, longitude) =
        (town.latitude + b.rng.gen_range(-90..90), town.longitude + b.rng.gen_range(-90..90));
    let body = json!({
        "status": "active",
        "name": name,
        "type": [facility.role.concept()],
        "telecom": telecom,
        "address": address,
        "position": {"longitude": decimal(longitude, 4), "latitude": decimal(latitude, 4)},
        "managingOrganization": b.refer(&organization),
        "hoursOfOperation": [{
            "daysOfWeek": ["mon", "tue", "wed", "thu", "fri"], "openingTime": "08:00:00", "closingTime": "17:30:00",
        }],
    });
    b.add(&location, &location_profiles, days_ago(500), body);
    Practice { organization, location }
}

/// Adds a clinician and their role at one of the practices.
pub(super) fn add_clinician(b: &mut Builder, carers: &Carers, specialty: &Specialty) -> Clinician {
    let woman: bool = b.rng.r#gen();
    let given = pick(&mut b.rng, if woman { &names::WOMEN } else { &names::MEN });
    let family = pick(&mut b.rng, &names::FAMILY);
    let name = format!("{given} {family}, {}", specialty.qualification);
    let practitioner = b.link("Practitioner", name.clone());
    let role = b.link("PractitionerRole", name.clone());
    let npi = npi(b.rng.gen_range(110_000_000..199_999_999));
    let region = places::region(b.payer);
    let telecom = json!([{"system": "phone", "value": phone(&mut b.rng, region), "use": "work"}]);
    let in_directory = !b.payer.shared_types().is_empty();
    let mut profiles = vec![b.c4bb("Practitioner"), us_core("practitioner")];
    let mut role_profiles = vec![us_core("practitionerrole")];
    if in_directory {
        profiles.push(plan_net("plannet-Practitioner"));
        role_profiles.push(plan_net("plannet-PractitionerRole"));
    }
    b.add(
        &practitioner,
        &profiles,
        days_ago(450),
        json!({
            "identifier": [npi_identifier(&npi)],
            "active": true,
            "name": [{
                "use": "official", "text": name, "family": family, "given": [given],
                "suffix": [specialty.qualification],
            }],
            "telecom": telecom,
            "gender": if woman { "female" } else { "male" },
            "qualification": [{"code": specialty.taxonomy.concept()}],
            "communication": languages(specialty),
        }),
    );
    let practice = &carers.practices[specialty.facility];
    let accepting = b.rng.gen_bool(0.7);
    let network = carers.networks.first();
    let extension = network.map(|network| {
        json!([
            {"url": plan_net("network-reference"), "valueReference": b.refer(network)},
            {"url": plan_net("newpatients"), "extension": [
                {"url": "acceptingPatients", "valueCodeableConcept": Coding::new(
                    "http://hl7.org/fhir/us/davinci-pdex-plan-net/CodeSystem/AcceptingPatientsCS",
                    if accepting { "newpt" } else { "nopt" },
                    if accepting { "Accepting new patients" } else { "Not accepting patients" },
                ).concept()},
                {"url": "fromNetwork", "valueReference": b.refer(network)},
            ]},
        ])
    });
    let body = json!({
        "extension": extension,
        "active": true,
        "period": period(days_ago(2_900), None),
        "practitioner": b.refer(&practitioner),
        "organization": b.refer(&practice.organization),
        "code": [Coding::new("http://terminology.hl7.org/CodeSystem/practitioner-role", "doctor", "Doctor").concept()],
        "specialty": [specialty.taxonomy.concept()],
        "location": [b.refer(&practice.location)],
        "telecom": telecom,
        "availableTime": [{
            "daysOfWeek": ["mon", "tue", "wed", "thu"],
            "availableStartTime": "09:00:00", "availableEndTime": "16:00:00",
        }],
    });
    b.add(&role, &role_profiles, days_ago(450), body);
    Clinician { practitioner, role, taxonomy: specialty.taxonomy, practice: specialty.facility }
}

/// Everybody speaks English, and every third kind of clinician Spanish.
fn languages(specialty: &Specialty) -> Vec<Value> {
    let speaks = |code: &str, display: &str| {
        json!({
            "extension": [{
                "url": plan_net("communication-proficiency"),
                "valueCodeableConcept": Coding::new(
                    "http://hl7.org/fhir/us/davinci-pdex-plan-net/CodeSystem/LanguageProficiencyCS",
                    "50", "Native or bilingual proficiency",
                ).concept(),
            }],
            "coding": [{"system": "urn:ietf:bcp:47", "code": code, "display": display}],
        })
    };
    let spanish = (specialty.facility % 3 == 1).then(|| speaks("es", "Spanish"));
    [Some(speaks("en", "English")), spanish].into_iter().flatten().collect()
}

fn add_medications(b: &mut Builder) -> Vec<Link> {
    drugs::ALL
        .iter()
        .map(|drug| {
            let medication = b.link("Medication", drug.rxnorm.display);
            let ndc = Coding::new(system::NDC, drug.ndc, drug.rxnorm.display);
            b.add(
                &medication,
                &[us_core("medication")],
                days_ago(900),
                json!({"code": codings(&[drug.rxnorm, ndc], drug.rxnorm.display), "status": "active"}),
            );
            medication
        })
        .collect()
}

/// A telephone number of that region that belongs to nobody (555-01xx).
pub(super) fn phone(rng: &mut ChaCha8Rng, region: &Region) -> String {
    format!("{}-555-01{:02}", region.area_code, rng.gen_range(0..100))
}

/// One of these at random.
pub(super) fn pick(rng: &mut ChaCha8Rng, list: &[&'static str]) -> &'static str {
    list[rng.gen_range(0..list.len())]
}
