//! What the wallet shows. Each of them prints its name and nothing of the member.

mod core {
    pub use billfold::Reference;
    pub use billfold::record::{
        Claim, ClaimItem, Copay, Figure, InsuranceCard, Medication, MedicationEvent, Money, Origin,
    };
    pub use billfold::wallet::RecordSummary;
}

use billfold::record::{CardActivity, ClaimKind, ClaimUse, FigureSource, MedicationSource, NetworkStatus};
use rust_decimal::Decimal;

use crate::types::mirror::{crosses_as_is, mirror};

crosses_as_is!(CardActivity, ClaimKind, ClaimUse, FigureSource, MedicationSource, NetworkStatus);

mirror! {
/// A literal reference to a resource of the same payer: the key under which records are kept.
pub struct Reference = core::Reference {
    /// FHIR type.
    pub resource_type: String,
    /// FHIR id.
    pub id: String,
}
}

mirror! {
/// Where a view comes from.
pub struct Origin = core::Origin {
    /// The connection that brought the record.
    pub connection: String,
    /// Name of the payer.
    pub payer_name: String,
    /// The record.
    pub reference: Reference,
    /// When it was fetched, in seconds since 1970.
    pub fetched: u64,
}
}

mirror! {
/// An amount.
pub struct Money = core::Money {
    /// The amount, with as many places as the payer wrote.
    pub amount: Decimal,
    /// ISO 4217 code.
    pub currency: String,
    /// `false` where the payer left the currency out and `USD` is assumed.
    pub currency_stated: bool,
}
}

/// Where a figure of a claim was read.
#[uniffi::remote(Enum)]
pub enum FigureSource {
    /// `ExplanationOfBenefit.total`.
    Total,
    /// `ExplanationOfBenefit.adjudication`.
    Header,
    /// The sum of `ExplanationOfBenefit.item.adjudication`.
    ItemSum,
}

mirror! {
/// A figure of a claim, with where it was read.
pub struct Figure = core::Figure {
    /// The amount.
    pub money: Money,
    /// Where it was read.
    pub source: FigureSource,
}
}

/// Whether a card is good today.
#[uniffi::remote(Enum)]
pub enum CardActivity {
    /// In force.
    Active,
    /// Its period is over.
    Ended,
    /// Its period has not begun.
    NotYet,
    /// Cancelled, a draft, or entered in error.
    Cancelled,
}

mirror! {
/// A copay or another part of the cost that the member bears.
pub struct Copay = core::Copay {
    /// What for.
    pub label: String,
    /// The amount, where it is one of money.
    pub money: Option<Money>,
    /// The amount in words, such as `20 %`, where it is none of money.
    pub quantity: Option<String>,
}
}

mirror! {
/// An insurance card.
pub struct InsuranceCard = core::InsuranceCard {
    /// Where it comes from.
    pub origin: Origin,
    /// Member id: what the front desk types.
    pub member_id: Option<String>,
    /// Subscriber id, where it is another.
    pub subscriber_id: Option<String>,
    /// Dependent number, such as `01`.
    pub dependent: Option<String>,
    /// Name on the card.
    pub member_name: Option<String>,
    /// Name of the subscriber.
    pub subscriber_name: Option<String>,
    /// Relationship of the member to the subscriber.
    pub relationship: Option<String>,
    /// Payer, as the card names it.
    pub payer: Option<String>,
    /// The payer's phone numbers, with what each is for where that is stated.
    pub payer_phones: Vec<String>,
    /// Plan.
    pub plan: Option<String>,
    /// Group number or name.
    pub group: Option<String>,
    /// Network.
    pub network: Option<String>,
    /// RxBIN: to whom the pharmacy sends the claim.
    pub rx_bin: Option<String>,
    /// RxPCN: processor control number.
    pub rx_pcn: Option<String>,
    /// RxGroup.
    pub rx_group: Option<String>,
    /// RxID: member id at the pharmacy.
    pub rx_id: Option<String>,
    /// Kind of coverage.
    pub coverage_type: Option<String>,
    /// First day, as precise as the payer wrote it.
    pub period_start: Option<String>,
    /// Last day, as precise as the payer wrote it. A card without one is good until the payer says otherwise.
    pub period_end: Option<String>,
    /// Whether it is good today.
    pub activity: CardActivity,
    /// What the member bears.
    pub copays: Vec<Copay>,
}
}

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

