//! Provenance: who wrote a record, who passed it on, and when.
//!
//! Source: `Provenance` by US Core 3.1.1 and PDex 2.0.

use super::{ClinicalView, Concept, is_entered_in_error};
use crate::fhir::Reference;
use crate::record::Origin;
use crate::record::date::{PartialDate, When};
use crate::record::json::{Resolve, Value, each, referenced_name};

/// Somebody who had a part in a record's making.
#[derive(Clone, PartialEq, Eq)]
pub struct ProvenanceAgent {
    /// What part, such as `author` or `transmitter`.
    pub role: Option<Concept>,
    /// Name.
    pub name: Option<String>,
    /// For whom.
    pub on_behalf_of: Option<String>,
}

const NOBODY: ProvenanceAgent = ProvenanceAgent { role: None, name: None, on_behalf_of: None };

/// Where records come from.
#[derive(Clone, PartialEq, Eq)]
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

impl ClinicalView for Provenance {
    const TYPE: &'static str = "Provenance";

    fn read(origin: Origin, resource: &Value<'_>, resolve: &dyn Resolve) -> Option<Self> {
        if is_entered_in_error(resource) {
            return None;
        }
        let agent = |agent: &Value<'_>| ProvenanceAgent {
            role: Concept::read(&agent["type"]).or_else(|| each(&agent["role"]).find_map(Concept::read)),
            name: referenced_name(&agent["who"], resource, resolve),
            on_behalf_of: referenced_name(&agent["onBehalfOf"], resource, resolve),
        };
        let format = |extension: &Value<'_>| {
            let is_format =
                extension["url"].as_str().is_some_and(|url| url.ends_with("ProvenanceSourceFrom"));
            is_format.then(|| Concept::read(&extension["valueCodeableConcept"]))?
        };
        Some(Self {
            targets: each(&resource["target"])
                .filter_map(|target| resolve.reference(target["reference"].as_str()?))
                .collect(),
            recorded: PartialDate::read(&resource["recorded"]),
            occurred: When::read(resource, "occurred"),
            activity: Concept::read(&resource["activity"]),
            agents: each(&resource["agent"]).map(agent).filter(|agent| *agent != NOBODY).collect(),
            source_formats: each(&resource["entity"])
                .flat_map(|entity| each(&entity["extension"]))
                .filter_map(format)
                .collect(),
            origin,
        })
    }
}
