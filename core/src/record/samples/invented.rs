//! Damaged resources: no view panics over them, and no clinical view shows a figure or a date that is not in them.
//!
//! Samples and the sandbox's records are damaged in one to six places each. What a view shows is then taken apart: every
//! number in it, a date's parts too, must stand in the resource or in what it refers to.

use std::collections::BTreeSet;

use billfold_sandbox::data::{Payer, generate};
use proptest::collection::vec;
use proptest::prelude::any;
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use rust_decimal::Decimal;

use super::folder::{Folder, Sample};
use super::mutations::{apply, damage, odd_values};
use super::view::{Golden, View};
use crate::record::money::decimal;
use crate::record::{
    Arena, ClinicalView as _, MedicationEvent, Observation, Resolve as _, Value, content, merge, parse,
    read_event, trends,
};

/// The numbers of a text, and the parts of its dates.
fn numbers_of(text: &str, numbers: &mut BTreeSet<Decimal>) {
    for part in text.split(|c: char| !c.is_ascii_digit() && c != '.') {
        let part = part.trim_matches('.');
        // Identifiers such as an OID or a UDI hold numbers of any length: their groups are compared.
        let whole = part.parse::<Decimal>().ok().filter(|_| part.len() < 28);
        match whole {
            Some(number) => drop(numbers.insert(number.normalize())),
            None => numbers.extend(part.split('.').filter_map(|group| group.parse::<Decimal>().ok())),
        }
    }
}

/// The numbers of a resource, and of what it refers to.
struct Stated<'a> {
    folder: &'a Folder,
    followed: BTreeSet<String>,
    numbers: BTreeSet<Decimal>,
}

impl Stated<'_> {
    fn gather(&mut self, resource: &Value<'_>, depth: usize) {
        match resource {
            Value::Number(_) => self.numbers.extend(decimal(resource).map(|number| number.abs().normalize())),
            Value::String(text) => numbers_of(text, &mut self.numbers),
            Value::Array(elements) => elements.iter().for_each(|element| self.gather(element, depth)),
            Value::Object(members) => {
                members.iter().for_each(|(_, member)| self.gather(member, depth));
                let target = resource["reference"].as_str().filter(|_| depth > 0);
                let Some(target) = target.filter(|target| self.followed.insert((*target).to_owned())) else {
                    return;
                };
                if let Some(found) = self.folder.resolve(target) {
                    self.gather(&found, depth - 1);
                }
            }
            _ => {}
        }
    }
}

/// What reads whole lists does not panic either.
fn read_in_lists(sample: Sample<'_>) {
    let events: Vec<MedicationEvent> =
        (0..2).filter_map(|_| read_event(sample.origin(), sample.resource, sample.folder)).collect();
    merge(events);
    if let Some(observation) = Observation::read(sample.origin(), sample.resource, sample.folder) {
        for code in observation.name.codes.clone() {
            trends([observation.clone()].into_iter(), &code.code);
        }
    }
    content(sample.resource, 0, sample.folder);
}

/// The sandbox's records, as those of one more folder each.
fn sandbox() -> impl Iterator<Item = Folder> {
    [Payer::BcbsMn, Payer::InterSystems].into_iter().map(|payer| {
        let population = generate(payer, 1, "https://payer.example/fhir", None);
        Folder::of("sandbox", population.resources.into_iter().map(|resource| resource.json))
    })
}

fn check(views: &[Box<dyn Golden>], folders: &[Folder], is_exact: bool) -> Result<(), String> {
    let samples: Vec<Vec<Sample<'_>>> = views
        .iter()
        .map(|view| folders.iter().flat_map(|folder| folder.samples(view.types())).collect())
        .collect();
    let strategy = (any::<usize>(), any::<usize>(), vec(damage(), 1..=6));
    let odd = odd_values();
    let mut runner = TestRunner::new(Config { cases: 400, failure_persistence: None, ..Config::default() });
    let result = runner.run(&strategy, |(view, sample, damages)| {
        let view = view % views.len();
        let Some(whole) = samples[view].get(sample % samples[view].len().max(1)) else { return Ok(()) };
        let mut resource = whole.owned();
        for damage in damages {
            apply(&mut resource, &odd, damage);
        }
        let (text, arena) = (resource.to_string(), Arena::new());
        let resource = parse(text.as_bytes(), &arena).unwrap();
        let broken = Sample { resource: &resource, folder: whole.folder };
        read_in_lists(broken);
        let Some(texts) = views[view].texts(broken).filter(|_| is_exact) else { return Ok(()) };
        let mut shown = BTreeSet::new();
        for text in &texts {
            numbers_of(text, &mut shown);
        }
        let mut stated =
            Stated { folder: broken.folder, followed: BTreeSet::new(), numbers: BTreeSet::new() };
        stated.gather(&resource, 3);
        match shown.difference(&stated.numbers).next() {
            None => Ok(()),
            Some(invented) => {
                let name = views[view].name();
                Err(TestCaseError::fail(format!(
                    "{name} shows {invented}, which is nowhere in {resource:.3000}"
                )))
            }
        }
    });
    result.map_err(|failed| failed.to_string())
}

#[test]
fn no_view_panics_and_no_clinical_view_invents_a_figure() {
    let mut folders: Vec<Folder> = sandbox().collect();
    folders.extend(super::folders().into_iter().flatten());
    check(&super::clinical::views(), &folders, true).unwrap();
    check(&super::views(), &folders, false).unwrap();
}

#[test]
fn a_view_that_invents_a_figure_is_caught() {
    let inventive: Box<dyn Golden> = Box::new(View::<()> {
        name: "Inventive",
        types: &["Goal"],
        read: |_| Some(()),
        elements: vec![("startDate", |()| vec!["99.731 kg".to_owned()])],
    });
    let folders: Vec<Folder> = sandbox().collect();
    let caught = check(&[inventive], &folders, true).unwrap_err();
    assert!(caught.contains("Inventive shows 99.731"), "{caught:.200}");
}
