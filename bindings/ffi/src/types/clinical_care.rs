//! What was done and is planned: visits, procedures, immunizations, devices, teams, plans and goals.

pub use billfold::record::{
    CarePlan, CarePlanActivity, CareTeam, CareTeamMember, Device, DeviceIdentifier, Encounter, Goal,
    GoalTarget, Immunization, Procedure,
};

use crate::types::opaque::opaque;
use crate::{Coded, Concept, Dates, Origin, PartialDate, Participant, Quantity, When};

opaque! {
/// A visit or a stay.
pub struct Encounter {
    /// Where it comes from.
    pub origin: Origin,
    /// What it was: its type, else its setting.
    pub name: String,
    /// In what kind of setting it was (`Encounter.class`), such as `AMB` or `IMP`.
    pub setting: Option<Concept>,
    /// What kind of visit it was.
    pub types: Vec<Concept>,
    /// Status, such as `finished`.
    pub status: Option<Coded>,
    /// When it was.
    pub period: Option<Dates>,
    /// How long it took, where that is stated.
    pub length: Option<Quantity>,
    /// Who was responsible for it.
    pub service_provider: Option<String>,
    /// Where it was.
    pub locations: Vec<String>,
    /// Who took part.
    pub participants: Vec<Participant>,
    /// Why it was.
    pub reasons: Vec<String>,
    /// What was found.
    pub diagnoses: Vec<String>,
    /// From where the patient was admitted.
    pub admit_source: Option<Concept>,
    /// Where the patient went afterwards.
    pub discharge_disposition: Option<Concept>,
    /// Numbers of the visit.
    pub identifiers: Vec<String>,
}
}

opaque! {
/// A procedure.
pub struct Procedure {
    /// Where it comes from.
    pub origin: Origin,
    /// What was done.
    pub name: Concept,
    /// Status, such as `completed` or `not-done`.
    pub status: Option<Coded>,
    /// Whether it was not done.
    pub not_done: bool,
    /// Why it was not done or not finished.
    pub status_reason: Option<Concept>,
    /// What kind it is, such as surgery.
    pub categories: Vec<Concept>,
    /// When it was done.
    pub performed: Option<When>,
    /// Who did it.
    pub performers: Vec<Participant>,
    /// Where it was done.
    pub location: Option<String>,
    /// Why it was done.
    pub reasons: Vec<String>,
    /// Where in the body it was done.
    pub body_sites: Vec<Concept>,
    /// What came of it.
    pub outcome: Option<Concept>,
    /// What went wrong.
    pub complications: Vec<Concept>,
    /// What is to follow.
    pub follow_up: Vec<Concept>,
    /// Devices that were implanted, changed or removed.
    pub devices: Vec<String>,
    /// What was written beside it.
    pub notes: Vec<String>,
}
}

opaque! {
/// An immunization.
pub struct Immunization {
    /// Where it comes from.
    pub origin: Origin,
    /// Vaccine.
    pub vaccine: Concept,
    /// `completed` or `not-done`.
    pub status: Option<Coded>,
    /// Whether it was not given.
    pub not_done: bool,
    /// Why it was not given.
    pub status_reason: Option<Concept>,
    /// When it was given, or would have been.
    pub occurred: Option<When>,
    /// When it was entered.
    pub recorded: Option<PartialDate>,
    /// Whether it was entered by who gave it, and not by hearsay.
    pub primary_source: Option<bool>,
    /// From whom it was heard, where it was not entered by who gave it.
    pub report_origin: Option<Concept>,
    /// Lot number.
    pub lot_number: Option<String>,
    /// Last day on which the vaccine could be used.
    pub expires: Option<PartialDate>,
    /// Who made the vaccine.
    pub manufacturer: Option<String>,
    /// How much was given.
    pub dose: Option<Quantity>,
    /// Which dose of the series it was, as it was written.
    pub dose_number: Option<String>,
    /// Where in the body it was given.
    pub site: Option<Concept>,
    /// How it was given.
    pub route: Option<Concept>,
    /// Who gave it.
    pub performers: Vec<String>,
    /// Where it was given.
    pub location: Option<String>,
    /// Why it was given.
    pub reasons: Vec<String>,
    /// What was written beside it.
    pub notes: Vec<String>,
}
}

opaque! {
/// A unique device identifier.
pub struct DeviceIdentifier {
    /// The whole identifier as people read it on the label (`carrierHRF`).
    pub human_readable: Option<String>,
    /// The whole identifier as a scanner reads it, in base64 (`carrierAIDC`).
    pub machine_readable: Option<String>,
    /// The part that names the model (`deviceIdentifier`).
    pub device_identifier: Option<String>,
    /// Who issues such identifiers, as a URI.
    pub issuer: Option<String>,
    /// For which authority, as a URI.
    pub jurisdiction: Option<String>,
}
}

opaque! {
/// A device.
pub struct Device {
    /// Where it comes from.
    pub origin: Origin,
    /// What it is called: its own name, else its kind.
    pub name: String,
    /// What kind of device it is.
    pub kind: Option<Concept>,
    /// Status, such as `active`.
    pub status: Option<Coded>,
    /// Its unique device identifiers.
    pub identifiers: Vec<DeviceIdentifier>,
    /// The number that tells it from all others, for tissue and cells.
    pub distinct_identifier: Option<String>,
    /// Who made it.
    pub manufacturer: Option<String>,
    /// Model number.
    pub model: Option<String>,
    /// Serial number.
    pub serial_number: Option<String>,
    /// Lot number.
    pub lot_number: Option<String>,
    /// When it was made.
    pub manufactured: Option<PartialDate>,
    /// When it expires.
    pub expires: Option<PartialDate>,
    /// Who is responsible for it.
    pub owner: Option<String>,
    /// What was written beside it.
    pub notes: Vec<String>,
}
}

opaque! {
/// A member of a care team.
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
}

opaque! {
/// A care team.
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
}

opaque! {
/// Something that is to be done.
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
}

opaque! {
/// A care plan.
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
}

opaque! {
/// What would show that a goal is reached.
pub struct GoalTarget {
    /// What is measured.
    pub measure: Option<Concept>,
    /// The value to reach, for people.
    pub detail: Option<String>,
    /// By when: a date, or a duration in words.
    pub due: Option<When>,
}
}

opaque! {
/// A goal.
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
}
