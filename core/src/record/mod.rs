//! What a wallet shows: narrow, tolerant readers over the records' own JSON.
//!
//! Nothing here stores or fetches. A reader takes what is there and leaves out what is not; a figure that is not stated
//! is `None`, never zero. Paths and codes are those of CARIN Blue Button 1.1 and 2.0, US Core and PDex, matched by code
//! whatever the system, because payers write the systems differently.

// A figure is a decimal from the payer's text to the screen. `script/house-rules` finds the types by name.
#![warn(clippy::float_arithmetic)]

mod card;
mod claim;
mod clinical;
mod date;
mod digest;
mod directory;
mod distance;
mod formulary;
mod json;
mod labels;
mod medication;
mod money;
mod prior_authorization;
mod quantity;
#[cfg(test)]
mod samples;
mod year;

pub(crate) use card::image_data;
pub use card::{
    CardActivity, CardColors, CardImage, CardImageData, CardImageKind, ContactChannel, Copay, CopayException,
    CoverageClass, InsuranceCard, PayerContact, PlanBeneficiary,
};
pub(crate) use claim::Adjustments;
pub use claim::{
    BenefitBalance, Claim, ClaimDiagnosis, ClaimInformation, ClaimItem, ClaimItemDetail, ClaimKind,
    ClaimPayment, ClaimProcedure, ClaimProvider, ClaimUse, Discrepancy, Figure, FigureKind, FigureSource,
    NamedFigure, NetworkStatus, PaymentStatus, PharmacyDetails, RelatedClaim,
};
pub use clinical::*;
pub(crate) use clinical::{ClinicalView, content, is_entered_in_error, trends};
pub use date::{DatePrecision, Dates, PartialDate, When};
pub use digest::RecordKind;
pub(crate) use digest::{Digest, FORMAT, digest};
pub use directory::{AcceptingPatients, DirectoryEntry, DirectoryLocation, DirectoryNetwork, OpeningHours};
pub use distance::{Kilometers, Position};
pub use formulary::{CostSharing, FormularyDrug, FormularyPlan};
pub(crate) use formulary::{Plans, plans_of_coverage};
pub use medication::{Medication, MedicationEvent, MedicationSource};
pub(crate) use medication::{merge, read_event};
pub use money::Money;
pub use prior_authorization::{PriorAuthorization, PriorAuthorizationItem, Review, ReviewDecision};
pub use quantity::Quantity;
pub(crate) use year::YearClaim;
pub use year::{YearSum, YearSums, YearToDate};

pub(crate) use billfold_text::words::{Wanted, words};
pub(crate) use json::{Arena, Resolve, Value, each, human_name, parse};

use crate::fhir::Reference;

/// Where a view comes from.
#[derive(Clone, PartialEq, Eq)]
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

crate::secret::opaque_debug!(Origin, Medication, MedicationEvent, Money,);
