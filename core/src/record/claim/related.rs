//! Adjustments: which claim takes the place of which.
//!
//! A payer may say so in the new claim, in the old one, or in both. Claims are told apart by their records and, where a
//! payer names no record, by the payer's numbers.

use foldhash::HashMap;
use serde::{Deserialize, Serialize};

use super::figures::is_any;
use super::kind::{ClaimUse, claim_use};
use super::{numbers_of, service};
use crate::fhir::Reference;
use crate::record::json::{Resolve, Value, each};
use crate::sort::sort_by;

/// Another claim of the same payer.
#[derive(Clone, PartialEq, Eq)]
pub struct RelatedClaim {
    /// The record, where the payer names it.
    pub reference: Option<Reference>,
    /// The payer's number of the claim, where it gives that.
    pub number: Option<String>,
}

impl RelatedClaim {
    fn is_same(&self, other: &Self) -> bool {
        let same_record = self.reference.is_some() && self.reference == other.reference;
        same_record || (self.number.is_some() && self.number == other.number)
    }
}

/// What names the claims whose place this one takes.
pub(in crate::record) const REPLACES: &[&str] = &["prior", "replaces"];
/// What names the claims that take this one's place.
pub(in crate::record) const REPLACED_BY: &[&str] = &["replacedby", "replaced-by"];

/// The claims that stand in one of these relationships.
pub(in crate::record) fn related(
    eob: &Value<'_>,
    relationships: &[&str],
    resolve: &dyn Resolve,
) -> Vec<RelatedClaim> {
    named(eob, relationships).map(|named| named.read(resolve)).collect()
}

/// A claim as another one names it.
#[derive(Clone, Copy, Serialize, Deserialize)]
pub(crate) struct NamedClaim<'a> {
    reference: Option<&'a str>,
    number: Option<&'a str>,
}

impl NamedClaim<'_> {
    fn read(&self, resolve: &dyn Resolve) -> RelatedClaim {
        RelatedClaim {
            reference: self.reference.and_then(|text| resolve.reference(text)),
            number: self.number.map(str::to_owned),
        }
    }
}

fn named<'a>(eob: &'a Value<'a>, relationships: &[&str]) -> impl Iterator<Item = NamedClaim<'a>> {
    each(&eob["related"])
        .filter(|related| is_any(&related["relationship"], relationships))
        .map(|related| NamedClaim {
            reference: related["claim"]["reference"].said(),
            number: related["reference"]["value"]
                .said()
                .or_else(|| related["claim"]["identifier"]["value"].said()),
        })
        .filter(|named| named.reference.is_some() || named.number.is_some())
}

/// What of a claim says whether it counts, and in whose place.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct ClaimLinks<'a> {
    /// Whether care was given and billed: it is no estimate and no request.
    pub(crate) is_claim: bool,
    /// Whether it stands: it was not cancelled and is no draft.
    pub(crate) is_active: bool,
    /// The year of the first day of service.
    pub(crate) year: Option<i32>,
    /// Its numbers, the payer's first.
    #[serde(borrow)]
    pub(crate) numbers: Vec<&'a str>,
    /// The claims whose place it takes.
    #[serde(borrow)]
    pub(crate) replaces: Vec<NamedClaim<'a>>,
    /// Whether it says itself that another one takes its place.
    pub(crate) is_replaced: bool,
}

impl<'a> ClaimLinks<'a> {
    pub(crate) fn read(eob: &'a Value<'a>) -> Self {
        Self {
            is_claim: claim_use(eob) == ClaimUse::Claim && eob["status"] != "entered-in-error",
            is_active: eob["status"].as_str().is_none_or(|status| status == "active"),
            year: service(eob).first().map(|date| date.first_day().year()),
            numbers: numbers_of(eob).collect(),
            replaces: named(eob, REPLACES).collect(),
            is_replaced: named(eob, REPLACED_BY).next().is_some(),
        }
    }
}

/// Which of a payer's claims took the place of which, as far as the newer ones say so.
#[derive(Default)]
pub(crate) struct Adjustments(HashMap<Reference, Vec<RelatedClaim>>);

