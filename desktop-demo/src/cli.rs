//! The command line.

use std::path::PathBuf;

use billfold::config::ClientAuthMethod;
use billfold::record::RecordKind;
use billfold::wallet::ExportFormat;
use clap::{Args, Parser, Subcommand, ValueEnum};

/// A member's own health-plan records, in a terminal. For developers: it is no place to keep real records.
#[derive(Parser)]
#[command(name = "billfold", version)]
pub struct Cli {
    /// Write one JSON object per line to standard output, and nothing else there.
    #[arg(long, global = true)]
    pub json: bool,
    /// Directory of the wallet, instead of the one in the user's data directory.
    #[arg(long, global = true, value_name = "DIR")]
    pub wallet: Option<PathBuf>,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Subcommand)]
pub enum Command {
    /// Sign in to five simulated payers, fetch the records, and show them.
    Demo(DemoArguments),
    /// Serve the five simulated payers until Ctrl-C.
    Sandbox(SandboxArguments),
    /// List the payers with a preset, or show one of them.
    Payers {
        /// Preset id of the payer to show.
        id: Option<String>,
    },
    /// Sign in to a payer with the system browser.
    Connect(ConnectArguments),
    /// Fetch the records of one connection, or of all.
    Sync {
        /// Only this connection.
        #[arg(long, value_name = "ID")]
        connection: Option<String>,
        /// Fetch everything anew, and mark what the payer no longer has.
        #[arg(long)]
        full: bool,
    },
    /// List the connections.
    Connections,
    /// Show the insurance cards.
    Card,
    /// Show the claims, the newest first.
    Claims {
        /// Show no more than this.
        #[arg(long, value_name = "N")]
        limit: Option<u64>,
    },
    /// Show one claim, with all that it says.
    Claim {
        /// The claim, such as ExplanationOfBenefit/12.
        #[arg(value_name = "TYPE/ID")]
        reference: String,
        /// Only from this connection.
        #[arg(long, value_name = "ID")]
        connection: Option<String>,
    },
    /// Show what the claims of a year sum to, by payer and person.
    Year {
        /// The year, by the first day of service.
        year: i32,
    },
    /// Show the prior authorizations, the newest first.
    Authorizations,
    /// Show the medications.
    Medications,
    /// The clinical record, kind by kind.
    #[command(flatten)]
    Clinical(ClinicalCommand),
    /// Show one measured value over time.
    Trend {
        /// The code, such as 4548-4 or `http://loinc.org|4548-4`; labs and vitals list them.
        code: String,
        /// Only this person's.
        #[arg(long, value_name = "ID")]
        person: Option<String>,
    },
    /// Show the timeline: everything, the newest first.
    Timeline(TimelineArguments),
    /// List the people whose records are in the wallet.
    People,
    /// Note that these are one person: their records of the same fact become one line of the timeline.
    Link {
        /// Ids of people, as `people` lists them.
        #[arg(required = true, num_args = 2.., value_name = "PERSON")]
        people: Vec<String>,
    },
    /// Note that whose records a connection opens is a person of their own again.
    Unlink {
        /// The connection.
        #[arg(value_name = "ID")]
        connection: String,
    },
    /// Search a payer's provider directory.
    Directory(DirectoryArguments),
    /// Search the drug lists of the payers.
    Formulary(FormularyArguments),
    /// List the records.
    Records {
        /// Only this FHIR type.
        #[arg(long = "type", value_name = "TYPE")]
        resource_type: Option<String>,
        /// Only this connection's.
        #[arg(long, value_name = "ID")]
        connection: Option<String>,
    },
    /// Show a record's JSON as the payer sent it.
    Record {
        /// The record, such as Coverage/12.
        #[arg(value_name = "TYPE/ID")]
        reference: String,
        /// Only from this connection.
        #[arg(long, value_name = "ID")]
        connection: Option<String>,
    },
    /// Write the records into a file, as the payers sent them.
    Export {
        /// The file; one that is there is replaced.
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// One resource per line, or one FHIR Bundle.
        #[arg(long, value_enum, default_value_t = ExportForm::Ndjson)]
        format: ExportForm,
        /// Only this connection's.
        #[arg(long, value_name = "ID")]
        connection: Option<String>,
    },
    /// End a connection: revoke its tokens, erase its records.
    SignOut(SignOutArguments),
    /// Show what a payer's server publishes, and what that means for a sign-in.
    Doctor(Target),
}

/// The form of an export.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum ExportForm {
    /// One resource per line.
    Ndjson,
    /// One FHIR Bundle of the type collection.
    Bundle,
}

impl From<ExportForm> for ExportFormat {
    fn from(form: ExportForm) -> Self {
        match form {
            ExportForm::Ndjson => Self::Ndjson,
            ExportForm::Bundle => Self::Bundle,
        }
    }
}

/// What `demo` can be told.
#[derive(Args)]
pub struct DemoArguments {
    /// Seed of the made-up members and their records.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// About so many thousand records at each payer, instead of a few hundred.
    #[arg(long, value_name = "N")]
    pub scale: Option<u32>,
    /// Keep the wallet in this new directory, for the other commands to open with --wallet.
    #[arg(long, value_name = "DIR")]
    pub save: Option<PathBuf>,
}

