//! Conditions: problems, diagnoses, health concerns.
//!
//! Source: `Condition` by US Core 3.1.1.

use super::{ClinicalView, Concept, is_entered_in_error, notes};
use crate::record::Origin;
use crate::record::date::{PartialDate, When};
use crate::record::json::{Resolve, Value, each, has_code, referenced_name};
use crate::record::labels::words;

/// Whether a condition or an allergy is there, by its clinical and its verification status together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It is there: active, recurring or relapsed.
    Active,
    /// It is over: inactive, in remission or resolved.
    Inactive,
    /// It was looked into, and the patient does not have it.
    Refuted,
    /// The record does not say.
    Unknown,
}

impl Standing {
    pub(super) fn read(resource: &Value<'_>, is_over: bool) -> Self {
        let clinical = |codes: &[&str]| codes.iter().any(|code| has_code(&resource["clinicalStatus"], code));
        if has_code(&resource["verificationStatus"], "refuted") {
            Self::Refuted
        } else if clinical(&["active", "recurrence", "relapse"]) {
            Self::Active
        } else if is_over || clinical(&["inactive", "remission", "resolved"]) {
            Self::Inactive
        } else {
            Self::Unknown
        }
    }
}

/// A condition.
#[derive(Clone, PartialEq, Eq)]
pub struct Condition {
    /// Where it comes from.
    pub origin: Origin,
    /// What it is.
    pub name: Concept,
    /// Whether the patient has it.
    pub standing: Standing,
    /// Clinical status, such as `active`.
    pub clinical_status: Option<Concept>,
    /// How certain it is, such as `confirmed` or `refuted`.
    pub verification_status: Option<Concept>,
    /// What kind of entry it is, such as `problem-list-item`.
    pub categories: Vec<Concept>,
    /// How severe it is.
    pub severity: Option<Concept>,
    /// Where in the body it is.
    pub body_sites: Vec<Concept>,
    /// When it began.
    pub onset: Option<When>,
    /// When it ended.
    pub abatement: Option<When>,
    /// When it was first entered.
    pub recorded: Option<PartialDate>,
    /// When it was first said.
    pub asserted: Option<PartialDate>,
    /// Who entered it.
    pub recorder: Option<String>,
    /// Who says so.
    pub asserter: Option<String>,
    /// What was written beside it.
    pub notes: Vec<String>,
}

impl ClinicalView for Condition {
    const TYPE: &'static str = "Condition";

    fn read(origin: Origin, resource: &Value<'_>, resolve: &dyn Resolve) -> Option<Self> {
        if is_entered_in_error(resource) {
            return None;
        }
        let abatement = When::read(resource, "abatement");
        let asserted = each(&resource["extension"]).find(|extension| {
            extension["url"].as_str().is_some_and(|url| url.ends_with("condition-assertedDate"))
        });
        Some(Self {
            name: Concept::named(&resource["code"], words::UNNAMED_CONDITION),
            standing: Standing::read(resource, abatement.is_some()),
            clinical_status: Concept::read(&resource["clinicalStatus"]),
            verification_status: Concept::read(&resource["verificationStatus"]),
            categories: Concept::all(&resource["category"]),
            severity: Concept::read(&resource["severity"]),
            body_sites: Concept::all(&resource["bodySite"]),
            onset: When::read(resource, "onset"),
            abatement,
            recorded: PartialDate::read(&resource["recordedDate"]),
            asserted: asserted.and_then(|extension| PartialDate::read(&extension["valueDateTime"])),
            recorder: referenced_name(&resource["recorder"], resource, resolve),
            asserter: referenced_name(&resource["asserter"], resource, resolve),
            notes: notes(resource),
            origin,
        })
    }
}
