//! The sandbox, a broker before it, and wallets and browsers that use both.

use std::fmt::Write as _;
use std::net::TcpListener;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime};

use billfold::payer::{Preset, builtin};
use billfold::ports::{Clock, MemorySecureStore};
use billfold::{ClientRegistration, Connection, Error, Redirect, SignInOptions, Wallet, WalletConfig};
use billfold_broker::{Broker, Config};
use billfold_sandbox::browser::{Answer, Browser, Landing};
use billfold_sandbox::data::Payer;
use billfold_sandbox::{Options, RunningPayer, Sandbox};
use tempfile::TempDir;
use url::Url;

pub const ALL: [&str; 5] = ["bcbsmn", "bcbsnc", "bcbst", "intersystems", "sharedhealthms"];

/// The app's client id at the broker.
pub const APP: &str = "org.billfold.wallet";
/// Another app of the same broker.
pub const OTHER_APP: &str = "org.example.other";

/// Limits that no test meets by accident.
pub const WIDE: &str = "[limits]\nconcurrency = 2000\nrequests_per_second = 1000000\nburst = 1000000\n";

/// A clock that a test moves on.
#[derive(Default)]
pub struct Later(AtomicI64);

impl Later {
    pub fn pass(&self, seconds: i64) {
        self.0.fetch_add(seconds, Ordering::Relaxed);
    }
}

impl Clock for Later {
    fn now(&self) -> SystemTime {
        SystemTime::now() + Duration::from_secs(self.0.load(Ordering::Relaxed).unsigned_abs())
    }
}

/// The payers, and a broker before them.
pub struct World {
    pub sandbox: Sandbox,
    pub broker: Url,
    pub clock: Arc<Later>,
    pub directory: TempDir,
}

impl World {
    pub fn new() -> Self {
        Self::with(Options::default(), WIDE)
    }

    pub fn of(payer: Payer) -> Self {
        Self::with(Options { payers: vec![payer], ..Options::default() }, WIDE)
    }

    pub fn with(options: Options, limits: &str) -> Self {
        let sandbox = Sandbox::start(options).unwrap();
        let directory = tempfile::tempdir().unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let broker = Url::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
        let text = configuration(&sandbox, broker.as_str(), limits, directory.path());
        let clock = Arc::new(Later::default());
        serve(&text, listener, directory.path(), clock.clone());
        Self { sandbox, broker, clock, directory }
    }

    /// Another copy of the broker, which takes itself for the same, after `change` has been made to its files. Its address.
    pub fn copy_with(&self, change: impl FnOnce(&Path)) -> Url {
        self.copy_of(|text| {
            change(self.directory.path());
            text
        })
    }

    /// Another copy of the broker, with its configuration changed. Its address.
    pub fn copy_of(&self, change: impl FnOnce(String) -> String) -> Url {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = Url::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
        let text = configuration(&self.sandbox, self.broker.as_str(), WIDE, self.directory.path());
        serve(&change(text), listener, self.directory.path(), self.clock.clone());
        address
    }

    pub fn payer(&self, id: &str) -> &RunningPayer {
        self.sandbox.payer(id).unwrap()
    }

    /// A wallet in a directory of its own, which knows no secret of any payer.
    pub async fn wallet(&self) -> (Wallet, TempDir) {
        let directory = tempfile::tempdir().unwrap();
        let config = WalletConfig { presets: presets(&self.sandbox), ..WalletConfig::new(directory.path()) };
        (Wallet::open(config, Arc::new(MemorySecureStore::default())).await.unwrap(), directory)
    }

    /// A wallet that may carry the secrets of a prototype.
    pub async fn wallet_with_secrets(&self) -> (Wallet, TempDir) {
        let directory = tempfile::tempdir().unwrap();
        let config = WalletConfig {
            presets: presets(&self.sandbox),
            allow_embedded_secret: true,
            ..WalletConfig::new(directory.path())
        };
        (Wallet::open(config, Arc::new(MemorySecureStore::default())).await.unwrap(), directory)
    }

