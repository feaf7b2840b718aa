//! The insurance card: what the pharmacy counter and the front desk ask for.
//!
//! Source: `Coverage` by CARIN Blue Button and the CARIN Digital Insurance Card, with the payer's `Organization`.

use serde_json::Value;

use crate::record::json::{Resolve, each, has_code, human_name, label, referenced, referenced_name, text};
use crate::record::{Money, Origin};

/// Whether a card is good today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CardActivity {
    /// In force.
    Active,
    /// Its period is over.
    Ended,
    /// Its period has not begun.
    NotYet,
    /// Cancelled, a draft, or entered in error.
    Cancelled,
}

/// A copay or another part of the cost that the member bears.
#[derive(Clone, PartialEq, Eq)]
pub struct Copay {
    /// What for.
    pub label: String,
    /// The amount, where it is one of money.
    pub money: Option<Money>,
    /// The amount in words, such as `20 %`, where it is none of money.
    pub quantity: Option<String>,
}

/// An insurance card.
#[derive(Clone, PartialEq, Eq)]
pub struct InsuranceCard {
    /// Where it comes from.
    pub origin: Origin,
    /// Member id: what the front desk types.
    pub member_id: Option<String>,
    /// Subscriber id, where it is another.
    pub subscriber_id: Option<String>,
    /// Dependent number, such as `01`.
    pub dependent: Option<String>,
    /// Name on the card.
    pub member_name: Option<String>,
    /// Name of the subscriber.
    pub subscriber_name: Option<String>,
    /// Relationship of the member to the subscriber.
    pub relationship: Option<String>,
    /// Payer, as the card names it.
    pub payer: Option<String>,
    /// The payer's phone numbers, with what each is for where that is stated.
    pub payer_phones: Vec<String>,
    /// Plan.
    pub plan: Option<String>,
    /// Group number or name.
    pub group: Option<String>,
    /// Network.
    pub network: Option<String>,
    /// RxBIN: to whom the pharmacy sends the claim.
    pub rx_bin: Option<String>,
    /// RxPCN: processor control number.
    pub rx_pcn: Option<String>,
    /// RxGroup.
    pub rx_group: Option<String>,
    /// RxID: member id at the pharmacy.
    pub rx_id: Option<String>,
    /// Kind of coverage.
    pub coverage_type: Option<String>,
    /// First day, as precise as the payer wrote it.
    pub period_start: Option<String>,
    /// Last day, as precise as the payer wrote it. A card without one is good until the payer says otherwise.
    pub period_end: Option<String>,
    /// Whether it is good today.
    pub activity: CardActivity,
    /// What the member bears.
    pub copays: Vec<Copay>,
}

impl InsuranceCard {
    /// Reads a `Coverage`. `today` is a date such as `2026-11-22`.
    pub(crate) fn read(origin: Origin, coverage: &Value, resolve: &dyn Resolve, today: &str) -> Self {
        let class = |code: &str| {
            let class = each(&coverage["class"]).find(|class| has_code(&class["type"], code))?;
            // RxBIN and the like are numbers; plans and groups are known by name.
            match code {
                "plan" | "network" => text(&class["name"]).or_else(|| text(&class["value"])),
                _ => text(&class["value"]).or_else(|| text(&class["name"])),
            }
        };
        let subscriber_id = text(&coverage["subscriberId"]);
        let member_id = each(&coverage["identifier"])
            .find(|identifier| has_code(&identifier["type"], "MB"))
            .and_then(|identifier| text(&identifier["value"]))
            .or_else(|| subscriber_id.clone());
        let payor = each(&coverage["payor"]).next().unwrap_or(&Value::Null);
        let organization = referenced(payor, coverage, resolve);
        let beneficiary = referenced(&coverage["beneficiary"], coverage, resolve);
        let status = coverage["status"].as_str().unwrap_or_default();
        let (period_start, period_end) =
            (text(&coverage["period"]["start"]), text(&coverage["period"]["end"]));
        Self {
            activity: activity(status, period_start.as_deref(), period_end.as_deref(), today),
            member_name: text(&coverage["beneficiary"]["display"])
                .or_else(|| beneficiary.as_ref().and_then(|patient| human_name(&patient["name"]))),
            subscriber_name: referenced_name(&coverage["subscriber"], coverage, resolve),
            relationship: label(&coverage["relationship"]),
            payer: referenced_name(payor, coverage, resolve),
            payer_phones: organization.as_ref().map(phones).unwrap_or_default(),
            plan: class("plan"),
            group: class("group"),
            network: class("network").or_else(|| text(&coverage["network"])),
            rx_bin: class("rxbin"),
            rx_pcn: class("rxpcn"),
            rx_group: class("rxgroup"),
            rx_id: class("rxid"),
            coverage_type: label(&coverage["type"]),
            copays: each(&coverage["costToBeneficiary"]).filter_map(copay).collect(),
            dependent: text(&coverage["dependent"]),
            subscriber_id,
            member_id,
            period_start,
            period_end,
            origin,
        }
    }
}

