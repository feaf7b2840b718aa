//! `year` and `authorizations`: what the claims sum to, and what was approved.

use billfold::Wallet;

use crate::draw;
use crate::failure::Failure;
use crate::json_views;
use crate::output::Output;

/// Shows what the claims of a year sum to.
pub fn year(wallet: &Wallet, year: i32, output: &Output) -> Result<(), Failure> {
    let sums = wallet.year_to_date(year)?;
    output.tell(|| json_views::event("year", json_views::year(&sums)), || draw::year(&sums))
}

/// Shows the prior authorizations.
pub fn prior_authorizations(wallet: &Wallet, output: &Output) -> Result<(), Failure> {
    let all = wallet.prior_authorizations()?;
    if output.is_json() {
        return all.iter().try_for_each(|one| {
            output.event(&json_views::event("authorization", json_views::prior_authorization(one)))
        });
    }
    output.text(&draw::prior_authorizations(&all))
}
