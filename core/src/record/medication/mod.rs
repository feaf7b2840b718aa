//! Medications: what was prescribed, handed out and said to be taken, merged per drug.
//!
//! Source: `MedicationRequest` by US Core 3.1.1, `MedicationDispense` by PDex 2.0, `MedicationStatement` of FHIR R4, and
//! the `Medication` that they contain or refer to.

mod dosage;
mod drug;
mod event;

pub use drug::Medication;
pub(crate) use drug::merge;
pub(crate) use event::read_event;
pub use event::{MedicationEvent, MedicationSource};
