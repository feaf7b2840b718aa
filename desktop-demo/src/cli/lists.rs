//! What the lists can be told: whose records, which of them, and how many.

use billfold::record::{ClaimKind, PaymentStatus, RecordKind};
use clap::{Args, Subcommand, ValueEnum};

/// Whose records to show, and how many.
#[derive(Args)]
pub struct Which {
    /// Only this connection's.
    #[arg(long, value_name = "ID")]
    pub connection: Option<String>,
    /// Only this person's.
    #[arg(long, value_name = "ID")]
    pub person: Option<String>,
    /// Show no more than this.
    #[arg(long, value_name = "N")]
    pub limit: Option<u64>,
}

/// The clinical record, kind by kind, the newest first.
#[derive(Subcommand)]
pub enum ClinicalCommand {
    /// Show problems and diagnoses.
    Conditions(CategoryArguments),
    /// Show allergies, and statements that none is known.
    Allergies(CategoryArguments),
    /// Show vaccinations.
    Immunizations(Which),
    /// Show laboratory results: the newest of each test, and its course.
    Labs(Which),
    /// Show vital signs: the newest of each, and its course.
    Vitals(Which),
    /// Show whatever was measured or asked: the newest of each, and its course.
    Observations(CategoryArguments),
    /// Show diagnostic reports with their results.
    Reports(CategoryArguments),
    /// Show procedures.
    Procedures(CategoryArguments),
    /// Show visits and stays.
    Encounters(CategoryArguments),
    /// List documents.
    Documents(CategoryArguments),
    /// Show care teams.
    CareTeams(CategoryArguments),
    /// Show care plans.
    CarePlans(CategoryArguments),
    /// Show goals.
    Goals(CategoryArguments),
    /// Show devices.
    Devices(Which),
}

/// Which records of a kind to show.
#[derive(Args)]
pub struct CategoryArguments {
    /// Only what is filed under this, such as problem-list-item, clinical-note or food; of visits, of this class.
    #[arg(long, value_name = "CODE")]
    pub category: Option<String>,
    /// Whose, and how many.
    #[command(flatten)]
    pub which: Which,
}

/// What a list is searched for.
#[derive(Args)]
pub struct Search {
    /// Only what was on this date or later, such as 2024 or 2024-03-09.
    #[arg(long, value_name = "DATE")]
    pub from: Option<String>,
    /// Only what was on this date or earlier.
    #[arg(long, value_name = "DATE")]
    pub to: Option<String>,
    /// Only what has all of these words.
    #[arg(long, value_name = "WORDS")]
    pub text: Option<String>,
    /// Whose, and how many.
    #[command(flatten)]
    pub which: Which,
}

/// Which claims to show.
#[derive(Args)]
pub struct ClaimsArguments {
    /// Only this kind of care; may be given several times.
    #[arg(long, value_enum, value_name = "KIND")]
    pub kind: Vec<Care>,
    /// Only claims whose payment came to this; may be given several times.
    #[arg(long, value_enum, value_name = "STATUS")]
    pub payment: Vec<Payment>,
    /// When it was, and what else is said.
    #[command(flatten)]
    pub search: Search,
}

/// What kind of care a claim is for.
#[derive(Debug, Clone, Copy, ValueEnum)]
#[allow(missing_docs, reason = "they are named after what they show")]
pub enum Care {
    Inpatient,
    Outpatient,
    Professional,
    Pharmacy,
    Oral,
    Vision,
    Other,
}

impl From<Care> for ClaimKind {
    fn from(care: Care) -> Self {
        match care {
            Care::Inpatient => Self::Inpatient,
            Care::Outpatient => Self::Outpatient,
            Care::Professional => Self::Professional,
            Care::Pharmacy => Self::Pharmacy,
            Care::Oral => Self::Oral,
            Care::Vision => Self::Vision,
            Care::Other => Self::Other,
        }
    }
}

/// What became of the payment of a claim.
#[derive(Debug, Clone, Copy, ValueEnum)]
#[allow(missing_docs, reason = "they are named after what they show")]
pub enum Payment {
    Paid,
    PartiallyPaid,
    Denied,
    Other,
}

