//! A view, with the elements of the source that it must show.

use std::fmt;
use std::ops::AddAssign;

use rust_decimal::Decimal;

use super::folder::{Folder, Sample};
use super::path::find;
use crate::record::Money;
use crate::record::json::{Value, each, has_code, label, text};
use crate::record::money::decimal;

/// A view and its list.
pub(super) struct View<V> {
    /// Name of the view.
    pub name: &'static str,
    /// The FHIR types that it reads.
    pub types: &'static [&'static str],
    /// Reads it. `None` where the view does not show this resource.
    pub read: fn(Sample<'_>) -> Option<V>,
    /// Where each element stands in the source, and what the view shows of it.
    pub elements: Vec<(&'static str, Show<V>)>,
}

/// What a view shows of an element.
pub(super) type Show<V> = fn(&V) -> Vec<String>;

/// A [`View`], whatever it is of.
pub(super) trait Golden {
    fn name(&self) -> &'static str;
    fn types(&self) -> &'static [&'static str];
    fn tally(&self, folder: &Folder) -> Tally;
    /// All that the view shows of the listed elements.
    fn texts(&self, sample: Sample<'_>) -> Option<Vec<String>>;
}

/// What came of a folder.
#[derive(Default)]
pub(super) struct Tally {
    /// Resources of the view's types.
    pub resources: usize,
    /// Views that were made of them.
    pub views: usize,
    /// Elements that are in the source and in the view.
    pub filled: usize,
    /// Elements that are not in the source.
    pub absent: usize,
    /// Elements that are in the source and not in the view: resource, path, and what stands there.
    pub missed: Vec<String>,
}

impl<V> Golden for View<V> {
    fn name(&self) -> &'static str {
        self.name
    }

    fn types(&self) -> &'static [&'static str] {
        self.types
    }

    fn tally(&self, folder: &Folder) -> Tally {
        self.tally_of(folder.samples(self.types))
    }

    fn texts(&self, sample: Sample<'_>) -> Option<Vec<String>> {
        let view = (self.read)(sample)?;
        Some(self.elements.iter().flat_map(|(_, shown)| shown(&view)).collect())
    }
}

impl<V> View<V> {
    fn tally_of<'a>(&self, samples: impl Iterator<Item = Sample<'a>>) -> Tally {
        let mut tally = Tally::default();
        for sample in samples {
            tally.resources += 1;
            let Some(view) = (self.read)(sample) else {
                if !is_entered_in_error(sample.resource) {
                    tally.missed.push(format!("{}: no view", sample.reference().to_text()));
                }
                continue;
            };
            tally.views += 1;
            for (path, shown) in &self.elements {
                let there: Vec<_> = find(sample.resource, path)
                    .into_iter()
                    .filter(|value| leads_somewhere(value, sample))
                    .collect();
                let shown = shown(&view);
                match there.iter().find(|value| !shows(&shown, value)) {
                    None if there.is_empty() => tally.absent += 1,
                    None => tally.filled += 1,
                    Some(value) => {
                        tally.missed.push(format!("{} {path}: {value}", sample.reference().to_text()));
                    }
                }
            }
        }
        tally
    }
}

/// A view of what claims a profile of this guide, where another guide has the same type for something else.
pub(super) struct OfGuide<V>(pub &'static str, pub View<V>);

impl<V> OfGuide<V> {
    fn has(&self, sample: Sample<'_>) -> bool {
        let mut profiles = each(&sample.resource["meta"]["profile"]).filter_map(Value::as_str);
        profiles.any(|profile| profile.contains(self.0))
    }
}

impl<V> Golden for OfGuide<V> {
    fn name(&self) -> &'static str {
        self.1.name()
    }

    fn types(&self) -> &'static [&'static str] {
        self.1.types()
    }

    fn tally(&self, folder: &Folder) -> Tally {
        self.1.tally_of(folder.samples(self.1.types).filter(|sample| self.has(*sample)))
    }

    fn texts(&self, sample: Sample<'_>) -> Option<Vec<String>> {
        self.has(sample).then(|| self.1.texts(sample)).flatten()
    }
}

