//! Claims: many as a table, one with all that it says.

use billfold::record::{
    Claim, ClaimItem, ClaimUse, Figure, FigureSource, Money, NetworkStatus, PartialDate, RelatedClaim,
};
use comfy_table::{Cell, CellAlignment, Color};

use super::{cell, clean, day, figure, finish, lines, list, money, not_stated};
use crate::json_views::{claim_kind, claim_use, figure_kind};

/// The claims with their money.
pub fn claims(claims: &[Claim]) -> String {
    let mut table = list(&["Date", "Kind", "Provider", "Charged", "Plan paid", "You owe"]);
    for claim in claims {
        let is_replaced = !claim.replaced_by.is_empty();
        let kind: Vec<String> = [
            Some(claim_kind(claim.kind)),
            (claim.claim_use != ClaimUse::Claim).then(|| claim_use(claim.claim_use)),
            claim.status.as_deref().filter(|status| *status != "active"),
            (!claim.denial_reasons.is_empty()).then_some("denied"),
            (claim.network == Some(NetworkStatus::Out)).then_some("out of network"),
            is_replaced.then_some("replaced"),
        ]
        .into_iter()
        .flatten()
        .map(spoken)
        .collect();
        let mark = if claim.discrepancies.is_empty() { "" } else { " *" };
        table.add_row(vec![
            cell(&day(claim.service_start.as_ref().map(PartialDate::as_str))),
            cell(&kind.join("\n")),
            cell(claim.provider.as_deref().unwrap_or("not stated")),
            amount(format!("{}{mark}", figure(claim.charged.as_ref()))),
            amount(figure(claim.plan_paid.as_ref())),
            amount(figure(claim.member_owes.as_ref())),
        ]);
    }
    let mut text = finish(&table);
    if claims.iter().any(|claim| !claim.discrepancies.is_empty()) {
        text += "\n* what the payer states of this claim does not add up";
    }
    text
}

/// A name of the JSON views as people say it.
fn spoken(name: &str) -> String {
    clean(name).replace('_', " ")
}

/// A cell with an amount, or that there is none.
fn amount(text: String) -> Cell {
    let stated = text != not_stated();
    let cell = Cell::new(text).set_alignment(CellAlignment::Right);
    if stated { cell } else { cell.fg(Color::DarkGrey) }
}

/// One claim, with all that it says.
pub fn claim(claim: &Claim) -> String {
    let mut pairs: Vec<(&str, String)> = Vec::new();
    let mut add = |name: &'static str, value: Option<String>| pairs.extend(value.map(|value| (name, value)));
    let kind = [
        Some(claim_kind(claim.kind)),
        Some(claim_use(claim.claim_use)),
        claim.status.as_deref(),
        claim.outcome.as_deref(),
    ];
    add("Kind", Some(kind.into_iter().flatten().map(spoken).collect::<Vec<_>>().join(", ")));
    add("Number", claim.claim_number.clone());
    add("Member", claim.patient_name.clone());
    add("Service", span(claim.service_start.as_ref(), claim.service_end.as_ref()));
    add("Received", claim.received.as_ref().map(|date| date.as_str().to_owned()));
    add("Provider", claim.provider.clone());
    add("Facility", claim.facility.clone());
    for member in &claim.care_team {
        add(
            "Care team",
            joined(", ", [member.name.as_ref(), member.role.as_ref(), member.specialty.as_ref()]),
        );
    }
    add("Network", claim.network.map(|status| in_words(status).to_owned()));
    for diagnosis in &claim.diagnoses {
        add(
            "Diagnosis",
            joined(", ", [Some(&diagnosis.description), diagnosis.code.as_ref(), diagnosis.role.as_ref()]),
        );
    }
    for procedure in &claim.procedures {
        let date = procedure.date.as_ref().map(|date| date.as_str().to_owned());
        add(
            "Procedure",
            joined(", ", [Some(&procedure.description), procedure.code.as_ref(), date.as_ref()]),
        );
    }
    for (name, figure) in [
        ("Charged", &claim.charged),
        ("Allowed", &claim.allowed),
        ("Plan paid", &claim.plan_paid),
        ("You owe", &claim.member_owes),
        ("Deductible", &claim.deductible),
        ("Copay", &claim.copay),
        ("Coinsurance", &claim.coinsurance),
        ("Not covered", &claim.not_covered),
    ] {
        add(name, Some(figure.as_ref().map_or_else(not_stated, sourced)));
    }
    for other in &claim.other_figures {
        add("Besides", Some(format!("{}: {}", other.label, money(&other.money))));
    }
    for found in &claim.discrepancies {
        let kind = spoken(figure_kind(found.kind));
        add(
            "Does not add up",
            Some(format!("{kind}: {}, but {}", sourced(&found.stated), sourced(&found.other))),
        );
    }
    if let Some(payment) = &claim.payment {
        let date = payment.date.as_ref().map(|date| date.as_str().to_owned());
        let amount = payment.amount.as_ref().map(money);
        let payee = payment.payee.as_ref().map(|payee| format!("to {payee}"));
        add(
            "Payment",
            joined(", ", [payment.status_text.as_ref(), amount.as_ref(), date.as_ref(), payee.as_ref()]),
        );
    }
    if let Some(pharmacy) = &claim.pharmacy {
        add("Days of supply", pharmacy.days_supply.map(|days| days.to_string()));
        add("Refill", pharmacy.refill_number.map(|number| number.to_string()));
        add("Refills left", pharmacy.refills_authorized.map(|number| format!("{number} authorized")));
        let words = [
            &pharmacy.brand_or_generic,
            &pharmacy.dispensed_as_written,
            &pharmacy.compound,
            &pharmacy.prescription_origin,
        ];
        add("Prescription", joined("; ", words.map(Option::as_ref)));
    }
    for reason in &claim.denial_reasons {
        add("Denied", Some(reason.clone()));
    }
    for reason in &claim.adjustment_reasons {
        add("Adjusted", Some(reason.clone()));
    }
    for information in &claim.information {
        add("Information", Some(format!("{}: {}", information.label, information.value)));
    }
    for note in &claim.notes {
        add("Note", Some(note.clone()));
    }
    for (name, related) in [("Replaced by", &claim.replaced_by), ("Replaces", &claim.replaces)] {
        for other in related {
            add(name, named(other));
        }
    }
    format!("{}\n{}", lines(&pairs).trim_end(), items(&claim.items))
}

