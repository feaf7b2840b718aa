//! Coverage: the member's insurance, as CARIN Blue Button and the Digital Insurance Card guide have it.

use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::{Value, json};
use time::{Date, macros::date};

use super::Payer;
use super::builder::{Builder, Link, digits};
use super::carers::Carers;
use super::member::Member;
use super::png;
use super::system;
use super::value::{Coding, money, period};

const CARD: &str = "http://hl7.org/fhir/us/insurance-card/StructureDefinition/C4DIC-";
const CARD_CLASS: &str = "http://terminology.hl7.org/CodeSystem/C4DICExtendedCoverageClassCS";
const CARD_COPAY: &str = "http://terminology.hl7.org/CodeSystem/C4DICExtendedCopayTypeCS";
const CARD_COLOUR: &str = "http://terminology.hl7.org/CodeSystem/IECColourManagement";
const COPAY: &str = "http://terminology.hl7.org/CodeSystem/coverage-copay-type";

/// When today's plan year began; the plan before it ended the day before.
const PLAN_YEAR: Date = date!(2025 - 01 - 01);
const PLAN_BEFORE: (Date, Date) = (date!(2006 - 01 - 01), date!(2024 - 12 - 31));

/// A member's coverage, now and before.
pub(super) struct Coverages {
    pub active: Link,
    pub ended: Option<Link>,
}

/// The payer's number of the plan that members have now. The gold drug list is that of this plan.
pub(super) const PLAN: &str = "PREF2500";

impl Coverages {
    /// The coverage that was in force on that day.
    pub(super) fn on(&self, day: Date) -> &Link {
        match &self.ended {
            Some(ended) if day < PLAN_YEAR => ended,
            _ => &self.active,
        }
    }
}

/// Adds the coverage of a member; with an ended one for somebody who has been a member for long.
pub(super) fn add(b: &mut Builder, carers: &Carers, member: &Member, has_ended: bool) -> Coverages {
    let active = b.link("Coverage", "Medical and pharmacy");
    let mut body = body(b, carers, member, (PLAN, "Preferred PPO 2500"), (PLAN_YEAR, None));
    let mut profiles = vec![b.c4bb("Coverage")];
    if b.payer == Payer::BcbsMn {
        profiles.push(format!("{CARD}Coverage"));
        body["extension"] = card(b.payer, member);
        if let Value::Array(classes) = &mut body["class"] {
            classes.push(json!({"type": Coding::new(CARD_CLASS, "network", "Network").concept(), "value": "MNPREF", "name": "Minnesota Preferred Network"}));
            classes.push(
                json!({"type": Coding::new(CARD_CLASS, "division", "Division").concept(), "value": "004"}),
            );
        }
    }
    b.add(&active, &profiles, PLAN_YEAR, body);
    let ended = has_ended.then(|| {
        let ended = b.link("Coverage", "Medical and pharmacy");
        let (start, end) = PLAN_BEFORE;
        let body = self::body(b, carers, member, ("CLAS1000", "Classic HMO 1000"), (start, Some(end)));
        let profiles = [b.c4bb("Coverage")];
        b.add(&ended, &profiles, end, body);
        ended
    });
    Coverages { active, ended }
}

