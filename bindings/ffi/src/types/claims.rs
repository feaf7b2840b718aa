//! Claims. Each of their records prints its name and nothing of the member.

pub use billfold::record::{
    BenefitBalance, Claim, ClaimDiagnosis, ClaimInformation, ClaimItem, ClaimItemDetail, ClaimPayment,
    ClaimProcedure, ClaimProvider, Discrepancy, Figure, NamedFigure, PharmacyDetails, RelatedClaim,
};

use billfold::record::{ClaimKind, ClaimUse, FigureKind, FigureSource, NetworkStatus, PaymentStatus};
use rust_decimal::Decimal;

use crate::types::opaque::opaque;
use crate::{Money, Origin, PartialDate, Quantity, Reference};

/// What kind of care was billed.
#[uniffi::remote(Enum)]
pub enum ClaimKind {
    /// A stay in a hospital or another facility.
    Inpatient,
    /// A visit to a facility without a stay.
    Outpatient,
    /// A physician or another professional.
    Professional,
    /// Prescription drugs.
    Pharmacy,
    /// Dental care.
    Oral,
    /// Eye care.
    Vision,
    /// The record does not say.
    Other,
}

/// What an explanation of benefit is about.
#[uniffi::remote(Enum)]
pub enum ClaimUse {
    /// Care that was given.
    Claim,
    /// A request for permission (PDex prior authorization).
    PriorAuthorization,
    /// An estimate.
    Predetermination,
}

/// What a figure says.
#[uniffi::remote(Enum)]
pub enum FigureKind {
    /// Charged by the provider.
    Charged,
    /// Allowed by the plan.
    Allowed,
    /// Paid by the plan.
    PlanPaid,
    /// Owed by the member.
    MemberOwes,
    /// What of it counts to the deductible.
    Deductible,
    /// What of it is a copay.
    Copay,
    /// What of it is coinsurance.
    Coinsurance,
    /// Not covered by the plan.
    NotCovered,
}

/// Where a figure of a claim was read.
#[uniffi::remote(Enum)]
pub enum FigureSource {
    /// `ExplanationOfBenefit.total`.
    Total,
    /// `ExplanationOfBenefit.adjudication`.
    Header,
    /// `ExplanationOfBenefit.payment.amount`.
    Payment,
    /// The sum of what the lines state.
    ItemSum,
}

/// Whether the provider was in the plan's network.
#[uniffi::remote(Enum)]
pub enum NetworkStatus {
    /// In network.
    In,
    /// Out of network.
    Out,
    /// Something between, or not applicable.
    Other,
}

/// What became of the payment.
#[uniffi::remote(Enum)]
pub enum PaymentStatus {
    /// Paid.
    Paid,
    /// Paid in part.
    PartiallyPaid,
    /// Denied, or the payer could not process the claim.
    Denied,
    /// Something else, or the record does not say.
    Other,
}

opaque! {
/// A figure of a claim, with where it was read.
pub struct Figure {
    /// The amount.
    pub money: Money,
    /// Where it was read.
    pub source: FigureSource,
}
}

opaque! {
/// An amount that has no place of its own, under the payer's name for it.
pub struct NamedFigure {
    /// What the payer calls it, such as `Discount`.
    pub label: String,
    /// The amount.
    pub money: Money,
}
}

opaque! {
/// Two statements of the same figure that differ.
pub struct Discrepancy {
    /// Which figure.
    pub kind: FigureKind,
    /// What the claim states, and what is shown.
    pub stated: Figure,
    /// What differs from it: another place of the claim, or the sum of its lines.
    pub other: Figure,
    /// How many lines state the figure, where `other` is their sum.
    pub lines_stating: u32,
    /// How many lines there are.
    pub lines: u32,
}
}

opaque! {
/// The payment of a claim.
pub struct ClaimPayment {
    /// What became of it.
    pub status: PaymentStatus,
    /// What the payer says became of it.
    pub status_text: Option<String>,
    /// When it was made.
    pub date: Option<PartialDate>,
    /// The amount.
    pub amount: Option<Money>,
    /// Who got it.
    pub payee: Option<String>,
}
}

opaque! {
/// Somebody who took part in the care.
pub struct ClaimProvider {
    /// Who, where the payer says so.
    pub name: Option<String>,
    /// As what, such as `Rendering provider`.
    pub role: Option<String>,
    /// Their specialty.
    pub specialty: Option<String>,
}
}