impl From<Payment> for PaymentStatus {
    fn from(payment: Payment) -> Self {
        match payment {
            Payment::Paid => Self::Paid,
            Payment::PartiallyPaid => Self::PartiallyPaid,
            Payment::Denied => Self::Denied,
            Payment::Other => Self::Other,
        }
    }
}

/// What to show of the timeline.
#[derive(Args)]
pub struct TimelineArguments {
    /// Only this kind; may be given several times.
    #[arg(long, value_enum, value_name = "KIND")]
    pub kind: Vec<Kind>,
    /// Only this FHIR type.
    #[arg(long = "type", value_name = "TYPE")]
    pub resource_type: Option<String>,
    /// When it was, and what else is said.
    #[command(flatten)]
    pub search: Search,
}

/// What a line of the timeline is about.
#[derive(Debug, Clone, Copy, ValueEnum)]
#[allow(missing_docs, reason = "they are named after what they show")]
pub enum Kind {
    Coverage,
    Claim,
    PriorAuthorization,
    Medication,
    Condition,
    Allergy,
    Immunization,
    LabResult,
    VitalSign,
    Observation,
    Report,
    Procedure,
    Encounter,
    Document,
    CareTeam,
    CarePlan,
    Goal,
    Device,
}

impl From<Kind> for RecordKind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Coverage => Self::Coverage,
            Kind::Claim => Self::Claim,
            Kind::PriorAuthorization => Self::PriorAuthorization,
            Kind::Medication => Self::Medication,
            Kind::Condition => Self::Condition,
            Kind::Allergy => Self::Allergy,
            Kind::Immunization => Self::Immunization,
            Kind::LabResult => Self::LabResult,
            Kind::VitalSign => Self::VitalSign,
            Kind::Observation => Self::Observation,
            Kind::Report => Self::Report,
            Kind::Procedure => Self::Procedure,
            Kind::Encounter => Self::Encounter,
            Kind::Document => Self::Document,
            Kind::CareTeam => Self::CareTeam,
            Kind::CarePlan => Self::CarePlan,
            Kind::Goal => Self::Goal,
            Kind::Device => Self::Device,
        }
    }
}

/// What to look for in a provider directory.
#[derive(Args)]
pub struct DirectoryArguments {
    /// Preset id of the payer.
    #[arg(long, value_name = "ID")]
    pub payer: String,
    /// FHIR base URL, instead of the preset's.
    #[arg(long, value_name = "URL")]
    pub fhir_base: Option<String>,
    /// Organizations instead of practitioners.
    #[arg(long)]
    pub organizations: bool,
    /// Beginning of the name, or of one of its parts.
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    /// Specialty: a code, or words of it or of a service that is offered.
    #[arg(long, value_name = "SPECIALTY")]
    pub specialty: Option<String>,
    /// Town, state or ZIP code.
    #[arg(long, value_name = "PLACE")]
    pub place: Option<String>,
    /// Network: its id, or words of its name.
    #[arg(long, value_name = "NETWORK")]
    pub network: Option<String>,
    /// Language that is spoken.
    #[arg(long, value_name = "LANGUAGE")]
    pub language: Option<String>,
    /// Only who takes new patients.
    #[arg(long)]
    pub new_patients: bool,
    /// Latitude and longitude from which distances count, such as 35.05,-85.31.
    #[arg(long, value_name = "PLACE", allow_hyphen_values = true)]
    pub near: Option<String>,
    /// Show no more than this.
    #[arg(long, default_value_t = 50, value_name = "N")]
    pub limit: u32,
}

/// What to look for in the drug lists.
#[derive(Args)]
pub struct FormularyArguments {
    /// Words of the drug's name.
    #[arg(value_name = "DRUG")]
    pub drug: Option<String>,
    /// Only on the list of a plan of the member's.
    #[arg(long)]
    pub mine: bool,
    /// Whose, and how many.
    #[command(flatten)]
    pub which: Which,
}
