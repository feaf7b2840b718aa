//! What the wallet shows. Each of them prints its name and nothing of the member.

mod core {
    pub use billfold::Reference;
    pub use billfold::record::{Medication, MedicationEvent, Money, Origin};
    pub use billfold::wallet::RecordSummary;
}

use billfold::record::MedicationSource;
use rust_decimal::Decimal;

use crate::types::mirror::{crosses_as_is, mirror};

crosses_as_is!(MedicationSource);

mirror! {
/// A literal reference to a resource of the same payer: the key under which records are kept.
pub struct Reference = core::Reference {
    /// FHIR type.
    pub resource_type: String,
    /// FHIR id.
    pub id: String,
}
}

mirror! {
/// Where a view comes from.
pub struct Origin = core::Origin {
    /// The connection that brought the record.
    pub connection: String,
    /// Name of the payer.
    pub payer_name: String,
    /// The record.
    pub reference: Reference,
    /// When it was fetched, in seconds since 1970.
    pub fetched: u64,
}
}

mirror! {
/// An amount.
pub struct Money = core::Money {
    /// The amount, with as many places as the payer wrote.
    pub amount: Decimal,
    /// ISO 4217 code.
    pub currency: String,
    /// `false` where the payer left the currency out and `USD` is assumed.
    pub currency_stated: bool,
}
}

/// What kind of record tells of a medication.
#[uniffi::remote(Enum)]
pub enum MedicationSource {
    /// `MedicationRequest`: it was prescribed.
    Request,
    /// `MedicationDispense`: it was handed out.
    Dispense,
    /// `MedicationStatement`: somebody says that it is taken.
    Statement,
}

mirror! {
/// One record of a medication.
pub struct MedicationEvent = core::MedicationEvent {
    /// Where it comes from.
    pub origin: Origin,
    /// What kind of record it is.
    pub source: MedicationSource,
    /// FHIR status of the record.
    pub status: Option<String>,
    /// When it was prescribed, handed out or said, as precise as it was written.
    pub date: Option<String>,
    /// How to take it.
    pub dosage: Option<String>,
    /// For how many days it lasts.
    pub days_supply: Option<String>,
    /// How much was handed out, with its unit.
    pub quantity: Option<String>,
    /// Who prescribed it.
    pub prescriber: Option<String>,
}
}

mirror! {
/// A drug, with all that is recorded of it.
pub struct Medication = core::Medication {
    /// Name of the drug.
    pub name: String,
    /// Status of its newest prescription, or of its newest record.
    pub status: Option<String>,
    /// How to take it, by its newest record that says so.
    pub dosage: Option<String>,
    /// Who prescribed it, by its newest record that says so.
    pub prescriber: Option<String>,
    /// Date of its newest record.
    pub last_date: Option<String>,
    /// Its records, the newest first.
    pub events: Vec<MedicationEvent>,
}
}

mirror! {
/// A record in a list.
pub struct RecordSummary = core::RecordSummary {
    /// Where it comes from.
    pub origin: Origin,
    /// What it is about, in a few words, where the record has any.
    pub title: Option<String>,
}
}

impl From<Reference> for core::Reference {
    fn from(reference: Reference) -> Self {
        Self { resource_type: reference.resource_type, id: reference.id }
    }
}
