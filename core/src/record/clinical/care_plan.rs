//! Care plans: what is intended for the patient.
//!
//! Source: `CarePlan` by US Core 3.1.1. Some plans say everything in their narrative, which US Core demands: it is shown
//! as plain text.

use super::care_team::team_name;
use super::{ClinicalView, Coded, Concept, is_entered_in_error, narrative, notes, titles};
use crate::record::Origin;
use crate::record::date::{Dates, PartialDate, When};
use crate::record::json::{Resolve, Value, each, referenced, referenced_name, text};
use crate::record::labels::words;

/// Something that is to be done.
#[derive(Clone, PartialEq, Eq)]
pub struct CarePlanActivity {
    /// What is to be done.
    pub text: String,
    /// How far it has come, such as `in-progress`.
    pub status: Option<Coded>,
    /// When it is to be done.
    pub scheduled: Option<When>,
    /// Where it is to be done.
    pub location: Option<String>,
    /// How it has gone until now.
    pub progress: Vec<String>,
}

/// A care plan.
#[derive(Clone, PartialEq, Eq)]
pub struct CarePlan {
    /// Where it comes from.
    pub origin: Origin,
    /// What it is called: its title, else its category.
    pub title: String,
    /// Status, such as `active`.
    pub status: Option<Coded>,
    /// Intent, such as `plan`.
    pub intent: Option<Coded>,
    /// What kind of plan it is.
    pub categories: Vec<Concept>,
    /// What it is about.
    pub description: Option<String>,
    /// Its narrative as plain text, without any markup. It is to be shown as text, never as HTML.
    pub narrative: Option<String>,
    /// Since and until when.
    pub period: Option<Dates>,
    /// When it was made.
    pub created: Option<PartialDate>,
    /// Who made it.
    pub author: Option<String>,
    /// Who carries it out.
    pub care_teams: Vec<String>,
    /// What it is for.
    pub addresses: Vec<String>,
    /// What is to be reached.
    pub goals: Vec<String>,
    /// What is to be done.
    pub activities: Vec<CarePlanActivity>,
    /// What was written beside it.
    pub notes: Vec<String>,
}

impl ClinicalView for CarePlan {
    const TYPE: &'static str = "CarePlan";

    fn read(origin: Origin, resource: &Value<'_>, resolve: &dyn Resolve) -> Option<Self> {
        if is_entered_in_error(resource) {
            return None;
        }
        let categories = Concept::all(&resource["category"]);
        // The category that US Core demands of every plan names none.
        let named = || {
            categories.iter().find(|category| !category.has_code("assess-plan")).map(|name| name.text.clone())
        };
        let team = |reference: &Value<'_>| {
            text(&reference["display"])
                .or_else(|| referenced(reference, resource, resolve).as_ref().map(team_name))
        };
        Some(Self {
            title: text(&resource["title"]).or_else(named).unwrap_or_else(|| words::UNNAMED_PLAN.to_owned()),
            status: Coded::read(&resource["status"], "request-status"),
            intent: Coded::read(&resource["intent"], "care-plan-intent"),
            description: text(&resource["description"]),
            narrative: narrative::read(&resource["text"]),
            period: Dates::read(&resource["period"]),
            created: PartialDate::read(&resource["created"]),
            author: referenced_name(&resource["author"], resource, resolve),
            care_teams: each(&resource["careTeam"]).filter_map(team).collect(),
            addresses: titles(&resource["addresses"], resource, resolve),
            goals: titles(&resource["goal"], resource, resolve),
            activities: each(&resource["activity"])
                .filter_map(|activity| read_activity(activity, resource, resolve))
                .collect(),
            notes: notes(resource),
            categories,
            origin,
        })
    }
}

fn read_activity(activity: &Value<'_>, plan: &Value<'_>, resolve: &dyn Resolve) -> Option<CarePlanActivity> {
    let detail = &activity["detail"];
    let from_reference = || super::referenced_title(&activity["reference"], plan, resolve);
    let status = || {
        let request = referenced(&activity["reference"], plan, resolve)?;
        Coded::read(&request["status"], "request-status")
    };
    Some(CarePlanActivity {
        text: Concept::read(&detail["code"])
            .map(|code| code.text)
            .or_else(|| text(&detail["description"]))
            .or_else(from_reference)?,
        status: Coded::read(&detail["status"], "care-plan-activity-status").or_else(status),
        scheduled: When::read(detail, "scheduled"),
        location: referenced_name(&detail["location"], plan, resolve),
        progress: each(&activity["progress"]).filter_map(|note| text(&note["text"])).collect(),
    })
}