fn activity(status: &str, start: Option<&str>, end: Option<&str>, today: &str) -> CardActivity {
    // FHIR dates compare as text as far as both are precise; a year or month that has begun is not over.
    let before = |a: &str, b: &str| {
        let length = a.len().min(b.len()).min(10);
        a.get(..length) < b.get(..length)
    };
    if !status.is_empty() && status != "active" {
        return if end.is_some_and(|end| before(end, today)) {
            CardActivity::Ended
        } else {
            CardActivity::Cancelled
        };
    }
    if end.is_some_and(|end| before(end, today)) {
        CardActivity::Ended
    } else if start.is_some_and(|start| before(today, start)) {
        CardActivity::NotYet
    } else {
        CardActivity::Active
    }
}

fn phones(organization: &Value) -> Vec<String> {
    let own = each(&organization["telecom"])
        .filter(|telecom| telecom["system"] == "phone")
        .filter_map(|telecom| text(&telecom["value"]));
    let contacts = each(&organization["contact"]).flat_map(|contact| {
        let purpose = label(&contact["purpose"]);
        each(&contact["telecom"]).filter(|telecom| telecom["system"] == "phone").filter_map(move |telecom| {
            let number = text(&telecom["value"])?;
            Some(purpose.as_ref().map_or_else(|| number.clone(), |purpose| format!("{number} ({purpose})")))
        })
    });
    own.chain(contacts).collect()
}

fn copay(cost: &Value) -> Option<Copay> {
    let money = Money::read(&cost["valueMoney"]);
    let quantity = &cost["valueQuantity"];
    let in_words = super::money::decimal(&quantity["value"]).map(|value| {
        let unit = text(&quantity["unit"]).or_else(|| text(&quantity["code"])).unwrap_or_default();
        format!("{value} {unit}").trim().to_owned()
    });
    if money.is_none() && in_words.is_none() {
        return None;
    }
    Some(Copay {
        label: label(&cost["type"]).unwrap_or_else(|| "Copay".to_owned()),
        money,
        quantity: in_words,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_is_judged_by_status_and_period() {
        let today = "2026-11-22";
        for (status, start, end, expected) in [
            ("active", Some("2026-01-01"), None, CardActivity::Active),
            ("active", Some("2026-01-01"), Some("2026-12-31"), CardActivity::Active),
            ("active", Some("2026-01-01"), Some("2026-11-22"), CardActivity::Active),
            ("active", Some("2025-01-01"), Some("2025-12-31"), CardActivity::Ended),
            ("active", Some("2025"), Some("2026"), CardActivity::Active),
            ("active", Some("2027-01-01"), None, CardActivity::NotYet),
            ("cancelled", Some("2026-01-01"), None, CardActivity::Cancelled),
            ("cancelled", None, Some("2024-12-31"), CardActivity::Ended),
            ("", None, None, CardActivity::Active),
        ] {
            assert_eq!(activity(status, start, end, today), expected, "{status} {start:?} {end:?}");
        }
    }
}
