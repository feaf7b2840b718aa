//! What the payer decided: in or out of network, why not, and what it sent.

use serde::{Deserialize, Serialize};

use super::figures::{is, is_any, meaning_of};
use crate::record::json::{Resolve, Value, each, label, referenced_name, text};
use crate::record::{Money, PartialDate};

/// Whether the provider was in the plan's network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NetworkStatus {
    /// In network.
    In,
    /// Out of network.
    Out,
    /// Something between, or not applicable.
    Other,
}

/// What became of the payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum PaymentStatus {
    /// Paid.
    Paid,
    /// Paid in part.
    PartiallyPaid,
    /// Denied, or the payer could not process the claim.
    Denied,
    /// Something else, or the record does not say.
    Other,
}

/// The payment of a claim.
#[derive(Clone, PartialEq, Eq)]
pub struct ClaimPayment {
    /// What became of it.
    pub status: PaymentStatus,
    /// What the payer says became of it.
    pub status_text: Option<String>,
    /// When it was made.
    pub date: Option<PartialDate>,
    /// The amount.
    pub amount: Option<Money>,
    /// Who got it.
    pub payee: Option<String>,
}

/// Every adjudication of the claim, and of its lines.
fn adjudications<'a>(eob: &'a Value<'a>) -> impl Iterator<Item = &'a Value<'a>> {
    each(&eob["adjudication"]).chain(each(&eob["item"]).flat_map(|item| each(&item["adjudication"])))
}

fn status(code: &str) -> Option<NetworkStatus> {
    match code {
        "innetwork" | "contracted" => Some(NetworkStatus::In),
        "outofnetwork" | "noncontracted" => Some(NetworkStatus::Out),
        "other" | "notapplicable" => Some(NetworkStatus::Other),
        _ => None,
    }
}

/// Category and reason of the adjudications that give one: a few of a hundred, nearly all of which are amounts.
pub(super) struct Reasons<'a>(Vec<(&'a Value<'a>, &'a Value<'a>)>);

impl<'a> Reasons<'a> {
    /// Those of a claim and of its lines.
    pub(super) fn of_claim(eob: &'a Value<'a>) -> Self {
        Self::of(adjudications(eob))
    }

    pub(super) fn of_line(item: &'a Value<'a>) -> Self {
        Self::of(each(&item["adjudication"]))
    }

    fn of(adjudications: impl Iterator<Item = &'a Value<'a>>) -> Self {
        let stated = adjudications
            .map(|adjudication| (adjudication, &adjudication["reason"]))
            .filter(|(_, reason)| **reason != Value::Null);
        Self(stated.map(|(adjudication, reason)| (&adjudication["category"], reason)).collect())
    }

    /// Those under one of these categories.
    fn under(&self, categories: &[&str]) -> impl Iterator<Item = &'a Value<'a>> {
        self.0.iter().filter(|(category, _)| is_any(category, categories)).map(|(_, reason)| *reason)
    }

    /// What those under one of these categories say, each once.
    pub(super) fn said(&self, categories: &[&str]) -> Vec<String> {
        let mut said = Vec::new();
        for reason in self.under(categories).flat_map(each).filter_map(label) {
            if !said.contains(&reason) {
                said.push(reason);
            }
        }
        said
    }
}

/// The status under one of these categories: an adjudication's reason (2.0), a code of the supporting information (1.1).
fn status_under(eob: &Value<'_>, reasons: &Reasons<'_>, categories: &[&str]) -> Option<NetworkStatus> {
    let information = each(&eob["supportingInfo"])
        .filter(|information| is_any(&information["category"], categories))
        .map(|information| &information["code"]);
    reasons.under(categories).chain(information).find_map(|concept| meaning_of(concept, status))
}

/// Whether the plan paid as in network.
pub(super) fn network(eob: &Value<'_>, reasons: &Reasons<'_>) -> Option<NetworkStatus> {
    // 1.1 also puts it among the totals, and in the place of a line's category.
    let in_place_of_category = || {
        let mut categories =
            each(&eob["total"]).chain(adjudications(eob)).map(|element| &element["category"]);
        categories.find_map(|category| meaning_of(category, status))
    };
    status_under(eob, reasons, &["benefitpaymentstatus", "inoutnetwork"]).or_else(in_place_of_category)
}

/// Whether who billed has a contract with the plan.
pub(super) fn billing_network(eob: &Value<'_>, reasons: &Reasons<'_>) -> Option<NetworkStatus> {
    status_under(eob, reasons, &["billingnetworkstatus", "billingnetworkcontractingstatus"])
}

/// Whether who gave the care has a contract with the plan.
pub(super) fn rendering_network(eob: &Value<'_>, reasons: &Reasons<'_>) -> Option<NetworkStatus> {
    status_under(
        eob,
        reasons,
        &["renderingnetworkstatus", "performingnetworkstatus", "performingnetworkcontractingstatus"],
    )
}

/// Whether the claim was denied.
fn is_denied(eob: &Value<'_>) -> bool {
    is(&eob["payment"]["type"], "denied") || eob["outcome"] == "error"
}

/// What became of the payment. A payer that states none may still say that it could not process the claim.
pub(in crate::record) fn payment_status(eob: &Value<'_>) -> PaymentStatus {
    let stated = meaning_of(&eob["payment"]["type"], |code| {
        Some(match code {
            "paid" | "complete" => PaymentStatus::Paid,
            "partiallypaid" | "partial" => PaymentStatus::PartiallyPaid,
            "denied" => PaymentStatus::Denied,
            _ => return None,
        })
    });
    let unstated = if is_denied(eob) { PaymentStatus::Denied } else { PaymentStatus::Other };
    stated.unwrap_or(unstated)
}

