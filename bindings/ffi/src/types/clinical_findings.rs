//! What was found: conditions, allergies, observations, reports and documents.

pub use billfold::record::{
    Allergy, AllergyReaction, Attachment, AttachmentContent, Condition, DiagnosticReport, Document,
    Observation, ObservationComponent, ObservedValue, ReferenceRange, Trend, TrendPoint,
};

use billfold::record::Standing;
use rust_decimal::Decimal;

use crate::types::opaque::opaque;
use crate::{Coded, Concept, Dates, Origin, PartialDate, Quantity, Reference, When};

/// Whether a condition or an allergy is there, by its clinical and its verification status together.
#[uniffi::remote(Enum)]
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

opaque! {
/// A condition.
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
}

opaque! {
/// A reaction to what somebody is allergic to.
pub struct AllergyReaction {
    /// What set it off, where it is told more exactly than by the allergy.
    pub substance: Option<Concept>,
    /// What happened.
    pub manifestations: Vec<Concept>,
    /// How severe it was: `mild`, `moderate` or `severe`.
    pub severity: Option<Coded>,
    /// When it happened.
    pub onset: Option<PartialDate>,
    /// What happened, in words.
    pub description: Option<String>,
}
}

opaque! {
/// An allergy or intolerance, or the statement that none is known.
pub struct Allergy {
    /// Where it comes from.
    pub origin: Origin,
    /// To what; where none is known, the words that say so.
    pub name: Concept,
    /// Whether it states that no allergy, or none of a kind, is known.
    pub none_known: bool,
    /// Whether the patient has it.
    pub standing: Standing,
    /// Clinical status, such as `active`.
    pub clinical_status: Option<Concept>,
    /// How certain it is, such as `confirmed` or `refuted`.
    pub verification_status: Option<Concept>,
    /// `allergy` or `intolerance`.
    pub kind: Option<Coded>,
    /// `food`, `medication`, `environment` or `biologic`.
    pub categories: Vec<Coded>,
    /// How dangerous a reaction may become: `low`, `high` or `unable-to-assess`.
    pub criticality: Option<Coded>,
    /// When it began.
    pub onset: Option<When>,
    /// When it was entered.
    pub recorded: Option<PartialDate>,
    /// When a reaction was last seen.
    pub last_occurrence: Option<PartialDate>,
    /// Who entered it.
    pub recorder: Option<String>,
    /// Who says so.
    pub asserter: Option<String>,
    /// Reactions.
    pub reactions: Vec<AllergyReaction>,
    /// What was written beside it.
    pub notes: Vec<String>,
}
}

opaque! {
/// What was found.
pub struct ObservedValue {
    /// The value for people, whatever its kind: `6.3 %`, `Positive`, `1 : 128`.
    pub text: String,
    /// The value for programs, where it is a measured amount or a whole number.
    pub quantity: Option<Quantity>,
    /// The value for programs, where it is a code.
    pub concept: Option<Concept>,
}
}

opaque! {
/// Between what bounds a value is as expected.
pub struct ReferenceRange {
    /// The range for people, as the laboratory wrote it, else from its bounds.
    pub text: String,
    /// Lower bound.
    pub low: Option<Quantity>,
    /// Upper bound.
    pub high: Option<Quantity>,
    /// What kind of range it is, such as `normal` or `therapeutic`.
    pub kind: Option<Concept>,
    /// Whom it is for, such as women.
    pub applies_to: Vec<Concept>,
    /// Ages that it is for.
    pub age: Option<String>,
}
}

opaque! {
/// A part of an observation, such as the systolic pressure.
pub struct ObservationComponent {
    /// What was measured.
    pub name: Concept,
    /// What was found.
    pub value: Option<ObservedValue>,
    /// Why there is no value.
    pub absent_reason: Option<Concept>,
    /// How it is to be judged, such as `High`.
    pub interpretations: Vec<Concept>,
    /// What is expected.
    pub reference_ranges: Vec<ReferenceRange>,
}
}

opaque! {
/// Something that was measured, seen or asked.
pub struct Observation {
    /// Where it comes from.
    pub origin: Origin,
    /// What was measured.
    pub name: Concept,
    /// What kind it is, such as `laboratory` or `vital-signs`.
    pub categories: Vec<Concept>,
    /// Status, such as `final`.
    pub status: Option<Coded>,
    /// When it was so.
    pub effective: Option<When>,
    /// When it was made known.
    pub issued: Option<PartialDate>,
    /// What was found.
    pub value: Option<ObservedValue>,
    /// Why there is no value.
    pub absent_reason: Option<Concept>,
    /// How it is to be judged, such as `High`.
    pub interpretations: Vec<Concept>,
    /// What is expected.
    pub reference_ranges: Vec<ReferenceRange>,
    /// Its parts, such as the two values of a blood pressure.
    pub components: Vec<ObservationComponent>,
    /// Observations that it groups.
    pub members: Vec<Reference>,
    /// Where in the body it was measured.
    pub body_site: Option<Concept>,
    /// How it was measured.
    pub method: Option<Concept>,
    /// Who measured it.
    pub performers: Vec<String>,
    /// What was examined, such as blood.
    pub specimen: Option<String>,
    /// What it was measured with.
    pub device: Option<String>,
    /// What was written beside it.
    pub notes: Vec<String>,
}
}

