//! Allergies and intolerances, and the statement that none is known.
//!
//! Source: `AllergyIntolerance` by US Core 3.1.1.

use super::{ClinicalView, Coded, Concept, Standing, is_entered_in_error, notes};
use crate::record::Origin;
use crate::record::date::{PartialDate, When};
use crate::record::json::{Resolve, Value, codes, each, referenced_name, text};
use crate::record::labels::words;

/// SNOMED CT's ways to say that no allergy is known: of any kind, to drugs, food, the environment, insects, latex, animals.
const NONE_KNOWN: &[&str] = &[
    "716186003",
    "160244002",
    "409137002",
    "429625007",
    "428607008",
    "428197003",
    "716184000",
    "1003774007",
    "716220001",
];

/// A reaction to what somebody is allergic to.
#[derive(Clone, PartialEq, Eq)]
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

/// An allergy or intolerance, or the statement that none is known.
#[derive(Clone, PartialEq, Eq)]
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

impl ClinicalView for Allergy {
    const TYPE: &'static str = "AllergyIntolerance";

    fn read(origin: Origin, resource: &Value<'_>, resolve: &dyn Resolve) -> Option<Self> {
        if is_entered_in_error(resource) {
            return None;
        }
        Some(Self {
            name: Concept::named(&resource["code"], words::UNNAMED_ALLERGY),
            none_known: says_none_known(&resource["code"]),
            standing: Standing::read(resource, false),
            clinical_status: Concept::read(&resource["clinicalStatus"]),
            verification_status: Concept::read(&resource["verificationStatus"]),
            kind: Coded::read(&resource["type"], "allergy-intolerance-type"),
            categories: each(&resource["category"])
                .filter_map(|category| Coded::read(category, "allergy-intolerance-category"))
                .collect(),
            criticality: Coded::read(&resource["criticality"], "allergy-intolerance-criticality"),
            onset: When::read(resource, "onset"),
            recorded: PartialDate::read(&resource["recordedDate"]),
            last_occurrence: PartialDate::read(&resource["lastOccurrence"]),
            recorder: referenced_name(&resource["recorder"], resource, resolve),
            asserter: referenced_name(&resource["asserter"], resource, resolve),
            reactions: each(&resource["reaction"]).map(reaction).collect(),
            notes: notes(resource),
            origin,
        })
    }
}

fn reaction(reaction: &Value<'_>) -> AllergyReaction {
    AllergyReaction {
        substance: Concept::read(&reaction["substance"]),
        manifestations: Concept::all(&reaction["manifestation"]),
        severity: Coded::read(&reaction["severity"], "reaction-event-severity"),
        onset: PartialDate::read(&reaction["onset"]),
        description: text(&reaction["description"]),
    }
}

fn says_none_known(concept: &Value<'_>) -> bool {
    if let Some(code) = codes(concept).next() {
        return NONE_KNOWN.contains(&code);
    }
    text(&concept["text"]).is_some_and(|text| {
        let text = text.to_lowercase();
        matches!(text.as_str(), "nka" | "nkda") || (text.starts_with("no known") && text.contains("allerg"))
    })
}

#[cfg(test)]
mod tests {
    use crate::record::json::json;

    use super::*;

    #[test]
    fn that_no_allergy_is_known_is_told_as_such() {
        for (concept, expected) in [
            (json!({"coding": [{"system": "http://snomed.info/sct", "code": "716186003"}]}), true),
            (
                json!({"coding": [{"system": "http://snomed.info/sct", "code": "409137002"}], "text": "NKDA"}),
                true,
            ),
            (json!({"text": "No Known Drug Allergies"}), true),
            (json!({"text": "NKA"}), true),
            (json!({"coding": [{"system": "http://snomed.info/sct", "code": "91936005"}]}), false),
            (json!({"coding": [{"code": "91936005"}], "text": "No known allergy besides penicillin"}), false),
            (json!({"text": "Peanut"}), false),
            (json!(null), false),
        ] {
            assert_eq!(says_none_known(&concept), expected, "{concept}");
        }
    }
}
