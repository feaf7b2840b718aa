//! The sandbox's pages in a real browser, at all payers.

use std::sync::Arc;

use billfold::payer::builtin;
use billfold::ports::MemorySecureStore;
use billfold::{ClientRegistration, Redirect, SignInOptions, Wallet, WalletConfig};
use billfold_sandbox::{Options, Sandbox};

use crate::browser::{Member, follow};
use crate::device::{redirect, sync_whole};
use crate::{Outcome, demand};

pub async fn journey() -> Outcome<String> {
    let sandbox = Sandbox::start(Options::default())?;
    let mut presets = Vec::new();
    for preset in builtin() {
        let Some(payer) = sandbox.payer(&preset.id) else { continue };
        let mut preset = preset.at_origin(&payer.origin())?;
        preset.fhir_base = Some(payer.fhir_base().to_string());
        presets.push(preset);
    }
    let directory = tempfile::tempdir()?;
    let config = WalletConfig { presets, allow_embedded_secret: true, ..WalletConfig::new(directory.path()) };
    let wallet = Wallet::open(config, Arc::new(MemorySecureStore::default())).await?;
    let mut records = 0;
    for payer in sandbox.payers() {
        let (id, client) = (payer.id(), payer.client());
        let registration = match &client.secret {
            Some(secret) => ClientRegistration::with_embedded_secret(&client.id, secret.as_str()),
            None => ClientRegistration::public(&client.id),
        };
        let options = SignInOptions::new(registration, Redirect::auth_session(redirect(id))?);
        let request = wallet.begin_sign_in(id, options).await?;
        let login = payer.logins().first().ok_or("nobody can sign in")?;
        let member = Member { username: &login.username, password: &login.password, denies: false };
        let callback = follow(request.url.as_str(), &request.redirect_uri, member).await;
        let callback = callback.map_err(|error| format!("{id}: {error}"))?;
        let connection = wallet.complete_sign_in(&callback).await?;
        let report = sync_whole(&wallet, &connection).await?;
        demand(report.records == payer.held(&login.patient), || {
            format!("{id} holds {:?}, the wallet {:?}", payer.held(&login.patient), report.records)
        })?;
        records += report.new;
        wallet.sign_out(&connection.id).await?;
    }
    Ok(format!("{} payers, {records} records", sandbox.payers().len()))
}
