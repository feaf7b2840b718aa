//! The timeline, and the people whose it is.

mod core {
    pub use billfold::wallet::{KindCount, Page, Person, TimelineEntry, TimelineQuery};
}

use billfold::record::RecordKind;

use crate::types::lists::{page, query};
use crate::types::mirror::{crosses_as_is, mirror};
use crate::{Origin, PartialDate};

crosses_as_is!(RecordKind);

/// What a record is about, for lists.
#[uniffi::remote(Enum)]
pub enum RecordKind {
    /// Insurance (`Coverage`).
    Coverage,
    /// A claim (`ExplanationOfBenefit`), or an estimate.
    Claim,
    /// A request for permission (`ExplanationOfBenefit` with `use` `preauthorization`).
    PriorAuthorization,
    /// A drug that was prescribed, handed out, given or taken.
    Medication,
    /// `Condition`.
    Condition,
    /// `AllergyIntolerance`.
    Allergy,
    /// `Immunization`.
    Immunization,
    /// An `Observation` of a laboratory.
    LabResult,
    /// An `Observation` of a vital sign.
    VitalSign,
    /// Any other `Observation`: social history, surveys, exams.
    Observation,
    /// `DiagnosticReport`.
    Report,
    /// `Procedure`.
    Procedure,
    /// `Encounter`.
    Encounter,
    /// `DocumentReference`.
    Document,
    /// `CareTeam`.
    CareTeam,
    /// `CarePlan`.
    CarePlan,
    /// `Goal`.
    Goal,
    /// `Device`.
    Device,
    /// `Patient` or `RelatedPerson`.
    Person,
    /// Who gives care or pays for it: practitioners, organizations, places, services.
    Provider,
    /// The drug list: `MedicationKnowledge`, `List`, `Basic`.
    Formulary,
    /// `Provenance`.
    Provenance,
    /// Anything else.
    Other,
}

query! {
/// What to show of the timeline. All that is given has to fit.
pub struct TimelineQuery = core::TimelineQuery {
    /// Only these kinds; where none is named, all that are part of the member's history.
    pub kinds: Vec<RecordKind>,
    /// Only this FHIR type, whatever its kind.
    pub resource_type: Option<String>,
    /// Only what was on this date or later, as precise as it is given: `2024`, `2024-03`, `2024-03-09`.
    pub from: Option<String>,
    /// Only what was on this date or earlier: `2024` is all of 2024.
    pub to: Option<String>,
    /// Only this connection's.
    pub connection: Option<String>,
    /// Only this person's, by `Person.id`.
    pub person: Option<String>,
    /// Only what has all of these words, in any case, with or without accents, as beginnings of words. A record has the
    /// words of its codes and texts, the first 2 kB of them, and the names of who gave the care.
    pub text: Option<String>,
    /// Mark of the page before, to go on from there.
    pub after: Option<String>,
    /// How many on a page: 0 is the usual 50, and there are never more than 500.
    pub limit: u32,
}
}

mirror! {
/// A line of the timeline.
pub struct TimelineEntry = core::TimelineEntry {
    /// Where it comes from.
    pub origin: Origin,
    /// Whose it is, by `Person.id`.
    pub person: String,
    /// What it is about.
    pub kind: RecordKind,
    /// When it was, as precise as the payer wrote it.
    pub date: Option<PartialDate>,
    /// What it is called: a drug, a diagnosis, who sent the claim.
    pub title: Option<String>,
    /// What else is said in a line: a value, how to take it, the kind of claim.
    pub detail: Option<String>,
    /// FHIR status.
    pub status: Option<String>,
    /// The records in which other payers state the same fact of the same person. Each of them is kept.
    pub same_as: Vec<Origin>,
}
}

page! {
/// One page of the timeline.
TimelinePage of TimelineEntry
}

mirror! {
/// How many lines there are of a kind.
pub struct KindCount = core::KindCount {
    /// The kind.
    pub kind: RecordKind,
    /// How many.
    pub count: u64,
}
}

mirror! {
/// A person whose records are in the wallet.
pub struct Person = core::Person {
    /// Names the person in queries. It says nothing about them, and changes when they are linked or unlinked.
    pub id: String,
    /// Name, by the payer that was connected first and tells it.
    pub name: Option<String>,
    /// Date of birth.
    pub birth_date: Option<PartialDate>,
    /// The connections that open this person's records, the oldest first.
    pub connections: Vec<String>,
    /// Other people in the wallet, by their ids, who have the same name and date of birth at other payers. Ask the user
    /// whether they are the same person, and link them if so.
    pub may_be: Vec<String>,
}
}