opaque! {
/// What was found.
pub struct ClaimDiagnosis {
    /// What it is.
    pub description: String,
    /// Its code with the system's short name, such as `ICD-10 E11.9`.
    pub code: Option<String>,
    /// What part it has in the claim, such as `principal`.
    pub role: Option<String>,
    /// Whether it was there when the member was admitted.
    pub on_admission: Option<String>,
}
}

opaque! {
/// What was done in a facility.
pub struct ClaimProcedure {
    /// What it is.
    pub description: String,
    /// Its code with the system's short name, such as `ICD-10-PCS 4A023N7`.
    pub code: Option<String>,
    /// What part it has in the claim, such as `Principal`.
    pub role: Option<String>,
    /// When.
    pub date: Option<PartialDate>,
}
}

opaque! {
/// What a pharmacy's claim says of the prescription.
pub struct PharmacyDetails {
    /// For how many days it lasts.
    pub days_supply: Option<Decimal>,
    /// Which refill it is; 0 is the first fill.
    pub refill_number: Option<Decimal>,
    /// How many refills were prescribed.
    pub refills_authorized: Option<Decimal>,
    /// Whether another product may be given (NCPDP dispense as written).
    pub dispensed_as_written: Option<String>,
    /// Whether it is a brand or a generic.
    pub brand_or_generic: Option<String>,
    /// Whether it was compounded.
    pub compound: Option<String>,
    /// How the prescription came to the pharmacy.
    pub prescription_origin: Option<String>,
}
}

opaque! {
/// Anything else that the payer says of a claim.
pub struct ClaimInformation {
    /// What it is, such as `Discharge status`.
    pub label: String,
    /// What it says.
    pub value: String,
}
}

opaque! {
/// What is left of a benefit, as the payer states it on a claim.
pub struct BenefitBalance {
    /// The benefit, such as `Medical care`.
    pub benefit: Option<String>,
    /// What is counted, such as `Deductible`.
    pub label: String,
    /// The limit.
    pub allowed: Option<Money>,
    /// What of it is used.
    pub used: Option<Money>,
    /// The limit, where it is none of money, such as visits.
    pub allowed_count: Option<Decimal>,
    /// What of it is used, where it is none of money.
    pub used_count: Option<Decimal>,
}
}

opaque! {
/// Another claim of the same payer.
pub struct RelatedClaim {
    /// The record, where the payer names it.
    pub reference: Option<Reference>,
    /// The payer's number of the claim, where it gives that.
    pub number: Option<String>,
}
}

opaque! {
/// One line of a claim.
pub struct ClaimItem {
    /// Number of the line.
    pub sequence: Option<String>,
    /// What was done or given; what the revenue code says, where there is no more.
    pub description: Option<String>,
    /// What was done or given, as a code with its system's short name, such as `CPT 99213`.
    pub service_code: Option<String>,
    /// The hospital's department or service, by its revenue code.
    pub revenue: Option<String>,
    /// What it was a part of, such as `Medical care`.
    pub category: Option<String>,
    /// How much.
    pub quantity: Option<Quantity>,
    /// What modifies the service code.
    pub modifiers: Vec<String>,
    /// Where it was done.
    pub place: Option<String>,
    /// Tooth, quadrant, or another site of the body.
    pub body_site: Option<String>,
    /// Surfaces of the tooth, or other parts of the site.
    pub sub_sites: Vec<String>,
    /// First day of service.
    pub service_start: Option<PartialDate>,
    /// Last day of service.
    pub service_end: Option<PartialDate>,
    /// Charged by the provider.
    pub charged: Option<Money>,
    /// Allowed by the plan.
    pub allowed: Option<Money>,
    /// Paid by the plan.
    pub plan_paid: Option<Money>,
    /// Owed by the member.
    pub member_owes: Option<Money>,
    /// What of it counts to the deductible.
    pub deductible: Option<Money>,
    /// What of it is a copay.
    pub copay: Option<Money>,
    /// What of it is coinsurance.
    pub coinsurance: Option<Money>,
    /// Not covered by the plan.
    pub not_covered: Option<Money>,
    /// Amounts under any other name.
    pub other_figures: Vec<NamedFigure>,
    /// How many units the plan allowed.
    pub allowed_units: Option<Decimal>,
    /// Why the payer did not pay the line.
    pub denial_reasons: Vec<String>,
    /// Why amounts were adjusted.
    pub adjustment_reasons: Vec<String>,
    /// What it is made of, such as the drugs of a compound.
    pub details: Vec<ClaimItemDetail>,
}
}

