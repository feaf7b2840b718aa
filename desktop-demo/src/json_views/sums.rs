//! What a year's claims sum to, and prior authorizations, as JSON.

use billfold::record::{
    PriorAuthorization, PriorAuthorizationItem, Review, ReviewDecision, YearSum, YearSums, YearToDate,
};
use serde_json::{Value, json};

use super::claims::{claim_kind, figure, number};
use super::{add_origin, date, money};

/// The sums of a year.
pub fn year(year: &YearToDate) -> Value {
    json!({
        "year": year.year,
        "sums": year.sums.iter().map(sums).collect::<Value>(),
        "replaced": year.replaced,
        "not_active": year.not_active,
        "undated": year.undated,
    })
}

fn sums(sums: &YearSums) -> Value {
    json!({
        "connection": sums.connection,
        "payer_name": sums.payer_name,
        "person": sums.person,
        "patient": sums.patient.as_ref().map(billfold::Reference::to_text),
        "patient_name": sums.patient_name,
        "claims": sums.claims,
        "charged": sum(&sums.charged),
        "plan_paid": sum(&sums.plan_paid),
        "member_owes": sum(&sums.member_owes),
        "deductible": sum(&sums.deductible),
        "out_of_pocket": sum(&sums.out_of_pocket),
    })
}

fn sum(sum: &YearSum) -> Value {
    json!({
        "amounts": sum.amounts.iter().map(money).collect::<Value>(),
        "claims_stating": sum.claims_stating,
        "claims_not_stating": sum.claims_not_stating,
    })
}

/// A prior authorization.
pub fn prior_authorization(one: &PriorAuthorization) -> Value {
    let valid = one.valid.iter();
    let valid =
        valid.map(|dates| json!({"start": date(dates.start.as_ref()), "end": date(dates.end.as_ref())}));
    let diagnoses = one.diagnoses.iter().map(|diagnosis| diagnosis.description.as_str());
    let mut object = json!({
        "numbers": one.numbers,
        "request_number": one.request_number,
        "kind": claim_kind(one.kind),
        "status": one.status,
        "outcome": one.outcome,
        "patient_name": one.patient_name,
        "requested": date(one.requested.as_ref()),
        "valid": valid.collect::<Value>(),
        "review": one.review.as_ref().map(review),
        "provider": one.provider,
        "facility": one.facility,
        "diagnoses": diagnoses.collect::<Value>(),
        "charged": one.charged.as_ref().map(figure),
        "allowed": one.allowed.as_ref().map(figure),
        "disposition": one.disposition,
        "notes": one.notes,
        "items": one.items.iter().map(item).collect::<Value>(),
    });
    add_origin(&mut object, &one.origin);
    object
}

fn item(item: &PriorAuthorizationItem) -> Value {
    json!({
        "sequence": item.sequence,
        "description": item.description,
        "service_code": item.service_code,
        "quantity": item.quantity.as_ref().map(billfold::record::Quantity::to_text),
        "service_start": date(item.service_start.as_ref()),
        "service_end": date(item.service_end.as_ref()),
        "review": item.review.as_ref().map(review),
        "charged": item.charged.as_ref().map(money),
        "allowed_units": number(item.allowed_units),
        "consumed_units": number(item.consumed_units),
    })
}

fn review(review: &Review) -> Value {
    json!({
        "decision": decision(review.decision),
        "text": review.text,
        "number": review.number,
        "reasons": review.reasons,
    })
}

/// The name of a decision.
pub fn decision(decision: ReviewDecision) -> &'static str {
    match decision {
        ReviewDecision::Approved => "approved",
        ReviewDecision::ApprovedInPart => "approved_in_part",
        ReviewDecision::Modified => "modified",
        ReviewDecision::Denied => "denied",
        ReviewDecision::Pended => "pended",
        ReviewDecision::Cancelled => "cancelled",
        ReviewDecision::NotNeeded => "not_needed",
        ReviewDecision::Other => "other",
    }
}
