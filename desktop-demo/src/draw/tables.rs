//! Claims, medications and records as tables.

use billfold::record::{Claim, ClaimUse, Medication};
use billfold::wallet::RecordSummary;
use comfy_table::{Cell, CellAlignment, Color};

use super::{cell, clean, day, figure, finish, keep_whole, list, not_stated, row, table};
use crate::json_views::{claim_kind, claim_use};

/// The claims with their money.
pub fn claims(claims: &[Claim]) -> String {
    let mut table = list(&["Date", "Kind", "Provider", "Charged", "Plan paid", "You owe"]);
    for claim in claims {
        let claim_use = (claim.claim_use != ClaimUse::Claim).then(|| claim_use(claim.claim_use));
        let status = claim.status.as_deref().filter(|status| *status != "active");
        let kind: Vec<String> = [Some(claim_kind(claim.kind)), claim_use, status]
            .into_iter()
            .flatten()
            .map(|word| clean(word).replace('_', " "))
            .collect();
        let mark = if claim.lines_differ { " *" } else { "" };
        let amount = |text: String| {
            let stated = text != not_stated();
            let cell = Cell::new(text).set_alignment(CellAlignment::Right);
            if stated { cell } else { cell.fg(Color::DarkGrey) }
        };
        table.add_row(vec![
            cell(&day(claim.service_start.as_deref())),
            cell(&kind.join("\n")),
            cell(claim.provider.as_deref().unwrap_or("not stated")),
            amount(format!("{}{mark}", figure(claim.charged.as_ref()))),
            amount(figure(claim.plan_paid.as_ref())),
            amount(figure(claim.member_owes.as_ref())),
        ]);
    }
    let mut text = finish(&table);
    if claims.iter().any(|claim| claim.lines_differ) {
        text += "\n* the payer's total differs from the sum of the claim's lines";
    }
    text
}

/// The medications.
pub fn medications(medications: &[Medication]) -> String {
    let mut table = table(&["Medication", "Status", "How to take it", "Prescriber", "Last", "Records"]);
    for medication in medications {
        row(
            &mut table,
            [
                medication.name.clone(),
                medication.status.clone().unwrap_or_else(not_stated),
                medication.dosage.clone().unwrap_or_else(not_stated),
                medication.prescriber.clone().unwrap_or_else(not_stated),
                day(medication.last_date.as_deref()),
                medication.events.len().to_string(),
            ],
        );
    }
    finish(&table)
}

/// The records in a list.
pub fn records(records: &[RecordSummary]) -> String {
    let mut table = list(&["Record", "About", "Payer", "Connection"]);
    for record in records {
        row(
            &mut table,
            [
                record.origin.reference.to_text(),
                record.title.clone().unwrap_or_default(),
                record.origin.payer_name.clone(),
                record.origin.connection.clone(),
            ],
        );
    }
    keep_whole(&mut table, &[0, 3]);
    finish(&table)
}