impl Adjustments {
    /// Of all claims of a connection. What was cancelled takes no place, and of two that name each other neither does.
    pub(crate) fn of(claims: &[(Reference, &ClaimLinks<'_>)], resolve: &dyn Resolve) -> Self {
        // Few claims name another. So each is looked for among the named, and not the named among all.
        let mut by_record: HashMap<Reference, Vec<usize>> = HashMap::default();
        let mut by_number: HashMap<&str, Vec<usize>> = HashMap::default();
        for (newer, (_, claim)) in claims.iter().enumerate() {
            for named in &claim.replaces {
                if let Some(record) = named.reference.and_then(|text| resolve.reference(text)) {
                    by_record.entry(record).or_default().push(newer);
                }
                if let Some(number) = named.number {
                    by_number.entry(number).or_default().push(newer);
                }
            }
        }
        // The place of each claim that is named, and of the one that names it.
        let mut named: Vec<(usize, usize)> = Vec::new();
        for (old, (key, claim)) in claims.iter().enumerate() {
            let numbers = claim.numbers.iter().filter_map(|number| by_number.get(number));
            let newer = by_record.get(key).into_iter().chain(numbers).flatten();
            named.extend(newer.map(|newer| (old, *newer)));
        }
        named.sort_unstable();
        named.dedup();
        let mut of = Self::default();
        for (old, newer) in &named {
            let (key, claim) = &claims[*newer];
            if old != newer && claim.is_active && named.binary_search(&(*newer, *old)).is_err() {
                let number = claim.numbers.first().map(|number| (*number).to_owned());
                let newer = RelatedClaim { reference: Some(key.clone()), number };
                of.0.entry(claims[*old].0.clone()).or_default().push(newer);
            }
        }
        // In an order that does not change from one run to the next.
        of.0.values_mut().for_each(|newer| sort_by(newer, |a, b| a.reference.cmp(&b.reference)));
        of
    }

    /// Whether another claim says that it takes this one's place.
    pub(crate) fn is_replaced(&self, claim: &Reference) -> bool {
        self.0.contains_key(claim)
    }

    /// Adds the claims that take the place of this one to those that it names itself.
    pub(crate) fn complete(&self, claim: &Reference, replaced_by: &mut Vec<RelatedClaim>) {
        for newer in self.0.get(claim).into_iter().flatten() {
            match replaced_by.iter_mut().find(|known| known.is_same(newer)) {
                // Named by its number alone: now the record is known, too.
                Some(known) => known.reference = known.reference.take().or_else(|| newer.reference.clone()),
                None => replaced_by.push(newer.clone()),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::json::json;
    use crate::record::samples::alone::Nothing;

    fn key(id: &str) -> Reference {
        Reference { resource_type: "ExplanationOfBenefit".to_owned(), id: id.to_owned() }
    }

    /// A claim with a number, and the way in which it names another one.
    fn claim(number: &str, status: &str, related: &serde_json::Value) -> Value<'static> {
        json!({"status": status, "identifier": [{"value": number}],
            "related": [{"relationship": {"coding": [{"code": "prior"}]}, "claim": related["claim"], "reference": related["reference"]}]})
    }

    /// Which claims the others say are replaced, and by which.
    fn replaced(claims: &[(&str, Value<'_>)]) -> Vec<(String, Vec<String>)> {
        let links: Vec<_> = claims.iter().map(|(id, eob)| (key(id), ClaimLinks::read(eob))).collect();
        let all: Vec<_> = links.iter().map(|(key, links)| (key.clone(), links)).collect();
        let found = Adjustments::of(&all, &Nothing);
        let by = |key: &Reference| {
            let mut by = Vec::new();
            found.complete(key, &mut by);
            by.into_iter().filter_map(|one| Some(one.reference?.id)).collect::<Vec<_>>()
        };
        let replaced = all.iter().filter(|(key, _)| found.is_replaced(key));
        replaced.map(|(key, _)| (key.id.clone(), by(key))).collect()
    }

    #[test]
    fn the_old_claim_knows_the_new_one_that_names_it() {
        use serde_json::json;
        let (none, by_number) = (json!({}), |number: &str| json!({"reference": {"value": number}}));
        let by_record = |id: &str| json!({"claim": {"reference": format!("ExplanationOfBenefit/{id}")}});
        let of = |old: &str, new: &[&str]| {
            (old.to_owned(), new.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>())
        };
        for (name, claims, expected) in [
            ("alone", vec![("1", claim("N1", "active", &none))], vec![]),
            (
                "by record",
                vec![("1", claim("N1", "active", &none)), ("2", claim("N2", "active", &by_record("1")))],
                vec![of("1", &["2"])],
            ),
            (
                "by number",
                vec![("2", claim("N2", "active", &by_number("N1"))), ("1", claim("N1", "active", &none))],
                vec![of("1", &["2"])],
            ),
            (
                "a chain",
                vec![
                    ("1", claim("N1", "active", &none)),
                    ("2", claim("N2", "active", &by_number("N1"))),
                    ("3", claim("N3", "active", &by_number("N2"))),
                ],
                vec![of("1", &["2"]), of("2", &["3"])],
            ),
            (
                "by two",
                vec![
                    ("3", claim("N3", "active", &by_record("1"))),
                    ("1", claim("N1", "active", &none)),
                    ("2", claim("N2", "active", &by_number("N1"))),
                ],
                vec![of("1", &["2", "3"])],
            ),
            (
                "what was cancelled takes no place",
                vec![("1", claim("N1", "active", &none)), ("2", claim("N2", "cancelled", &by_number("N1")))],
                vec![],
            ),
            (
                "of two that name each other neither does",
                vec![
                    ("1", claim("N1", "active", &by_number("N2"))),
                    ("2", claim("N2", "active", &by_number("N1"))),
                ],
                vec![],
            ),
            ("itself", vec![("1", claim("N1", "active", &by_number("N1")))], vec![]),
            ("what is not there", vec![("1", claim("N1", "active", &by_number("N9")))], vec![]),
        ] {
            assert_eq!(replaced(&claims), expected, "{name}");
        }
    }

    #[test]
    fn a_claim_that_both_sides_name_is_named_once_and_with_its_record() {
        let old = claim("N1", "active", &serde_json::json!({}));
        let new = claim("N2", "active", &serde_json::json!({"reference": {"value": "N1"}}));
        let (old, new) = (ClaimLinks::read(&old), ClaimLinks::read(&new));
        let found = Adjustments::of(&[(key("1"), &old), (key("2"), &new)], &Nothing);
        let mut stated = vec![RelatedClaim { reference: None, number: Some("N2".to_owned()) }];
        found.complete(&key("1"), &mut stated);
        assert!(stated.len() == 1 && stated[0].reference == Some(key("2")));
    }
}
