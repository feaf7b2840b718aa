//! What the payer decided: in or out of network, why not, and what it sent.

use serde::{Deserialize, Serialize};

use super::figures::{is, is_any, plain_codes};
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

/// The status under one of these categories: an adjudication's reason (2.0), a code of the supporting information (1.1).
fn status_under(eob: &Value<'_>, categories: &[&str]) -> Option<NetworkStatus> {
    let under = |element: &&Value<'_>| is_any(&element["category"], categories);
    let reasons = adjudications(eob).filter(under).map(|adjudication| &adjudication["reason"]);
    let information = each(&eob["supportingInfo"]).filter(under).map(|information| &information["code"]);
    reasons.chain(information).flat_map(plain_codes).find_map(|code| status(&code))
}

/// Whether the plan paid as in network.
pub(super) fn network(eob: &Value<'_>) -> Option<NetworkStatus> {
    // 1.1 also puts it among the totals, and in the place of a line's category.
    let in_place_of_category = || {
        let mut categories =
            each(&eob["total"]).chain(adjudications(eob)).map(|element| &element["category"]);
        categories.find_map(|category| plain_codes(category).find_map(|code| status(&code)))
    };
    status_under(eob, &["benefitpaymentstatus", "inoutnetwork"]).or_else(in_place_of_category)
}

/// Whether who billed has a contract with the plan.
pub(super) fn billing_network(eob: &Value<'_>) -> Option<NetworkStatus> {
    status_under(eob, &["billingnetworkstatus", "billingnetworkcontractingstatus"])
}

/// Whether who gave the care has a contract with the plan.
pub(super) fn rendering_network(eob: &Value<'_>) -> Option<NetworkStatus> {
    status_under(
        eob,
        &["renderingnetworkstatus", "performingnetworkstatus", "performingnetworkcontractingstatus"],
    )
}

/// Whether the claim was denied.
fn is_denied(eob: &Value<'_>) -> bool {
    is(&eob["payment"]["type"], "denied") || eob["outcome"] == "error"
}

/// What became of the payment. A payer that states none may still say that it could not process the claim.
pub(in crate::record) fn payment_status(eob: &Value<'_>) -> PaymentStatus {
    let stated = plain_codes(&eob["payment"]["type"]).find_map(|code| {
        Some(match code.as_ref() {
            "paid" | "complete" => PaymentStatus::Paid,
            "partiallypaid" | "partial" => PaymentStatus::PartiallyPaid,
            "denied" => PaymentStatus::Denied,
            _ => return None,
        })
    });
    let unstated = if is_denied(eob) { PaymentStatus::Denied } else { PaymentStatus::Other };
    stated.unwrap_or(unstated)
}

/// What the adjudications of `holder` under these categories give as reason, each once.
pub(super) fn reasons<'a>(
    adjudications: impl Iterator<Item = &'a Value<'a>>,
    categories: &[&str],
) -> Vec<String> {
    let mut reasons = Vec::new();
    for adjudication in adjudications.filter(|element| is_any(&element["category"], categories)) {
        for reason in each(&adjudication["reason"]).filter_map(label) {
            if !reasons.contains(&reason) {
                reasons.push(reason);
            }
        }
    }
    reasons
}

/// Why the payer did not pay. 2.0 of the guide calls it the reason of an adjustment; of a denied claim it is the denial's.
pub(super) fn denial_reasons(eob: &Value<'_>) -> Vec<String> {
    let denied = is_denied(eob);
    let categories: &[&str] = if denied {
        &["denialreason", "rejectreason", "adjustmentreason"]
    } else {
        &["denialreason", "rejectreason"]
    };
    let mut reasons = reasons(adjudications(eob), categories);
    let errors = each(&eob["error"]).filter_map(|error| label(&error["code"]));
    let words = text(&eob["disposition"]).filter(|_| eob["outcome"] == "error");
    reasons.extend(errors.chain(words));
    reasons
}

/// Why amounts were adjusted.
pub(super) fn adjustment_reasons(eob: &Value<'_>) -> Vec<String> {
    if is_denied(eob) { Vec::new() } else { reasons(adjudications(eob), &["adjustmentreason"]) }
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
            assert_eq!(network(&eob), expected, "{eob}");
        }
        let contracted = json!({"supportingInfo": [{"category": concept("performingnetworkcontractingstatus"), "code": concept("contracted")}]});
        assert_eq!(
            (rendering_network(&contracted), billing_network(&contracted)),
            (Some(NetworkStatus::In), None)
        );
        assert_eq!(network(&contracted), None, "a contract is not what the plan paid by");
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
        let adjusted = json!({"adjudication": [reason("adjustmentreason", "Contract"), reason("denialreason", "No referral")]});
        assert_eq!(denial_reasons(&adjusted), ["No referral"]);
        assert_eq!(adjustment_reasons(&adjusted), ["Contract"]);
        let denied = json!({
            "payment": {"type": concept("denied")}, "outcome": "complete", "disposition": "not said",
            "item": [{"adjudication": [reason("adjustmentreason", "No authorization"), reason("adjustmentreason", "No authorization")]}],
        });
        assert_eq!(denial_reasons(&denied), ["No authorization"]);
        assert!(adjustment_reasons(&denied).is_empty());
        let error = json!({"outcome": "error", "disposition": "Member not found", "error": [{"code": {"text": "E1"}}]});
        assert_eq!(denial_reasons(&error), ["E1", "Member not found"]);
    }
}
