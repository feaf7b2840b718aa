//! Fifty wallets at five payers, syncing and renewing their tokens under faults for half an hour: nothing is lost, nothing
//! comes twice, and nothing grows.
//!
//! The payers are in a child of this test, so that what is measured is the wallets' process alone. `BILLFOLD_SOAK_SECONDS=120`
//! soaks for two minutes.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a test whose world cannot be set up is a failed test")]
#![allow(clippy::print_stdout, reason = "the figures are what this test is for")]

mod measure;
#[path = "../support/meeting.rs"]
mod meeting;
mod payers;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use billfold::error::FhirError;
use billfold::payer::{Preset, builtin};
use billfold::ports::MemorySecureStore;
use billfold::{
    Cancel, ClientRegistration, Connection, ErrorKind, Redirect, SignInOptions, Wallet, WalletConfig,
};
use billfold_sandbox::browser::{Answer, Browser, Landing};
use measure::{Figures, Growth};
use payers::{Payer, Payers};

const WALLETS: usize = 50;
/// Between two syncs of a wallet.
const BETWEEN: Duration = Duration::from_millis(200);

fn length() -> Duration {
    let told = std::env::var("BILLFOLD_SOAK_SECONDS").ok();
    Duration::from_secs(told.map_or(1800, |seconds| seconds.parse().unwrap()))
}

/// What the wallets met.
#[derive(Default)]
struct Tally {
    syncs: AtomicU64,
    told: AtomicU64,
    sign_ins: AtomicU64,
}

/// One member's wallet, at one payer.
struct Member {
    wallet: Wallet,
    payer: Arc<Payer>,
    login: usize,
    directory: tempfile::TempDir,
}

