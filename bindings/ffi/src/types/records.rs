//! What the wallet shows. Each of them prints its name and nothing of the member.

pub use billfold::Reference;
pub use billfold::record::{Money, Origin};
pub use billfold::wallet::RecordSummary;

use rust_decimal::Decimal;

use crate::types::opaque::opaque;

opaque! {
/// A literal reference to a resource of the same payer: the key under which records are kept.
pub struct Reference {
    /// FHIR type.
    pub resource_type: String,
    /// FHIR id.
    pub id: String,
}
}

opaque! {
/// Where a view comes from.
pub struct Origin {
    /// The connection that brought the record. Where it has a `notice`, such as that of 42 CFR Part 2, the notice is to be
    /// shown with the record.
    pub connection: String,
    /// Name of the payer.
    pub payer_name: String,
    /// The record.
    pub reference: Reference,
    /// When it was fetched, in seconds since 1970.
    pub fetched: u64,
    /// Since when the payer no longer has it, in seconds since 1970; `None` while it does, as far as the last
    /// reconciliation saw.
    pub missing_since: Option<u64>,
}
}

opaque! {
/// An amount.
pub struct Money {
    /// The amount, with as many places as the payer wrote.
    pub amount: Decimal,
    /// ISO 4217 code.
    pub currency: String,
    /// `false` where the payer left the currency out and `USD` is assumed.
    pub currency_stated: bool,
}
}

opaque! {
/// A record in a list.
pub struct RecordSummary {
    /// Where it comes from.
    pub origin: Origin,
    /// What it is about, in a few words, where the record has any.
    pub title: Option<String>,
}
}
