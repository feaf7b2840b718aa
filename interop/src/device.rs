//! A member's device: the wallet's file, its key store, and a clock that a journey moves on.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use billfold::auth::PkceProtection;
use billfold::payer::{Pkce, Preset};
use billfold::ports::{Clock, MemorySecureStore};
use billfold::{
    Cancel, ClientRegistration, Connection, Error, Redirect, SecureStore, SignInOptions, SyncReport, Wallet,
    WalletConfig,
};

use crate::browser::{Member, follow};
use crate::grants::Provider;
use crate::servers::CLIENT;
use crate::{Outcome, demand};

pub struct Device {
    directory: tempfile::TempDir,
    keys: Arc<MemorySecureStore>,
    clock: Arc<Later>,
    preset: Preset,
    redirect: String,
}

impl Device {
    /// One whose app knows of a payer its FHIR base and its issuer, and what the provider wants.
    pub fn new(provider: Provider, fhir_base: &str, issuer: &str) -> Outcome<Self> {
        let mut preset = Preset::for_fhir_base(fhir_base)?;
        provider.name().clone_into(&mut preset.id);
        preset.endpoints.issuer = Some(issuer.to_owned());
        preset.pkce = Pkce::Required;
        preset.consent_for_offline_access = provider.wants_consent();
        Ok(Self {
            directory: tempfile::tempdir()?,
            keys: Arc::default(),
            clock: Arc::default(),
            preset,
            redirect: redirect(provider.name()),
        })
    }

    /// The same, whose preset is changed.
    pub fn with(mut self, change: impl FnOnce(&mut Preset)) -> Self {
        change(&mut self.preset);
        self
    }

    pub async fn wallet(&self) -> Outcome<Wallet> {
        let config =
            WalletConfig { presets: vec![self.preset.clone()], ..WalletConfig::new(self.directory.path()) };
        let (keys, clock) = (Arc::clone(&self.keys) as Arc<dyn SecureStore>, Arc::clone(&self.clock));
        Ok(Wallet::open_with_clock(config, keys, clock).await?)
    }

    /// A copy of all that it holds, as a backup would be.
    pub fn copy(&self) -> Outcome<Self> {
        let directory = tempfile::tempdir()?;
        for file in std::fs::read_dir(self.directory.path())? {
            let file = file?;
            std::fs::copy(file.path(), directory.path().join(file.file_name()))?;
        }
        let keys = MemorySecureStore::default();
        for (name, value) in self.keys.items()? {
            keys.write(&name, &value)?;
        }
        Ok(Self {
            directory,
            keys: Arc::new(keys),
            clock: Arc::clone(&self.clock),
            preset: self.preset.clone(),
            redirect: self.redirect.clone(),
        })
    }

    pub fn pass(&self, seconds: u64) {
        self.clock.0.fetch_add(seconds, Ordering::Relaxed);
    }

    /// The authorization URL of a sign-in that begins.
    pub async fn begin(&self, wallet: &Wallet) -> Outcome<String> {
        let options = SignInOptions::new(
            ClientRegistration::public(CLIENT),
            Redirect::auth_session(self.redirect.as_str())?,
        );
        Ok(wallet.begin_sign_in(&self.preset.id, options).await?.url.into())
    }

    /// The callback of a sign-in that begins and that the member follows to its end.
    pub async fn callback(&self, wallet: &Wallet, member: Member<'_>) -> Outcome<String> {
        follow(&self.begin(wallet).await?, &self.redirect, member).await
    }

    /// The callback of a member at `url`.
    pub async fn follow(&self, url: &str, member: Member<'_>) -> Outcome<String> {
        follow(url, &self.redirect, member).await
    }

    /// A sign-in with all the protection that there is.
    pub async fn sign_in(&self, wallet: &Wallet, member: Member<'_>) -> Outcome<Connection> {
        let connection = wallet.complete_sign_in(&self.callback(wallet, member).await?).await?;
        let protection = connection.protection;
        demand(protection.pkce == PkceProtection::S256 && protection.id_token, || {
            format!(
                "the sign-in was protected by {}, ID token: {}",
                protection.pkce.as_str(),
                protection.id_token
            )
        })?;
        Ok(connection)
    }
}

pub fn redirect(payer: &str) -> String {
    format!("org.billfold.wallet:/callback/{payer}")
}

pub async fn sync(wallet: &Wallet, connection: &Connection) -> Result<SyncReport, Error> {
    wallet.sync(&connection.id, |_| {}, &Cancel::new()).await
}

/// A sync in which nothing failed.
pub async fn sync_whole(wallet: &Wallet, connection: &Connection) -> Outcome<SyncReport> {
    let report = sync(wallet, connection).await?;
    demand(report.failed.is_empty() && report.unavailable == 0, || {
        format!("the sync was not whole: {:?}, {} unavailable", report.failed, report.unavailable)
    })?;
    Ok(report)
}

#[derive(Default)]
struct Later(AtomicU64);

impl Clock for Later {
    fn now(&self) -> SystemTime {
        SystemTime::now() + Duration::from_secs(self.0.load(Ordering::Relaxed))
    }
}
