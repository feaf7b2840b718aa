//! The insurance card: what the pharmacy counter and the front desk ask for.
//!
//! Source: `Coverage` by CARIN Blue Button 1.1 and 2.0, US Core and the CARIN Digital Insurance Card (C4DIC), with the
//! payer's `Organization`. Extensions are matched by the end of their URL: drafts of the guide had other addresses.

mod activity;
mod appearance;
mod contact;
mod copay;

pub use activity::CardActivity;
pub(crate) use appearance::image_data;
pub use appearance::{CardColors, CardImage, CardImageData, CardImageKind, PlanBeneficiary};
pub(in crate::record) use contact::contacts;
pub use contact::{ContactChannel, PayerContact};
pub use copay::{Copay, CopayException};

use crate::record::json::{
    Resolve, Value, each, has_code, human_name, label, referenced, referenced_name, text,
};
use crate::record::{Origin, PartialDate};

/// A class of coverage that has no place of its own on the card, such as a division.
#[derive(Clone, PartialEq, Eq)]
pub struct CoverageClass {
    /// What it is, such as `Division`.
    pub label: String,
    /// Its number.
    pub value: Option<String>,
    /// Its name.
    pub name: Option<String>,
}

/// An insurance card.
#[derive(Clone, PartialEq, Eq)]
pub struct InsuranceCard {
    /// Where it comes from.
    pub origin: Origin,
    /// Member id: what the front desk types. It is the identifier of type `MB`; where there is none, the subscriber id.
    pub member_id: Option<String>,
    /// Subscriber id.
    pub subscriber_id: Option<String>,
    /// Dependent number, such as `01`.
    pub dependent: Option<String>,
    /// Name on the card.
    pub member_name: Option<String>,
    /// Name of the subscriber.
    pub subscriber_name: Option<String>,
    /// Name of the policy holder, an employer perhaps.
    pub policy_holder: Option<String>,
    /// Relationship of the member to the subscriber.
    pub relationship: Option<String>,
    /// Payer, as the card names it.
    pub payer: Option<String>,
    /// The number by which providers bill the payer electronically.
    pub payer_id: Option<String>,
    /// How the payer is reached, with what each address is for where that is stated.
    pub payer_contacts: Vec<PayerContact>,
    /// Plan, by name where it has one.
    pub plan: Option<String>,
    /// Number of the plan.
    pub plan_id: Option<String>,
    /// Group number; its name where it has no number.
    pub group: Option<String>,
    /// Name of the group, often an employer.
    pub group_name: Option<String>,
    /// Network, by name where it has one.
    pub network: Option<String>,
    /// RxBIN: to whom the pharmacy sends the claim.
    pub rx_bin: Option<String>,
    /// RxPCN: processor control number.
    pub rx_pcn: Option<String>,
    /// RxGroup.
    pub rx_group: Option<String>,
    /// RxID: member id at the pharmacy.
    pub rx_id: Option<String>,
    /// All other classes of coverage.
    pub other_classes: Vec<CoverageClass>,
    /// Kind of coverage.
    pub coverage_type: Option<String>,
    /// FHIR status: `active`, `cancelled`, `draft`.
    pub status: Option<String>,
    /// First day.
    pub period_start: Option<PartialDate>,
    /// Last day. A card without one is good until the payer says otherwise.
    pub period_end: Option<PartialDate>,
    /// Whether it is good today.
    pub activity: CardActivity,
    /// Why it is good today, or is not, as a sentence.
    pub activity_reason: String,
    /// What the member bears.
    pub copays: Vec<Copay>,
    /// Everybody on the card.
    pub beneficiaries: Vec<PlanBeneficiary>,
    /// When the card was issued.
    pub issued: Option<PartialDate>,
    /// The card's colours.
    pub colors: Option<CardColors>,
    /// The card's images. Their data is fetched one by one: `Wallet::card_image`.
    pub images: Vec<CardImage>,
    /// What else is printed on the card.
    pub notes: Vec<String>,
}