/// What `sandbox` can be told.
#[derive(Args)]
pub struct SandboxArguments {
    /// First of five consecutive ports; 0 takes any free ones.
    #[arg(long, default_value_t = 7410, value_name = "N")]
    pub port_base: u16,
    /// Seed of the made-up members, their records and the client secrets.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// About so many thousand records at each payer, instead of a few hundred.
    #[arg(long, value_name = "N")]
    pub scale: Option<u32>,
}

/// Which server: by preset, by FHIR base, or a preset at another FHIR base.
#[derive(Args)]
#[group(required = true, multiple = true)]
pub struct Target {
    /// Preset id of the payer.
    #[arg(long, value_name = "ID")]
    pub payer: Option<String>,
    /// FHIR base URL. On the loopback interface and with --payer: the simulated payer that stands in for it.
    #[arg(long, value_name = "URL")]
    pub fhir_base: Option<String>,
}

/// What `connect` can be told.
#[derive(Args)]
pub struct ConnectArguments {
    /// Which server.
    #[command(flatten)]
    pub target: Target,
    /// Client id that the payer, or with --broker the broker, assigned to the app.
    #[arg(long, value_name = "ID")]
    pub client_id: String,
    /// Sign in through the broker at this address: it holds the client's secret, and gives every payer S256.
    #[arg(long, value_name = "URL", conflicts_with_all = ["client_secret_env", "client_auth"])]
    pub broker: Option<String>,
    /// Name of the environment variable that holds the client secret.
    #[arg(long, value_name = "NAME")]
    pub client_secret_env: Option<String>,
    /// How the client authenticates, instead of what preset and server say.
    #[arg(long, value_enum, value_name = "METHOD")]
    pub client_auth: Option<ClientAuth>,
    /// Scopes to ask for, separated by spaces, instead of the preset's.
    #[arg(long, value_name = "SCOPES")]
    pub scope: Option<String>,
    /// Whose records, by FHIR id, where the sign-in opens those of several patients.
    #[arg(long, value_name = "ID")]
    pub patient: Option<String>,
    /// Registered redirect URI: http on the loopback interface, or a custom scheme, whose callback URL is then read
    /// from standard input.
    #[arg(long, value_name = "URI")]
    pub redirect_uri: Option<String>,
    /// Only print the URL.
    #[arg(long)]
    pub no_browser: bool,
    /// How long to wait for the callback.
    #[arg(long, default_value_t = 600, value_name = "SECONDS")]
    pub timeout: u64,
}

/// How a client authenticates at the token endpoint.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum ClientAuth {
    /// Not at all: a public client.
    None,
    /// Secret in the Authorization header.
    Basic,
    /// Secret in the body.
    Post,
}

impl From<ClientAuth> for ClientAuthMethod {
    fn from(auth: ClientAuth) -> Self {
        match auth {
            ClientAuth::None => Self::None,
            ClientAuth::Basic => Self::ClientSecretBasic,
            ClientAuth::Post => Self::ClientSecretPost,
        }
    }
}

/// The clinical record, kind by kind, the newest first.
#[derive(Subcommand)]
pub enum ClinicalCommand {
    /// Show problems and diagnoses.
    Conditions(CategoryArguments),
    /// Show allergies, and statements that none is known.
    Allergies(CategoryArguments),
    /// Show vaccinations.
    Immunizations(ClinicalArguments),
    /// Show laboratory results: the newest of each test, and its course.
    Labs(ClinicalArguments),
    /// Show vital signs: the newest of each, and its course.
    Vitals(ClinicalArguments),
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
    Devices(ClinicalArguments),
}

/// Whose records to show, and how many.
#[derive(Args)]
pub struct ClinicalArguments {
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

/// Which records of a kind to show.
#[derive(Args)]
pub struct CategoryArguments {
    /// Only what is filed under this, such as problem-list-item, clinical-note or food; of visits, of this class.
    #[arg(long, value_name = "CODE")]
    pub category: Option<String>,
    /// Whose, and how many.
    #[command(flatten)]
    pub which: ClinicalArguments,
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
    /// Only what was on this date or later, such as 2024 or 2024-03-09.
    #[arg(long, value_name = "DATE")]
    pub from: Option<String>,
    /// Only what was on this date or earlier.
    #[arg(long, value_name = "DATE")]
    pub to: Option<String>,
    /// Only this connection's.
    #[arg(long, value_name = "ID")]
    pub connection: Option<String>,
    /// Only this person's.
    #[arg(long, value_name = "ID")]
    pub person: Option<String>,
    /// Only what has all of these words.
    #[arg(long, value_name = "WORDS")]
    pub text: Option<String>,
    /// Show no more than this.
    #[arg(long, value_name = "N")]
    pub limit: Option<u64>,
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
    /// Specialty: a code, or words.
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

/// Which connections to end.
#[derive(Args)]
#[group(required = true, multiple = false)]
pub struct SignOutArguments {
    /// This connection.
    #[arg(long, value_name = "ID")]
    pub connection: Option<String>,
    /// All connections.
    #[arg(long)]
    pub all: bool,
}
