//! The insurance card. Each of its records prints its name and nothing of the member.

pub use billfold::record::{
    CardColors, CardImage, CardImageData, Copay, CopayException, CoverageClass, InsuranceCard, PayerContact,
    PlanBeneficiary,
};

use crate::types::opaque::opaque;
use crate::{Money, Origin, PartialDate};
use billfold::record::{CardActivity, CardImageKind, ContactChannel};

/// Whether a card is good today.
#[uniffi::remote(Enum)]
pub enum CardActivity {
    /// In force.
    Active,
    /// Its period is over.
    Ended,
    /// Its period has not begun.
    NotYet,
    /// The payer cancelled it.
    Cancelled,
    /// The payer has not put it in force.
    Draft,
}

/// By what means somebody is reached.
#[uniffi::remote(Enum)]
pub enum ContactChannel {
    /// Telephone.
    Phone,
    /// Fax.
    Fax,
    /// E-mail.
    Email,
    /// A web page.
    Web,
    /// Text message.
    Sms,
    /// Mail, with the address in one line.
    Post,
    /// Another, or the record does not say.
    Other,
}

/// What an image of a card is.
#[uniffi::remote(Enum)]
pub enum CardImageKind {
    /// The payer's logo.
    Logo,
    /// A QR code.
    QrCode,
    /// A barcode.
    Barcode,
    /// Another image.
    Supporting,
}

opaque! {
/// A way to reach the payer.
pub struct PayerContact {
    /// What it is for, such as `Pharmacists`, where that is stated.
    pub purpose: Option<String>,
    /// By what means.
    pub channel: ContactChannel,
    /// The number or address.
    pub value: String,
}
}

opaque! {
/// A copay or another part of the cost that the member bears.
pub struct Copay {
    /// What for.
    pub label: String,
    /// The amount, where it is one of money.
    pub money: Option<Money>,
    /// The amount in words, where it is none of money: `20 %`, or the card's own words such as `DED THEN $10/$40`.
    pub words: Option<String>,
    /// When it does not apply.
    pub exceptions: Vec<CopayException>,
}
}

opaque! {
/// An exception from a copay, such as that of a retired member.
pub struct CopayException {
    /// What the exception is.
    pub label: String,
    /// Since when.
    pub start: Option<PartialDate>,
    /// Until when.
    pub end: Option<PartialDate>,
}
}

opaque! {
/// A person on the card.
pub struct PlanBeneficiary {
    /// Their member id.
    pub member_id: Option<String>,
    /// Their name.
    pub name: Option<String>,
}
}

opaque! {
/// Colours of a card, each as `#rrggbb`.
pub struct CardColors {
    /// Of the text.
    pub foreground: Option<String>,
    /// Of the card.
    pub background: Option<String>,
    /// Of what stands out.
    pub highlight: Option<String>,
}
}

opaque! {
/// An image of a card, without its data.
pub struct CardImage {
    /// What it is.
    pub kind: CardImageKind,
    /// By what number its data is asked for.
    pub number: u32,
    /// Its title.
    pub label: Option<String>,
    /// What it shows, for people who do not see it.
    pub description: Option<String>,
    /// Media type, such as `image/png`, as the payer states it.
    pub content_type: Option<String>,
}
}

opaque! {
/// The data of an image.
pub struct CardImageData {
    /// Media type, such as `image/png`, as the payer states it.
    pub content_type: Option<String>,
    /// The image's bytes.
    pub bytes: Vec<u8>,
}
}

opaque! {
/// A class of coverage that has no place of its own on the card, such as a division.
pub struct CoverageClass {
    /// What it is, such as `Division`.
    pub label: String,
    /// Its number.
    pub value: Option<String>,
    /// Its name.
    pub name: Option<String>,
}
}

opaque! {
/// An insurance card.
pub struct InsuranceCard {
    /// Where it comes from.
    pub origin: Origin,
    /// Member id: what the front desk types. It is the identifier of type `MB`; where there is none, the subscriber id.
    pub member_id: Option<String>,
    /// Subscriber id.
    pub subscriber_id: Option<String>,
    /// Dependent number, such as `01`.
    pub dependent: Option<String>,
    /// Name on the card.
    pub member_name: Option<String>,
    /// Name of the subscriber.
    pub subscriber_name: Option<String>,
    /// Name of the policy holder, an employer perhaps.
    pub policy_holder: Option<String>,
    /// Relationship of the member to the subscriber.
    pub relationship: Option<String>,
    /// Payer, as the card names it.
    pub payer: Option<String>,
    /// The number by which providers bill the payer electronically.
    pub payer_id: Option<String>,
    /// How the payer is reached, with what each address is for where that is stated.
    pub payer_contacts: Vec<PayerContact>,
    /// Plan, by name where it has one.
    pub plan: Option<String>,
    /// Number of the plan.
    pub plan_id: Option<String>,
    /// Group number; its name where it has no number.
    pub group: Option<String>,
    /// Name of the group, often an employer.
    pub group_name: Option<String>,
    /// Network, by name where it has one.
    pub network: Option<String>,
    /// RxBIN: to whom the pharmacy sends the claim.
    pub rx_bin: Option<String>,
    /// RxPCN: processor control number.
    pub rx_pcn: Option<String>,
    /// RxGroup.
    pub rx_group: Option<String>,
    /// RxID: member id at the pharmacy.
    pub rx_id: Option<String>,
    /// All other classes of coverage.
    pub other_classes: Vec<CoverageClass>,
    /// Kind of coverage.
    pub coverage_type: Option<String>,
    /// FHIR status: `active`, `cancelled`, `draft`.
    pub status: Option<String>,
    /// First day.
    pub period_start: Option<PartialDate>,
    /// Last day. A card without one is good until the payer says otherwise.
    pub period_end: Option<PartialDate>,
    /// Whether it is good today.
    pub activity: CardActivity,
    /// Why it is good today, or is not, as a sentence.
    pub activity_reason: String,
    /// What the member bears.
    pub copays: Vec<Copay>,
    /// Everybody on the card.
    pub beneficiaries: Vec<PlanBeneficiary>,
    /// When the card was issued.
    pub issued: Option<PartialDate>,
    /// The card's colours.
    pub colors: Option<CardColors>,
    /// The card's images. Their data is fetched one by one: `Wallet::card_image`.
    pub images: Vec<CardImage>,
    /// What else is printed on the card.
    pub notes: Vec<String>,
}
}
