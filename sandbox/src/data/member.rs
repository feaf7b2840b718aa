//! The members: who they are, and who signs in for them.

use rand::Rng;
use serde_json::{Value, json};
use time::Date;

use super::builder::{Builder, Link, digits, us_core};
use super::carers::{phone, pick};
use super::system;
use super::tables::names;
use super::tables::places::{self, Region};
use super::tables::stories::{ASTHMA, DIABETES, HEART, Story, THYROID};
use super::value::{Coding, bare, days_ago, period};
use super::{Login, Payer};

/// A member and what their records say about them everywhere.
pub(super) struct Member {
    pub patient: Link,
    pub given: String,
    pub family: String,
    pub birth: Date,
    /// Shared by a family.
    pub subscriber_id: String,
    pub dependent: &'static str,
    /// The subscriber id and the dependent's code; what is on the card.
    pub number: String,
    /// Name of the subscriber, where that is somebody else.
    pub subscriber: Option<String>,
    pub group: String,
    pub story: &'static Story,
}

/// What the members of one family have in common.
struct Household {
    family: &'static str,
    address: Value,
    phone: String,
    subscriber_id: String,
    group: String,
}

/// Invents the members of this payer: the default member, and a parent with a child. The parent's and the child's
/// resources are in parts 2 and 3 of the builder, the default member's in part 1.
pub(super) fn invent(b: &mut Builder) -> [Member; 3] {
    let story = match b.payer {
        Payer::BcbsNc | Payer::InterSystems => &HEART,
        Payer::BcbsMn | Payer::BcbsTn | Payer::SharedHealthMs => &DIABETES,
    };
    b.start_part(1);
    let own = household(b);
    let default = member(b, &own, story, "01", None);
    b.start_part(2);
    let shared = household(b);
    let parent = member(b, &shared, &THYROID, "01", None);
    b.start_part(3);
    let subscriber = format!("{} {}", parent.given, parent.family);
    let child = member(b, &shared, &ASTHMA, "03", Some(subscriber));
    [default, parent, child]
}

fn household(b: &mut Builder) -> Household {
    let region: &Region = places::region(b.payer);
    let town = &region.towns[b.rng.gen_range(0..region.towns.len())];
    let street = format!("{} {}", b.rng.gen_range(10..990), pick(&mut b.rng, &names::STREETS));
    let subscriber_id = match b.payer {
        Payer::BcbsNc => format!("YPPJ{}", digits(&mut b.rng, 8)),
        Payer::BcbsMn => format!("XZM{}", digits(&mut b.rng, 9)),
        Payer::BcbsTn => format!("ZEB{}", digits(&mut b.rng, 9)),
        Payer::InterSystems => format!("H{}", digits(&mut b.rng, 8)),
        Payer::SharedHealthMs => digits(&mut b.rng, 10),
    };
    Household {
        family: pick(&mut b.rng, &names::FAMILY),
        address: json!({
            "type": "physical", "line": [street], "city": town.name, "state": region.state,
            "postalCode": town.zip,
        }),
        phone: phone(&mut b.rng, region),
        subscriber_id,
        group: digits(&mut b.rng, 6),
    }
}

fn member(
    b: &mut Builder,
    household: &Household,
    story: &'static Story,
    dependent: &'static str,
    subscriber: Option<String>,
) -> Member {
    let woman: bool = b.rng.r#gen();
    let mut given = pick(&mut b.rng, if woman { &names::WOMEN } else { &names::MEN }).to_owned();
    let mut family = household.family.to_owned();
    if b.payer == Payer::BcbsNc {
        (given, family) = (given.to_uppercase(), family.to_uppercase());
    }
    let birth = days_ago(story.age * 365 + b.rng.gen_range(40..330));
    // Blue Cross NC drops the prefix YPP in its member identifier.
    let base = household.subscriber_id.strip_prefix("YPP").unwrap_or(&household.subscriber_id);
    let number = format!("{base}{dependent}");
    let patient = b.link("Patient", format!("{given} {family}"));
    b.for_patient(&patient);
    let body = patient_body(b, household, (&given, &family), woman, birth, &number);
    let profiles = [b.c4bb("Patient"), us_core("patient")];
    b.add(&patient, &profiles, days_ago(40), body);
    Member {
        patient,
        given,
        family,
        birth,
        subscriber_id: household.subscriber_id.clone(),
        dependent,
        number,
        subscriber,
        group: household.group.clone(),
        story,
    }
}

