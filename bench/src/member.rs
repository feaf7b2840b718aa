//! A member who signs in, and the wallet that they get.

use std::path::Path;
use std::sync::Arc;

use billfold::{ClientRegistration, Redirect, SecureStore, SignInOptions, Wallet, WalletConfig};
use billfold_sandbox::browser::{Answer, Browser, Landing};

use crate::Outcome;
use crate::payer::Offer;

const REDIRECT: &str = "org.billfold.wallet:/callback/bcbsnc";

/// A wallet in `directory`, and its connection to the payer.
pub async fn sign_in(
    offer: &Offer,
    directory: &Path,
    keys: &Arc<impl SecureStore>,
    paged: bool,
) -> Outcome<(Wallet, String)> {
    let wallet = open(offer, directory, keys, paged).await?;
    let registration = ClientRegistration::public(&offer.client_id);
    let options = SignInOptions::new(registration, Redirect::auth_session(REDIRECT)?);
    let request = wallet.begin_sign_in("bcbsnc", options).await?;
    let landing = Browser::new().sign_in(request.url.as_str(), &offer.login(), Answer::Allow).await?;
    let Landing::Callback(callback) = landing else { return Err("the sign-in ended at a page".into()) };
    let connection = wallet.complete_sign_in(&callback).await?;
    Ok((wallet, connection.id))
}

pub async fn open(
    offer: &Offer,
    directory: &Path,
    keys: &Arc<impl SecureStore>,
    paged: bool,
) -> Outcome<Wallet> {
    let config = WalletConfig { presets: vec![offer.preset(paged)?], ..WalletConfig::new(directory) };
    Ok(Wallet::open(config, Arc::clone(keys) as Arc<dyn SecureStore>).await?)
}
