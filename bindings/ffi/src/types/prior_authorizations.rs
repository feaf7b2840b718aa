//! Prior authorizations. Each of their records prints its name and nothing of the member.

pub use billfold::record::{PriorAuthorization, PriorAuthorizationItem, Review};

use billfold::record::{ClaimKind, ReviewDecision};
use rust_decimal::Decimal;

use crate::types::opaque::opaque;
use crate::{ClaimDiagnosis, ClaimProvider, Dates, Figure, Money, Origin, PartialDate, Quantity};

/// What the plan said.
#[uniffi::remote(Enum)]
pub enum ReviewDecision {
    /// Approved as asked.
    Approved,
    /// Approved in part.
    ApprovedInPart,
    /// Approved with changes.
    Modified,
    /// Not approved.
    Denied,
    /// Not decided yet.
    Pended,
    /// Withdrawn.
    Cancelled,
    /// No permission is needed.
    NotNeeded,
    /// Something else: see the text.
    Other,
}

opaque! {
/// The plan's answer.
pub struct Review {
    /// What it said.
    pub decision: ReviewDecision,
    /// What it said, in words.
    pub text: Option<String>,
    /// Number of the authorization.
    pub number: Option<String>,
    /// Why, in its words.
    pub reasons: Vec<String>,
}
}

opaque! {
/// One thing that the plan was asked for.
pub struct PriorAuthorizationItem {
    /// Number of the line.
    pub sequence: Option<String>,
    /// What was asked for.
    pub description: Option<String>,
    /// What was asked for, as a code with its system's short name.
    pub service_code: Option<String>,
    /// How much.
    pub quantity: Option<Quantity>,
    /// First day for which it was asked.
    pub service_start: Option<PartialDate>,
    /// Last day for which it was asked.
    pub service_end: Option<PartialDate>,
    /// The plan's answer to this line.
    pub review: Option<Review>,
    /// What the provider would charge.
    pub charged: Option<Money>,
    /// How many units the plan allows.
    pub allowed_units: Option<Decimal>,
    /// How many of them are used.
    pub consumed_units: Option<Decimal>,
}
}

opaque! {
/// A prior authorization.
pub struct PriorAuthorization {
    /// Where it comes from.
    pub origin: Origin,
    /// Numbers of the authorization, as providers ask for them.
    pub numbers: Vec<String>,
    /// The payer's number of the request.
    pub request_number: Option<String>,
    /// Kind of care.
    pub kind: ClaimKind,
    /// FHIR status: `active`, `cancelled`, `draft`.
    pub status: Option<String>,
    /// FHIR outcome: whether the request was handled, not what was decided.
    pub outcome: Option<String>,
    /// Whose care it is about.
    pub patient_name: Option<String>,
    /// When it was asked for.
    pub requested: Option<PartialDate>,
    /// The time of the request, as the payer states it.
    pub period: Option<Dates>,
    /// When it is good.
    pub valid: Vec<Dates>,
    /// The plan's answer; that to its lines, where all are the same and nothing is said of the whole.
    pub review: Option<Review>,
    /// Who asked.
    pub provider: Option<String>,
    /// Where it is to happen.
    pub facility: Option<String>,
    /// Everybody who takes part in the care.
    pub care_team: Vec<ClaimProvider>,
    /// What was found.
    pub diagnoses: Vec<ClaimDiagnosis>,
    /// What the provider would charge.
    pub charged: Option<Figure>,
    /// What the plan would allow.
    pub allowed: Option<Figure>,
    /// The payer's own words.
    pub disposition: Option<String>,
    /// The payer's notes.
    pub notes: Vec<String>,
    /// What was asked for.
    pub items: Vec<PriorAuthorizationItem>,
}
}
