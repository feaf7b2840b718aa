//! What a member asks of their money: one claim, what a year sums to, what was approved, and the card at the counter.

#![expect(clippy::unwrap_used, reason = "a journey that cannot be told is a failed test")]

mod support;

use std::collections::BTreeMap;

use billfold::Reference;
use billfold::record::{Claim, ClaimKind, Figure, PaymentStatus, ReviewDecision};
use billfold::wallet::ClaimQuery;
use serde_json::Value;
use support::{World, all_claims, sync};

fn status(claim: &Claim) -> PaymentStatus {
    claim.payment.as_ref().map_or(PaymentStatus::Other, |payment| payment.status)
}

#[tokio::test(flavor = "multi_thread")]
async fn claims_are_found_by_kind_and_by_what_became_of_the_payment() {
    const KINDS: [ClaimKind; 7] = [
        ClaimKind::Inpatient,
        ClaimKind::Outpatient,
        ClaimKind::Professional,
        ClaimKind::Pharmacy,
        ClaimKind::Oral,
        ClaimKind::Vision,
        ClaimKind::Other,
    ];
    const STATUSES: [PaymentStatus; 4] =
        [PaymentStatus::Paid, PaymentStatus::PartiallyPaid, PaymentStatus::Denied, PaymentStatus::Other];
    let world = World::new();
    let wallet = world.wallet().await;
    for payer in ["bcbsmn", "bcbst"] {
        let connection = world.sign_in(&wallet, payer).await;
        sync(&wallet, &connection).await.unwrap();
    }
    let all = all_claims(&wallet);
    // Pages of two claims, so that a filter that counts what it leaves out would be seen.
    let found = |kinds: &[ClaimKind], statuses: &[PaymentStatus]| {
        let mut query = ClaimQuery {
            kinds: kinds.to_vec(),
            payment_statuses: statuses.to_vec(),
            limit: 2,
            ..ClaimQuery::default()
        };
        let mut claims = Vec::new();
        loop {
            let page = wallet.claims(&query).unwrap();
            assert!(page.items.len() == 2 || page.next.is_none(), "a page is full, but for the last");
            claims.extend(page.items);
            query.after = page.next;
            if query.after.is_none() {
                assert_eq!(claims.len() as u64, page.total);
                return claims;
            }
        }
    };
    let fitting = |fits: &dyn Fn(&Claim) -> bool| -> Vec<Claim> {
        all.iter().filter(|claim| fits(claim)).cloned().collect()
    };
    let mut seen = (0, 0);
    for kind in KINDS {
        let expected = fitting(&|claim| claim.kind == kind);
        assert!(found(&[kind], &[]) == expected, "{kind:?}");
        seen.0 += usize::from(!expected.is_empty());
    }
    for wanted in STATUSES {
        let expected = fitting(&|claim| status(claim) == wanted);
        assert!(found(&[], &[wanted]) == expected, "{wanted:?}");
        seen.1 += usize::from(!expected.is_empty());
    }
    assert!(seen.0 >= 4 && seen.1 >= 3, "the sandbox has claims of several kinds and fates: {seen:?}");

    let hospital = [ClaimKind::Inpatient, ClaimKind::Outpatient];
    assert!(found(&hospital, &[]) == fitting(&|claim| hospital.contains(&claim.kind)));
    let unpaid = [PaymentStatus::Denied, PaymentStatus::PartiallyPaid];
    let both = found(&[ClaimKind::Professional], &unpaid);
    assert!(!both.is_empty());
    let expected = |claim: &Claim| claim.kind == ClaimKind::Professional && unpaid.contains(&status(claim));
    assert!(both == fitting(&expected));
    assert!(found(&KINDS, &STATUSES) == all, "to name all is to name none");
}

