//! What every journey needs: the sandbox, a wallet that knows it, and a member at a browser.

#![allow(dead_code, reason = "each test binary uses its own part")]
#![allow(clippy::unwrap_used, reason = "a journey that cannot be set up is a failed test")]

use std::sync::Arc;

use billfold::payer::{Preset, builtin};
use billfold::ports::MemorySecureStore;
use billfold::record::Claim;
use billfold::wallet::ClaimQuery;
use billfold::{
    Cancel, ClientRegistration, Connection, Error, Redirect, SignInOptions, SignInRequest, SyncReport,
    Wallet, WalletConfig,
};
use billfold_sandbox::browser::{Answer, Browser, Landing};
use billfold_sandbox::data::{Login, Payer};
use billfold_sandbox::{Options, Quirk, RunningPayer, Sandbox};

/// The five payers, and a directory and a secure store for wallets.
pub struct World {
    pub sandbox: Sandbox,
    pub directory: tempfile::TempDir,
    pub keys: Arc<MemorySecureStore>,
}

impl World {
    pub fn new() -> Self {
        Self::with(Options::default())
    }

    pub fn with(options: Options) -> Self {
        Self {
            sandbox: Sandbox::start(options).unwrap(),
            directory: tempfile::tempdir().unwrap(),
            keys: Arc::new(MemorySecureStore::default()),
        }
    }

    /// A world with one payer only, which starts faster.
    pub fn of(payer: Payer) -> Self {
        Self::with(Options { payers: vec![payer], ..Options::default() })
    }

    /// A world with one payer that has these quirks.
    pub fn bent(payer: Payer, quirks: &[Quirk]) -> Self {
        let quirks = quirks.iter().map(|quirk| (*quirk).into()).collect();
        Self::with(Options { payers: vec![payer], quirks, ..Options::default() })
    }

    pub fn payer(&self, id: &str) -> &RunningPayer {
        self.sandbox.payer(id).unwrap()
    }

    /// The presets, as this sandbox serves them.
    pub fn presets(&self) -> Vec<Preset> {
        let moved = |preset: Preset| {
            let payer = self.sandbox.payer(&preset.id)?;
            let mut moved = preset.at_origin(&payer.origin()).unwrap();
            moved.fhir_base = Some(payer.fhir_base().to_string());
            Some(moved)
        };
        builtin().into_iter().filter_map(moved).collect()
    }

    pub fn config(&self) -> WalletConfig {
        WalletConfig {
            presets: self.presets(),
            allow_embedded_secret: true,
            ..WalletConfig::new(self.directory.path())
        }
    }

    /// A wallet of this process; another call is another process over the same file and secure store.
    pub async fn wallet(&self) -> Wallet {
        Wallet::open(self.config(), self.keys.clone()).await.unwrap()
    }

    /// A wallet whose presets are `changed`.
    pub async fn wallet_changed(&self, changed: impl Fn(&mut Preset)) -> Wallet {
        let mut config = self.config();
        config.presets.iter_mut().for_each(changed);
        self.wallet_with(config).await
    }

    pub async fn wallet_with(&self, config: WalletConfig) -> Wallet {
        Wallet::open(config, self.keys.clone()).await.unwrap()
    }

    /// How the sandbox's own client of a payer signs in, as a native app.
    pub fn options(&self, payer: &str) -> SignInOptions {
        let client = self.payer(payer).client();
        let registration = match &client.secret {
            Some(secret) => ClientRegistration::with_embedded_secret(&client.id, secret.as_str()),
            None => ClientRegistration::public(&client.id),
        };
        SignInOptions::new(registration, Redirect::auth_session(redirect(payer)).unwrap())
    }

    /// Where the browser ends up when the member follows `request` with `answer`.
    pub async fn follow_as(&self, request: &SignInRequest, login: &Login, answer: Answer) -> Landing {
        Browser::new().sign_in(request.url.as_str(), login, answer).await.unwrap()
    }

    /// The callback of a member who follows `request` with `answer`.
    pub async fn callback(&self, payer: &str, request: &SignInRequest, answer: Answer) -> String {
        let login = &self.payer(payer).logins()[0];
        match self.follow_as(request, login, answer).await {
            Landing::Callback(url) => url,
            Landing::Page { status, text } => panic!("{payer} shows a page ({status}): {text}"),
        }
    }

    pub async fn sign_in(&self, wallet: &Wallet, payer: &str) -> Connection {
        self.try_sign_in(wallet, payer, Answer::Allow).await.unwrap()
    }

    pub async fn try_sign_in(
        &self,
        wallet: &Wallet,
        payer: &str,
        answer: Answer,
    ) -> Result<Connection, Error> {
        let request = wallet.begin_sign_in(payer, self.options(payer)).await?;
        wallet.complete_sign_in(&self.callback(payer, &request, answer).await).await
    }
}

pub fn redirect(payer: &str) -> String {
    format!("org.billfold.wallet:/callback/{payer}")
}

pub async fn sync(wallet: &Wallet, connection: &Connection) -> Result<SyncReport, Error> {
    wallet.sync(&connection.id, |_| {}, &Cancel::new()).await
}

/// All claims, page by page.
pub fn all_claims(wallet: &Wallet) -> Vec<Claim> {
    let mut query = ClaimQuery { limit: 7, ..ClaimQuery::default() };
    let mut claims = Vec::new();
    loop {
        let page = wallet.claims(&query).unwrap();
        assert!(page.items.len() <= 7);
        claims.extend(page.items);
        query.after = page.next;
        if query.after.is_none() {
            assert_eq!(claims.len() as u64, page.total);
            return claims;
        }
    }
}

pub const ALL: [&str; 5] = ["bcbsmn", "bcbsnc", "bcbst", "intersystems", "sharedhealthms"];

/// A device's clock that a test moves on.
#[derive(Default)]
pub struct Later(std::sync::atomic::AtomicI64);

impl Later {
    /// Moves it, back where `seconds` is negative.
    pub fn pass(&self, seconds: i64) {
        self.0.fetch_add(seconds, std::sync::atomic::Ordering::Relaxed);
    }
}

impl billfold::ports::Clock for Later {
    fn now(&self) -> std::time::SystemTime {
        let seconds = self.0.load(std::sync::atomic::Ordering::Relaxed);
        let length = std::time::Duration::from_secs(seconds.unsigned_abs());
        let now = std::time::SystemTime::now();
        if seconds < 0 { now - length } else { now + length }
    }
}

/// A device's clock that goes on by some milliseconds whenever somebody looks at it.
pub struct Ticking {
    began: std::time::SystemTime,
    looks: std::sync::atomic::AtomicU64,
}

impl Default for Ticking {
    fn default() -> Self {
        Self { began: std::time::SystemTime::now(), looks: std::sync::atomic::AtomicU64::new(0) }
    }
}

impl Ticking {
    const TICK: u64 = 7;

    /// How far it has gone on.
    pub fn passed(&self) -> std::time::Duration {
        std::time::Duration::from_millis(Self::TICK * self.looks.load(std::sync::atomic::Ordering::Relaxed))
    }
}

impl billfold::ports::Clock for Ticking {
    fn now(&self) -> std::time::SystemTime {
        self.looks.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        self.began + self.passed()
    }
}
