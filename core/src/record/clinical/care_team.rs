//! Care teams: who cares for the patient.
//!
//! Source: `CareTeam` by US Core 3.1.1.

use super::{ClinicalView, Coded, Concept, is_entered_in_error, names, notes, reasons};
use crate::record::Origin;
use crate::record::date::Dates;
use crate::record::json::{Resolve, Value, each, label, referenced_name, text};
use crate::record::labels::words;

/// A member of a care team.
#[derive(Clone, PartialEq, Eq)]
pub struct CareTeamMember {
    /// Name, where it is stated.
    pub name: Option<String>,
    /// What the member does.
    pub roles: Vec<Concept>,
    /// For whom the member acts.
    pub on_behalf_of: Option<String>,
    /// Since and until when.
    pub period: Option<Dates>,
}

/// A care team.
#[derive(Clone, PartialEq, Eq)]
pub struct CareTeam {
    /// Where it comes from.
    pub origin: Origin,
    /// Name of the team.
    pub name: String,
    /// Status, such as `active`.
    pub status: Option<Coded>,
    /// What kind of team it is.
    pub categories: Vec<Concept>,
    /// Since and until when.
    pub period: Option<Dates>,
    /// Its members. The patient may be one.
    pub members: Vec<CareTeamMember>,
    /// Who is responsible for the team.
    pub organizations: Vec<String>,
    /// Why there is a team.
    pub reasons: Vec<String>,
    /// What was written beside it.
    pub notes: Vec<String>,
}

impl ClinicalView for CareTeam {
    const TYPE: &'static str = "CareTeam";

    fn read(origin: Origin, resource: &Value<'_>, resolve: &dyn Resolve) -> Option<Self> {
        if is_entered_in_error(resource) {
            return None;
        }
        let member = |participant: &Value<'_>| CareTeamMember {
            name: referenced_name(&participant["member"], resource, resolve),
            roles: Concept::all(&participant["role"]),
            on_behalf_of: referenced_name(&participant["onBehalfOf"], resource, resolve),
            period: Dates::read(&participant["period"]),
        };
        Some(Self {
            name: team_name(resource),
            status: Coded::read(&resource["status"], "care-team-status"),
            period: Dates::read(&resource["period"]),
            members: each(&resource["participant"])
                .map(member)
                .filter(|member| member.name.is_some() || !member.roles.is_empty())
                .collect(),
            organizations: names(&resource["managingOrganization"], resource, resolve),
            reasons: reasons(resource, resolve),
            notes: notes(resource),
            categories: Concept::all(&resource["category"]),
            origin,
        })
    }
}

/// What a team is called: its name, else what kind of team it is.
pub(super) fn team_name(team: &Value<'_>) -> String {
    text(&team["name"])
        .or_else(|| each(&team["category"]).find_map(label))
        .unwrap_or_else(|| words::UNNAMED_TEAM.to_owned())
}
