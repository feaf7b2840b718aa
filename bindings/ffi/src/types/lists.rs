//! Lists: what is asked for, and the pages that come back.

pub use billfold::wallet::{ClaimQuery, ClinicalQuery};

use billfold::record::{ClaimKind, PaymentStatus};

use crate::{
    Allergy, CarePlan, CareTeam, Claim, Condition, Device, DiagnosticReport, Document, Encounter, Goal,
    Immunization, Medication, Observation, Procedure,
};

/// Lets a page of the core cross: UniFFI knows no generic records.
macro_rules! page {
    ($(#[$docs:meta])* $name:ident of $item:ident) => {
        $(#[$docs])*
        pub type $name = billfold::wallet::Page<$item>;

        crate::types::opaque::opaque! {
        $(#[$docs])*
        pub struct $name {
            /// What is on this page.
            pub items: Vec<$item>,
            /// Mark of the next page, to be given as `after` with the same query; none on the last one. It is opaque.
            pub next: Option<String>,
            /// How many items there are on all pages.
            pub total: u64,
        }
        }
    };
}

pub(super) use page;

page! {
/// One page of claims.
ClaimPage of Claim
}

/// Which claims to list. All that is given has to fit.
#[uniffi::remote(Record)]
pub struct ClaimQuery {
    /// Only these kinds of care; where none is named, all.
    #[uniffi(default)]
    pub kinds: Vec<ClaimKind>,
    /// Only claims whose payment came to one of these; where none is named, all. A claim that the payer could not process
    /// is a denied one, and one of which the record does not say is `PaymentStatus.Other`.
    #[uniffi(default)]
    pub payment_statuses: Vec<PaymentStatus>,
    /// Only claims of care that was given on this date or later, as precise as it is given: `2024`, `2024-03-09`.
    #[uniffi(default)]
    pub from: Option<String>,
    /// Only claims of care that was given on this date or earlier: `2024` is all of 2024.
    #[uniffi(default)]
    pub to: Option<String>,
    /// Only this connection's.
    #[uniffi(default)]
    pub connection: Option<String>,
    /// Only this person's, by `Person.id`.
    #[uniffi(default)]
    pub person: Option<String>,
    /// Only claims that have all of these words, as in `TimelineQuery.text`.
    #[uniffi(default)]
    pub text: Option<String>,
    /// Mark of the page before, to go on from there.
    #[uniffi(default)]
    pub after: Option<String>,
    /// How many on a page: 0 is the usual 50, and there are never more than 500.
    #[uniffi(default)]
    pub limit: u32,
}

page! {
/// One page of conditions.
ConditionPage of Condition
}

page! {
/// One page of allergies.
AllergyPage of Allergy
}

page! {
/// One page of immunizations.
ImmunizationPage of Immunization
}

page! {
/// One page of medications.
MedicationPage of Medication
}

page! {
/// One page of observations.
ObservationPage of Observation
}

page! {
/// One page of diagnostic reports.
DiagnosticReportPage of DiagnosticReport
}

page! {
/// One page of procedures.
ProcedurePage of Procedure
}

page! {
/// One page of visits and stays.
EncounterPage of Encounter
}

page! {
/// One page of documents.
DocumentPage of Document
}

page! {
/// One page of care teams.
CareTeamPage of CareTeam
}

page! {
/// One page of care plans.
CarePlanPage of CarePlan
}

page! {
/// One page of goals.
GoalPage of Goal
}

page! {
/// One page of devices.
DevicePage of Device
}

/// Which clinical records to list.
#[uniffi::remote(Record)]
pub struct ClinicalQuery {
    /// Only this connection's.
    #[uniffi(default)]
    pub connection: Option<String>,
    /// Only this person's.
    #[uniffi(default)]
    pub person: Option<String>,
    /// Only what has this code among its categories, such as `laboratory`, `vital-signs`, `problem-list-item`,
    /// `clinical-note` or `food`; of visits, what has this class, such as `IMP`.
    #[uniffi(default)]
    pub category: Option<String>,
    /// Mark of the page before, to go on from there.
    #[uniffi(default)]
    pub after: Option<String>,
    /// How many on a page: 0 is the usual 50, and there are never more than 500.
    #[uniffi(default)]
    pub limit: u32,
}
