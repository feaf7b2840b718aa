//! The clinical record: what was found, measured, done and planned.
//!
//! Source: the profiles of US Core 3.1.1 and PDex 2.0. What was entered in error is not shown; what was refuted or not
//! done is shown as such.

mod allergy;
mod care_plan;
mod care_team;
mod concept;
mod condition;
mod device;
mod diagnostic_report;
mod document;
mod encounter;
mod goal;
mod immunization;
mod narrative;
mod observation;
mod procedure;
mod provenance;
mod trend;

pub use allergy::{Allergy, AllergyReaction};
pub use care_plan::{CarePlan, CarePlanActivity};
pub use care_team::{CareTeam, CareTeamMember};
pub use concept::{Code, Coded, Concept};
pub use condition::{Condition, Standing};
pub use device::{Device, DeviceIdentifier};
pub use diagnostic_report::DiagnosticReport;
pub(crate) use document::content;
pub use document::{Attachment, AttachmentContent, Document};
pub use encounter::Encounter;
pub use goal::{Goal, GoalTarget};
pub use immunization::Immunization;
pub use observation::{Observation, ObservationComponent, ObservedValue, ReferenceRange};
pub use procedure::Procedure;
pub use provenance::{Provenance, ProvenanceAgent};
pub(crate) use trend::trends;
pub use trend::{Trend, TrendPoint};

use crate::record::Origin;
use crate::record::json::{Resolve, Value, each, has_code, referenced, referenced_name, text, title};

/// A view of one kind of clinical record.
pub(crate) trait ClinicalView: Send + Sized {
    /// The FHIR type that it reads.
    const TYPE: &'static str;

    /// Reads a resource. `None` for what was entered in error.
    fn read(origin: Origin, resource: &Value<'_>, resolve: &dyn Resolve) -> Option<Self>;
}

/// Somebody who took part, and as what.
#[derive(Clone, PartialEq, Eq)]
pub struct Participant {
    /// Name.
    pub name: String,
    /// Role.
    pub role: Option<Concept>,
}

crate::secret::opaque_debug!(
    Allergy,
    AllergyReaction,
    Attachment,
    AttachmentContent,
    CarePlan,
    CarePlanActivity,
    CareTeam,
    CareTeamMember,
    Code,
    Coded,
    Concept,
    Condition,
    Device,
    DeviceIdentifier,
    DiagnosticReport,
    Document,
    Encounter,
    Goal,
    GoalTarget,
    Immunization,
    Observation,
    ObservationComponent,
    ObservedValue,
    Participant,
    Procedure,
    Provenance,
    ProvenanceAgent,
    ReferenceRange,
    Trend,
    TrendPoint,
);

/// Whether a record was entered in error, in whichever element its type says so.
pub(crate) fn is_entered_in_error(resource: &Value<'_>) -> bool {
    const ERROR: &str = "entered-in-error";
    ["status", "docStatus", "lifecycleStatus"].iter().any(|member| resource[*member] == ERROR)
        || has_code(&resource["verificationStatus"], ERROR)
}

/// What people wrote beside the record.
pub(super) fn notes(resource: &Value<'_>) -> Vec<String> {
    each(&resource["note"]).filter_map(|note| text(&note["text"])).collect()
}

/// Names of what an element, or each of its elements, refers to.
pub(super) fn names(references: &Value<'_>, container: &Value<'_>, resolve: &dyn Resolve) -> Vec<String> {
    each(references).filter_map(|reference| referenced_name(reference, container, resolve)).collect()
}

/// What a reference leads to, in a few words: its display, else the resource's title.
fn referenced_title(reference: &Value<'_>, container: &Value<'_>, resolve: &dyn Resolve) -> Option<String> {
    text(&reference["display"])
        .or_else(|| referenced(reference, container, resolve).and_then(|resource| title(&resource)))
}

/// Titles of what an element, or each of its elements, refers to.
fn titles(references: &Value<'_>, container: &Value<'_>, resolve: &dyn Resolve) -> Vec<String> {
    each(references).filter_map(|reference| referenced_title(reference, container, resolve)).collect()
}

/// Why something was done: its reason codes, and what its reason references lead to, each once.
pub(super) fn reasons(resource: &Value<'_>, resolve: &dyn Resolve) -> Vec<String> {
    let codes = Concept::all(&resource["reasonCode"]).into_iter().map(|reason| reason.text);
    let mut reasons: Vec<String> = Vec::new();
    for reason in codes.chain(titles(&resource["reasonReference"], resource, resolve)) {
        if !reasons.contains(&reason) {
            reasons.push(reason);
        }
    }
    reasons
}

/// Values of identifiers, such as the number of a visit.
fn identifiers(resource: &Value<'_>) -> Vec<String> {
    each(&resource["identifier"]).filter_map(|identifier| text(&identifier["value"])).collect()
}
