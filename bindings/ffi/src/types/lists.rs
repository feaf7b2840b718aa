//! Lists: what is asked for, and the pages that come back.

mod core {
    pub use billfold::wallet::{ClaimQuery, ClinicalQuery, Page};
}

use crate::{
    Allergy, CarePlan, CareTeam, Claim, Condition, Device, DiagnosticReport, Document, Encounter, Goal,
    Immunization, Medication, Observation, Procedure,
};

/// Restates a page of the core: UniFFI knows no generic records.
macro_rules! page {
    ($(#[$docs:meta])* $name:ident of $item:ident) => {
        $(#[$docs])*
        #[derive(Clone, uniffi::Record)]
        #[uniffi::export(Debug)]
        pub struct $name {
            /// What is on this page.
            pub items: Vec<$item>,
            /// Mark of the next page, to be given as `after` with the same query; none on the last one. It is opaque.
            pub next: Option<String>,
            /// How many items there are on all pages.
            pub total: u64,
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($name), " { .. }"))
            }
        }

        impl<T> crate::types::mirror::Mirror<core::Page<T>> for $name
        where
            $item: crate::types::mirror::Mirror<T>,
        {
            fn mirror(page: core::Page<T>) -> Self {
                let core::Page { items, next, total } = page;
                Self { items: crate::types::mirror::Mirror::mirror(items), next, total }
            }
        }
    };
}

/// Restates a query of the core: every member may be left out.
macro_rules! query {
    ($(#[$docs:meta])* pub struct $name:ident = core::$core:ident {
        $($(#[$field_docs:meta])* pub $field:ident: $type:ty,)+
    }) => {
        $(#[$docs])*
        #[derive(Debug, Clone, Default, uniffi::Record)]
        pub struct $name {
            $($(#[$field_docs])* #[uniffi(default)] pub $field: $type,)+
        }

        impl From<$name> for core::$core {
            fn from(query: $name) -> Self {
                let $name { $($field,)+ } = query;
                Self { $($field,)+ }
            }
        }
    };
}

pub(super) use {page, query};

page! {
/// One page of claims.
ClaimPage of Claim
}

query! {
/// Which claims to list. All that is given has to fit.
pub struct ClaimQuery = core::ClaimQuery {
    /// Only claims of care that was given on this date or later, as precise as it is given: `2024`, `2024-03-09`.
    pub from: Option<String>,
    /// Only claims of care that was given on this date or earlier: `2024` is all of 2024.
    pub to: Option<String>,
    /// Only this connection's.
    pub connection: Option<String>,
    /// Only this person's, by `Person.id`.
    pub person: Option<String>,
    /// Only claims that have all of these words, as in `TimelineQuery.text`.
    pub text: Option<String>,
    /// Mark of the page before, to go on from there.
    pub after: Option<String>,
    /// How many on a page: 0 is the usual 50, and there are never more than 500.
    pub limit: u32,
}
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

query! {
/// Which clinical records to list.
pub struct ClinicalQuery = core::ClinicalQuery {
    /// Only this connection's.
    pub connection: Option<String>,
    /// Only this person's.
    pub person: Option<String>,
    /// Only what has this code among its categories, such as `laboratory`, `vital-signs`, `problem-list-item`,
    /// `clinical-note` or `food`; of visits, what has this class, such as `IMP`.
    pub category: Option<String>,
    /// Mark of the page before, to go on from there.
    pub after: Option<String>,
    /// How many on a page: 0 is the usual 50, and there are never more than 500.
    pub limit: u32,
}
}