opaque! {
/// A value of a trend.
pub struct TrendPoint {
    /// The observation that it is from.
    pub origin: Origin,
    /// When it was so.
    pub date: PartialDate,
    /// The number, with as many places as were written.
    pub value: Decimal,
    /// `<`, `<=`, `>=` or `>`, where the true value is below or above the number.
    pub comparator: Option<String>,
    /// How it is to be judged, such as `High`.
    pub interpretations: Vec<Concept>,
}
}

opaque! {
/// The values of one code in one unit, the oldest first.
pub struct Trend {
    /// What was measured, as its newest value names it.
    pub name: Concept,
    /// The unit for people.
    pub unit: Option<String>,
    /// The unit's code, UCUM almost always.
    pub unit_code: Option<String>,
    /// The values. Two payers that tell of the same value give two points.
    pub points: Vec<TrendPoint>,
}
}

opaque! {
/// A diagnostic report.
pub struct DiagnosticReport {
    /// Where it comes from.
    pub origin: Origin,
    /// What was examined.
    pub name: Concept,
    /// What kind of report it is, such as `LAB`.
    pub categories: Vec<Concept>,
    /// Status, such as `final`.
    pub status: Option<Coded>,
    /// When what it reports was so.
    pub effective: Option<When>,
    /// When it was made known.
    pub issued: Option<PartialDate>,
    /// Who made it.
    pub performers: Vec<String>,
    /// Who judged the results.
    pub interpreters: Vec<String>,
    /// Its results that are on the device, in its order; those of a panel follow the panel.
    pub results: Vec<Observation>,
    /// Its results that are not on the device, as it names them.
    pub missing_results: Vec<String>,
    /// What follows from it, in words.
    pub conclusion: Option<String>,
    /// What follows from it, as codes.
    pub conclusion_codes: Vec<Concept>,
    /// The report as a whole. Its content is read by `Wallet.attachment`.
    pub attachments: Vec<Attachment>,
}
}

opaque! {
/// What a piece of content is and where it is.
pub struct Attachment {
    /// Media type, such as `application/pdf`.
    pub content_type: Option<String>,
    /// Title.
    pub title: Option<String>,
    /// Language, such as `en-US`.
    pub language: Option<String>,
    /// How many bytes it has, where that is stated.
    pub size: Option<u64>,
    /// When it was made.
    pub created: Option<PartialDate>,
    /// What format it has beyond its media type.
    pub format: Option<Concept>,
    /// Where it is, as the payer wrote it: a `Binary`, or an address elsewhere, to which no token must go.
    pub url: Option<String>,
    /// Whether its content came with the record.
    pub is_inline: bool,
}
}

opaque! {
/// A document.
pub struct Document {
    /// Where it comes from.
    pub origin: Origin,
    /// What it is called: its description, else its type, else its content's title.
    pub title: String,
    /// What kind of document it is, such as a discharge summary.
    pub kind: Option<Concept>,
    /// What kind of kind, such as `clinical-note`.
    pub categories: Vec<Concept>,
    /// Status of the reference, such as `current` or `superseded`.
    pub status: Option<Coded>,
    /// Status of the document itself, such as `final`.
    pub document_status: Option<Coded>,
    /// When it was made known.
    pub date: Option<PartialDate>,
    /// What it says of itself.
    pub description: Option<String>,
    /// Who wrote it.
    pub authors: Vec<String>,
    /// Who keeps it.
    pub custodian: Option<String>,
    /// When what it tells of was.
    pub period: Option<Dates>,
    /// Visits that it tells of.
    pub encounters: Vec<String>,
    /// Numbers of the document.
    pub identifiers: Vec<String>,
    /// Its content, in one form or several. It is read by `Wallet.attachment`.
    pub attachments: Vec<Attachment>,
}
}

opaque! {
/// Content of an attachment, for a viewer.
pub struct AttachmentContent {
    /// Media type, such as `application/pdf`.
    pub content_type: Option<String>,
    /// The bytes.
    pub data: Vec<u8>,
}
}
