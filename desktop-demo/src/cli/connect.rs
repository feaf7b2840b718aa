//! Which server, and how to sign in to it.

use billfold::config::ClientAuthMethod;
use clap::{Args, ValueEnum};

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