opaque! {
/// A part of a line.
pub struct ClaimItemDetail {
    /// What it is.
    pub description: String,
    /// How much.
    pub quantity: Option<Quantity>,
}
}

opaque! {
/// A claim as the payer decided it.
pub struct Claim {
    /// Where it comes from.
    pub origin: Origin,
    /// The payer's number of the claim.
    pub claim_number: Option<String>,
    /// Other numbers of the claim, such as that of a group of claims.
    pub other_numbers: Vec<String>,
    /// Kind of care.
    pub kind: ClaimKind,
    /// Claim or estimate. Prior authorizations have a view of their own.
    pub claim_use: ClaimUse,
    /// FHIR status: `active`, `cancelled`, `draft`.
    pub status: Option<String>,
    /// FHIR outcome: `complete`, `partial`, `error`, `queued`.
    pub outcome: Option<String>,
    /// The payer's own words on the outcome.
    pub disposition: Option<String>,
    /// Whose care it was.
    pub patient: Option<Reference>,
    /// Name of whose care it was.
    pub patient_name: Option<String>,
    /// First day of service.
    pub service_start: Option<PartialDate>,
    /// Last day of service.
    pub service_end: Option<PartialDate>,
    /// When the payer received it.
    pub received: Option<PartialDate>,
    /// When the payer made this record.
    pub created: Option<PartialDate>,
    /// Who decided it.
    pub insurer: Option<String>,
    /// The insurance that it was decided under, as a card's record.
    pub coverage: Option<Reference>,
    /// Who billed.
    pub provider: Option<String>,
    /// Where it happened.
    pub facility: Option<String>,
    /// Everybody who took part in the care.
    pub care_team: Vec<ClaimProvider>,
    /// Whether the plan paid as in or out of network.
    pub network: Option<NetworkStatus>,
    /// Whether who billed is in the network.
    pub billing_network: Option<NetworkStatus>,
    /// Whether who gave the care is in the network.
    pub rendering_network: Option<NetworkStatus>,
    /// Why the payer did not pay, in its words.
    pub denial_reasons: Vec<String>,
    /// Why amounts were adjusted.
    pub adjustment_reasons: Vec<String>,
    /// The payment.
    pub payment: Option<ClaimPayment>,
    /// What was found.
    pub diagnoses: Vec<ClaimDiagnosis>,
    /// What was done in a facility.
    pub procedures: Vec<ClaimProcedure>,
    /// Charged by the provider (`submitted`).
    pub charged: Option<Figure>,
    /// Allowed by the plan (`eligible`).
    pub allowed: Option<Figure>,
    /// Paid by the plan (`benefit`).
    pub plan_paid: Option<Figure>,
    /// Owed by the member (`memberliability`).
    pub member_owes: Option<Figure>,
    /// What of it counts to the deductible.
    pub deductible: Option<Figure>,
    /// What of it is a copay.
    pub copay: Option<Figure>,
    /// What of it is coinsurance.
    pub coinsurance: Option<Figure>,
    /// Not covered by the plan.
    pub not_covered: Option<Figure>,
    /// Amounts under any other name, such as a discount.
    pub other_figures: Vec<NamedFigure>,
    /// What is left of benefits.
    pub balances: Vec<BenefitBalance>,
    /// Where two statements of the same figure differ, such as a total and the sum of the lines.
    pub discrepancies: Vec<Discrepancy>,
    /// What a pharmacy's claim says of the prescription.
    pub pharmacy: Option<PharmacyDetails>,
    /// Anything else that the payer says, such as how the member was admitted.
    pub information: Vec<ClaimInformation>,
    /// The payer's notes.
    pub notes: Vec<String>,
    /// The claims that take this one's place: it does not count beside them.
    pub replaced_by: Vec<RelatedClaim>,
    /// The claims whose place this one takes.
    pub replaces: Vec<RelatedClaim>,
    /// The lines.
    pub items: Vec<ClaimItem>,
}
}