impl InsuranceCard {
    /// Reads a `Coverage`. `today` is the member's day. `None` for what was entered in error.
    pub(crate) fn read(
        origin: Origin,
        coverage: &Value<'_>,
        resolve: &dyn Resolve,
        today: time::Date,
    ) -> Option<Self> {
        let status = text(&coverage["status"]);
        if status.as_deref() == Some("entered-in-error") {
            return None;
        }
        let class = |code: &str| {
            each(&coverage["class"]).find(|class| has_code(&class["type"], code)).unwrap_or(&Value::Null)
        };
        let number = |code: &str| text(&class(code)["value"]).or_else(|| text(&class(code)["name"]));
        let name = |code: &str| text(&class(code)["name"]).or_else(|| text(&class(code)["value"]));
        let subscriber_id = text(&coverage["subscriberId"]);
        let member_id = each(&coverage["identifier"])
            .find(|identifier| has_code(&identifier["type"], "MB"))
            .and_then(|identifier| text(&identifier["value"]))
            .or_else(|| subscriber_id.clone());
        let payor = each(&coverage["payor"]).next().unwrap_or(&Value::Null);
        let organization = referenced(payor, coverage, resolve).unwrap_or_default();
        let period_start = PartialDate::read(&coverage["period"]["start"]);
        let period_end = PartialDate::read(&coverage["period"]["end"]);
        let (activity, activity_reason) =
            activity::judge(status.as_deref(), period_start.as_ref(), period_end.as_ref(), today);
        let beneficiaries = appearance::beneficiaries(coverage);
        let member_name = text(&coverage["beneficiary"]["display"])
            .or_else(|| {
                referenced(&coverage["beneficiary"], coverage, resolve)
                    .and_then(|patient| human_name(&patient["name"]))
            })
            .or_else(|| {
                let member = beneficiaries.iter().find(|member| member.member_id == member_id)?;
                member.name.clone()
            });
        Some(Self {
            activity,
            activity_reason,
            member_name,
            subscriber_name: referenced_name(&coverage["subscriber"], coverage, resolve),
            policy_holder: referenced_name(&coverage["policyHolder"], coverage, resolve),
            relationship: label(&coverage["relationship"]),
            payer: referenced_name(payor, coverage, resolve),
            payer_id: contact::payer_id(&organization),
            payer_contacts: contacts(&organization),
            plan: name("plan"),
            plan_id: text(&class("plan")["value"]),
            group: number("group"),
            group_name: text(&class("group")["name"]),
            network: name("network").or_else(|| text(&coverage["network"])),
            rx_bin: number("rxbin"),
            rx_pcn: number("rxpcn"),
            rx_group: number("rxgroup"),
            rx_id: number("rxid"),
            other_classes: each(&coverage["class"]).filter_map(other_class).collect(),
            coverage_type: label(&coverage["type"]),
            copays: each(&coverage["costToBeneficiary"]).filter_map(Copay::read).collect(),
            dependent: text(&coverage["dependent"]),
            issued: appearance::issued(coverage),
            colors: CardColors::read(coverage),
            images: appearance::images(coverage),
            notes: appearance::notes(coverage),
            beneficiaries,
            status,
            subscriber_id,
            member_id,
            period_start,
            period_end,
            origin,
        })
    }
}

/// Classes that have a place of their own on the card.
const OWN_PLACE: [&str; 7] = ["plan", "group", "network", "rxbin", "rxpcn", "rxgroup", "rxid"];

fn other_class(class: &Value<'_>) -> Option<CoverageClass> {
    if OWN_PLACE.iter().any(|code| has_code(&class["type"], code)) {
        return None;
    }
    let (value, name) = (text(&class["value"]), text(&class["name"]));
    (value.is_some() || name.is_some()).then(|| CoverageClass {
        label: label(&class["type"]).unwrap_or_else(|| crate::record::labels::words::CLASS.to_owned()),
        value,
        name,
    })
}

crate::secret::opaque_debug!(
    InsuranceCard,
    CoverageClass,
    Copay,
    CopayException,
    PayerContact,
    PlanBeneficiary,
    CardColors,
    CardImage,
    CardImageData,
);

#[cfg(test)]
mod tests {
    use crate::record::json::json;

    use super::*;
    use crate::record::samples::alone;

    fn card(coverage: &Value) -> InsuranceCard {
        InsuranceCard::read(
            alone::origin("Coverage"),
            coverage,
            &alone::Nothing,
            time::macros::date!(2026 - 11 - 22),
        )
        .unwrap()
    }

    #[test]
    fn the_member_id_is_the_members_own_where_there_is_one() {
        let numbers = json!({"identifier": [
            {"type": {"coding": [{"code": "SN"}]}, "value": "S"},
            {"type": {"coding": [{"code": "MB"}]}, "value": "M-02"},
        ], "subscriberId": "M-01", "dependent": "02"});
        let read = card(&numbers);
        assert_eq!(read.member_id.as_deref(), Some("M-02"));
        assert_eq!((read.subscriber_id.as_deref(), read.dependent.as_deref()), (Some("M-01"), Some("02")));
        assert_eq!(card(&json!({"subscriberId": "M-01"})).member_id.as_deref(), Some("M-01"));
        assert_eq!(card(&json!({})).member_id, None);
    }

    #[test]
    fn every_class_is_somewhere_on_the_card() {
        let class = |code: &str, value: &str, name: Option<&str>| json!({"type": {"coding": [{"code": code}]}, "value": value, "name": name});
        let read = card(&json!({"network": "fallback", "class": [
            class("plan", "P1", Some("Gold")), class("group", "G1", Some("Acme")), class("division", "11", None),
            class("rxbin", "100045", None), class("rxpcn", "12", None), class("rxgroup", "RG", None), class("rxid", "RI", None),
        ]}));
        let said = [
            &read.plan,
            &read.plan_id,
            &read.group,
            &read.group_name,
            &read.network,
            &read.rx_bin,
            &read.rx_pcn,
            &read.rx_group,
            &read.rx_id,
        ]
        .map(|text| text.as_deref().unwrap());
        assert_eq!(said, ["Gold", "P1", "G1", "Acme", "fallback", "100045", "12", "RG", "RI"]);
        assert!(read.other_classes.len() == 1 && read.other_classes[0].value.as_deref() == Some("11"));
    }

    #[test]
    fn a_card_entered_in_error_is_none() {
        let coverage = json!({"status": "entered-in-error", "subscriberId": "1"});
        let today = time::macros::date!(2026 - 11 - 22);
        assert!(InsuranceCard::read(alone::origin("Coverage"), &coverage, &alone::Nothing, today).is_none());
    }
}
