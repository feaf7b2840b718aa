//! Codes and people, as all clinical views have them; who wrote a record and passed it on.

pub use billfold::record::{Code, Coded, Concept, Participant, Provenance, ProvenanceAgent};

use crate::types::opaque::opaque;
use crate::{Origin, PartialDate, Reference, When};

opaque! {
/// Somebody who took part, and as what.
pub struct Participant {
    /// Name.
    pub name: String,
    /// Role.
    pub role: Option<Concept>,
}
}

opaque! {
/// A code of a code system.
pub struct Code {
    /// The system's URI, such as `http://loinc.org`.
    pub system: Option<String>,
    /// The code, such as `4548-4`.
    pub code: String,
}
}

opaque! {
/// A CodeableConcept: words for people, codes for programs.
pub struct Concept {
    /// A coding's display, else its text, else our label, else a code with its system's short name.
    pub text: String,
    /// Its codes, as the payer ordered them.
    pub codes: Vec<Code>,
}
}

opaque! {
/// A code of an element that has a fixed list of codes, such as a status.
pub struct Coded {
    /// The code, such as `not-done`.
    pub code: String,
    /// Its label, such as `Not done`.
    pub text: String,
}
}

opaque! {
/// Somebody who had a part in a record's making.
pub struct ProvenanceAgent {
    /// What part, such as `author` or `transmitter`.
    pub role: Option<Concept>,
    /// Name.
    pub name: Option<String>,
    /// For whom.
    pub on_behalf_of: Option<String>,
}
}

opaque! {
/// Where records come from.
pub struct Provenance {
    /// Where it comes from itself.
    pub origin: Origin,
    /// The records that it tells of.
    pub targets: Vec<Reference>,
    /// When it was written down.
    pub recorded: Option<PartialDate>,
    /// When what it tells of happened.
    pub occurred: Option<When>,
    /// What happened, such as `create`.
    pub activity: Option<Concept>,
    /// Who had a part.
    pub agents: Vec<ProvenanceAgent>,
    /// What the payer made the records from, such as `HL7 C-CDA` or `Custom` (PDex).
    pub source_formats: Vec<Concept>,
}
}
