//! Claims: ExplanationOfBenefit resources in the CARIN Blue Button profiles, most of them sound, some not.

mod adjudication;
mod amounts;
mod draft;
mod explanation;
mod prior_authorization;
#[cfg(test)]
mod tests;

use super::Payer;
use super::builder::Builder;
use super::carers::Carers;
use super::clinical::{Chart, Fill, Visit};
use super::coverage::Coverages;
use super::member::Member;
use draft::{Draft, Kind};

pub(super) use prior_authorization::add as add_prior_authorization;

/// What is particular about a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    Ordinary,
    /// Its lines do not sum to its totals.
    LinesOff,
    NoMemberLiability,
    NoCurrency,
    /// Only the charge and the payment have a total.
    TwoTotals,
    Denied,
    OutOfNetwork,
    /// It was replaced by a corrected one.
    Replaced,
    /// Written in the codes of version 0.1.0 of the guide.
    BallotCodes,
}

/// Whose claims they are.
pub(super) struct Insured<'a> {
    pub member: &'a Member,
    pub carers: &'a Carers,
    pub coverages: &'a Coverages,
}

/// A fate, the claim from which on it strikes the first of these kinds (of any kind if there are none).
type Stroke = (Fate, usize, &'static [Kind]);

const BY_CLINICIANS: &[Kind] = &[Kind::Professional, Kind::Outpatient];
/// One each at a default member.
const STROKES: [Stroke; 6] = [
    (Fate::NoMemberLiability, 3, &[]),
    (Fate::NoCurrency, 7, &[]),
    (Fate::TwoTotals, 10, &[]),
    (Fate::Denied, 13, BY_CLINICIANS),
    (Fate::OutOfNetwork, 16, BY_CLINICIANS),
    (Fate::Replaced, 19, BY_CLINICIANS),
];

/// Adds all claims for what is in the chart. Only a default member meets everything that can go wrong.
pub(super) fn add(b: &mut Builder, insured: &Insured<'_>, chart: &Chart, is_default: bool) {
    let drafts = draft::all(b, insured.carers, insured.member, chart);
    let fates = fates(b.payer, &drafts, is_default);
    for (draft, fate) in drafts.iter().zip(fates) {
        explanation::add(b, insured, draft, fate);
    }
}

/// Adds the claims of one more visit and its fills.
pub(super) fn add_more(b: &mut Builder, insured: &Insured<'_>, visit: &Visit, fills: &[Fill], fate: Fate) {
    let draft = draft::professional_visit(b, insured.carers, visit);
    explanation::add(b, insured, &draft, fate);
    for fill in fills {
        let draft = draft::pharmacy(insured.carers, insured.member, fill);
        explanation::add(b, insured, &draft, Fate::Ordinary);
    }
}

fn fates(payer: Payer, drafts: &[Draft], is_default: bool) -> Vec<Fate> {
    let mut fates: Vec<Fate> = (0..drafts.len())
        .map(|place| if place % 12 == 5 { Fate::LinesOff } else { Fate::Ordinary })
        .collect();
    let mut strike = |(fate, from, kinds): Stroke| {
        let struck = (from..drafts.len()).find(|place| {
            fates[*place] == Fate::Ordinary && (kinds.is_empty() || kinds.contains(&drafts[*place].kind))
        });
        if let Some(place) = struck {
            fates[place] = fate;
        }
    };
    if is_default {
        for stroke in STROKES {
            strike(stroke);
        }
        if payer == Payer::BcbsNc {
            strike((Fate::BallotCodes, 1, &[]));
            strike((Fate::BallotCodes, 14, &[]));
        }
    }
    fates
}
