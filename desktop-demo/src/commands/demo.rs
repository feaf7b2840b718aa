//! `demo`: five simulated payers, a wallet, and everything between them over real HTTP.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use billfold::payer::Preset;
use billfold::ports::MemorySecureStore;
use billfold::wallet::{ClaimQuery, ClinicalQuery};
use billfold::{
    Cancel, ClientRegistration, Connection, ErrorKind, Redirect, SignInOptions, SyncReport, Wallet,
    WalletConfig,
};
use billfold_sandbox::browser::{Answer, Browser, Landing};
use billfold_sandbox::{Options, RunningPayer, Sandbox};
use comfy_table::{Cell, CellAlignment, Color, ColumnConstraint, Width};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::cli::DemoArguments;
use crate::commands::both_ways::{compared, through_broker};
use crate::commands::target::{moved, preset};
use crate::commands::views::pages;
use crate::draw;
use crate::failure::Failure;
use crate::json_views;
use crate::open;
use crate::output::Output;
use crate::progress::Progress;

/// Claims and medications that are shown to people; programs get all.
const SHOWN: usize = 10;

/// What became of one payer.
pub struct Visit<'a> {
    payer: &'a RunningPayer,
    connection: Option<Connection>,
    report: Option<SyncReport>,
    error: Option<Failure>,
    elapsed: Duration,
}

/// Signs in to the five payers, fetches the records, and shows them.
pub async fn run(arguments: &DemoArguments, output: &Output) -> Result<(), Failure> {
    let options = Options { seed: arguments.seed, scale: arguments.scale, ..Options::default() };
    let sandbox = Sandbox::start(options).map_err(|error| {
        Failure::new(ErrorKind::Misconfigured, format!("the simulated payers cannot start: {error}"))
    })?;
    let presets = sandbox.payers().iter().map(preset_at).collect::<Result<_, _>>()?;
    // Held until the end: dropping it removes the files.
    let (wallet, _directory) = wallet(presets, arguments.save.as_deref()).await?;
    let mut visits = Vec::new();
    for payer in sandbox.payers() {
        visits.push(visit(&wallet, payer, direct(payer)?).await);
    }
    let minnesota = sandbox.payer("bcbsmn");
    let brokered = match minnesota {
        Some(payer) => Some(through_broker(payer).await?),
        None => None,
    };
    show(&wallet, &visits, brokered.as_ref(), output)?;
    let all_well = visits.iter().chain(&brokered).all(|visit| visit.error.is_none());
    if all_well { Ok(()) } else { Err(Failure::Told) }
}

/// The payer's preset, with the simulated payer in the place of the real one.
pub fn preset_at(payer: &RunningPayer) -> Result<Preset, Failure> {
    let base = payer.fhir_base();
    Ok(moved(&preset(payer.id())?, &base, base.as_str())?)
}

/// A wallet that is gone afterwards, or one that stays in the directory that was named.
async fn wallet(presets: Vec<Preset>, save: Option<&Path>) -> Result<(Wallet, Option<TempDir>), Failure> {
    // The clients of the simulated payers have secrets, and these are made up.
    let config = |directory: &Path| WalletConfig {
        presets,
        allow_embedded_secret: true,
        ..WalletConfig::new(directory)
    };
    if let Some(directory) = save {
        if directory.read_dir().is_ok_and(|mut entries| entries.next().is_some()) {
            let detail = format!("{} is not empty: name a new directory", directory.display());
            return Err(Failure::new(ErrorKind::Misconfigured, detail));
        }
        return Ok((open::with_config(config(directory)).await?, None));
    }
    let directory = open::temporary_directory()?;
    let store = Arc::new(MemorySecureStore::default());
    Ok((Wallet::open(config(directory.path()), store).await?, Some(directory)))
}

