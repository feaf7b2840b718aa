//! Whether a card is good today, and why.

use time::Date;

use crate::record::PartialDate;
use crate::record::labels::words;

/// Whether a card is good today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CardActivity {
    /// In force.
    Active,
    /// Its period is over.
    Ended,
    /// Its period has not begun.
    NotYet,
    /// The payer cancelled it.
    Cancelled,
    /// The payer has not put it in force.
    Draft,
}

/// Judges by status and period. A year or month that has begun is not over.
pub(super) fn judge(
    status: Option<&str>,
    start: Option<&PartialDate>,
    end: Option<&PartialDate>,
    today: Date,
) -> (CardActivity, String) {
    let on = |words: &str, date: &PartialDate| format!("{words} {}", date.as_str());
    if let Some(end) = end.filter(|end| end.last_day() < today) {
        return (CardActivity::Ended, on(words::CARD_ENDED, end));
    }
    match status {
        Some("draft") => return (CardActivity::Draft, words::CARD_DRAFT.to_owned()),
        None | Some("active") => {}
        Some(_) => return (CardActivity::Cancelled, words::CARD_CANCELLED.to_owned()),
    }
    if let Some(start) = start.filter(|start| today < start.first_day()) {
        return (CardActivity::NotYet, on(words::CARD_NOT_YET, start));
    }
    let reason = match (start, end) {
        (_, Some(end)) => on(words::CARD_UNTIL, end),
        (Some(start), None) => on(words::CARD_SINCE, start),
        (None, None) => words::CARD_ACTIVE.to_owned(),
    };
    (CardActivity::Active, reason)
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    #[test]
    fn a_card_is_judged_by_status_and_period() {
        let day = |text: &str| PartialDate::parse(text);
        for (status, start, end, activity, reason) in [
            ("active", "2026-01-01", "", CardActivity::Active, "In force since 2026-01-01"),
            ("active", "2026-01-01", "2026-12-31", CardActivity::Active, "In force until 2026-12-31"),
            ("active", "2026-01-01", "2026-11-22", CardActivity::Active, "In force until 2026-11-22"),
            ("active", "2025-01-01", "2025-12-31", CardActivity::Ended, "Ended on 2025-12-31"),
            ("active", "2025", "2026", CardActivity::Active, "In force until 2026"),
            ("active", "2026-11", "2026-11", CardActivity::Active, "In force until 2026-11"),
            ("active", "2027-01-01", "", CardActivity::NotYet, "Begins on 2027-01-01"),
            ("cancelled", "2026-01-01", "", CardActivity::Cancelled, "The payer cancelled it"),
            ("cancelled", "", "2024-12-31", CardActivity::Ended, "Ended on 2024-12-31"),
            ("draft", "", "", CardActivity::Draft, "The payer has not put it in force"),
            ("", "", "", CardActivity::Active, "In force"),
            // An end that cannot be is none.
            ("active", "", "2021-02-30", CardActivity::Active, "In force"),
        ] {
            let status = Some(status).filter(|status| !status.is_empty());
            let judged = judge(status, day(start).as_ref(), day(end).as_ref(), date!(2026 - 11 - 22));
            assert_eq!(judged, (activity, reason.to_owned()), "{status:?} {start} {end}");
        }
    }
}
