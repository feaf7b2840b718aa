//! Pages of a search: asked for ahead of time, and broken.

#![allow(clippy::unwrap_used, reason = "a journey that cannot be set up is a failed test")]

mod support;

use billfold::error::{FhirError, HttpError};
use billfold::{Connection, Wallet};
use billfold_sandbox::Faults;
use billfold_sandbox::data::Payer;
use support::{World, sync};

/// Small enough for a type to have several.
const PAGE: usize = 4;

/// A member whose claims take several pages.
async fn member() -> (World, Wallet, Connection) {
    let world = World::of(Payer::BcbsTn);
    let small = u32::try_from(PAGE).unwrap();
    let wallet = world.wallet_changed(|preset| preset.fetch.page_size = small).await;
    let connection = world.sign_in(&wallet, "bcbst").await;
    assert!(world.payer("bcbst").held(&connection.patient)["ExplanationOfBenefit"] > 4 * PAGE as u64);
    (world, wallet, connection)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_is_asked_for_while_the_one_before_it_comes() {
    let (world, wallet, connection) = member().await;
    let payer = world.payer("bcbst");
    payer.set_faults(Faults { late_pages: Some("ExplanationOfBenefit".to_owned()), ..Faults::default() });
    let report = sync(&wallet, &connection).await.unwrap();
    assert_eq!((report.failed, report.records), (vec![], payer.held(&connection.patient)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_never_comes_whole_keeps_none_back_and_is_gone_on_with() {
    let (world, wallet, connection) = member().await;
    let payer = world.payer("bcbst");
    let held = payer.held(&connection.patient);
    for broken in [2 * PAGE, 0] {
        let broken_page = Some(("ExplanationOfBenefit".to_owned(), broken));
        payer.set_faults(Faults { broken_page, ..Faults::default() });
        let report = wallet.reconcile(&connection.id, |_| {}, &billfold::Cancel::new()).await.unwrap();
        let failed: Vec<&str> = report.failed.iter().map(|failure| failure.resource_type.as_str()).collect();
        assert_eq!(failed, ["ExplanationOfBenefit"]);
        assert!(matches!(report.failed[0].error, FhirError::Http(HttpError::Broken { .. })));
        assert_eq!(report.missing, 0);
        // At first one page is lacking; the second time it is there from before.
        let lacking = if broken > 0 { PAGE as u64 } else { 0 };
        assert_eq!(report.records["ExplanationOfBenefit"], held["ExplanationOfBenefit"] - lacking);

        // What is known to be complete is not asked for again; a page that is not, is.
        payer.set_faults(Faults::default());
        let report = sync(&wallet, &connection).await.unwrap();
        assert_eq!((report.failed, &report.records), (vec![], &held));
        let pages = held["ExplanationOfBenefit"].div_ceil(PAGE as u64);
        let left = pages - (broken / PAGE) as u64;
        assert!(report.requests >= left, "{} requests for {left} pages", report.requests);
        assert!(report.requests < pages + 10, "{} requests for {pages} pages", report.requests);
    }
}
