//! Adjustments: which claim takes the place of which.

use serde_json::Value;

use super::figures::is;
use crate::fhir::Reference;
use crate::record::json::{Resolve, each, text};

/// Another claim of the same payer.
#[derive(Clone, PartialEq, Eq)]
pub struct RelatedClaim {
    /// The record, where the payer names it.
    pub reference: Option<Reference>,
    /// The payer's number of the claim, where it gives that.
    pub number: Option<String>,
}

/// What names the claims whose place this one takes.
pub(in crate::record) const REPLACES: &[&str] = &["prior", "replaces"];
/// What names the claims that take this one's place.
pub(in crate::record) const REPLACED_BY: &[&str] = &["replacedby", "replaced-by"];

/// The claims that stand in one of these relationships.
pub(in crate::record) fn related(
    eob: &Value,
    relationships: &[&str],
    resolve: &dyn Resolve,
) -> Vec<RelatedClaim> {
    each(&eob["related"])
        .filter(|related| relationships.iter().any(|code| is(&related["relationship"], code)))
        .filter_map(|related| {
            let read = RelatedClaim {
                reference: related["claim"]["reference"].as_str().and_then(|text| resolve.reference(text)),
                number: text(&related["reference"]["value"])
                    .or_else(|| text(&related["claim"]["identifier"]["value"])),
            };
            (read.reference.is_some() || read.number.is_some()).then_some(read)
        })
        .collect()
}
