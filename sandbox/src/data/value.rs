//! Small FHIR values: codes, quantities, money, dates, identifiers.

use serde_json::{Number, Value, json};
use time::{Date, Duration, macros::date};

use super::system;

/// The day on which all of this is looked at; nothing is dated later, except what is planned.
pub(super) const TODAY: Date = date!(2026 - 11 - 01);

/// The day so many days before [`TODAY`]; negative for what is still to come.
pub(super) fn days_ago(days: i64) -> Date {
    TODAY - Duration::days(days)
}

/// A JSON object of these members, which it takes over; `json!` copies what is put into it, at every level.
pub(super) fn object<const N: usize>(members: [(&str, Value); N]) -> Value {
    Value::Object(members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

/// A code of a code system, with its display name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Coding {
    pub system: &'static str,
    pub code: &'static str,
    pub display: &'static str,
}

impl Coding {
    pub(super) const fn new(system: &'static str, code: &'static str, display: &'static str) -> Self {
        Self { system, code, display }
    }

    pub(super) const fn loinc(code: &'static str, display: &'static str) -> Self {
        Self::new(system::LOINC, code, display)
    }

    pub(super) const fn snomed(code: &'static str, display: &'static str) -> Self {
        Self::new(system::SNOMED, code, display)
    }

    pub(super) const fn cpt(code: &'static str, display: &'static str) -> Self {
        Self::new(system::CPT, code, display)
    }

    /// As `Coding`.
    pub(super) fn coding(self) -> Value {
        object([("system", self.system.into()), ("code", self.code.into()), ("display", self.display.into())])
    }

    /// As `CodeableConcept` with the display name as its text.
    pub(super) fn concept(self) -> Value {
        object([("coding", Value::Array(vec![self.coding()])), ("text", self.display.into())])
    }
}

/// A `CodeableConcept` of one bare code, as payers send for codes that the guides fix.
pub(super) fn bare(system: &str, code: &str) -> Value {
    let coding = object([("system", system.into()), ("code", code.into())]);
    object([("coding", Value::Array(vec![coding]))])
}

/// A `CodeableConcept` of several codings with one text.
pub(super) fn codings(codes: &[Coding], text: &str) -> Value {
    object([("coding", codes.iter().map(|code| code.coding()).collect()), ("text", text.into())])
}

/// A decimal with exactly `places` digits behind the point, `units` counting the last of them: (735, 2) is 7.35.
pub(super) fn decimal(units: i64, places: usize) -> Value {
    let digits = format!("{:0width$}", units.abs(), width = places + 1);
    let (whole, fraction) = digits.split_at(digits.len() - places);
    let sign = if units < 0 { "-" } else { "" };
    let text = if places == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") };
    text.parse::<Number>().map_or(Value::Null, Value::Number)
}

/// US dollars as `Money`, from cents.
pub(super) fn money(cents: i64) -> Value {
    object([("value", decimal(cents, 2)), ("currency", "USD".into())])
}

/// A measured `Quantity` in a UCUM unit.
pub(super) fn quantity(units: i64, places: usize, unit: &str, ucum: &str) -> Value {
    object([
        ("value", decimal(units, places)),
        ("unit", unit.into()),
        ("system", system::UCUM.into()),
        ("code", ucum.into()),
    ])
}

/// A `Period` of whole days.
pub(super) fn period(start: Date, end: Option<Date>) -> Value {
    match end {
        Some(end) => json!({"start": start.to_string(), "end": end.to_string()}),
        None => json!({"start": start.to_string()}),
    }
}

/// The National Provider Identifier of an organization or a clinician.
pub(super) fn npi_identifier(npi: &str) -> Value {
    json!({
        "type": {"coding": [{
            "system": system::IDENTIFIER_TYPE, "code": "NPI", "display": "National Provider Identifier"
        }]},
        "system": system::NPI,
        "value": npi,
    })
}

/// An NPI of nine digits `base` and its check digit: Luhn over the number with the prefix 80840 (45 CFR 162.406).
pub(super) fn npi(base: u32) -> String {
    let digits = format!("80840{base:09}");
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(place, byte)| {
            let digit = u32::from(byte - b'0');
            if place % 2 == 0 { digit * 2 / 10 + digit * 2 % 10 } else { digit }
        })
        .sum();
    format!("{base:09}{}", (10 - sum % 10) % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_keep_their_places() {
        assert_eq!(decimal(12340, 2).to_string(), "123.40");
        assert_eq!(decimal(5, 2).to_string(), "0.05");
        assert_eq!(decimal(-5, 1).to_string(), "-0.5");
        assert_eq!(decimal(0, 2).to_string(), "0.00");
        assert_eq!(decimal(72, 0).to_string(), "72");
    }

    #[test]
    fn npi_check_digit_is_the_published_example() {
        assert_eq!(npi(123_456_789), "1234567893");
    }
}