impl Member {
    async fn new(number: usize, payer: Arc<Payer>) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let preset: Preset = builtin().into_iter().find(|preset| preset.id == payer.id).unwrap();
        let mut preset = preset.at_origin(&payer.origin).unwrap();
        preset.fhir_base = Some(payer.fhir_base.clone());
        let config = WalletConfig {
            presets: vec![preset],
            allow_embedded_secret: true,
            ..WalletConfig::new(directory.path())
        };
        let wallet = Wallet::open(config, Arc::new(MemorySecureStore::default())).await.unwrap();
        let login = number % payer.logins.len();
        Self { wallet, payer, login, directory }
    }

    /// Signs in, however often that takes.
    async fn sign_in(&self, tally: &Tally) -> Connection {
        loop {
            tally.sign_ins.fetch_add(1, Ordering::Relaxed);
            if let Some(connection) = self.try_sign_in().await {
                return connection;
            }
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
    }

    async fn try_sign_in(&self) -> Option<Connection> {
        let payer = &self.payer;
        let client = match &payer.client_secret {
            Some(secret) => ClientRegistration::with_embedded_secret(&payer.client_id, secret.as_str()),
            None => ClientRegistration::public(&payer.client_id),
        };
        let redirect = format!("org.billfold.wallet:/callback/{}", payer.id);
        let options = SignInOptions::new(client, Redirect::auth_session(redirect).unwrap());
        let request = self.wallet.begin_sign_in(&payer.id, options).await.ok()?;
        let browser = Browser::new();
        let landing = browser.sign_in(request.url.as_str(), &payer.logins[self.login], Answer::Allow).await;
        let Ok(Landing::Callback(callback)) = landing else { return None };
        self.wallet.complete_sign_in(&callback).await.ok()
    }

    /// One sync, or a reconciliation. The records, where all came; else how long to wait before the next.
    async fn sync(
        &self,
        connection: &mut Connection,
        full: bool,
        tally: &Tally,
    ) -> Result<BTreeMap<String, u64>, Duration> {
        tally.syncs.fetch_add(1, Ordering::Relaxed);
        let never = Cancel::new();
        let outcome = if full {
            self.wallet.reconcile(&connection.id, |_| {}, &never).await
        } else {
            self.wallet.sync(&connection.id, |_| {}, &never).await
        };
        match outcome {
            Ok(report) => {
                // A token may expire while the payer thinks, and the one after it too.
                let expired = FhirError::Forbidden { status: 401 };
                let passes = |error: &FhirError| error.is_transient() || *error == expired;
                assert!(report.failed.iter().all(|failure| passes(&failure.error)), "{report:?}");
                tally.told.fetch_add(report.failed.len() as u64, Ordering::Relaxed);
                assert_eq!(report.missing, 0, "the payer has everything still");
                if report.failed.is_empty() { Ok(report.records) } else { Err(BETWEEN) }
            }
            Err(error) => {
                tally.told.fetch_add(1, Ordering::Relaxed);
                match error.kind() {
                    ErrorKind::SignInRequired => *connection = self.sign_in(tally).await,
                    ErrorKind::Offline | ErrorKind::PayerUnavailable => {}
                    kind => panic!("{}: {kind:?}: {error}", self.payer.id),
                }
                Err(error.retry_after().unwrap_or(BETWEEN))
            }
        }
    }

    /// Syncs until told to stop, and then until everything is there.
    async fn live(&self, over: &AtomicBool, tally: &Tally) {
        let mut connection = self.sign_in(tally).await;
        for turn in 1_u32.. {
            if over.load(Ordering::Relaxed) {
                break;
            }
            // An app waits as long as it is told. This one does not, to see what comes of it.
            let _ = self.sync(&mut connection, turn.is_multiple_of(10), tally).await;
            let views = self.wallet.cards().is_ok() && self.wallet.people().is_ok();
            assert!(views, "views never fail");
            tokio::time::sleep(BETWEEN).await;
        }
        let mut whole = None;
        for _ in 0..20 {
            let records = match self.sync(&mut connection, true, tally).await {
                Ok(records) => records,
                Err(wait) => {
                    tokio::time::sleep(wait).await;
                    continue;
                }
            };
            let held = self.payer.held(&connection.patient);
            assert_eq!(records, held, "{}: lost or doubled", self.payer.id);
            let after = self.size();
            if let Some(before) = whole {
                let same = after <= before + before / 10;
                assert!(same, "a file grew from {before} to {after} by nothing new");
                return;
            }
            whole = Some(after);
        }
        panic!("{}: it never gets everything", self.payer.id);
    }

    /// Bytes of the wallet's file, with what is beside it for a while written back.
    fn size(&self) -> u64 {
        let file = self.directory.path().join("billfold.db");
        let database = rusqlite::Connection::open(&file).unwrap();
        let busy: i64 = database.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0)).unwrap();
        assert_eq!(busy, 0, "nobody uses it");
        std::fs::metadata(file).unwrap().len()
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "half an hour: script/test --long"]
async fn fifty_wallets_lose_nothing_double_nothing_and_leak_nothing() {
    let payers = Payers::start();
    let (over, tally) = (Arc::new(AtomicBool::new(false)), Arc::new(Tally::default()));
    let mut members = Vec::new();
    for number in 0..WALLETS {
        let payer = Arc::clone(&payers.all[number % payers.all.len()]);
        members.push(Arc::new(Member::new(number / payers.all.len(), payer).await));
    }
    let lives: Vec<_> = members
        .iter()
        .map(|member| {
            let (member, over, tally) = (Arc::clone(member), Arc::clone(&over), Arc::clone(&tally));
            tokio::spawn(async move { member.live(&over, &tally).await })
        })
        .collect();
    let (began, whole) = (Instant::now(), length());
    let mut growth = Growth::default();
    while began.elapsed() < whole {
        tokio::time::sleep(whole / 120).await;
        growth.note(began.elapsed().as_secs_f64() / whole.as_secs_f64(), Figures::now());
        assert!(lives.iter().all(|life| !life.is_finished()), "a wallet gave up");
    }
    payers.calm();
    over.store(true, Ordering::Relaxed);
    for life in lives {
        life.await.unwrap();
    }
    let (syncs, told, sign_ins) = (
        tally.syncs.load(Ordering::Relaxed),
        tally.told.load(Ordering::Relaxed),
        tally.sign_ins.load(Ordering::Relaxed),
    );
    println!(
        "{WALLETS} wallets, {} s: {syncs} syncs, {told} failures told, {sign_ins} sign-ins",
        whole.as_secs()
    );
    growth.print();
    assert!(syncs > WALLETS as u64 && told > 0, "the weather was bad");
    growth.check();
    drop(members);
    tokio::time::sleep(Duration::from_secs(2)).await;
    let tasks = tokio::runtime::Handle::current().metrics().num_alive_tasks();
    assert!(tasks < 10, "{tasks} tasks outlive their wallets");
    let (uses, at_once) = payers.stop();
    assert!(uses <= 2 && at_once == 1, "a refresh token was sent {uses} times, {at_once} at once");
}
