//! Claims as JSON.

use billfold::record::{
    BenefitBalance, Claim, ClaimItem, ClaimKind, ClaimPayment, ClaimUse, Discrepancy, Figure, FigureKind,
    FigureSource, NamedFigure, NetworkStatus, PaymentStatus, PharmacyDetails, RelatedClaim,
};
use serde_json::{Value, json};

use super::{add_origin, date, money};

/// A claim.
pub fn claim(claim: &Claim) -> Value {
    let figure = |figure: &Option<Figure>| figure.as_ref().map(self::figure);
    let mut object = json!({
        "claim_number": claim.claim_number,
        "other_numbers": claim.other_numbers,
        "kind": claim_kind(claim.kind),
        "use": claim_use(claim.claim_use),
        "status": claim.status,
        "outcome": claim.outcome,
        "disposition": claim.disposition,
        "patient": claim.patient.as_ref().map(billfold::Reference::to_text),
        "patient_name": claim.patient_name,
        "service_start": date(claim.service_start.as_ref()),
        "service_end": date(claim.service_end.as_ref()),
        "received": date(claim.received.as_ref()),
        "created": date(claim.created.as_ref()),
        "insurer": claim.insurer,
        "coverage": claim.coverage.as_ref().map(billfold::Reference::to_text),
        "provider": claim.provider,
        "facility": claim.facility,
        "network": claim.network.map(network),
        "billing_network": claim.billing_network.map(network),
        "rendering_network": claim.rendering_network.map(network),
        "denial_reasons": claim.denial_reasons,
        "adjustment_reasons": claim.adjustment_reasons,
        "payment": claim.payment.as_ref().map(payment),
        "charged": figure(&claim.charged),
        "allowed": figure(&claim.allowed),
        "plan_paid": figure(&claim.plan_paid),
        "member_owes": figure(&claim.member_owes),
        "deductible": figure(&claim.deductible),
        "copay": figure(&claim.copay),
        "coinsurance": figure(&claim.coinsurance),
        "not_covered": figure(&claim.not_covered),
        "other_figures": named(&claim.other_figures),
        "balances": claim.balances.iter().map(balance).collect::<Value>(),
        "discrepancies": claim.discrepancies.iter().map(discrepancy).collect::<Value>(),
        "pharmacy": claim.pharmacy.as_ref().map(pharmacy),
        "notes": claim.notes,
        "replaced_by": related(&claim.replaced_by),
        "replaces": related(&claim.replaces),
        "items": claim.items.iter().map(item).collect::<Value>(),
    });
    let care_team = claim.care_team.iter();
    object["care_team"] = care_team
        .map(|member| json!({"name": member.name, "role": member.role, "specialty": member.specialty}))
        .collect();
    let diagnoses = claim.diagnoses.iter();
    object["diagnoses"] = diagnoses
        .map(|diagnosis| {
            json!({
                "description": diagnosis.description,
                "code": diagnosis.code,
                "role": diagnosis.role,
                "on_admission": diagnosis.on_admission,
            })
        })
        .collect();
    let procedures = claim.procedures.iter();
    object["procedures"] = procedures
        .map(|procedure| {
            json!({
                "description": procedure.description,
                "code": procedure.code,
                "role": procedure.role,
                "date": date(procedure.date.as_ref()),
            })
        })
        .collect();
    let information = claim.information.iter();
    object["information"] = information.map(|one| json!({"label": one.label, "value": one.value})).collect();
    add_origin(&mut object, &claim.origin);
    object
}

fn item(item: &ClaimItem) -> Value {
    let details = item.details.iter().map(|detail| {
        json!({
            "description": detail.description,
            "quantity": detail.quantity.as_ref().map(billfold::record::Quantity::to_text),
        })
    });
    json!({
        "sequence": item.sequence,
        "description": item.description,
        "service_code": item.service_code,
        "revenue": item.revenue,
        "category": item.category,
        "quantity": item.quantity.as_ref().map(billfold::record::Quantity::to_text),
        "modifiers": item.modifiers,
        "place": item.place,
        "body_site": item.body_site,
        "sub_sites": item.sub_sites,
        "service_start": date(item.service_start.as_ref()),
        "service_end": date(item.service_end.as_ref()),
        "charged": item.charged.as_ref().map(money),
        "allowed": item.allowed.as_ref().map(money),
        "plan_paid": item.plan_paid.as_ref().map(money),
        "member_owes": item.member_owes.as_ref().map(money),
        "deductible": item.deductible.as_ref().map(money),
        "copay": item.copay.as_ref().map(money),
        "coinsurance": item.coinsurance.as_ref().map(money),
        "not_covered": item.not_covered.as_ref().map(money),
        "other_figures": named(&item.other_figures),
        "allowed_units": number(item.allowed_units),
        "denial_reasons": item.denial_reasons,
        "adjustment_reasons": item.adjustment_reasons,
        "details": details.collect::<Value>(),
    })
}

