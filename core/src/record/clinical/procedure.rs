//! Procedures: what was done, or not and why.
//!
//! Source: `Procedure` by US Core 3.1.1.

use super::{ClinicalView, Coded, Concept, Participant, is_entered_in_error, notes, reasons, titles};
use crate::record::Origin;
use crate::record::date::When;
use crate::record::json::{Resolve, Value, each, referenced_name};
use crate::record::labels::words;

/// A procedure.
#[derive(Clone, PartialEq, Eq)]
pub struct Procedure {
    /// Where it comes from.
    pub origin: Origin,
    /// What was done.
    pub name: Concept,
    /// Status, such as `completed` or `not-done`.
    pub status: Option<Coded>,
    /// Whether it was not done.
    pub not_done: bool,
    /// Why it was not done or not finished.
    pub status_reason: Option<Concept>,
    /// What kind it is, such as surgery.
    pub categories: Vec<Concept>,
    /// When it was done.
    pub performed: Option<When>,
    /// Who did it.
    pub performers: Vec<Participant>,
    /// Where it was done.
    pub location: Option<String>,
    /// Why it was done.
    pub reasons: Vec<String>,
    /// Where in the body it was done.
    pub body_sites: Vec<Concept>,
    /// What came of it.
    pub outcome: Option<Concept>,
    /// What went wrong.
    pub complications: Vec<Concept>,
    /// What is to follow.
    pub follow_up: Vec<Concept>,
    /// Devices that were implanted, changed or removed.
    pub devices: Vec<String>,
    /// What was written beside it.
    pub notes: Vec<String>,
}

impl ClinicalView for Procedure {
    const TYPE: &'static str = "Procedure";

    fn read(origin: Origin, resource: &Value<'_>, resolve: &dyn Resolve) -> Option<Self> {
        if is_entered_in_error(resource) {
            return None;
        }
        let status = Coded::read(&resource["status"], "event-status");
        let performer = |performer: &Value<'_>| {
            let name = referenced_name(&performer["actor"], resource, resolve)?;
            Some(Participant { name, role: Concept::read(&performer["function"]) })
        };
        Some(Self {
            name: Concept::named(&resource["code"], words::UNNAMED_PROCEDURE),
            not_done: status.as_ref().is_some_and(|status| status.is("not-done")),
            status,
            status_reason: Concept::read_absence(&resource["statusReason"]),
            categories: Concept::all(&resource["category"]),
            performed: When::read(resource, "performed"),
            performers: each(&resource["performer"]).filter_map(performer).collect(),
            location: referenced_name(&resource["location"], resource, resolve),
            reasons: reasons(resource, resolve),
            body_sites: Concept::all(&resource["bodySite"]),
            outcome: Concept::read(&resource["outcome"]),
            complications: Concept::all(&resource["complication"]),
            follow_up: Concept::all(&resource["followUp"]),
            devices: each(&resource["focalDevice"])
                .flat_map(|device| titles(&device["manipulated"], resource, resolve))
                .collect(),
            notes: notes(resource),
            origin,
        })
    }
}
