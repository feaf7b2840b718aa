//! Damaged resources: no reader panics, and none shows a figure that does not stand in its source.

use proptest::prelude::*;
use rust_decimal::Decimal;
use serde_json::{Value, json};
use time::macros::date;

use super::money::{figures, sums_are_those_of_the_lines};
use crate::fhir::Reference;
use crate::record::claim::{Adjustments, ClaimLinks};
use crate::record::samples::alone::{Nothing, origin};
use crate::record::{
    Arena, Claim, FigureSource, InsuranceCard, Money, PriorAuthorization, YearClaim, YearToDate, image_data,
    parse,
};

/// What is put in the place of something.
pub(super) fn odd_values() -> Vec<Value> {
    let numbers = [
        "1e400",
        "-1e400",
        "-0",
        "0e-0",
        "1E-30",
        "1e999999999999",
        "-1e-999999999",
        "0.1000000000000000000000000000000001",
        "123456789012345678901234567890.12",
        "79228162514264337593543950335",
        "12.50",
        "1e3",
    ];
    let texts = [
        "",
        " ",
        "2021-02-30",
        "0000-00-00",
        "2021-13",
        "entered-in-error",
        "1e400",
        "12.50",
        "\u{202e}é\u{0}",
    ];
    numbers
        .iter()
        .map(|number| serde_json::from_str(number).unwrap())
        .chain(texts.iter().map(|text| json!(text)))
        .chain([
            json!(null),
            json!(true),
            json!([]),
            json!({}),
            json!([[[]]]),
            json!("x".repeat(100_000)),
            json!([null, 7, "x"]),
        ])
        .collect()
}

/// Every place in a resource, as the way to it.
fn places(value: &Value, way: &str, found: &mut Vec<String>) {
    found.push(way.to_owned());
    match value {
        Value::Object(members) => members.iter().for_each(|(name, value)| {
            places(value, &format!("{way}/{}", name.replace('~', "~0").replace('/', "~1")), found);
        }),
        Value::Array(elements) => {
            elements.iter().enumerate().for_each(|(at, value)| places(value, &format!("{way}/{at}"), found));
        }
        _ => {}
    }
}

/// What is done at one place.
#[derive(Debug, Clone, Copy)]
pub(super) enum Damage {
    Remove,
    Replace(usize),
    /// A single value as an array, or the first of an array alone.
    Wrap,
    /// Once more beside itself.
    Double,
}

pub(super) fn damage() -> impl Strategy<Value = (usize, Damage)> {
    let kind = prop_oneof![
        Just(Damage::Remove),
        (0..odd_values().len()).prop_map(Damage::Replace),
        Just(Damage::Wrap),
        Just(Damage::Double),
    ];
    (any::<usize>(), kind)
}

pub(super) fn apply(resource: &mut Value, odd: &[Value], (at, damage): (usize, Damage)) {
    let mut found = Vec::new();
    places(resource, "", &mut found);
    let Some(place) = resource.pointer_mut(&found[at % found.len()]) else { return };
    let taken = place.take();
    *place = match damage {
        Damage::Remove => Value::Null,
        Damage::Replace(value) => odd[value].clone(),
        Damage::Wrap => match taken {
            Value::Array(elements) => elements.into_iter().next().unwrap_or_default(),
            single => json!([single]),
        },
        Damage::Double => json!([taken, taken]),
    };
}

/// Every number that stands in a resource, and every text that is one.
fn numbers(value: &Value, found: &mut Vec<Decimal>) {
    match value {
        Value::Object(members) => members.values().for_each(|value| numbers(value, found)),
        Value::Array(elements) => elements.iter().for_each(|value| numbers(value, found)),
        Value::Number(number) => found.extend(exact(&number.to_string())),
        Value::String(text) if text.len() < 50 => found.extend(exact(text.trim())),
        _ => {}
    }
}

/// By the library's own reader, which rounds: what it rounded is not the same number and has no exact form either.
fn exact(text: &str) -> Option<Decimal> {
    Decimal::from_str_exact(text).or_else(|_| Decimal::from_scientific(text)).ok()
}