fn items(items: &[ClaimItem]) -> String {
    let mut table = list(&["Line", "What", "Quantity", "Charged", "Plan paid", "You owe"]);
    for item in items {
        let quantity = item.quantity.as_ref().map(billfold::record::Quantity::to_text);
        let site = joined(" ", [item.body_site.as_ref()].into_iter().chain(item.sub_sites.iter().map(Some)));
        let what = joined(
            "\n",
            [item.description.as_ref(), item.service_code.as_ref(), item.place.as_ref(), site.as_ref()],
        );
        let own = |money: &Option<Money>| amount(money.as_ref().map_or_else(not_stated, super::money));
        table.add_row(vec![
            cell(item.sequence.as_deref().unwrap_or_default()),
            cell(&what.unwrap_or_else(not_stated)),
            cell(&quantity.unwrap_or_default()),
            own(&item.charged),
            own(&item.plan_paid),
            own(&item.member_owes),
        ]);
    }
    finish(&table)
}

/// What there is, with a separator between; once where it is the same.
fn joined<'a>(separator: &str, parts: impl IntoIterator<Item = Option<&'a String>>) -> Option<String> {
    let mut said: Vec<&str> = Vec::new();
    for part in parts.into_iter().flatten() {
        if !said.contains(&part.as_str()) {
            said.push(part);
        }
    }
    (!said.is_empty()).then(|| said.join(separator))
}

/// A figure, with where it was read.
fn sourced(figure: &Figure) -> String {
    let source = match figure.source {
        FigureSource::Total => "total",
        FigureSource::Header => "header",
        FigureSource::Payment => "payment",
        FigureSource::ItemSum => "sum of the lines",
    };
    format!("{} ({source})", money(&figure.money))
}

fn span(start: Option<&PartialDate>, end: Option<&PartialDate>) -> Option<String> {
    match (start, end) {
        (Some(start), Some(end)) if start != end => Some(format!("{} to {}", start.as_str(), end.as_str())),
        (start, end) => start.or(end).map(|date| date.as_str().to_owned()),
    }
}

fn in_words(status: NetworkStatus) -> &'static str {
    match status {
        NetworkStatus::In => "in network",
        NetworkStatus::Out => "out of network",
        NetworkStatus::Other => "neither in nor out of network",
    }
}

fn named(claim: &RelatedClaim) -> Option<String> {
    claim.reference.as_ref().map(billfold::Reference::to_text).or_else(|| claim.number.clone())
}
