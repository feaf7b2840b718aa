//! What a year's claims sum to, and prior authorizations, as tables.

use billfold::record::{Dates, PartialDate, PriorAuthorization, YearSum, YearToDate};
use comfy_table::{Cell, CellAlignment};

use super::{cell, day, finish, list, money, not_stated};
use crate::json_views::decision;

/// The sums by payer and person.
pub fn year(year: &YearToDate) -> String {
    let mut table = list(&[
        "Payer",
        "Member",
        "Claims",
        "Charged",
        "Plan paid",
        "You owe",
        "Deductible",
        "Out of pocket",
    ]);
    for sums in &year.sums {
        let name = sums.patient_name.clone().unwrap_or_else(not_stated);
        let figures =
            [&sums.charged, &sums.plan_paid, &sums.member_owes, &sums.deductible, &sums.out_of_pocket];
        let first = [cell(&sums.payer_name), cell(&name), right(sums.claims.to_string())];
        table.add_row(first.into_iter().chain(figures.map(|sum| right(amounts(sum)))));
    }
    let left_out = [
        (year.replaced, "not counted, another took its place"),
        (year.not_active, "not counted, cancelled or a draft"),
        (year.undated, "without a date of service"),
    ];
    let lines =
        left_out.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{what}: {count}"));
    [finish(&table)].into_iter().chain(lines).collect::<Vec<_>>().join("\n")
}

fn right(text: String) -> Cell {
    Cell::new(text).set_alignment(CellAlignment::Right)
}

/// The sum in each currency, and how many claims do not state the figure.
fn amounts(sum: &YearSum) -> String {
    let mut lines: Vec<String> = sum.amounts.iter().map(money).collect();
    if lines.is_empty() {
        return not_stated();
    }
    if sum.claims_not_stating > 0 {
        lines.push(format!("{} not stated", sum.claims_not_stating));
    }
    lines.join("\n")
}

/// The prior authorizations.
pub fn prior_authorizations(all: &[PriorAuthorization]) -> String {
    let mut table = list(&["Asked", "For", "Decision", "Number", "Good"]);
    for one in all {
        let what: Vec<&str> = one.items.iter().filter_map(|item| item.description.as_deref()).collect();
        let said = one.review.as_ref().map(|review| {
            let text = review.text.clone().unwrap_or_else(|| decision(review.decision).replace('_', " "));
            [text].into_iter().chain(review.reasons.iter().cloned()).collect::<Vec<_>>().join("\n")
        });
        table.add_row([
            cell(&day(one.requested.as_ref().map(PartialDate::as_str))),
            cell(&what.join("\n")),
            cell(&said.unwrap_or_else(not_stated)),
            cell(&one.numbers.join("\n")),
            cell(&one.valid.iter().map(span).collect::<Vec<_>>().join("\n")),
        ]);
    }
    finish(&table)
}

fn span(dates: &Dates) -> String {
    let text = |date: &Option<PartialDate>| date.as_ref().map_or("…", PartialDate::as_str).to_owned();
    format!("{} to {}", text(&dates.start), text(&dates.end))
}
