//! Dates, kept as precise as the payer wrote them, and measured amounts.

mod core {
    pub use billfold::record::{Dates, PartialDate, Quantity, When};
}

use billfold::record::DatePrecision;
use rust_decimal::Decimal;

use crate::types::mirror::{Mirror, crosses_as_is, mirror};

crosses_as_is!(DatePrecision);

/// How precise a date is.
#[uniffi::remote(Enum)]
pub enum DatePrecision {
    /// A year, such as `2021`.
    Year,
    /// A month, such as `2021-03`.
    Month,
    /// A day, such as `2021-03-09`.
    Day,
    /// A moment, such as `2021-03-09T14:30:00-06:00`.
    Instant,
}

/// A date as precise as it was written.
#[derive(Clone, uniffi::Record)]
#[uniffi::export(Debug)]
pub struct PartialDate {
    /// As the payer wrote it.
    pub text: String,
    /// How precise it is.
    pub precision: DatePrecision,
    /// The start of what it covers, in seconds since 1970: of a day, its midnight in UTC.
    pub start_seconds: i64,
}

impl std::fmt::Debug for PartialDate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PartialDate { .. }")
    }
}

impl Mirror<core::PartialDate> for PartialDate {
    fn mirror(date: core::PartialDate) -> Self {
        Self {
            text: date.as_str().to_owned(),
            precision: date.precision(),
            start_seconds: date.start_seconds(),
        }
    }
}

mirror! {
/// Start and end. A single date is both; what has begun and not ended has no end.
pub struct Dates = core::Dates {
    /// Its beginning.
    pub start: Option<PartialDate>,
    /// Its end.
    pub end: Option<PartialDate>,
}
}

mirror! {
/// When something was: dates, or words where the payer has no dates, such as `childhood` or `52 years`.
pub struct When = core::When {
    /// Its dates.
    pub dates: Option<Dates>,
    /// What is said instead of dates.
    pub words: Option<String>,
}
}

mirror! {
/// A measured amount.
pub struct Quantity = core::Quantity {
    /// The number, with as many places as were written.
    pub value: Decimal,
    /// `<`, `<=`, `>=` or `>`, where the true value is below or above the number.
    pub comparator: Option<String>,
    /// The unit for people, such as `mg/dL`.
    pub unit: Option<String>,
    /// The unit's code, UCUM almost always, such as `mm[Hg]`.
    pub unit_code: Option<String>,
}
}
