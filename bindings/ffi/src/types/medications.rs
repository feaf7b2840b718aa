//! Medications: what was prescribed, handed out and said to be taken, merged per drug.

pub use billfold::record::{Medication, MedicationEvent};

use billfold::record::MedicationSource;
use rust_decimal::Decimal;

use crate::types::opaque::opaque;
use crate::{Code, Coded, Concept, Dates, Origin, PartialDate, Quantity};

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

opaque! {
/// One record of a medication.
pub struct MedicationEvent {
    /// Where it comes from.
    pub origin: Origin,
    /// What kind of record it is.
    pub source: MedicationSource,
    /// The drug, as this record names it.
    pub name: Concept,
    /// Status of the record, such as `active` or `completed`.
    pub status: Option<Coded>,
    /// Why it has its status.
    pub status_reason: Option<Concept>,
    /// Intent of a prescription, such as `order`.
    pub intent: Option<Coded>,
    /// When it was prescribed, handed out or said.
    pub date: Option<PartialDate>,
    /// Since and until when it is taken, by a statement.
    pub period: Option<Dates>,
    /// How to take it.
    pub dosage: Option<String>,
    /// For how many days it lasts.
    pub days_supply: Option<Decimal>,
    /// How much was prescribed or handed out.
    pub quantity: Option<Quantity>,
    /// How many times it may be handed out again after the first.
    pub refills_allowed: Option<Decimal>,
    /// What kind of fill it was, such as a refill.
    pub fill_kind: Option<Concept>,
    /// Who prescribed it.
    pub prescriber: Option<String>,
    /// Who handed it out.
    pub dispensers: Vec<String>,
    /// The pharmacy that handed it out, or is to.
    pub pharmacy: Option<String>,
    /// Who says so, where it is hearsay.
    pub informant: Option<String>,
    /// Whether a prescription is told by hearsay.
    pub is_reported: Option<bool>,
    /// Why it is taken.
    pub reasons: Vec<String>,
    /// What was written beside it.
    pub notes: Vec<String>,
}
}

opaque! {
/// A drug, with all that is recorded of it.
pub struct Medication {
    /// Name of the drug, by its newest record.
    pub name: String,
    /// Its codes in all of its records, RxNorm and NDC mostly.
    pub codes: Vec<Code>,
    /// Status of its newest prescription, else of its newest statement, else of its newest record.
    pub status: Option<Coded>,
    /// How to take it, by its newest record that says so.
    pub dosage: Option<String>,
    /// Who prescribed it, by its newest record that says so.
    pub prescriber: Option<String>,
    /// Who handed it out, or is to, by its newest record that says so.
    pub pharmacy: Option<String>,
    /// How much was prescribed or handed out, by its newest record that says so.
    pub quantity: Option<Quantity>,
    /// For how many days that lasts, by its newest record that says so.
    pub days_supply: Option<Decimal>,
    /// How many times it may be handed out again, by its newest prescription.
    pub refills_allowed: Option<Decimal>,
    /// Date of its newest record.
    pub last_date: Option<PartialDate>,
    /// When it was last handed out.
    pub last_dispensed: Option<PartialDate>,
    /// Why it is taken, in all of its records.
    pub reasons: Vec<String>,
    /// Its records, the newest first.
    pub events: Vec<MedicationEvent>,
}
}
