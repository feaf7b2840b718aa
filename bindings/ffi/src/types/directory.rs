//! What is the same for all members of a payer: the provider directory and the drug lists.

pub use billfold::record::{
    CostSharing, DirectoryEntry, DirectoryLocation, DirectoryNetwork, FormularyDrug, FormularyPlan,
    OpeningHours, Position,
};
pub use billfold::wallet::{DirectoryPage, DirectoryQuery, FormularyQuery};

use billfold::record::AcceptingPatients;
use rust_decimal::Decimal;

use crate::types::lists::page;
use crate::types::opaque::opaque;
use crate::{Concept, Dates, Money, Origin, PayerContact, Reference};

/// Whether a provider takes new patients.
#[uniffi::remote(Enum)]
pub enum AcceptingPatients {
    /// New patients are taken.
    New,
    /// Existing patients only.
    Existing,
    /// Existing patients and their families.
    ExistingAndFamily,
    /// No patients.
    No,
}

opaque! {
/// When a place is open, or somebody is there.
pub struct OpeningHours {
    /// Days of the week, as `mon` to `sun`.
    pub days: Vec<String>,
    /// Whether it is all day.
    pub all_day: bool,
    /// From this time of the day, as `08:30:00`.
    pub opens: Option<String>,
    /// Until this time of the day.
    pub closes: Option<String>,
}
}

opaque! {
/// A place on the Earth (WGS 84), in degrees as they were written.
pub struct Position {
    /// Degrees north.
    pub latitude: Decimal,
    /// Degrees east.
    pub longitude: Decimal,
}
}

opaque! {
/// A network of a directory.
pub struct DirectoryNetwork {
    /// Its FHIR id at the payer, to search by.
    pub id: Option<String>,
    /// Its name.
    pub name: Option<String>,
}
}

opaque! {
/// Where care is given.
pub struct DirectoryLocation {
    /// Name.
    pub name: Option<String>,
    /// What is told of it.
    pub description: Option<String>,
    /// Address, line by line.
    pub address: Vec<String>,
    /// Town.
    pub city: Option<String>,
    /// State, as the payer writes it.
    pub state: Option<String>,
    /// ZIP code.
    pub postal_code: Option<String>,
    /// Phone numbers.
    pub phones: Vec<String>,
    /// When it is open.
    pub hours: Vec<OpeningHours>,
    /// When it is not, in words.
    pub exceptions: Option<String>,
    /// What helps people with disabilities.
    pub accessibility: Vec<String>,
    /// Where it is.
    pub position: Option<Position>,
    /// Kilometres from the place that was asked for, where both have coordinates.
    pub distance_km: Option<f64>,
}
}

opaque! {
/// A provider in a directory, in one of their roles.
pub struct DirectoryEntry {
    /// Preset id of the payer whose directory it is.
    pub payer: String,
    /// The role in that directory: a `PractitionerRole` or an `OrganizationAffiliation`.
    pub reference: Reference,
    /// Name of the practitioner; of the organization, where the entry is one of an organization.
    pub name: Option<String>,
    /// The organization for which the practitioner works, or with which the organization is affiliated.
    pub organization: Option<String>,
    /// National Provider Identifier.
    pub npi: Option<String>,
    /// Whether the role is in force, where the payer says so.
    pub active: Option<bool>,
    /// What the provider is there, such as `Doctor`.
    pub roles: Vec<String>,
    /// Specialties.
    pub specialties: Vec<String>,
    /// Codes of the specialties, to search for more of the kind.
    pub specialty_codes: Vec<String>,
    /// Services that are offered: their names, kinds and categories, such as `Inpatient rehabilitation`.
    pub services: Vec<String>,
    /// Degrees and certificates.
    pub qualifications: Vec<String>,
    /// Languages that are spoken.
    pub languages: Vec<String>,
    /// Networks to which the role belongs.
    pub networks: Vec<DirectoryNetwork>,
    /// Whether new patients are taken; where networks differ, what is said of the first that takes them.
    pub accepting: Option<AcceptingPatients>,
    /// Which new patients are taken, in words.
    pub accepting_note: Option<String>,
    /// Phone numbers.
    pub phones: Vec<String>,
    /// When the provider is there.
    pub hours: Vec<OpeningHours>,
    /// Where.
    pub locations: Vec<DirectoryLocation>,
}
}

