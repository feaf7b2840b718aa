//! The command line.

use std::path::PathBuf;

use billfold::config::ClientAuthMethod;
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
    /// Show the medications.
    Medications,
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