/// The total of this code in the record itself, in cents.
fn cents(record: &Value, code: &str) -> Option<i64> {
    let totals = record["total"].as_array()?;
    let total = totals.iter().find(|total| total["category"]["coding"][0]["code"] == code)?;
    let text = total["amount"]["value"].to_string();
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, "0"));
    Some(whole.parse::<i64>().unwrap() * 100 + format!("{fraction:0<2}").parse::<i64>().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_years_sums_are_those_of_the_records() {
    let world = World::new();
    let wallet = world.wallet().await;
    let connection = world.sign_in(&wallet, "bcbsmn").await;
    sync(&wallet, &connection).await.unwrap();
    let claims = all_claims(&wallet);
    let replaced: Vec<&String> =
        claims.iter().flat_map(|claim| &claim.replaces).filter_map(|claim| claim.number.as_ref()).collect();
    assert!(!replaced.is_empty(), "the sandbox has an adjustment, which it names by its number");
    let mut expected: BTreeMap<i32, (u64, i64)> = BTreeMap::new();
    for claim in &claims {
        let reference = &claim.origin.reference;
        let is_replaced = claim.claim_number.iter().any(|number| replaced.contains(&number));
        if claim.status.as_deref() != Some("active") || is_replaced || !claim.replaced_by.is_empty() {
            continue;
        }
        let record: Value = serde_json::from_str(&wallet.record(reference, None).unwrap().unwrap()).unwrap();
        let year = claim.service_start.as_ref().unwrap().as_str()[..4].parse().unwrap();
        let (count, sum) = expected.entry(year).or_default();
        *count += 1;
        *sum += cents(&record, "submitted").unwrap();
    }
    assert!(expected.len() > 1, "the claims are of several years");
    for (year, (count, sum)) in expected {
        let found = wallet.year_to_date(year).unwrap();
        let [sums] = found.sums.as_slice() else { panic!("{year}: one person at one payer") };
        assert_eq!((sums.claims, sums.connection.as_str()), (count, connection.id.as_str()));
        assert!(sums.patient_name.is_some());
        let [charged] = sums.charged.amounts.as_slice() else { panic!("{year}: one currency") };
        assert_eq!(charged.amount.to_string(), format!("{}.{:02}", sum / 100, sum % 100), "{year}");
        assert_eq!(sums.charged.claims_stating + sums.charged.claims_not_stating, count);
        let owed = &sums.member_owes;
        assert_eq!(owed.claims_stating + owed.claims_not_stating, count);
    }
    assert!(wallet.year_to_date(1900).unwrap().sums.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_claim_a_card_and_a_prior_authorization_are_asked_for_one_by_one() {
    let world = World::new();
    let wallet = world.wallet().await;
    for payer in ["bcbsmn", "bcbst"] {
        let connection = world.sign_in(&wallet, payer).await;
        sync(&wallet, &connection).await.unwrap();
    }
    let claims = all_claims(&wallet);
    for listed in claims.iter().take(5) {
        let origin = &listed.origin;
        let claim = wallet.claim(&origin.reference, Some(&origin.connection)).unwrap().unwrap();
        assert!(claim == *listed && !claim.items.is_empty());
    }
    let nothing = Reference { resource_type: "ExplanationOfBenefit".to_owned(), id: "none".to_owned() };
    assert!(wallet.claim(&nothing, None).unwrap().is_none());
    let sources = |claim: &Claim| claim.member_owes.as_ref().map(|figure: &Figure| figure.source);
    assert!(claims.iter().filter_map(sources).count() > 0);
    assert!(claims.iter().any(|claim| claim.pharmacy.is_some()));

    let asked = wallet.prior_authorizations().unwrap();
    assert!(!asked.is_empty());
    for one in &asked {
        assert_eq!(one.review.as_ref().map(|review| review.decision), Some(ReviewDecision::Approved));
        assert!(!one.numbers.is_empty() && !one.valid.is_empty() && !one.items.is_empty());
        assert!(claims.iter().all(|claim| claim.origin.reference != one.origin.reference), "it is no claim");
    }

    let cards = wallet.cards().unwrap();
    let card = cards.iter().find(|card| !card.images.is_empty()).unwrap();
    assert!(card.issued.is_some() && card.colors.is_some() && !card.notes.is_empty());
    let (reference, connection) = (&card.origin.reference, Some(card.origin.connection.as_str()));
    let logo = wallet.card_image(reference, card.images[0].number, connection).unwrap().unwrap();
    assert!(logo.bytes.starts_with(b"\x89PNG") && logo.content_type.as_deref() == Some("image/png"));
    assert!(wallet.card_image(reference, 99, connection).unwrap().is_none());
}
