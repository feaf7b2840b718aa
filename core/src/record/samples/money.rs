//! Money once more, by another way: whole numbers of the smallest unit that a text has, from the JSON as it stands.

use std::collections::{BTreeMap, BTreeSet};

use super::folder::Folder;
use super::view::View;
use crate::record::claim::{Adjustments, ClaimLinks};
use crate::record::json::{Value, each};
use crate::record::{Claim, ClaimItem, Figure, FigureSource, Money, YearClaim, YearToDate};

/// A number as digits and how many of them are behind the point.
pub(super) type Digits = (i128, u32);

/// Reads a number's text.
pub(super) fn digits(text: &str) -> Option<Digits> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    Some((format!("{whole}{fraction}").parse().ok()?, u32::try_from(fraction.len()).ok()?))
}

/// Two numbers in the same unit.
fn aligned(a: Digits, b: Digits) -> (i128, i128, u32) {
    let places = a.1.max(b.1);
    let scaled = |(digits, own): Digits| digits * 10_i128.pow(places - own);
    (scaled(a), scaled(b), places)
}

fn plus(a: Digits, b: Digits) -> Digits {
    let (a, b, places) = aligned(a, b);
    (a + b, places)
}

pub(super) fn same(a: Digits, b: Digits) -> bool {
    let (a, b, _) = aligned(a, b);
    a == b
}

fn of(money: &Money) -> Digits {
    digits(&money.amount.to_string()).unwrap()
}

/// How a line states a figure.
type Line = fn(&ClaimItem) -> &Option<Money>;

/// The figures of a claim with how a line states each.
pub(super) fn figures(claim: &Claim) -> [(&Option<Figure>, Line); 8] {
    [
        (&claim.charged, |item| &item.charged),
        (&claim.allowed, |item| &item.allowed),
        (&claim.plan_paid, |item| &item.plan_paid),
        (&claim.member_owes, |item| &item.member_owes),
        (&claim.deductible, |item| &item.deductible),
        (&claim.copay, |item| &item.copay),
        (&claim.coinsurance, |item| &item.coinsurance),
        (&claim.not_covered, |item| &item.not_covered),
    ]
}

/// Whether every figure that is a sum is that of the claim's lines.
pub(super) fn sums_are_those_of_the_lines(claim: &Claim) -> bool {
    figures(claim).into_iter().all(|(figure, line)| {
        let Some(figure) = figure.as_ref().filter(|figure| figure.source == FigureSource::ItemSum) else {
            return true;
        };
        let lines = claim.items.iter().filter_map(|item| line(item).as_ref()).map(of).reduce(plus);
        lines.is_some_and(|lines| same(lines, of(&figure.money)))
    })
}

/// The amount of the first element whose category is the charge: by Medicare's variable where there is one.
fn charge<'a>(list: &'a Value<'a>) -> Option<&'a Value<'a>> {
    let is_charge = |category: &Value<'_>| {
        let codes: Vec<&str> =
            each(&category["coding"]).filter_map(|coding| coding["code"].as_str()).collect();
        let known = ["clm_tot_chrg_amt", "line_sbmtd_chrg_amt", "rev_cntr_tot_chrg_amt"];
        let variable = codes.iter().find_map(|code| code.rsplit_once('/')).map(|(_, name)| name);
        variable.map_or_else(|| codes.contains(&"submitted"), |variable| known.contains(&variable))
    };
    each(list).find(|element| {
        is_charge(&element["category"]) && matches!(element["amount"]["value"], Value::Number(_))
    })
}

fn charged(eob: &Value<'_>) -> Option<Digits> {
    let amount = |element: &Value<'_>| match element["amount"]["value"] {
        Value::Number(text) => digits(text),
        _ => None,
    };
    let stated = charge(&eob["total"]).or_else(|| charge(&eob["adjudication"])).and_then(amount);
    let lines = || each(&eob["item"]).filter_map(|item| charge(&item["adjudication"])).filter_map(amount);
    stated.or_else(|| lines().reduce(plus))
}

fn read(view: &View<Claim>, folder: &Folder) -> Vec<Claim> {
    folder.samples(view.types).filter_map(view.read).collect()
}

#[test]
fn figures_equal_a_recomputation() {
    let Some(folders) = super::folders() else { return };
    let view = super::claims::claim();
    let mut compared = 0;
    for folder in &folders {
        for (sample, claim) in folder.samples(view.types).zip(read(&view, folder)) {
            let (mine, its) =
                (charged(sample.resource), claim.charged.as_ref().map(|figure| of(&figure.money)));
            let name = sample.reference().to_text();
            match (mine, its) {
                (Some(mine), Some(its)) => {
                    assert!(same(mine, its), "{} {name}: {mine:?} {its:?}", folder.name);
                }
                (mine, its) => assert_eq!(mine, its, "{} {name}", folder.name),
            }
            assert!(sums_are_those_of_the_lines(&claim), "{} {name}", folder.name);
            compared += 1;
        }
    }
    assert!(compared > 50);
}

#[test]
fn a_years_sums_equal_a_recomputation() {
    let Some(folders) = super::folders() else { return };
    let mut counted = 0;
    for folder in &folders {
        let eobs: Vec<_> = folder.samples(&["ExplanationOfBenefit"]).collect();
        let links: Vec<_> =
            eobs.iter().map(|eob| (eob.reference(), ClaimLinks::read(eob.resource))).collect();
        let all: Vec<_> = links.iter().map(|(key, links)| (key.clone(), links)).collect();
        let others = Adjustments::of(&all, folder);
        let number = |eob: &Value<'_>| {
            let first = each(&eob["identifier"]).next().and_then(|identifier| identifier["value"].as_str());
            first.unwrap_or_default().to_owned()
        };
        // All numbers that another claim names as the one that it replaces.
        let replaced: BTreeSet<String> = eobs
            .iter()
            .flat_map(|eob| {
                each(&eob.resource["related"]).map(move |related| (number(eob.resource), related))
            })
            .filter_map(|(own, related)| Some((own, related["reference"]["value"].as_str()?.to_owned())))
            .filter(|(own, named)| own != named)
            .map(|(_, named)| named)
            .collect();
        let mut years: BTreeMap<i32, (u64, Option<Digits>)> = BTreeMap::new();
        for eob in eobs.iter().filter(|eob| !replaced.contains(&number(eob.resource))) {
            let start = &eob.resource["billablePeriod"]["start"];
            let year = start.as_str().unwrap()[..4].parse().unwrap();
            let (claims, sum) = years.entry(year).or_default();
            *claims += 1;
            *sum = [*sum, charged(eob.resource)].into_iter().flatten().reduce(plus);
        }
        for (year, (count, sum)) in years {
            let mut found = YearToDate::new(year);
            for (eob, (key, links)) in eobs.iter().zip(&links) {
                if found.counts(key, links, &others) {
                    found.add(("c", "p", "m"), &[YearClaim::read(eob.resource, folder)], folder);
                }
            }
            assert_eq!(
                found.sums.iter().map(|sums| sums.claims).sum::<u64>(),
                count,
                "{} {year}",
                folder.name
            );
            let amounts = found.sums.iter().flat_map(|sums| &sums.charged.amounts).map(of).reduce(plus);
            match (amounts, sum) {
                (Some(amounts), Some(sum)) => assert!(same(amounts, sum), "{} {year}", folder.name),
                (amounts, sum) => assert_eq!(amounts, sum, "{} {year}", folder.name),
            }
            counted += count;
        }
    }
    assert!(counted > 50);
}
