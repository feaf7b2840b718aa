//! Blue Cross Minnesota both ways in the demo: directly, with the fallback for a payer without PKCE, and through a broker.

use std::net::TcpListener;
use std::path::Path;
use std::sync::Arc;

use billfold::ports::MemorySecureStore;
use billfold::secret::random_text;
use billfold::{ErrorKind, Redirect, SignInOptions, Wallet, WalletConfig};
use billfold_broker::{Broker, Config};
use billfold_sandbox::RunningPayer;
use tempfile::TempDir;
use tokio::task::JoinHandle;
use url::Url;

use crate::commands::demo::{Visit, preset_at, redirect_uri, visit};
use crate::draw;
use crate::failure::Failure;
use crate::open;

/// The app's client id at the demo's broker.
const APP: &str = "org.billfold.wallet";

/// A broker before one simulated payer, in this process. It stops when it is dropped.
struct RunningBroker {
    url: Url,
    serving: JoinHandle<std::io::Result<()>>,
    _files: TempDir,
}

impl Drop for RunningBroker {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

/// Signs in to the same payer through a broker, with a wallet that carries no secret and would be permitted none.
pub async fn through_broker(payer: &RunningPayer) -> Result<Visit<'_>, Failure> {
    let broker = start(payer)?;
    let directory = open::temporary_directory()?;
    let config = WalletConfig { presets: vec![preset_at(payer)?], ..WalletConfig::new(directory.path()) };
    let wallet = Wallet::open(config, Arc::new(MemorySecureStore::default())).await?;
    // Any app may register the same scheme: S256 between app and broker makes that harmless.
    let redirect = Redirect::new(redirect_uri(payer), billfold::config::RedirectBinding::Unbound)?;
    let options = SignInOptions::through_broker(broker.url.as_str(), APP, redirect)?;
    Ok(visit(&wallet, payer, options).await)
}

fn start(payer: &RunningPayer) -> Result<RunningBroker, Failure> {
    let failed = |why: String| {
        Failure::new(ErrorKind::Misconfigured, format!("the demo's broker cannot start: {why}"))
    };
    let files = open::temporary_directory()?;
    let listener = TcpListener::bind("127.0.0.1:0").map_err(|error| failed(error.to_string()))?;
    let address = listener.local_addr().map_err(|error| failed(error.to_string()))?;
    let url = Url::parse(&format!("http://{address}")).map_err(|error| failed(error.to_string()))?;
    let text = configuration(payer, &url, files.path()).map_err(|error| failed(error.to_string()))?;
    let config = Config::from_toml("the demo's broker", &text, files.path())
        .map_err(|error| failed(error.to_string()))?;
    let broker = Broker::new(config).map_err(|error| failed(error.to_string()))?;
    let serving = tokio::spawn(broker.serve(listener, std::future::pending()));
    Ok(RunningBroker { url, serving, _files: files })
}

/// Secrets stand in files of their own, here as everywhere.
fn configuration(payer: &RunningPayer, url: &Url, files: &Path) -> std::io::Result<String> {
    let (id, client) = (payer.id(), payer.client());
    let preset = preset_at(payer).map_err(|error| std::io::Error::other(error.to_string()))?;
    // Both leave their wrappers for files that only this demo's broker reads.
    std::fs::write(files.join("sealing.key"), random_text().expose())?;
    std::fs::write(files.join("client.secret"), client.secret.as_deref().unwrap_or_default())?;
    std::fs::write(files.join("preset.json"), serde_json::to_string(&preset)?)?;
    Ok(format!(
        "public_url = \"{url}\"\n\
         sealing_keys = [{{ file = \"sealing.key\" }}]\n\
         [payers.{id}]\n\
         preset_file = \"preset.json\"\n\
         client_id = \"{}\"\n\
         client_secret = {{ file = \"client.secret\" }}\n\
         [apps.\"{APP}\".redirect_uris]\n\
         {id} = [\"{}\"]\n",
        client.id,
        redirect_uri(payer),
    ))
}

/// What each way protects, and what it does not.
pub fn compared(direct: &Visit<'_>, brokered: &Visit<'_>) -> String {
    let told = |visit: &Visit<'_>| visit.protection().unwrap_or_else(|| "no sign-in".to_owned());
    let mut table = draw::table(&["", "Direct, with the fallback", "Through the broker"]);
    for [what, direct, brokered] in [
        ["The sign-in", told(direct).as_str(), told(brokered).as_str()],
        [
            "A code that is stolen on its way",
            "is good for whoever also has the secret, which every copy of the app carries: so the redirect must be bound to the app, and the ID token must carry this sign-in's nonce",
            "is nothing without the verifier, which never leaves the app",
        ],
        ["A plain custom scheme", "is refused", "may be used"],
        [
            "The client secret",
            "is in the app, and so in everybody's hands: for prototypes only",
            "is at the broker alone",
        ],
        [
            "A refresh token from a stolen phone",
            "is good at the payer with that secret",
            "is sealed: it is good at this broker only, for this app and payer",
        ],
        ["Who else sees what", "nobody", "tokens pass the broker, which keeps none; records never do"],
    ] {
        table.add_row([what, direct, brokered].map(draw::cell));
    }
    draw::finish(&table)
}