/// All money that the views of a resource show as read, sums of lines apart.
fn shown(resource: &Value) -> Vec<Money> {
    let (text, arena) = (resource.to_string(), Arena::new());
    let resource = &parse(text.as_bytes(), &arena).unwrap();
    let mut shown: Vec<Money> = Vec::new();
    if let Some(claim) = Claim::read(origin("ExplanationOfBenefit"), resource, &Nothing) {
        assert!(sums_are_those_of_the_lines(&claim), "a sum is that of the lines");
        for (figure, line) in figures(&claim) {
            let read = figure.iter().filter(|figure| figure.source != FigureSource::ItemSum);
            shown.extend(read.map(|figure| figure.money.clone()));
            shown.extend(claim.items.iter().filter_map(|item| line(item).clone()));
        }
        shown.extend(claim.other_figures.iter().map(|figure| figure.money.clone()));
        shown.extend(
            claim.items.iter().flat_map(|item| &item.other_figures).map(|figure| figure.money.clone()),
        );
        shown.extend(claim.payment.iter().filter_map(|payment| payment.amount.clone()));
        shown.extend(
            claim
                .balances
                .iter()
                .flat_map(|balance| [balance.allowed.clone(), balance.used.clone()])
                .flatten(),
        );
    }
    if let Some(asked) = PriorAuthorization::read(origin("ExplanationOfBenefit"), resource, &Nothing) {
        shown.extend(asked.items.iter().filter_map(|item| item.charged.clone()));
    }
    if let Some(card) = InsuranceCard::read(origin("Coverage"), resource, &Nothing, date!(2026 - 11 - 22)) {
        shown.extend(card.copays.iter().filter_map(|copay| copay.money.clone()));
        for image in &card.images {
            let _ = image_data(resource, image.number, &Nothing);
        }
    }
    let key = Reference { resource_type: "ExplanationOfBenefit".to_owned(), id: "1".to_owned() };
    let links = ClaimLinks::read(resource);
    let others = Adjustments::of(&[(key.clone(), &links)], &Nothing);
    YearToDate::new(2019).counts(&key, &links, &others);
    YearToDate::new(2019).add(("c", "p", "m"), &[YearClaim::read(resource, &Nothing)], &Nothing);
    shown
}

/// A claim and a card of our own, for where the samples are not.
fn own() -> Vec<Value> {
    let amount = |code: &str, value: &str| json!({"category": {"coding": [{"code": code}]}, "amount": {"value": serde_json::from_str::<Value>(value).unwrap(), "currency": "USD"}});
    vec![
        json!({
            "resourceType": "ExplanationOfBenefit", "status": "active", "use": "claim",
            "billablePeriod": {"start": "2019-01-01", "end": "2019-01-03"},
            "total": [amount("submitted", "120.10"), amount("benefit", "100")],
            "adjudication": [amount("memberliability", "20.10")],
            "payment": {"amount": {"value": 100}},
            "item": [
                {"sequence": 1, "quantity": {"value": 2}, "net": {"value": 60.05}, "adjudication": [amount("copay", "10.05")]},
                {"sequence": 2, "adjudication": [amount("copay", "5"), amount("submitted", "60.05")]},
            ],
        }),
        json!({
            "resourceType": "Coverage", "status": "active", "subscriberId": "1", "period": {"start": "2026", "end": "2026-12-31"},
            "class": [{"type": {"coding": [{"code": "rxbin"}]}, "value": "610011"}],
            "costToBeneficiary": [{"valueMoney": {"value": 25, "currency": "USD"}, "exception": [{"type": {"text": "x"}}]}],
            "extension": [{"url": "http://x/C4DIC-Logo-extension", "extension": [{"url": "image", "valueAttachment": {"data": "AAAA"}}]}],
        }),
    ]
}

#[test]
fn damaged_resources_show_no_figure_of_their_own() {
    let mut pool = own();
    for folder in super::folders().iter().flatten() {
        pool.extend(folder.samples(&["ExplanationOfBenefit", "Coverage"]).map(|sample| sample.owned()));
    }
    let odd = odd_values();
    let damages = (any::<prop::sample::Index>(), prop::collection::vec(damage(), 1..8));
    let config = ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() };
    proptest!(config, |((which, damages) in damages)| {
        let mut resource = which.get(&pool).clone();
        for damage in damages {
            apply(&mut resource, &odd, damage);
        }
        let mut there = Vec::new();
        numbers(&resource, &mut there);
        for money in shown(&resource) {
            prop_assert!(there.contains(&money.amount), "{} stands nowhere", money.amount);
        }
    });
}

#[test]
fn every_odd_value_in_every_place_is_survived() {
    let odd = odd_values();
    for resource in own() {
        let mut found = Vec::new();
        places(&resource, "", &mut found);
        for place in &found {
            for value in &odd {
                let mut damaged = resource.clone();
                *damaged.pointer_mut(place).unwrap() = value.clone();
                let mut there = Vec::new();
                numbers(&damaged, &mut there);
                assert!(shown(&damaged).iter().all(|money| there.contains(&money.amount)), "{place}");
            }
        }
    }
}
