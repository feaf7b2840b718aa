//! Records that are written otherwise.

use billfold_sandbox::Quirk;
use billfold_sandbox::data::Payer;

use crate::support::{World, all_claims};
use crate::whole;

#[tokio::test(flavor = "multi_thread")]
async fn lines_that_do_not_sum_are_told() {
    let world = World::bent(Payer::BcbsMn, &[Quirk::LinesOff]);
    let wallet = world.wallet().await;
    whole(&world, &wallet, "bcbsmn").await;
    let claims = all_claims(&wallet);
    let told = claims.iter().filter(|claim| !claim.discrepancies.is_empty()).count();
    assert!(told * 10 > claims.len() * 9, "{told} of {}", claims.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_codes_of_a_draft_say_the_same() {
    let mut owed = Vec::new();
    for quirks in [&[] as &[Quirk], &[Quirk::BallotCodes]] {
        let world = World::bent(Payer::BcbsMn, quirks);
        let wallet = world.wallet().await;
        whole(&world, &wallet, "bcbsmn").await;
        let figures = |claim: billfold::record::Claim| {
            let amount = |figure: Option<billfold::record::Figure>| figure.map(|figure| figure.money.amount);
            (
                claim.origin.reference,
                amount(claim.member_owes),
                amount(claim.allowed),
                amount(claim.plan_paid),
            )
        };
        owed.push(all_claims(&wallet).into_iter().map(figures).collect::<Vec<_>>());
    }
    assert!(owed[0].iter().filter(|(_, owes, ..)| owes.is_some()).count() > 10);
    assert_eq!(owed[0], owed[1]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_without_claims_has_none() {
    let world = World::bent(Payer::BcbsTn, &[Quirk::ClaimsAbsent]);
    let wallet = world.wallet().await;
    whole(&world, &wallet, "bcbst").await;
    assert!(all_claims(&wallet).is_empty() && wallet.cards().unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_number_is_one_in_any_letters() {
    let mut numbers = Vec::new();
    for quirks in [&[] as &[Quirk], &[Quirk::LowerCaseTypeCodes]] {
        let world = World::bent(Payer::BcbsMn, quirks);
        let wallet = world.wallet().await;
        whole(&world, &wallet, "bcbsmn").await;
        let cards = wallet.cards().unwrap();
        numbers.push(cards.into_iter().map(|card| card.member_id).collect::<Vec<_>>());
    }
    assert!(numbers[0].iter().all(Option::is_some));
    assert_eq!(numbers[0], numbers[1]);
}
