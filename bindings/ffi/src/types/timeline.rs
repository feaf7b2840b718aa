//! The timeline, and the people whose it is.

pub use billfold::wallet::{KindCount, Person, TimelineEntry, TimelineQuery};

use billfold::record::RecordKind;

use crate::types::lists::page;
use crate::types::opaque::opaque;
use crate::{Origin, PartialDate};

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

/// What to show of the timeline. All that is given has to fit.
#[uniffi::remote(Record)]
pub struct TimelineQuery {
    /// Only these kinds; where none is named, all that are part of the member's history.
    #[uniffi(default)]
    pub kinds: Vec<RecordKind>,
    /// Only this FHIR type, whatever its kind.
    #[uniffi(default)]
    pub resource_type: Option<String>,
    /// Only what was on this date or later, as precise as it is given: `2024`, `2024-03`, `2024-03-09`.
    #[uniffi(default)]
    pub from: Option<String>,
    /// Only what was on this date or earlier: `2024` is all of 2024.
    #[uniffi(default)]
    pub to: Option<String>,
    /// Only this connection's.
    #[uniffi(default)]
    pub connection: Option<String>,
    /// Only this person's, by `Person.id`.
    #[uniffi(default)]
    pub person: Option<String>,
    /// Only what has all of these words, in any case, with or without accents, as beginnings of words. A record has the
    /// words of its codes and texts, the first 2 kB of them, and the names of who gave the care.
    #[uniffi(default)]
    pub text: Option<String>,
    /// Mark of the page before, to go on from there.
    #[uniffi(default)]
    pub after: Option<String>,
    /// How many on a page: 0 is the usual 50, and there are never more than 500.
    #[uniffi(default)]
    pub limit: u32,
}

opaque! {
/// A line of the timeline.
pub struct TimelineEntry {
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

opaque! {
/// How many lines there are of a kind.
pub struct KindCount {
    /// The kind.
    pub kind: RecordKind,
    /// How many.
    pub count: u64,
}
}

opaque! {
/// A person whose records are in the wallet.
pub struct Person {
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