mirror! {
/// One line of a claim.
pub struct ClaimItem = core::ClaimItem {
    /// Number of the line.
    pub sequence: Option<String>,
    /// What was done or given.
    pub description: Option<String>,
    /// First day of service.
    pub service_date: Option<String>,
    /// Charged by the provider.
    pub charged: Option<Money>,
    /// Paid by the plan.
    pub plan_paid: Option<Money>,
    /// Owed by the member.
    pub member_owes: Option<Money>,
}
}

mirror! {
/// A claim as the payer decided it.
pub struct Claim = core::Claim {
    /// Where it comes from.
    pub origin: Origin,
    /// The payer's number of the claim.
    pub claim_number: Option<String>,
    /// Kind of care.
    pub kind: ClaimKind,
    /// Claim, prior authorization, or estimate.
    pub claim_use: ClaimUse,
    /// FHIR status: `active`, `cancelled`, `draft`, `entered-in-error`.
    pub status: Option<String>,
    /// FHIR outcome: `complete`, `partial`, `error`, `queued`.
    pub outcome: Option<String>,
    /// First day of service, as precise as the payer wrote it.
    pub service_start: Option<String>,
    /// Last day of service, as precise as the payer wrote it.
    pub service_end: Option<String>,
    /// Who billed.
    pub provider: Option<String>,
    /// Where it happened.
    pub facility: Option<String>,
    /// In or out of network.
    pub network: Option<NetworkStatus>,
    /// Why the payer did not pay, in its words.
    pub denial_reasons: Vec<String>,
    /// What was found.
    pub diagnoses: Vec<String>,
    /// Charged by the provider (`submitted`).
    pub charged: Option<Figure>,
    /// Allowed by the plan (`eligible`).
    pub allowed: Option<Figure>,
    /// Paid by the plan (`benefit`).
    pub plan_paid: Option<Figure>,
    /// Owed by the member (`memberliability`).
    pub member_owes: Option<Figure>,
    /// Part of it that counts to the deductible.
    pub deductible: Option<Figure>,
    /// Part of it that is a copay.
    pub copay: Option<Figure>,
    /// Part of it that is coinsurance.
    pub coinsurance: Option<Figure>,
    /// Not covered by the plan.
    pub not_covered: Option<Figure>,
    /// Whether a stated total differs from the sum of its lines.
    pub lines_differ: bool,
    /// The claim that takes this one's place, as a relative reference or number.
    pub replaced_by: Option<String>,
    /// The claim whose place this one takes.
    pub replaces: Option<String>,
    /// The lines.
    pub items: Vec<ClaimItem>,
}
}

/// What kind of record tells of a medication.
#[uniffi::remote(Enum)]
pub enum MedicationSource {
    /// `MedicationRequest`: it was prescribed.
    Request,
    /// `MedicationDispense`: it was handed out.
    Dispense,
    /// `MedicationStatement`: somebody says that it is taken.
    Statement,
}

mirror! {
/// One record of a medication.
pub struct MedicationEvent = core::MedicationEvent {
    /// Where it comes from.
    pub origin: Origin,
    /// What kind of record it is.
    pub source: MedicationSource,
    /// FHIR status of the record.
    pub status: Option<String>,
    /// When it was prescribed, handed out or said, as precise as it was written.
    pub date: Option<String>,
    /// How to take it.
    pub dosage: Option<String>,
    /// For how many days it lasts.
    pub days_supply: Option<String>,
    /// How much was handed out, with its unit.
    pub quantity: Option<String>,
    /// Who prescribed it.
    pub prescriber: Option<String>,
}
}

mirror! {
/// A drug, with all that is recorded of it.
pub struct Medication = core::Medication {
    /// Name of the drug.
    pub name: String,
    /// Status of its newest prescription, or of its newest record.
    pub status: Option<String>,
    /// How to take it, by its newest record that says so.
    pub dosage: Option<String>,
    /// Who prescribed it, by its newest record that says so.
    pub prescriber: Option<String>,
    /// Date of its newest record.
    pub last_date: Option<String>,
    /// Its records, the newest first.
    pub events: Vec<MedicationEvent>,
}
}

mirror! {
/// A record in a list.
pub struct RecordSummary = core::RecordSummary {
    /// Where it comes from.
    pub origin: Origin,
    /// What it is about, in a few words, where the record has any.
    pub title: Option<String>,
}
}

impl From<Reference> for core::Reference {
    fn from(reference: Reference) -> Self {
        Self { resource_type: reference.resource_type, id: reference.id }
    }
}
