//! The quick start of the README.

use std::sync::Arc;

use billfold::wallet::ClaimQuery;
use billfold::{
    Cancel, ClientRegistration, Error, Redirect, SecureStore, SignInOptions, Wallet, WalletConfig,
};

// quick start
/// Signs a member in, fetches their records and returns what they owe.
pub async fn quick_start(
    config: WalletConfig,                  // WalletConfig::new("directory")
    store: Arc<dyn SecureStore>,           // your key store
    browser: impl AsyncFn(&str) -> String, // opens the URL in the system browser, returns the callback URL
) -> Result<Vec<String>, Error> {
    let wallet = Wallet::open(config, store).await?;
    let client = ClientRegistration::public("the id that the payer gave you");
    let redirect = Redirect::auth_session("org.billfold.wallet:/callback/bcbsnc")?;
    let request = wallet.begin_sign_in("bcbsnc", SignInOptions::new(client, redirect)).await?;
    let connection = wallet.complete_sign_in(&browser(request.url.as_str()).await).await?;
    wallet.sync(&connection.id, |_progress| {}, &Cancel::new()).await?;
    let owed = |claim: billfold::record::Claim| {
        let day = claim.service_start.map(|date| date.as_str().to_owned());
        let amount = claim.member_owes.map(|figure| figure.money.amount.to_string());
        [day, amount].map(|text| text.unwrap_or("not stated".to_owned())).join(": ")
    };
    Ok(wallet.claims(&ClaimQuery::default())?.items.into_iter().map(owed).collect())
}
// end

fn main() {}
