//! Dates, kept as precise as the payer wrote them, and measured amounts.

pub use billfold::record::{Dates, PartialDate, Quantity, When};

use billfold::record::DatePrecision;
use rust_decimal::Decimal;
use uniffi::deps::anyhow::{self, Context};
use uniffi::{FfiConverter, MetadataBuffer};

use crate::types::opaque::opaque;

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
///
/// Prints its name alone.
#[derive(uniffi::Record)]
#[uniffi(name = "PartialDate")]
pub struct WrittenDate {
    /// As the payer wrote it.
    pub text: String,
    /// How precise it is.
    pub precision: DatePrecision,
    /// The start of what it covers, in seconds since 1970: of a day, its midnight in UTC.
    pub start_seconds: i64,
}

// SAFETY: the core's date crosses as a `WrittenDate` does, by that one's own code.
unsafe impl FfiConverter<crate::UniFfiTag> for PartialDate {
    uniffi::ffi_converter_rust_buffer_lift_and_lower!(crate::UniFfiTag);

    const TYPE_ID_META: MetadataBuffer = <WrittenDate as FfiConverter<crate::UniFfiTag>>::TYPE_ID_META;

    fn write(date: Self, buffer: &mut Vec<u8>) {
        let written = WrittenDate {
            text: date.as_str().to_owned(),
            precision: date.precision(),
            start_seconds: date.start_seconds(),
        };
        <WrittenDate as FfiConverter<crate::UniFfiTag>>::write(written, buffer);
    }

    fn try_read(buffer: &mut &[u8]) -> anyhow::Result<Self> {
        let written = <WrittenDate as FfiConverter<crate::UniFfiTag>>::try_read(buffer)?;
        PartialDate::parse(&written.text).context("no FHIR date")
    }
}
uniffi::derive_ffi_traits!(local PartialDate);

opaque! {
/// Start and end. A single date is both; what has begun and not ended has no end.
pub struct Dates {
    /// Its beginning.
    pub start: Option<PartialDate>,
    /// Its end.
    pub end: Option<PartialDate>,
}
}

opaque! {
/// When something was: dates, or words where the payer has no dates, such as `childhood` or `52 years`.
pub struct When {
    /// Its dates.
    pub dates: Option<Dates>,
    /// What is said instead of dates.
    pub words: Option<String>,
}
}

opaque! {
/// A measured amount.
pub struct Quantity {
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
