//! What a year's claims sum to. Each of its records prints its name and nothing of the member.

pub use billfold::record::{YearSum, YearSums, YearToDate};

use crate::types::opaque::opaque;
use crate::{Money, Reference};

opaque! {
/// The sum of one figure.
pub struct YearSum {
    /// The sum, one for each currency; none where no claim states the figure.
    pub amounts: Vec<Money>,
    /// How many claims state it.
    pub claims_stating: u64,
    /// How many claims do not.
    pub claims_not_stating: u64,
}
}

opaque! {
/// The sums of one person's claims at one payer.
pub struct YearSums {
    /// The connection that brought the claims.
    pub connection: String,
    /// Name of the payer.
    pub payer_name: String,
    /// The person, as `Person.id` has it.
    pub person: String,
    /// Whose care it was, as the payer names them.
    pub patient: Option<Reference>,
    /// Name of whose care it was.
    pub patient_name: Option<String>,
    /// How many claims are counted.
    pub claims: u64,
    /// Charged by providers.
    pub charged: YearSum,
    /// Paid by the plan.
    pub plan_paid: YearSum,
    /// Owed by the member.
    pub member_owes: YearSum,
    /// What of it counts to the deductible.
    pub deductible: YearSum,
    /// What counts to the out-of-pocket limit: deductible, copay and coinsurance, as far as a claim states them.
    pub out_of_pocket: YearSum,
}
}

opaque! {
/// What a year's claims sum to.
pub struct YearToDate {
    /// The year, by the first day of service.
    pub year: i32,
    /// The sums.
    pub sums: Vec<YearSums>,
    /// Claims of the year that do not count because another took their place.
    pub replaced: u64,
    /// Claims of the year that do not count because they were cancelled, or are drafts.
    pub not_active: u64,
    /// Claims, whatever their year, that state no date of service.
    pub undated: u64,
}
}
