//! `adjudication` and `total` of an ExplanationOfBenefit, in the codes that the payer uses.

use serde_json::{Value, json};

use super::amounts::Amounts;
use crate::data::builder::Builder;
use crate::data::system;
use crate::data::value::{Coding, bare, money, object};

/// How this claim is written down.
#[derive(Debug, Clone, Copy)]
pub(super) struct Manner {
    /// In the codes of CARIN Blue Button 0.1.0.
    pub ballot_codes: bool,
    pub states_member_liability: bool,
    pub states_currency: bool,
    /// Totals for the charge and the payment only.
    pub two_totals: bool,
    pub in_network: bool,
    /// Claim adjustment reason, if it was denied.
    pub denial: Option<Coding>,
}

/// A category: its code, its code in 0.1.0, whether HL7 or CARIN defined it, and the amount.
type Category = (&'static str, &'static str, &'static str, i64);

fn categories(amounts: &Amounts, in_network: bool) -> Vec<Category> {
    let (hl7, carin) = (system::ADJUDICATION, system::C4BB_ADJUDICATION);
    let paid = if in_network { "paidtoprovider" } else { "paidtopatient" };
    vec![
        ("submitted", "submittedamount", hl7, amounts.submitted),
        ("discount", "discountamount", carin, amounts.discount),
        ("noncovered", "noncoveredamount", carin, amounts.noncovered),
        ("eligible", "allowedamount", hl7, amounts.eligible),
        ("deductible", "deductibleamount", hl7, amounts.deductible),
        ("copay", "copaymentamount", hl7, amounts.copay),
        ("coinsurance", "coinsuranceamount", carin, amounts.coinsurance),
        ("benefit", "paymentamount", hl7, amounts.benefit),
        (paid, "", carin, amounts.benefit),
        ("memberliability", "patientpayamount", carin, amounts.member()),
    ]
}

fn amount(cents: i64, manner: Manner) -> Value {
    let mut amount = money(cents);
    if let (false, Value::Object(amount)) = (manner.states_currency, &mut amount) {
        amount.remove("currency");
    }
    amount
}

/// The amounts as they stand in `adjudication` and in `total`.
pub(super) fn amounts(amounts: &Amounts, manner: Manner) -> Vec<Value> {
    categories(amounts, manner.in_network)
        .into_iter()
        .filter(|(code, ..)| manner.states_member_liability || *code != "memberliability")
        .filter(|(_, ballot, ..)| !manner.ballot_codes || !ballot.is_empty())
        .map(|(code, ballot, code_system, cents)| {
            let category = if manner.ballot_codes {
                bare(system::CARIN_BALLOT_ADJUDICATION, ballot)
            } else {
                bare(code_system, code)
            };
            object([("category", category), ("amount", amount(cents, manner))])
        })
        .collect()
}

/// `total` of the whole claim.
pub(super) fn totals(b: &Builder, whole: &Amounts, manner: Manner) -> Vec<Value> {
    let mut totals = amounts(whole, manner);
    if manner.two_totals {
        totals.retain(|total| {
            ["submitted", "benefit"].map(Value::from).contains(&total["category"]["coding"][0]["code"])
        });
    } else if b.is_c4bb_1() {
        totals.push(json!({
            "category": bare(system::C4BB_PAYER_STATUS, network(manner)), "amount": amount(0, manner),
        }));
    }
    totals
}

fn network(manner: Manner) -> &'static str {
    if manner.in_network { "innetwork" } else { "outofnetwork" }
}

/// What `adjudication` says of a whole claim apart from amounts: network, and why it was denied.
pub(super) fn statuses(b: &Builder, manner: Manner) -> Vec<Value> {
    let status = |category: &str| {
        json!({
            "category": bare(system::C4BB_DISCRIMINATOR, category),
            "reason": bare(system::C4BB_PAYER_STATUS, network(manner)),
        })
    };
    let mut statuses = vec![status("benefitpaymentstatus")];
    if !b.is_c4bb_1() {
        statuses.push(status("billingnetworkstatus"));
    }
    statuses.extend(denial(b, manner));
    statuses
}

/// Why it was denied; 1.1.0 and 2.0.0 of the guide call it differently.
pub(super) fn denial(b: &Builder, manner: Manner) -> Option<Value> {
    let category = if b.is_c4bb_1() { "denialreason" } else { "adjustmentreason" };
    manner.denial.map(
        |reason| json!({"category": bare(system::C4BB_DISCRIMINATOR, category), "reason": reason.concept()}),
    )
}
