//! The process that dies.

use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::SystemTime;

use billfold::payer::Preset;
use billfold::ports::{Clock, SecureStoreUnavailable};
use billfold::{ClientRegistration, Redirect, SecureStore, SignInOptions, Wallet, WalletConfig};
use serde::{Deserialize, Serialize};
use tracing::Subscriber;
use tracing_subscriber::layer::{Context, Layer, SubscriberExt as _};

use crate::file_store::FileStore;
use crate::support::{World, redirect};

const ORDERS: &str = "BILLFOLD_KILL_ORDERS";
/// A file that is there when a sync has begun.
const SYNCING: &str = "syncing";

#[derive(Serialize, Deserialize)]
pub enum Task {
    Begin,
    Complete(String),
    Refresh(String),
    Sync(String),
}

#[derive(Serialize, Deserialize)]
struct Orders {
    point: usize,
    task: Task,
    directory: String,
    preset: Preset,
    client_id: String,
    client_secret: Option<String>,
}

pub struct Child<'a> {
    /// At which of its points it dies.
    pub point: usize,
    pub task: Task,
    pub world: &'a World,
}

impl Child<'_> {
    /// Runs it to its death, or its end: `true` if it died.
    pub fn run(self) -> bool {
        match self.status() {
            Some(0) => false,
            Some(code) => panic!("the child failed with {code}, and did not die"),
            None => true,
        }
    }

    /// Runs it to whatever end: where the payer has faults, it may fail as well.
    pub fn run_lenient(self) {
        self.status();
    }

    /// Runs it and kills it a while after its sync first told of progress. Where it ends before, how long after that it does.
    pub fn run_until(self, after: std::time::Duration) -> Option<std::time::Duration> {
        let syncing = self.world.directory.path().join(SYNCING);
        let _ = std::fs::remove_file(&syncing);
        let mut child = self.command().spawn().unwrap();
        while !syncing.exists() && child.try_wait().unwrap().is_none() {
            std::thread::sleep(std::time::Duration::from_millis(2));
        }
        let began = std::time::Instant::now();
        while began.elapsed() < after {
            if let Some(status) = child.try_wait().unwrap() {
                assert!(status.success(), "the child failed, and was not killed");
                return Some(began.elapsed());
            }
            std::thread::sleep(std::time::Duration::from_millis(2));
        }
        child.kill().unwrap();
        child.wait().unwrap();
        None
    }

    /// Runs it for a while and kills it.
    pub fn run_for(self, time: std::time::Duration) {
        let mut child = self.command().spawn().unwrap();
        std::thread::sleep(time);
        child.kill().unwrap();
        child.wait().unwrap();
    }

    fn status(self) -> Option<i32> {
        self.command().status().unwrap().code()
    }

    fn command(self) -> Command {
        let request = self.world.directory.path().join("request");
        let _ = std::fs::remove_file(request);
        let client = self.world.payer("bcbsmn").client();
        let orders = Orders {
            point: self.point,
            task: self.task,
            directory: self.world.directory.path().to_str().unwrap().to_owned(),
            preset: self.world.presets().remove(0),
            client_id: client.id.clone(),
            client_secret: client.secret.clone(),
        };
        let mut command = Command::new(std::env::current_exe().unwrap());
        command
            .args(["child::the_child", "--exact", "--nocapture", "--test-threads=1"])
            .env(ORDERS, serde_json::to_string(&orders).unwrap())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        command
    }
}

/// The authorization URL that the child handed out before it died.
pub fn begun(world: &World) -> Option<String> {
    std::fs::read_to_string(world.directory.path().join("request")).ok()
}

static POINTS: AtomicUsize = AtomicUsize::new(0);
static DEATH: AtomicUsize = AtomicUsize::new(usize::MAX);

fn point() {
    if POINTS.fetch_add(1, Ordering::SeqCst) == DEATH.load(Ordering::SeqCst) {
        std::process::abort();
    }
}

struct Points;

impl<S: Subscriber> Layer<S> for Points {
    fn on_event(&self, _: &tracing::Event<'_>, _: Context<'_, S>) {
        point();
    }
}

struct MortalClock;

impl Clock for MortalClock {
    fn now(&self) -> SystemTime {
        point();
        SystemTime::now()
    }
}

struct Mortal(FileStore);

impl SecureStore for Mortal {
    fn read(&self, name: &str) -> Result<Option<Vec<u8>>, SecureStoreUnavailable> {
        point();
        self.0.read(name)
    }

    fn write(&self, name: &str, value: &[u8]) -> Result<(), SecureStoreUnavailable> {
        point();
        let outcome = self.0.write(name, value);
        point();
        outcome
    }

    fn remove(&self, name: &str) -> Result<(), SecureStoreUnavailable> {
        point();
        let outcome = self.0.remove(name);
        point();
        outcome
    }
}

/// Not a test, but the child of the others; without orders it does nothing.
#[test]
fn the_child() {
    let Ok(orders) = std::env::var(ORDERS) else { return };
    let orders: Orders = serde_json::from_str(&orders).unwrap();
    tracing::subscriber::set_global_default(tracing_subscriber::registry().with(Points)).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let config = WalletConfig {
            presets: vec![orders.preset],
            allow_embedded_secret: true,
            ..WalletConfig::new(&orders.directory)
        };
        let directory = std::path::PathBuf::from(&orders.directory);
        let store = Arc::new(Mortal(FileStore::in_directory(&directory)));
        let wallet = Wallet::open_with_clock(config, store, Arc::new(MortalClock)).await.unwrap();
        // Opening is not what these tests are about.
        POINTS.store(0, Ordering::SeqCst);
        DEATH.store(orders.point, Ordering::SeqCst);
        match orders.task {
            Task::Begin => {
                let client =
                    ClientRegistration::with_embedded_secret(orders.client_id, orders.client_secret.unwrap());
                let redirect = Redirect::auth_session(redirect("bcbsmn")).unwrap();
                let request =
                    wallet.begin_sign_in("bcbsmn", SignInOptions::new(client, redirect)).await.unwrap();
                std::fs::write(directory.join("request"), request.url.as_str()).unwrap();
            }
            Task::Complete(callback) => {
                wallet.complete_sign_in(&callback).await.unwrap();
            }
            Task::Sync(connection) => {
                let observe = |_| std::fs::write(directory.join(SYNCING), "").unwrap();
                wallet.sync(&connection, observe, &billfold::Cancel::new()).await.unwrap();
            }
            Task::Refresh(connection) => {
                wallet.user_info(&connection).await.unwrap();
            }
        }
    });
}
