//! A payer in a process of its own: the sandbox signs the member in, and what a FHIR server would send was made and
//! compressed beforehand, so that the server costs next to nothing while the client is measured.

mod bundles;
mod server;

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use billfold::payer::Preset;
use billfold_sandbox::data::Login;
use serde::{Deserialize, Serialize};

use crate::Outcome;
pub use bundles::resources;
pub use server::serve;

/// What it tells about itself.
#[derive(Clone, Serialize, Deserialize)]
pub struct Offer {
    /// Where the sandbox is, which signs members in.
    pub origin: String,
    pub sandbox_base: String,
    pub client_id: String,
    pub username: String,
    pub password: String,
    pub patient: String,
    /// Where the records are.
    pub fhir_base: String,
    /// How many there are of each type.
    pub counts: BTreeMap<String, u64>,
    /// Bytes of the bundle of all, before compression.
    pub bytes: u64,
}

impl Offer {
    pub fn resources(&self) -> u64 {
        self.counts.values().sum()
    }

    pub fn everything(&self) -> String {
        format!("{}/Patient/{}/$everything", self.fhir_base, self.patient)
    }

    pub fn login(&self) -> Login {
        Login {
            username: self.username.clone(),
            password: self.password.clone(),
            name: String::new(),
            fhir_user: format!("Patient/{}", self.patient),
            patient: self.patient.clone(),
        }
    }

    /// The preset of a payer that is asked for all at once, or type by type.
    pub fn preset(&self, paged: bool) -> Outcome<Preset> {
        let preset = billfold::payer::builtin().into_iter().find(|preset| preset.id == "bcbsnc");
        let mut preset = preset.ok_or("no preset bcbsnc")?.at_origin(&self.origin.parse()?)?;
        preset.fhir_base = Some(self.fhir_base.clone());
        preset.discovery = Some(format!("{}/.well-known/smart-configuration", self.sandbox_base));
        preset.aud = billfold::payer::Aud::Value(self.sandbox_base.clone());
        if paged {
            preset.fetch.strategy = billfold::payer::Strategy::Search;
            preset.fetch.patient_types = self.counts.keys().cloned().collect();
        }
        Ok(preset)
    }
}

/// A payer that runs. It stops when it is dropped.
pub struct Running {
    pub offer: Offer,
    process: Child,
}

/// Starts one with about so many thousand resources.
pub fn start(thousands: u32) -> Outcome<Running> {
    let mut process = Command::new(std::env::current_exe()?)
        .args(["--child", &format!("payer {thousands}")])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    let stdout = process.stdout.take().ok_or("no output of the payer")?;
    let mut line = String::new();
    BufReader::new(stdout).read_line(&mut line)?;
    Ok(Running { offer: serde_json::from_str(&line)?, process })
}

impl Drop for Running {
    fn drop(&mut self) {
        // It serves until its input is closed.
        drop(self.process.stdin.take());
        let _ = self.process.wait();
    }
}