/// What to look for in a provider directory. All that is given has to fit.
#[uniffi::remote(Record)]
pub struct DirectoryQuery {
    /// Preset id of the payer.
    pub payer: String,
    /// FHIR base, instead of the preset's: for platforms of many plans.
    #[uniffi(default)]
    pub fhir_base: Option<String>,
    /// Whether to look for organizations, such as hospitals and pharmacies, instead of practitioners.
    #[uniffi(default)]
    pub organizations: bool,
    /// Beginning of the name, or of one of its parts.
    #[uniffi(default)]
    pub name: Option<String>,
    /// Specialty: a code, such as `207Q00000X` (NUCC), or words of it or of a service that is offered.
    #[uniffi(default)]
    pub specialty: Option<String>,
    /// Town, two letters of a state, or ZIP code.
    #[uniffi(default)]
    pub place: Option<String>,
    /// Network: its FHIR id, or words of its name.
    #[uniffi(default)]
    pub network: Option<String>,
    /// Language, such as `Spanish`. Of an organization none is told.
    #[uniffi(default)]
    pub language: Option<String>,
    /// Only who takes new patients.
    #[uniffi(default)]
    pub accepting_new_patients: bool,
    /// Place from which distances count; the nearest of each page come first.
    #[uniffi(default)]
    pub near: Option<Position>,
    /// Mark of the page before, to go on from there.
    #[uniffi(default)]
    pub after: Option<String>,
    /// How many on a page at least, where there are so many: 0 is the usual 50, and there are never more than 500.
    #[uniffi(default)]
    pub limit: u32,
}

opaque! {
/// A page of a directory.
pub struct DirectoryPage {
    /// What was found. A page may be short, or empty, and not be the last.
    pub items: Vec<DirectoryEntry>,
    /// Mark of the next page, to be given as `after` with the same query; none on the last one. It is opaque.
    pub next: Option<String>,
    /// How many the payer says there are on all pages; none where it does not say, or does not do all of the search.
    pub total: Option<u64>,
}
}

opaque! {
/// What a drug costs at one type of pharmacy.
pub struct CostSharing {
    /// Type of pharmacy, with the supply that it gives, such as `1 month in network retail`.
    pub pharmacy: Option<Concept>,
    /// Copay.
    pub copay: Option<Money>,
    /// When the copay is due, such as `After Deductible`.
    pub copay_option: Option<Concept>,
    /// Coinsurance in percent of what the plan allows.
    pub coinsurance_percent: Option<Decimal>,
    /// When the coinsurance is due.
    pub coinsurance_option: Option<Concept>,
}
}

opaque! {
/// A plan whose drug list it is.
pub struct FormularyPlan {
    /// The plan's id, such as a HIOS plan id.
    pub id: Option<String>,
    /// The plan's name.
    pub name: Option<String>,
    /// FHIR status of the plan: `active`, or `current` in STU1, where it is offered.
    pub status: Option<String>,
    /// Kinds of plan, such as `Medicare Advantage`.
    pub kinds: Vec<Concept>,
    /// When it is offered.
    pub period: Option<Dates>,
    /// Where it is offered.
    pub areas: Vec<String>,
    /// Its networks of pharmacies.
    pub networks: Vec<String>,
    /// How it is reached, and where its summary and its whole drug list are on the web.
    pub contacts: Vec<PayerContact>,
    /// Whether drugs of this tier come by mail.
    pub mail_order: Option<bool>,
    /// What the drug costs by type of pharmacy.
    pub costs: Vec<CostSharing>,
    /// Whether a `Coverage` of the member that is in force names this plan.
    pub is_mine: bool,
}
}

opaque! {
/// A drug on a drug list.
pub struct FormularyDrug {
    /// Where it comes from.
    pub origin: Origin,
    /// The drug.
    pub drug: Option<Concept>,
    /// FHIR status of the entry: `active` where it is on the list.
    pub status: Option<String>,
    /// Tier.
    pub tier: Option<Concept>,
    /// Whether the plan must be asked before.
    pub prior_authorization: Option<bool>,
    /// Whether that is so for those only who begin to take it.
    pub prior_authorization_new_starts_only: Option<bool>,
    /// Whether other drugs must be tried before.
    pub step_therapy: Option<bool>,
    /// Whether that is so for those only who begin to take it.
    pub step_therapy_new_starts_only: Option<bool>,
    /// Whether the amount is limited.
    pub quantity_limit: Option<bool>,
    /// How much may be had, in words.
    pub quantity_limits: Vec<String>,
    /// When it is on the list.
    pub available: Option<Dates>,
    /// Types of pharmacies at which it is covered, where the list says so (STU2).
    pub pharmacies: Vec<Concept>,
    /// Other drugs that the list names in its place.
    pub alternatives: Vec<String>,
    /// The plans whose list it is, with what the drug costs there.
    pub plans: Vec<FormularyPlan>,
}
}

/// Which drugs of the drug lists to show.
#[uniffi::remote(Record)]
pub struct FormularyQuery {
    /// Only drugs whose name has all of these words, as beginnings of words.
    #[uniffi(default)]
    pub drug: Option<String>,
    /// Only drugs on the list of a plan that a `Coverage` of the member in force names.
    #[uniffi(default)]
    pub my_plans_only: bool,
    /// Only this connection's.
    #[uniffi(default)]
    pub connection: Option<String>,
    /// Only this person's, by `Person.id`.
    #[uniffi(default)]
    pub person: Option<String>,
    /// Mark of the page before, to go on from there.
    #[uniffi(default)]
    pub after: Option<String>,
    /// How many on a page: 0 is the usual 50, and there are never more than 500.
    #[uniffi(default)]
    pub limit: u32,
}

page! {
/// One page of a drug list.
FormularyPage of FormularyDrug
}