    /// How a prototype signs in without a broker.
    pub fn direct_options(&self, payer: &str) -> SignInOptions {
        let client = self.payer(payer).client();
        let secret = client.secret.as_ref().unwrap().as_str();
        let registration = ClientRegistration::with_embedded_secret(&client.id, secret);
        SignInOptions::new(registration, Redirect::auth_session(redirect(payer)).unwrap())
    }

    /// Signs the default member in.
    pub async fn sign_in(
        &self,
        wallet: &Wallet,
        payer: &str,
        options: SignInOptions,
    ) -> Result<Connection, Error> {
        let request = wallet.begin_sign_in(payer, options).await?;
        wallet.complete_sign_in(&self.callback(payer, request.url.as_str()).await).await
    }

    /// How the app signs in through the broker.
    pub fn options(&self, payer: &str) -> SignInOptions {
        let redirect = Redirect::auth_session(redirect(payer)).unwrap();
        SignInOptions::through_broker(self.broker.as_str(), APP, redirect).unwrap()
    }

    /// A browser that follows redirects from broker to payer and back, and not to apps.
    pub fn browser(&self, payer: &str) -> Browser {
        Browser::new().also_visiting(&self.payer(payer).origin())
    }

    /// Where the browser ends up when the default member follows `url` with `answer`.
    pub async fn follow(&self, payer: &str, url: &str, answer: Answer) -> Landing {
        let login = &self.payer(payer).logins()[0];
        self.browser(payer).sign_in(url, login, answer).await.unwrap()
    }

    pub async fn callback(&self, payer: &str, url: &str) -> String {
        match self.follow(payer, url, Answer::Allow).await {
            Landing::Callback(url) => url,
            Landing::Page { status, text } => panic!("{payer} shows a page ({status}): {text}"),
        }
    }
}

/// Serves a broker on the test's own runtime, for as long as that lives.
pub fn serve(text: &str, listener: TcpListener, directory: &Path, clock: Arc<Later>) {
    let config = Config::from_toml("broker.toml", text, directory).unwrap();
    let broker = Broker::with_clock(config, clock).unwrap();
    tokio::spawn(broker.serve(listener, std::future::pending()));
}

pub fn redirect(payer: &str) -> String {
    format!("{APP}:/callback/{payer}")
}

/// The presets, as this sandbox serves them.
pub fn presets(sandbox: &Sandbox) -> Vec<Preset> {
    let moved = |preset: Preset| {
        let payer = sandbox.payer(&preset.id)?;
        let mut moved = preset.at_origin(&payer.origin()).unwrap();
        moved.fhir_base = Some(payer.fhir_base().to_string());
        Some(moved)
    };
    builtin().into_iter().filter_map(moved).collect()
}

/// A broker's configuration for all payers of the sandbox. Presets and secrets are written beside it.
pub fn configuration(sandbox: &Sandbox, public_url: &str, limits: &str, directory: &Path) -> String {
    let put = |name: &str, text: &str| std::fs::write(directory.join(name), text).unwrap();
    put("sealing.key", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n");
    let mut text =
        format!("public_url = \"{public_url}\"\nsealing_keys = [{{ file = \"sealing.key\" }}]\n{limits}");
    for preset in presets(sandbox) {
        let id = &preset.id;
        let clients = sandbox.payer(id).unwrap().clients();
        let client = clients.iter().find(|client| client.secret.is_some()).unwrap();
        put(&format!("{id}.json"), &serde_json::to_string(&preset).unwrap());
        put(&format!("{id}.secret"), client.secret.as_ref().unwrap());
        let _ = write!(
            text,
            "[payers.{id}]\npreset_file = \"{id}.json\"\nclient_id = \"{}\"\nclient_secret = {{ file = \"{id}.secret\" }}\n",
            client.id
        );
    }
    for app in [APP, OTHER_APP] {
        let _ = writeln!(text, "[apps.\"{app}\".redirect_uris]");
        for preset in presets(sandbox) {
            let id = &preset.id;
            let _ = writeln!(text, "{id} = [\"{app}:/callback/{id}\", \"http://127.0.0.1/callback/{id}\"]");
        }
    }
    text
}