fn body(
    b: &mut Builder,
    carers: &Carers,
    member: &Member,
    (plan, plan_name): (&str, &str),
    (start, end): (Date, Option<Date>),
) -> Value {
    let (rx_bin, rx_group) = (digits(&mut b.rng, 6), format!("RX{}", digits(&mut b.rng, 4)));
    let class = |code: &'static str, display: &'static str, value: &str, name: Option<&str>| {
        let mut class = json!({
            "type": Coding::new(system::COVERAGE_CLASS, code, display).concept(), "value": value,
        });
        if let Some(name) = name {
            class["name"] = json!(name);
        }
        class
    };
    let beneficiary = b.refer(&member.patient);
    let (relationship, subscriber) = match &member.subscriber {
        None => (Coding::new(system::SUBSCRIBER_RELATIONSHIP, "self", "Self"), beneficiary.clone()),
        Some(name) => {
            (Coding::new(system::SUBSCRIBER_RELATIONSHIP, "child", "Child"), json!({"display": name}))
        }
    };
    let copay = |code: Coding, cents: i64| json!({"type": code.concept(), "valueMoney": money(cents)});
    json!({
        "identifier": [{
            "type": {"coding": [{"system": system::IDENTIFIER_TYPE, "code": "MB", "display": "Member Number"}]},
            "system": b.own_system("memberidentifier"),
            "value": member.number,
            "assigner": {"display": carers.payer.display},
        }],
        "status": if end.is_some() { "cancelled" } else { "active" },
        "type": Coding::new(system::ACT_CODE, "EHCPOL", "extended healthcare").concept(),
        "subscriber": subscriber,
        "subscriberId": member.subscriber_id,
        "beneficiary": beneficiary,
        "dependent": member.dependent,
        "relationship": relationship.concept(),
        "period": period(start, end),
        "payor": [b.refer(&carers.payer)],
        "class": [
            class("group", "Group", &member.group, Some("Northwind Cooperative")),
            class("subgroup", "SubGroup", "0001", Some("Full time")),
            class("plan", "Plan", plan, Some(plan_name)),
            class("rxbin", "RX BIN", &rx_bin, None),
            class("rxpcn", "RX PCN", "MEMBERRX", None),
            class("rxgroup", "RX Group", &rx_group, None),
            class("rxid", "RX Id", &member.number, None),
        ],
        "network": plan_name,
        "costToBeneficiary": [
            copay(Coding::new(COPAY, "gpvisit", "GP Office Visit"), 2_500),
            copay(Coding::new(COPAY, "spvisit", "Specialist Office Visit"), 4_500),
            copay(Coding::new(COPAY, "emergency", "Emergency"), 25_000),
            copay(Coding::new(COPAY, "urgentcare", "Urgent Care"), 6_000),
            copay(Coding::new(CARD_COPAY, "IndInDed", "Individual In Network Deductible"), 250_000),
            copay(Coding::new(CARD_COPAY, "IndInMax", "Individual In Network Out of Pocket Maximum"), 650_000),
        ],
    })
}

/// The extensions of the Digital Insurance Card guide: who is on the card, and how it looks.
fn card(payer: Payer, member: &Member) -> Value {
    let colour = |part: &str, rgb: &str| {
        json!({
            "url": format!("{CARD}{part}Color-extension"),
            "valueCodeableConcept": {"coding": [{"system": CARD_COLOUR, "code": rgb}]},
        })
    };
    let logo = BASE64_STANDARD.encode(png::disc(32, [0, 94, 184], [255, 255, 255]));
    json!([
        {"url": format!("{CARD}PlanBeneficiaries-extension"), "extension": [
            {"url": "memberId", "valueId": member.number},
            {"url": "name", "valueHumanName": {"family": member.family, "given": [member.given]}},
        ]},
        {
            "url": format!("{CARD}AdditionalCardInformation-extension"),
            "valueAnnotation": {"text":
                "Show this card when you receive care or fill a prescription.\nNurse line: 1-800-555-0115, day and night."
            },
        },
        {"url": format!("{CARD}CardIssueDate-extension"), "valueDate": PLAN_YEAR.to_string()},
        {"url": format!("{CARD}ColorPalette-extension"), "extension": [
            colour("Foreground", "#ffffff"), colour("Background", "#005eb8"), colour("Highlight", "#8fc3ea"),
        ]},
        {"url": format!("{CARD}Logo-extension"), "extension": [
            {"url": "label", "valueString": payer.name()},
            {"url": "description", "valueString": "Logo of the health plan"},
            {"url": "image", "valueAttachment": {"contentType": "image/png", "data": logo}},
        ]},
    ])
}
