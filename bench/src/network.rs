//! Round trips, against the sandbox itself: a second sync with nothing new, and a network that is slow to answer.

use std::path::Path;
use std::sync::Arc;

use billfold::payer::Strategy;
use billfold::ports::MemorySecureStore;
use billfold::{Cancel, ClientRegistration, Redirect, SignInOptions, SyncReport, Wallet, WalletConfig};
use billfold_sandbox::browser::{Answer, Browser, Landing};
use billfold_sandbox::data::Payer;
use billfold_sandbox::{Faults, Options, RunningPayer, Sandbox};

use crate::Outcome;
use crate::table::Row;

const DELAY_MS: u64 = 80;
/// Requests that a sync has in flight.
const IN_FLIGHT: f64 = 4.0;

#[allow(clippy::cast_precision_loss, reason = "counts of requests and bytes are small")]
pub async fn measure() -> Outcome<Vec<Row>> {
    let mut rows = Vec::new();
    for payer in Payer::ALL {
        let sandbox = Sandbox::start(Options { payers: vec![payer], ..Options::default() })?;
        let payer = sandbox.payer(payer.id()).ok_or("the sandbox has no such payer")?;
        let id = payer.id();
        let preset = billfold::payer::builtin().into_iter().find(|preset| preset.id == id);
        let is_one_chain = preset.is_some_and(|preset| preset.fetch.strategy == Strategy::Everything);

        let directory = tempfile::tempdir()?;
        let (wallet, connection) = sign_in(payer, directory.path()).await?;
        let first = sync(&wallet, &connection).await?;
        let second = sync(&wallet, &connection).await?;
        let (requests, bytes) = (second.requests as f64, second.bytes as f64);
        let most = 2.0 * first.records.len() as f64;
        let before = format!("{} at first, {} types", first.requests, first.records.len());
        rows.push(Row::at_most(&format!("{id}: requests, nothing new"), requests, most, "", before));
        let before = format!("{} bytes at first", first.bytes);
        let most = first.bytes as f64 / 100.0;
        rows.push(Row::at_most(&format!("{id}: bytes, nothing new"), bytes, most, "bytes", before));

        let directory = tempfile::tempdir()?;
        let (wallet, connection) = sign_in(payer, directory.path()).await?;
        payer.set_faults(Faults { delay_ms: DELAY_MS, ..Faults::default() });
        let slow = sync(&wallet, &connection).await?;
        // The pages of `$everything` are one chain. Shorter chains, of searches and what they refer to, are not counted
        // here, which makes the bound stricter than it need be.
        let in_flight = if is_one_chain { 1.0 } else { IN_FLIGHT };
        let least = slow.requests as f64 / in_flight * DELAY_MS as f64 / 1e3;
        let what = format!("{} requests, {in_flight} in flight", slow.requests);
        let name = format!("{id}: {DELAY_MS} ms added to every answer");
        rows.push(Row::times(&name, slow.elapsed.as_secs_f64(), 1.25, "s", least, &what));
    }
    Ok(rows)
}

async fn sync(wallet: &Wallet, connection: &str) -> Outcome<SyncReport> {
    let report = wallet.sync(connection, |_| {}, &Cancel::new()).await?;
    if report.failed.is_empty() { Ok(report) } else { Err(format!("{:?}", report.failed).into()) }
}

async fn sign_in(payer: &RunningPayer, directory: &Path) -> Outcome<(Wallet, String)> {
    let id = payer.id();
    let preset = billfold::payer::builtin().into_iter().find(|preset| preset.id == id);
    let mut preset = preset.ok_or("no such preset")?.at_origin(&payer.origin())?;
    preset.fhir_base = Some(payer.fhir_base().to_string());
    let config =
        WalletConfig { presets: vec![preset], allow_embedded_secret: true, ..WalletConfig::new(directory) };
    let wallet = Wallet::open(config, Arc::new(MemorySecureStore::default())).await?;
    let client = payer.client();
    let registration = match &client.secret {
        Some(secret) => ClientRegistration::with_embedded_secret(&client.id, secret.as_str()),
        None => ClientRegistration::public(&client.id),
    };
    let redirect = Redirect::auth_session(format!("org.billfold.wallet:/callback/{id}"))?;
    let request = wallet.begin_sign_in(id, SignInOptions::new(registration, redirect)).await?;
    let login = payer.logins().first().ok_or("nobody can sign in")?;
    let landing = Browser::new().sign_in(request.url.as_str(), login, Answer::Allow).await?;
    let Landing::Callback(callback) = landing else { return Err("the sign-in ended at a page".into()) };
    let connection = wallet.complete_sign_in(&callback).await?;
    Ok((wallet, connection.id))
}
