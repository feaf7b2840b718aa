//! The payers, in a process of their own, and their moods.

use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use billfold_sandbox::data::Login;
use billfold_sandbox::{Faults, Front, Mishap, Mishaps, Options, Sandbox, TokenFault, Weather};
use serde_json::Value;
use url::Url;

use crate::meeting::{leave, meet};

/// The directory in which parent and child meet.
const DIRECTORY: &str = "BILLFOLD_SOAK_PAYERS";

/// A payer, as its sandbox describes it.
pub struct Payer {
    pub id: String,
    pub origin: Url,
    pub fhir_base: String,
    pub client_id: String,
    pub client_secret: Option<String>,
    pub logins: Vec<Login>,
    held: BTreeMap<String, BTreeMap<String, u64>>,
}

impl Payer {
    fn read(described: &Value) -> Self {
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let login = |login: &Value| Login {
            username: text(&login["username"]),
            password: text(&login["password"]),
            name: text(&login["name"]),
            fhir_user: text(&login["fhir_user"]),
            patient: text(&login["patient"]),
        };
        Self {
            id: text(&described["id"]),
            origin: text(&described["origin"]).parse().unwrap(),
            fhir_base: text(&described["fhir_base"]),
            client_id: text(&described["client"]["client_id"]),
            client_secret: described["client"]["client_secret"].as_str().map(str::to_owned),
            logins: described["logins"].as_array().unwrap().iter().map(login).collect(),
            held: serde_json::from_value(described["held"].clone()).unwrap(),
        }
    }

    /// What it holds for a member.
    pub fn held(&self, patient: &str) -> BTreeMap<String, u64> {
        self.held[patient].clone()
    }
}

/// The process.
pub struct Payers {
    pub all: Vec<Arc<Payer>>,
    child: Child,
    directory: tempfile::TempDir,
}

impl Payers {
    pub fn start() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let child = Command::new(std::env::current_exe().unwrap())
            .args(["payers::the_payers", "--exact", "--test-threads=1"])
            .env(DIRECTORY, directory.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let described: Vec<Value> = serde_json::from_str(&meet(&directory.path().join("payers"))).unwrap();
        let all = described.iter().map(|described| Arc::new(Payer::read(described))).collect();
        Self { all, child, directory }
    }

    /// From now on nothing goes wrong.
    pub fn calm(&self) {
        leave(&self.directory.path().join("calm"), "");
        meet(&self.directory.path().join("is-calm"));
    }

    /// How often the refresh token was sent that was sent most, and how often at the same moment.
    pub fn stop(mut self) -> (u32, u32) {
        drop(self.child.stdin.take());
        assert!(self.child.wait().unwrap().success());
        let (uses, at_once) = serde_json::from_str(&meet(&self.directory.path().join("refreshes"))).unwrap();
        (uses, at_once)
    }
}

/// What a payer is like for a while. Tokens live so short that they are renewed all the time.
fn mood(turn: u64) -> (Faults, Weather) {
    let mishaps = |how| Some(Mishaps { how, one_in: 7, seed: turn });
    let short = Faults { access_token_life: Some(Duration::from_secs(20)), ..Faults::default() };
    let bad = Weather { seed: turn, ..Weather::default() };
    match turn % 9 {
        1 => (Faults { mishaps: mishaps(Mishap::Reset), ..short }, bad),
        2 => (Faults { mishaps: mishaps(Mishap::ServerError), ..short }, bad),
        3 => (Faults { mishaps: mishaps(Mishap::TooMany(1)), ..short }, bad),
        4 => (Faults { mishaps: mishaps(Mishap::Truncated), ..short }, bad),
        5 => (short, Weather { reset: 60, ..bad }),
        6 => (short, Weather { loss: 40, latency_ms: 2, ..bad }),
        7 => (Faults { token: Some(TokenFault::Unavailable), ..short }, bad),
        8 => (Faults { mishaps: mishaps(Mishap::Unavailable(1)), ..short }, bad),
        _ => (short, bad),
    }
}

/// Not a test, but the process of the payers; without a directory it does nothing.
#[test]
fn the_payers() {
    let Ok(directory) = std::env::var(DIRECTORY) else { return };
    let directory = PathBuf::from(directory);
    let sandbox = Sandbox::start(Options { front: Some(Front::Plain), ..Options::default() }).unwrap();
    let described = sandbox.payers().iter().map(|payer| {
        let mut described = payer.description();
        for login in payer.logins() {
            described["held"][&login.patient] = serde_json::to_value(payer.held(&login.patient)).unwrap();
        }
        described
    });
    leave(&directory.join("payers"), &Value::from(described.collect::<Vec<_>>()).to_string());
    let ended = Arc::new(std::sync::atomic::AtomicBool::new(false));
    let told = Arc::clone(&ended);
    std::thread::spawn(move || {
        let _ = std::io::stdin().read_to_end(&mut Vec::new());
        told.store(true, std::sync::atomic::Ordering::Relaxed);
    });
    let mut turn = 0;
    while !ended.load(std::sync::atomic::Ordering::Relaxed) {
        turn += 1;
        let calm = directory.join("calm").exists();
        for (payer, number) in sandbox.payers().iter().zip(0..) {
            let (faults, weather) =
                if calm { (Faults::default(), Weather::default()) } else { mood(turn / 20 + number) };
            if turn % 20 == 1 || calm {
                payer.set_faults(faults);
                payer.set_weather(weather);
            }
        }
        if calm && !directory.join("is-calm").exists() {
            leave(&directory.join("is-calm"), "");
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    let most = |count: fn(&billfold_sandbox::RunningPayer) -> u32| {
        sandbox.payers().iter().map(count).max().unwrap_or_default()
    };
    let refreshes = (
        most(billfold_sandbox::RunningPayer::most_refresh_uses),
        most(billfold_sandbox::RunningPayer::most_refreshes_at_once),
    );
    leave(&directory.join("refreshes"), &serde_json::to_string(&refreshes).unwrap());
}