/// What nobody shows.
fn is_entered_in_error(resource: &Value<'_>) -> bool {
    resource["status"] == "entered-in-error" || has_code(&resource["verificationStatus"], "entered-in-error")
}

/// A reference without words that leads out of the folder says nothing that could be shown.
fn leads_somewhere(value: &Value<'_>, sample: Sample<'_>) -> bool {
    let Some(target) = value["reference"].as_str() else { return true };
    let is_contained = || {
        let id = target.strip_prefix('#');
        each(&sample.resource["contained"]).any(|contained| contained["id"].as_str() == id)
    };
    value["display"].is_string()
        || (target.starts_with('#') && is_contained())
        || crate::record::Resolve::resolve(sample.folder, target).is_some()
}

/// Whether the view's texts show what stands in the source: its words, its number, its code.
fn shows(shown: &[String], source: &Value<'_>) -> bool {
    let says = |text: &str| shown.iter().any(|shown| shown.contains(text.trim()));
    let says_member = |member: &str| source[member].as_str().is_some_and(says);
    match source {
        Value::String(text) => says(text),
        Value::Bool(value) => says(&value.to_string()),
        Value::Number(_) => decimal(source).is_some_and(|number| {
            let words = shown.iter().flat_map(|text| text.split_whitespace());
            words.filter_map(|word| word.parse::<Decimal>().ok()).any(|shown| shown == number)
        }),
        Value::Object(_) => {
            let has = |member: &str| source.has(member);
            if has("coding") {
                // A code that has no words in the source may be shown by ours.
                ["text"].into_iter().any(says_member)
                    || each(&source["coding"])
                        .flat_map(|coding| [&coding["display"], &coding["code"]])
                        .any(|word| word.as_str().is_some_and(says))
                    || label(source).is_some_and(|label| says(&label))
            } else if has("reference") {
                // By its words, or by the record that it leads to.
                !shown.is_empty() && (!has("display") || says_member("display") || says_member("reference"))
            } else if has("value") {
                shows(shown, &source["value"])
            } else if has("start") || has("end") {
                ["start", "end"].into_iter().all(|member| !has(member) || says_member(member))
            } else if has("family") || has("given") {
                text(&source["text"]).is_some_and(|text| says(&text))
                    || each(&source["family"])
                        .chain(each(&source["given"]))
                        .all(|part| part.as_str().is_some_and(says))
            } else {
                !shown.is_empty()
            }
        }
        _ => !shown.is_empty(),
    }
}

/// What a member of a view says, as the words that a screen would have.
pub(super) trait Shown {
    fn texts(&self) -> Vec<String>;
}

impl Shown for String {
    fn texts(&self) -> Vec<String> {
        vec![self.clone()]
    }
}

impl Shown for Decimal {
    fn texts(&self) -> Vec<String> {
        vec![self.to_string()]
    }
}

impl Shown for Money {
    fn texts(&self) -> Vec<String> {
        vec![format!("{} {}", self.amount, self.currency)]
    }
}

impl Shown for bool {
    fn texts(&self) -> Vec<String> {
        vec![self.to_string()]
    }
}

impl<T: Shown> Shown for Option<T> {
    fn texts(&self) -> Vec<String> {
        self.iter().flat_map(Shown::texts).collect()
    }
}

impl<T: Shown> Shown for Vec<T> {
    fn texts(&self) -> Vec<String> {
        self.iter().flat_map(Shown::texts).collect()
    }
}

impl Tally {
    /// What its columns are.
    pub const HEADINGS: &str = " resources     views    filled    absent    missed";
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { resources, views, filled, absent, missed } = self;
        write!(f, "{resources:>10}{views:>10}{filled:>10}{absent:>10}{:>10}", missed.len())
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.resources += other.resources;
        self.views += other.views;
        self.filled += other.filled;
        self.absent += other.absent;
        self.missed.extend(other.missed);
    }
}
