//! Dates as FHIR search sees them: every date is the span of time that it names.

use time::format_description::well_known::Rfc3339;
use time::{Date, Month, OffsetDateTime, Time};

/// The time from `start` up to, not including, `end`, in milliseconds since 1970. Dates without a zone are UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) start: i64,
    pub(super) end: i64,
}

impl Span {
    /// All time; what a Period without start and end is.
    pub(super) const ALWAYS: Self = Self { start: i64::MIN, end: i64::MAX };

    /// The span of a FHIR date, dateTime or instant.
    pub(super) fn parse(text: &str) -> Option<Self> {
        if text.contains('T') {
            let moment = OffsetDateTime::parse(text, &Rfc3339).ok()?;
            let start = i64::try_from(moment.unix_timestamp_nanos() / 1_000_000).ok()?;
            let length = if text.contains('.') { 1 } else { 1000 };
            return Some(Self { start, end: start + length });
        }
        let mut parts = text.split('-');
        let year_text = parts.next()?;
        let year: i32 = year_text.parse().ok().filter(|_| year_text.len() == 4)?;
        let month = parts.next().map(two_digits);
        let day = parts.next().map(two_digits);
        if parts.next().is_some() {
            return None;
        }
        let (first, next) = match (month, day) {
            (None, _) => (date(year, 1, 1)?, date(year + 1, 1, 1)?),
            (Some(month), None) => {
                let month = month?;
                let next = if month == 12 { date(year + 1, 1, 1)? } else { date(year, month + 1, 1)? };
                (date(year, month, 1)?, next)
            }
            (Some(month), Some(day)) => {
                let day = date(year, month?, day?)?;
                (day, day.next_day()?)
            }
        };
        Some(Self { start: milliseconds(first), end: milliseconds(next) })
    }
}

fn two_digits(text: &str) -> Option<u8> {
    text.parse().ok().filter(|_| text.len() == 2)
}

fn date(year: i32, month: u8, day: u8) -> Option<Date> {
    Date::from_calendar_date(year, Month::try_from(month).ok()?, day).ok()
}

fn milliseconds(date: Date) -> i64 {
    date.with_time(Time::MIDNIGHT).assume_utc().unix_timestamp() * 1000
}

/// A date to compare with, such as `ge2024-01-01`.
#[derive(Debug, Clone, Copy)]
pub(super) struct DateBound {
    order: Order,
    span: Span,
    /// Whether it is a full instant.
    pub(super) is_instant: bool,
}

#[derive(Debug, Clone, Copy)]
enum Order {
    Equal,
    AtLeast,
    After,
    AtMost,
    Before,
}

impl DateBound {
    /// Reads a search value; a prefix other than eq, ge, gt, le and lt is not supported.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (order, rest) = match text.get(..2) {
            Some("eq") => (Order::Equal, &text[2..]),
            Some("ge") => (Order::AtLeast, &text[2..]),
            Some("gt") => (Order::After, &text[2..]),
            Some("le") => (Order::AtMost, &text[2..]),
            Some("lt") => (Order::Before, &text[2..]),
            _ => (Order::Equal, text),
        };
        Some(Self { order, span: Span::parse(rest)?, is_instant: rest.contains('T') })
    }

    /// Whether `value` fits (FHIR R4 search, section 3.1.1.5.6).
    pub(super) fn admits(&self, value: Span) -> bool {
        match self.order {
            Order::Equal => self.span.start <= value.start && value.end <= self.span.end,
            Order::AtLeast => value.end > self.span.start,
            Order::After => value.end > self.span.end,
            Order::AtMost => value.start < self.span.end,
            Order::Before => value.start < self.span.start,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_the_span_that_it_names() {
        let day = 86_400_000;
        let span = |text: &str| Span::parse(text).unwrap();
        assert_eq!(span("1970-01-02"), Span { start: day, end: 2 * day });
        assert_eq!(span("1970-12"), Span { start: 334 * day, end: 365 * day });
        assert_eq!(span("1970"), Span { start: 0, end: 365 * day });
        assert_eq!(span("1970-01-01T01:00:00.250+01:00"), Span { start: 250, end: 251 });
        assert_eq!(span("1970-01-01T00:00:00Z"), Span { start: 0, end: 1000 });
        for wrong in
            ["", "70", "1970-1", "1970-13", "1970-02-30", "1970-01-01T10:00", "1970-01-01-01", "ge1970"]
        {
            assert_eq!(Span::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn bounds_compare_spans() {
        let admits =
            |bound: &str, value: &str| DateBound::parse(bound).unwrap().admits(Span::parse(value).unwrap());
        assert!(admits("2024-05", "2024-05-31") && !admits("2024-05", "2024-06-01"));
        assert!(admits("ge2024-05-01", "2024-05-01") && !admits("gt2024-05-01", "2024-05-01T23:00:00Z"));
        assert!(admits("le2024-05-01", "2024-05-01T23:00:00Z") && !admits("lt2024-05-01", "2024-05-01"));
        assert!(DateBound::parse("ne2024-05-01").is_none());
    }
}