fn patient_body(
    b: &mut Builder,
    household: &Household,
    (given, family): (&str, &str),
    woman: bool,
    birth: Date,
    number: &str,
) -> Value {
    let member_number = json!({
        "type": {"coding": [{"system": system::IDENTIFIER_TYPE, "code": "MB", "display": "Member Number"}]},
        "system": b.own_system("memberidentifier"),
        "value": number,
    });
    let gender = if woman { "female" } else { "male" };
    let name = json!([{"family": family, "given": [given]}]);
    if b.payer == Payer::BcbsNc {
        // Few demographics, as this payer's members may withhold them.
        return json!({
            "identifier": [member_number], "name": name, "gender": gender, "birthDate": birth.to_string(),
            "address": [household.address],
        });
    }
    let unique = digits(&mut b.rng, 12);
    json!({
        "extension": race_and_ethnicity(b, woman),
        "identifier": [
            member_number,
            {"type": bare(system::C4BB_IDENTIFIER_TYPE, "um"), "system": b.own_system("uniquememberidentifier"), "value": unique},
        ],
        "active": true,
        "name": name,
        "telecom": [
            {"system": "phone", "value": household.phone, "use": "home", "rank": 1},
            {"system": "email", "value": format!(
                "{}.{}@mail.example", given.to_lowercase().replace(' ', ""), family.to_lowercase(),
            )},
        ],
        "gender": gender,
        "birthDate": birth.to_string(),
        "address": [household.address],
        "communication": [{
            "language": {"coding": [{"system": "urn:ietf:bcp:47", "code": "en", "display": "English"}]},
            "preferred": true,
        }],
    })
}

/// US Core's race, ethnicity and birth sex; not every payer knows them.
fn race_and_ethnicity(b: &mut Builder, woman: bool) -> Option<Value> {
    const RACES: [Coding; 4] = [
        Coding::new(system::RACE_AND_ETHNICITY, "2106-3", "White"),
        Coding::new(system::RACE_AND_ETHNICITY, "2054-5", "Black or African American"),
        Coding::new(system::RACE_AND_ETHNICITY, "2028-9", "Asian"),
        Coding::new(system::RACE_AND_ETHNICITY, "1002-5", "American Indian or Alaska Native"),
    ];
    const ETHNICITIES: [Coding; 2] = [
        Coding::new(system::RACE_AND_ETHNICITY, "2186-5", "Not Hispanic or Latino"),
        Coding::new(system::RACE_AND_ETHNICITY, "2135-2", "Hispanic or Latino"),
    ];
    if matches!(b.payer, Payer::BcbsTn) {
        return None;
    }
    let race = RACES[b.rng.gen_range(0..RACES.len())];
    let ethnicity = ETHNICITIES[usize::from(b.rng.gen_bool(0.2))];
    let category = |name: &str, code: Coding| {
        json!({"url": us_core(name), "extension": [
            {"url": "ombCategory", "valueCoding": code.coding()},
            {"url": "text", "valueString": code.display},
        ]})
    };
    Some(json!([
        category("race", race),
        category("ethnicity", ethnicity),
        {"url": us_core("birthsex"), "valueCode": if woman { "F" } else { "M" }},
    ]))
}

/// The logins of these members: each their own, and the parent's for the child.
pub(super) fn logins(b: &mut Builder, [default, parent, child]: &[Member; 3]) -> Vec<Login> {
    let mut logins: Vec<Login> = Vec::new();
    for member in [default, parent, child] {
        let mut username = username(b.payer, member);
        // Namesakes get their member number into it.
        if logins.iter().any(|login| login.username == username) {
            username = format!("{username}.{}", member.number);
        }
        logins.push(Login {
            username,
            password: password(b),
            name: format!("{} {}", member.given, member.family),
            fhir_user: format!("Patient/{}", member.patient.id),
            patient: member.patient.id.clone(),
        });
    }
    logins.push(Login {
        username: format!("proxy.{}", logins[1].username),
        password: password(b),
        name: logins[1].name.clone(),
        fhir_user: representative(b, parent, child),
        patient: child.patient.id.clone(),
    });
    logins
}

/// Who signs in for the child: a `RelatedPerson`, or the parent's `Patient` where there is no such type.
fn representative(b: &mut Builder, parent: &Member, child: &Member) -> String {
    if !b.payer.offers("RelatedPerson") {
        return format!("Patient/{}", parent.patient.id);
    }
    b.for_patient(&child.patient);
    let related = b.link("RelatedPerson", format!("{} {}", parent.given, parent.family));
    let body = json!({
        "active": true,
        "patient": b.refer(&child.patient),
        "relationship": [Coding::new(system::ROLE_CODE, "PRN", "parent").concept()],
        "name": [{"family": parent.family, "given": [parent.given]}],
        "birthDate": parent.birth.to_string(),
        "period": period(child.birth, None),
    });
    let profiles = [b.c4bb("RelatedPerson"), us_core("relatedperson")];
    b.add(&related, &profiles, days_ago(700), body);
    format!("RelatedPerson/{}", related.id)
}

fn username(payer: Payer, member: &Member) -> String {
    let given: String = member.given.to_lowercase().replace(' ', "");
    let family = member.family.to_lowercase();
    match payer {
        Payer::BcbsNc => format!("{}{}", member.subscriber_id, member.dependent),
        Payer::BcbsMn => format!("{given}.{family}"),
        Payer::BcbsTn => format!("{}{family}", &given[..1]),
        Payer::InterSystems => format!("{given}_{family}@mail.example"),
        Payer::SharedHealthMs => format!("shm{}", &member.number),
    }
}

/// A password that nobody would type by chance, so that a leak of it is easy to find.
fn password(b: &mut Builder) -> String {
    let word = pick(&mut b.rng, &["Heron", "Quartz", "Saffron", "Tundra", "Velvet", "Juniper"]);
    format!("Canary-{word}-{}", super::builder::letters(&mut b.rng, 10))
}
