//! Records that are written otherwise.

use billfold::record::{Claim, FormularyDrug, YearToDate};
use billfold::wallet::FormularyQuery;
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
        let figures = |claim: Claim| {
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

/// What a year sums to, beside how many claims count: charged, paid, owed.
fn sums(year: &YearToDate) -> Vec<(u64, Vec<String>)> {
    let amounts = |sum: &billfold::record::YearSum| {
        let texts = sum.amounts.iter().map(|money| format!("{} {}", money.amount, money.currency));
        texts.collect::<Vec<_>>()
    };
    let of = |sums: &billfold::record::YearSums| {
        let figures = [&sums.charged, &sums.plan_paid, &sums.member_owes, &sums.deductible].map(amounts);
        (sums.claims, figures.concat())
    };
    year.sums.iter().map(of).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_claim_that_was_replaced_counts_once_whoever_says_so() {
    let mut years = Vec::new();
    for quirks in [&[] as &[Quirk], &[Quirk::ReplacedStayActive]] {
        let world = World::bent(Payer::BcbsMn, quirks);
        let wallet = world.wallet().await;
        whole(&world, &wallet, "bcbsmn").await;
        let mut seen = Vec::new();
        let claims = all_claims(&wallet);
        let newer: Vec<&Claim> = claims.iter().filter(|claim| !claim.replaces.is_empty()).collect();
        assert!(!newer.is_empty());
        for newer in &newer {
            let is_old = |claim: &&Claim| newer.replaces[0].number == claim.claim_number;
            let old = claims.iter().find(is_old).unwrap();
            // Both are shown, each with the way to the other.
            assert_eq!(old.replaced_by[0].reference.as_ref(), Some(&newer.origin.reference));
            let alone = wallet.claim(&old.origin.reference, None).unwrap().unwrap();
            assert!(alone.replaced_by == old.replaced_by);
            let year: i32 = newer.service_start.as_ref().unwrap().as_str()[..4].parse().unwrap();
            let found = wallet.year_to_date(year).unwrap();
            let stays = u64::from(!quirks.is_empty());
            assert!(found.replaced >= stays && found.not_active >= 1 - stays);
            seen.push((year, sums(&found)));
        }
        years.push(seen);
    }
    assert_eq!(years[0], years[1]);
}

/// What a drug list says of a drug, however it is written.
fn said(drug: &FormularyDrug) -> String {
    let text = |concept: Option<&billfold::record::Concept>| concept.map(|concept| concept.text.clone());
    let [plan] = drug.plans.as_slice() else { panic!("the list of one plan") };
    let costs: Vec<_> = plan
        .costs
        .iter()
        .map(|cost| {
            let copay = cost.copay.as_ref().map(|copay| format!("{} {}", copay.amount, copay.currency));
            let options = [cost.copay_option.as_ref(), cost.coinsurance_option.as_ref()].map(text);
            (text(cost.pharmacy.as_ref()), copay, cost.coinsurance_percent, options)
        })
        .collect();
    let conditions = [drug.prior_authorization, drug.step_therapy, drug.quantity_limit];
    let named = (text(drug.drug.as_ref()), text(drug.tier.as_ref()), conditions);
    format!("{named:?} {:?} {:?} {} {costs:?}", plan.id, plan.name, plan.is_mine)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_drug_list_of_the_newer_guide_says_the_same() {
    let mut lists = Vec::new();
    for quirks in [&[] as &[Quirk], &[Quirk::FormularyStu2]] {
        let world = World::bent(Payer::BcbsTn, quirks);
        let wallet = world
            .wallet_changed(|preset| {
                if !quirks.is_empty() {
                    let newer = ["Basic", "InsurancePlan", "MedicationKnowledge"];
                    preset.fetch.shared_types = newer.map(str::to_owned).to_vec();
                }
            })
            .await;
        whole(&world, &wallet, "bcbst").await;
        let find = |drug: &str, my_plans_only| {
            let query = FormularyQuery {
                drug: Some(drug.to_owned()),
                my_plans_only,
                limit: 500,
                ..Default::default()
            };
            wallet.formulary(&query).unwrap().items
        };
        let all = find("", false);
        assert!(all.len() == 60 && all.iter().all(|drug| drug.status.as_deref() == Some("active")));
        let mine = find("percocet", true);
        let [percocet] = mine.as_slice() else { panic!("on the list of the member's plan once") };
        assert_eq!(percocet.tier.as_ref().unwrap().text, "Non-preferred brand");
        let plan = &percocet.plans[0];
        assert!(plan.is_mine && plan.name.as_ref().unwrap().contains("Gold"));
        assert_eq!(plan.costs[0].pharmacy.as_ref().unwrap().text, "1 month, retail in network");
        assert_eq!(plan.costs[0].copay.as_ref().unwrap().amount.to_string(), "90.00");
        let purposes: Vec<_> = plan.contacts.iter().filter_map(|way| way.purpose.as_deref()).collect();
        assert_eq!(purposes, ["Summary of benefits", "Drug list"]);
        if !quirks.is_empty() {
            assert_eq!(percocet.origin.reference.resource_type, "Basic");
            assert_eq!(percocet.quantity_limits, ["At most: 60 in 30 d"]);
            assert_eq!(percocet.pharmacies.len(), 3);
            assert!(percocet.available.is_some() && plan.period.is_some());
            assert_eq!(plan.kinds[0].text, "Qualified health plan");
        }
        let mut texts: Vec<String> = all.iter().map(said).collect();
        texts.sort_unstable();
        lists.push(texts);
    }
    assert_eq!(lists[0], lists[1]);
}