/// A number as text, as amounts are.
pub(super) fn number(number: Option<impl ToString>) -> Option<String> {
    number.map(|number| number.to_string())
}

fn named(figures: &[NamedFigure]) -> Value {
    figures.iter().map(|figure| json!({"label": figure.label, "money": money(&figure.money)})).collect()
}

fn payment(payment: &ClaimPayment) -> Value {
    let status = match payment.status {
        PaymentStatus::Paid => "paid",
        PaymentStatus::PartiallyPaid => "partially_paid",
        PaymentStatus::Denied => "denied",
        PaymentStatus::Other => "other",
    };
    json!({
        "status": status,
        "status_text": payment.status_text,
        "date": date(payment.date.as_ref()),
        "amount": payment.amount.as_ref().map(money),
        "payee": payment.payee,
    })
}

fn pharmacy(details: &PharmacyDetails) -> Value {
    json!({
        "days_supply": number(details.days_supply),
        "refill_number": number(details.refill_number),
        "refills_authorized": number(details.refills_authorized),
        "dispensed_as_written": details.dispensed_as_written,
        "brand_or_generic": details.brand_or_generic,
        "compound": details.compound,
        "prescription_origin": details.prescription_origin,
    })
}

fn balance(balance: &BenefitBalance) -> Value {
    json!({
        "benefit": balance.benefit,
        "label": balance.label,
        "allowed": balance.allowed.as_ref().map(money),
        "used": balance.used.as_ref().map(money),
        "allowed_count": number(balance.allowed_count),
        "used_count": number(balance.used_count),
    })
}

fn discrepancy(discrepancy: &Discrepancy) -> Value {
    json!({
        "figure": figure_kind(discrepancy.kind),
        "stated": figure(&discrepancy.stated),
        "other": figure(&discrepancy.other),
        "lines_stating": discrepancy.lines_stating,
        "lines": discrepancy.lines,
    })
}

fn related(claims: &[RelatedClaim]) -> Value {
    let claim = |claim: &RelatedClaim| {
        json!({
            "reference": claim.reference.as_ref().map(billfold::Reference::to_text),
            "number": claim.number,
        })
    };
    claims.iter().map(claim).collect()
}

pub(super) fn figure(figure: &Figure) -> Value {
    let mut object = money(&figure.money);
    object["source"] = match figure.source {
        FigureSource::Total => "total",
        FigureSource::Header => "header",
        FigureSource::Payment => "payment",
        FigureSource::ItemSum => "item_sum",
    }
    .into();
    object
}

/// The name of what a figure says.
pub fn figure_kind(kind: FigureKind) -> &'static str {
    match kind {
        FigureKind::Charged => "charged",
        FigureKind::Allowed => "allowed",
        FigureKind::PlanPaid => "plan_paid",
        FigureKind::MemberOwes => "member_owes",
        FigureKind::Deductible => "deductible",
        FigureKind::Copay => "copay",
        FigureKind::Coinsurance => "coinsurance",
        FigureKind::NotCovered => "not_covered",
    }
}

/// The name of a kind of care.
pub fn claim_kind(kind: ClaimKind) -> &'static str {
    match kind {
        ClaimKind::Inpatient => "inpatient",
        ClaimKind::Outpatient => "outpatient",
        ClaimKind::Professional => "professional",
        ClaimKind::Pharmacy => "pharmacy",
        ClaimKind::Oral => "oral",
        ClaimKind::Vision => "vision",
        ClaimKind::Other => "other",
    }
}

/// The name of what an explanation of benefit is about.
pub fn claim_use(claim_use: ClaimUse) -> &'static str {
    match claim_use {
        ClaimUse::Claim => "claim",
        ClaimUse::PriorAuthorization => "prior_authorization",
        ClaimUse::Predetermination => "predetermination",
    }
}

/// The name of a network status.
fn network(network: NetworkStatus) -> &'static str {
    match network {
        NetworkStatus::In => "in",
        NetworkStatus::Out => "out",
        NetworkStatus::Other => "other",
    }
}