/// Signs in and syncs, whatever becomes of it.
pub async fn visit<'a>(wallet: &Wallet, payer: &'a RunningPayer, options: SignInOptions) -> Visit<'a> {
    let started = Instant::now();
    let progress = Progress::new(payer.id());
    let mut visit = Visit { payer, connection: None, report: None, error: None, elapsed: Duration::ZERO };
    if let Err(error) = sign_in_and_sync(wallet, &mut visit, options, &progress).await {
        progress.end(&format!("failed: {error}"));
        visit.error = Some(error);
    }
    visit.elapsed = started.elapsed();
    visit
}

async fn sign_in_and_sync(
    wallet: &Wallet,
    visit: &mut Visit<'_>,
    options: SignInOptions,
    progress: &Progress,
) -> Result<(), Failure> {
    progress.step("signing in");
    let connection = &*visit.connection.insert(sign_in(wallet, visit.payer, options).await?);
    let report = wallet.sync(&connection.id, |step| progress.sync(&step), &Cancel::new()).await?;
    progress.end(&draw::report(&report));
    visit.report = Some(report);
    Ok(())
}

/// The redirect URI that every payer has registered for the app.
pub fn redirect_uri(payer: &RunningPayer) -> String {
    format!("org.billfold.wallet:/callback/{}", payer.id())
}

/// Without a broker, as a native app does it: a custom scheme that the browser session gives back to the app alone.
fn direct(payer: &RunningPayer) -> Result<SignInOptions, Failure> {
    let client = payer.client();
    let registration = match &client.secret {
        Some(secret) => ClientRegistration::with_embedded_secret(&client.id, secret.as_str()),
        None => ClientRegistration::public(&client.id),
    };
    Ok(SignInOptions::new(registration, Redirect::auth_session(redirect_uri(payer))?))
}

async fn sign_in(
    wallet: &Wallet,
    payer: &RunningPayer,
    options: SignInOptions,
) -> Result<Connection, Failure> {
    let request = wallet.begin_sign_in(payer.id(), options).await?;
    let lost = |what: String| Failure::new(ErrorKind::PayerMisbehaved, what);
    let member = payer.logins().first().ok_or_else(|| lost("the payer has no members".to_owned()))?;
    let landing = Browser::new()
        .also_visiting(&payer.origin())
        .sign_in(request.url.as_str(), member, Answer::Allow)
        .await;
    match landing {
        Ok(Landing::Callback(callback_url)) => Ok(wallet.complete_sign_in(&callback_url).await?),
        Ok(Landing::Page { status, .. }) => {
            wallet.cancel_sign_in(&request.id).await?;
            Err(lost(format!("the sign-in ended at a page of the payer, with status {status}")))
        }
        Err(error) => Err(lost(format!("the browser failed: {error}"))),
    }
}

impl Visit<'_> {
    /// How the sign-in was protected, if there was one.
    pub fn protection(&self) -> Option<String> {
        self.connection.as_ref().map(|connection| draw::protection(connection.protection))
    }

    /// What the payer itself says it holds for this member.
    fn held(&self) -> BTreeMap<String, u64> {
        self.connection.as_ref().map(|connection| self.payer.held(&connection.patient)).unwrap_or_default()
    }

    fn records(&self) -> BTreeMap<String, u64> {
        self.report.as_ref().map(|report| report.records.clone()).unwrap_or_default()
    }

    fn json(&self) -> Value {
        let connection = self.connection.as_ref();
        let mut object = json!({
            "id": self.payer.id(),
            "name": self.payer.name(),
            "signed_in": connection.is_some(),
            "protection": connection.map(|connection| connection.protection),
            "patient": connection.map(|connection| &connection.patient),
            "records": self.records(),
            "held": self.held(),
            "requests": self.report.as_ref().map(|report| report.requests),
            "elapsed_ms": json_views::milliseconds(self.elapsed),
        });
        if let Some(report) = self.report.as_ref().filter(|report| !report.failed.is_empty()) {
            object["failed"] = json_views::failures(&report.failed);
        }
        if let Some(error) = &self.error {
            object["error"] = json!({"kind": error.kind(), "detail": error.to_string()});
        }
        object
    }

    /// Records by type, and where that is not what the payer holds.
    fn records_cell(&self) -> Cell {
        if let Some(error) = &self.error {
            return draw::cell(&error.to_string()).fg(Color::Red);
        }
        let (records, held) = (self.records(), self.held());
        if records == held {
            return draw::cell(&draw::counts(&records));
        }
        let text = format!("{}\nbut the payer holds {}", draw::counts(&records), draw::counts(&held));
        draw::cell(&text).fg(Color::Red)
    }
}

