//! The core's own types, restated for the boundary: a field that the core gains does not compile here until it is added.

mod cards;
mod claims;
mod clinical;
mod clinical_care;
mod clinical_findings;
mod connection;
mod date;
mod directory;
mod lists;
mod medications;
mod mirror;
mod prior_authorizations;
mod records;
mod timeline;
mod year;

pub use cards::*;
pub use claims::*;
pub use clinical::*;
pub use clinical_care::*;
pub use clinical_findings::*;
pub use connection::*;
pub use date::*;
pub use directory::*;
pub use lists::*;
pub use medications::*;
pub use prior_authorizations::*;
pub use records::*;
pub use timeline::*;
pub use year::*;

use rust_decimal::Decimal;
use url::Url;

// An amount crosses as text and is the language's own decimal there: `Decimal` in Swift, `BigDecimal` in Kotlin.
uniffi::custom_type!(Decimal, String, {
    remote,
    lower: |amount| amount.to_string(),
    try_lift: |text| Ok(text.parse()?),
});

// `URL` in Swift, `java.net.URI` in Kotlin.
uniffi::custom_type!(Url, String, {
    remote,
    lower: |url| url.to_string(),
    try_lift: |text| Ok(text.parse()?),
});
