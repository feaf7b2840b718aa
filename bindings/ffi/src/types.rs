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
mod opaque;
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

use std::fmt::Write;

use rust_decimal::Decimal;
use url::Url;

// An amount crosses as text and is the language's own decimal there: `Decimal` in Swift, `BigDecimal` in Kotlin.
uniffi::custom_type!(Decimal, String, {
    remote,
    lower: |amount| amount.to_string(),
    try_lift: |text| Ok(text.parse()?),
});

// `URL` in Swift, `java.net.URI` in Kotlin. It only leaves the core: what comes in is text, so that a bad one is an error
// that an app can tell from others.
uniffi::custom_type!(Url, String, {
    remote,
    lower: |url| rfc_3986(&url),
    try_lift: |text| Ok(text.parse()?),
});

/// The URL with every character escaped that RFC 3986 does not have: the URL Standard lets some pass, and
/// `java.net.URI` throws at them.
fn rfc_3986(url: &Url) -> String {
    let mut text = url[..url::Position::BeforePath].to_owned();
    for character in url[url::Position::BeforePath..].chars() {
        match character {
            '"' | '<' | '>' | '[' | '\\' | ']' | '^' | '`' | '{' | '|' | '}' => {
                let _ = write!(text, "%{:02X}", u32::from(character));
            }
            _ => text.push(character),
        }
    }
    text
}