/// Why the payer did not pay. 2.0 of the guide calls it the reason of an adjustment; of a denied claim it is the denial's.
pub(super) fn denial_reasons(eob: &Value<'_>, reasons: &Reasons<'_>) -> Vec<String> {
    let denied = is_denied(eob);
    let categories: &[&str] = if denied {
        &["denialreason", "rejectreason", "adjustmentreason"]
    } else {
        &["denialreason", "rejectreason"]
    };
    let mut said = reasons.said(categories);
    let errors = each(&eob["error"]).filter_map(|error| label(&error["code"]));
    let words = text(&eob["disposition"]).filter(|_| eob["outcome"] == "error");
    said.extend(errors.chain(words));
    said
}

/// Why amounts were adjusted.
pub(super) fn adjustment_reasons(eob: &Value<'_>, reasons: &Reasons<'_>) -> Vec<String> {
    if is_denied(eob) { Vec::new() } else { reasons.said(&["adjustmentreason"]) }
}

impl ClaimPayment {
    pub(super) fn read(eob: &Value<'_>, resolve: &dyn Resolve) -> Option<Self> {
        let payment = &eob["payment"];
        let payee = &eob["payee"];
        let read = Self {
            status: payment_status(eob),
            status_text: label(&payment["type"]),
            date: PartialDate::read(&payment["date"]),
            amount: Money::read(&payment["amount"]),
            payee: referenced_name(&payee["party"], eob, resolve).or_else(|| label(&payee["type"])),
        };
        let says = read.status_text.is_some()
            || read.date.is_some()
            || read.amount.is_some()
            || read.payee.is_some();
        says.then_some(read)
    }
}

#[cfg(test)]
mod tests {
    use crate::record::json::json;

    use super::*;

    fn concept(code: &str) -> Value<'static> {
        json!({"coding": [{"code": code}]})
    }

    #[test]
    fn the_network_is_found_where_each_version_puts_it() {
        let two = json!({"adjudication": [{"category": concept("benefitpaymentstatus"), "reason": concept("outofnetwork")}]});
        let one = json!({"supportingInfo": [{"category": concept("benefitpaymentstatus"), "code": concept("innetwork")}]});
        let line = json!({"item": [{"adjudication": [{"category": concept("innetwork")}]}]});
        let draft = json!({"item": [{"adjudication": [{"category": concept("inoutnetwork"), "reason": concept("outofnetwork")}]}]});
        for (eob, expected) in [
            (two, Some(NetworkStatus::Out)),
            (one, Some(NetworkStatus::In)),
            (line, Some(NetworkStatus::In)),
            (draft, Some(NetworkStatus::Out)),
            (json!({}), None),
        ] {
            assert_eq!(network(&eob, &Reasons::of_claim(&eob)), expected, "{eob}");
        }
        let contracted = json!({"supportingInfo": [{"category": concept("performingnetworkcontractingstatus"), "code": concept("contracted")}]});
        let reasons = Reasons::of_claim(&contracted);
        assert_eq!(
            (rendering_network(&contracted, &reasons), billing_network(&contracted, &reasons)),
            (Some(NetworkStatus::In), None)
        );
        assert_eq!(network(&contracted, &reasons), None, "a contract is not what the plan paid by");
    }

    #[test]
    fn the_status_of_a_payment_is_found_where_there_is_no_payment() {
        for (eob, expected) in [
            (json!({"payment": {"type": concept("PAID")}, "outcome": "error"}), PaymentStatus::Paid),
            (json!({"payment": {"type": concept("complete")}}), PaymentStatus::Paid),
            (json!({"payment": {"type": concept("partial")}}), PaymentStatus::PartiallyPaid),
            (json!({"payment": {"type": concept("denied")}, "outcome": "complete"}), PaymentStatus::Denied),
            (json!({"payment": {"type": concept("deferred")}}), PaymentStatus::Other),
            (json!({"outcome": "error"}), PaymentStatus::Denied),
            (json!({"outcome": "queued"}), PaymentStatus::Other),
            (json!({}), PaymentStatus::Other),
        ] {
            assert_eq!(payment_status(&eob), expected, "{eob}");
        }
    }

    #[test]
    fn reasons_are_those_of_a_denial_only_where_it_was_denied() {
        let reason =
            |category: &str, text: &str| json!({"category": concept(category), "reason": {"text": text}});
        let denials = |eob: &Value<'_>| denial_reasons(eob, &Reasons::of_claim(eob));
        let adjustments = |eob: &Value<'_>| adjustment_reasons(eob, &Reasons::of_claim(eob));
        let adjusted = json!({"adjudication": [reason("adjustmentreason", "Contract"), reason("denialreason", "No referral")]});
        assert_eq!(denials(&adjusted), ["No referral"]);
        assert_eq!(adjustments(&adjusted), ["Contract"]);
        let denied = json!({
            "payment": {"type": concept("denied")}, "outcome": "complete", "disposition": "not said",
            "item": [{"adjudication": [reason("adjustmentreason", "No authorization"), reason("adjustmentreason", "No authorization")]}],
        });
        assert_eq!(denials(&denied), ["No authorization"]);
        assert!(adjustments(&denied).is_empty());
        let error = json!({"outcome": "error", "disposition": "Member not found", "error": [{"code": {"text": "E1"}}]});
        assert_eq!(denials(&error), ["E1", "Member not found"]);
    }
}
