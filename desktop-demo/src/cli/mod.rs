//! The command line.

mod connect;
mod lists;

pub use connect::{ConnectArguments, Target};
pub use lists::{
    CategoryArguments, ClaimsArguments, ClinicalCommand, DirectoryArguments, FormularyArguments,
    TimelineArguments, Which,
};

use std::path::PathBuf;

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
    Claims(ClaimsArguments),
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
    /// Show who wrote a record, who passed it on and when, as far as its payer tells.
    Provenance {
        /// The record, such as Condition/12.
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
