//! Goals: what is to be reached, and how far it has come.
//!
//! Source: `Goal` by US Core 3.1.1.

use super::{ClinicalView, Coded, Concept, is_entered_in_error, notes, titles};
use crate::record::Origin;
use crate::record::date::{PartialDate, When};
use crate::record::json::{Resolve, Value, each, referenced_name, text};
use crate::record::labels::words;
use crate::record::quantity::{in_words, range_in_words, ratio_in_words};

/// What would show that a goal is reached.
#[derive(Clone, PartialEq, Eq)]
pub struct GoalTarget {
    /// What is measured.
    pub measure: Option<Concept>,
    /// The value to reach, for people.
    pub detail: Option<String>,
    /// By when: a date, or a duration in words.
    pub due: Option<When>,
}

/// A goal.
#[derive(Clone, PartialEq, Eq)]
pub struct Goal {
    /// Where it comes from.
    pub origin: Origin,
    /// What is to be reached.
    pub description: Concept,
    /// How far it is pursued, such as `active`.
    pub lifecycle_status: Option<Coded>,
    /// How near it is, such as `improving`.
    pub achievement: Option<Concept>,
    /// What kind of goal it is.
    pub categories: Vec<Concept>,
    /// How important it is.
    pub priority: Option<Concept>,
    /// When it begins: a date, or an event in words.
    pub start: Option<When>,
    /// What would show that it is reached.
    pub targets: Vec<GoalTarget>,
    /// When its status was set.
    pub status_date: Option<PartialDate>,
    /// Why it has its status.
    pub status_reason: Option<String>,
    /// Whose goal it is.
    pub expressed_by: Option<String>,
    /// What it is for.
    pub addresses: Vec<String>,
    /// What was written beside it.
    pub notes: Vec<String>,
}

impl ClinicalView for Goal {
    const TYPE: &'static str = "Goal";

    fn read(origin: Origin, resource: &Value<'_>, resolve: &dyn Resolve) -> Option<Self> {
        if is_entered_in_error(resource) {
            return None;
        }
        Some(Self {
            description: Concept::named(&resource["description"], words::UNNAMED_GOAL),
            lifecycle_status: Coded::read(&resource["lifecycleStatus"], "goal-status"),
            achievement: Concept::read(&resource["achievementStatus"]),
            categories: Concept::all(&resource["category"]),
            priority: Concept::read(&resource["priority"]),
            start: date_or(resource, "start", |goal| {
                Concept::read(&goal["startCodeableConcept"]).map(|start| start.text)
            }),
            targets: each(&resource["target"]).map(target).collect(),
            status_date: PartialDate::read(&resource["statusDate"]),
            status_reason: text(&resource["statusReason"]),
            expressed_by: referenced_name(&resource["expressedBy"], resource, resolve),
            addresses: titles(&resource["addresses"], resource, resolve),
            notes: notes(resource),
            origin,
        })
    }
}

/// A choice of a date and of something in words.
fn date_or(element: &Value<'_>, name: &str, words: impl Fn(&Value<'_>) -> Option<String>) -> Option<When> {
    When::read(element, name).or_else(|| words(element).map(|words| When { dates: None, words: Some(words) }))
}

fn target(target: &Value<'_>) -> GoalTarget {
    let truth = |truth: bool| if truth { words::YES } else { words::NO }.to_owned();
    GoalTarget {
        measure: Concept::read(&target["measure"]),
        detail: in_words(&target["detailQuantity"])
            .or_else(|| range_in_words(&target["detailRange"]))
            .or_else(|| Concept::read(&target["detailCodeableConcept"]).map(|detail| detail.text))
            .or_else(|| text(&target["detailString"]))
            .or_else(|| target["detailBoolean"].as_bool().map(truth))
            .or_else(|| target["detailInteger"].as_i64().map(|number| number.to_string()))
            .or_else(|| ratio_in_words(&target["detailRatio"])),
        due: date_or(target, "due", |target| in_words(&target["dueDuration"])),
    }
}