fn show(
    wallet: &Wallet,
    visits: &[Visit<'_>],
    brokered: Option<&Visit<'_>>,
    output: &Output,
) -> Result<(), Failure> {
    let cards = wallet.cards()?;
    let claims =
        pages(None, |after, limit| wallet.claims(&ClaimQuery { after, limit, ..ClaimQuery::default() }))?;
    let medications = pages(None, |after, limit| {
        wallet.medications(&ClinicalQuery { after, limit, ..ClinicalQuery::default() })
    })?;
    let json = || {
        json!({
            "payers": visits.iter().map(Visit::json).collect::<Value>(),
            "through_broker": brokered.map(Visit::json),
            "cards": cards.iter().map(json_views::card).collect::<Value>(),
            "claims": claims.iter().map(json_views::claim).collect::<Value>(),
            "medications": medications.iter().map(json_views::medication).collect::<Value>(),
        })
    };
    output.tell(json, || {
        let mut parts = vec![format!("\nThe payers\n\n{}", payers(visits))];
        if visits.iter().all(|visit| visit.error.is_none() && visit.records() == visit.held()) {
            parts.push("The wallet holds every record that the payers hold for these members.".to_owned());
        }
        let direct =
            brokered.and_then(|brokered| visits.iter().find(|visit| visit.payer.id() == brokered.payer.id()));
        if let (Some(direct), Some(brokered)) = (direct, brokered) {
            parts.push(format!("\n{} both ways\n\n{}", direct.payer.name(), compared(direct, brokered)));
        }
        if let Some(card) = cards.first() {
            parts.push(format!("\nAn insurance card, one of {}\n\n{}", cards.len(), draw::card(card)));
        }
        let shown = &claims[..claims.len().min(SHOWN)];
        let count = format!("{} of {}", shown.len(), claims.len());
        parts.push(format!("\nThe last claims, {count}\n\n{}", draw::claims(shown)));
        let shown = &medications[..medications.len().min(SHOWN)];
        let count = format!("{} of {}", shown.len(), medications.len());
        parts.push(format!("\nMedications, {count}\n\n{}", draw::medications(shown)));
        parts.join("\n")
    })
}

fn payers(visits: &[Visit<'_>]) -> String {
    let mut table = draw::table(&["Payer and patient", "Sign-in", "Records", "Requests", "Time"]);
    for visit in visits {
        let connection = visit.connection.as_ref();
        let patient = connection.map(|connection| connection.patient.as_str()).unwrap_or_default();
        let requests = visit.report.as_ref().map(|report| report.requests.to_string()).unwrap_or_default();
        table.add_row(vec![
            draw::cell(&format!("{}\n{patient}", visit.payer.name())),
            draw::cell(&visit.protection().unwrap_or_default()),
            visit.records_cell(),
            Cell::new(requests).set_alignment(CellAlignment::Right),
            Cell::new(format!("{:.1} s", visit.elapsed.as_secs_f64())).set_alignment(CellAlignment::Right),
        ]);
    }
    // The rest of the width is for the records.
    for (column, widest) in [(0, 22), (1, 23)] {
        if let Some(column) = table.column_mut(column) {
            column.set_constraint(ColumnConstraint::UpperBoundary(Width::Fixed(widest)));
        }
    }
    draw::finish(&table)
}
