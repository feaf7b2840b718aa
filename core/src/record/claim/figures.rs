//! The figures of a claim and of its lines: which amount is what, where it was read, and whether the lines add up.

use billfold_text::concept::any_plain;
pub(super) use billfold_text::concept::has_any_plain as is_any;

use crate::record::json::{Value, each, label};
use crate::record::{Money, labels};

/// What a figure says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FigureKind {
    /// Charged by the provider.
    Charged,
    /// Allowed by the plan.
    Allowed,
    /// Paid by the plan.
    PlanPaid,
    /// Owed by the member.
    MemberOwes,
    /// What of it counts to the deductible.
    Deductible,
    /// What of it is a copay.
    Copay,
    /// What of it is coinsurance.
    Coinsurance,
    /// Not covered by the plan.
    NotCovered,
}

/// Where a figure of a claim was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FigureSource {
    /// `ExplanationOfBenefit.total`.
    Total,
    /// `ExplanationOfBenefit.adjudication`.
    Header,
    /// `ExplanationOfBenefit.payment.amount`.
    Payment,
    /// The sum of what the lines state.
    ItemSum,
}

/// A figure of a claim, with where it was read.
#[derive(Clone, PartialEq, Eq)]
pub struct Figure {
    /// The amount.
    pub money: Money,
    /// Where it was read.
    pub source: FigureSource,
}

/// An amount that has no place of its own, under the payer's name for it.
#[derive(Clone, PartialEq, Eq)]
pub struct NamedFigure {
    /// What the payer calls it, such as `Discount`.
    pub label: String,
    /// The amount.
    pub money: Money,
}

/// Two statements of the same figure that differ.
#[derive(Clone, PartialEq, Eq)]
pub struct Discrepancy {
    /// Which figure.
    pub kind: FigureKind,
    /// What the claim states, and what is shown.
    pub stated: Figure,
    /// What differs from it: another place of the claim, or the sum of its lines.
    pub other: Figure,
    /// How many lines state the figure, where `other` is their sum.
    pub lines_stating: u32,
    /// How many lines there are.
    pub lines: u32,
}

/// The codes of each figure, in the order of figures, the best first: CARIN Blue Button 1.1 and 2.0, then those of its drafts, which some payers
/// still write. What the plan paid to the provider stands for what it paid, where no more is said.
const CODES: [(FigureKind, &[&str]); 8] = [
    (FigureKind::Charged, &["submitted", "submittedamount"]),
    (FigureKind::Allowed, &["eligible", "allowed", "allowedamount"]),
    (FigureKind::PlanPaid, &["benefit", "paymentamount", "paidtoprovider"]),
    (FigureKind::MemberOwes, &["memberliability", "patientpayamount", "patientliability"]),
    (FigureKind::Deductible, &["deductible", "deductibleamount"]),
    (FigureKind::Copay, &["copay", "copayamount", "copaymentamount"]),
    (FigureKind::Coinsurance, &["coinsurance", "coinsuranceamount"]),
    (FigureKind::NotCovered, &["noncovered", "noncoveredamount"]),
];

/// Medicare's own variables (Blue Button 1 and 2), which say more than the CARIN code beside them: several of them carry
/// the same one, and some carry a wrong one. `None` are amounts that are none of our figures.
const VARIABLES: [(&str, Option<FigureKind>); 21] = [
    ("clm_tot_chrg_amt", Some(FigureKind::Charged)),
    ("line_sbmtd_chrg_amt", Some(FigureKind::Charged)),
    ("rev_cntr_tot_chrg_amt", Some(FigureKind::Charged)),
    ("rev_cntr_rate_amt", None),
    ("line_dme_prchs_price_amt", None),
    ("line_alowd_chrg_amt", Some(FigureKind::Allowed)),
    ("line_prmry_alowd_chrg_amt", None),
    ("cvrd_d_plan_pd_amt", Some(FigureKind::PlanPaid)),
    ("line_nch_pmt_amt", Some(FigureKind::PlanPaid)),
    ("rev_cntr_pmt_amt_amt", Some(FigureKind::PlanPaid)),
    ("line_bene_pmt_amt", None),
    ("line_prvdr_pmt_amt", None),
    ("rev_cntr_prvdr_pmt_amt", None),
    ("line_bene_ptb_ddctbl_amt", Some(FigureKind::Deductible)),
    ("rev_cntr_cash_ddctbl_amt", Some(FigureKind::Deductible)),
    ("rev_cntr_blood_ddctbl_amt", None),
    ("line_coinsrnc_amt", Some(FigureKind::Coinsurance)),
    ("rev_cntr_coinsrnc_wge_adjstd_c", Some(FigureKind::Coinsurance)),
    ("rev_cntr_rdcd_coinsrnc_amt", None),
    ("gdc_blw_oopt_amt", None),
    ("gdc_abv_oopt_amt", None),
];

/// What the first code of a concept means that means something, as the tables have codes: Blue Button writes whole URLs, and
/// drafts wrote capitals.
pub(in crate::record) fn meaning_of<T>(
    concept: &Value<'_>,
    meaning: impl Fn(&str) -> Option<T>,
) -> Option<T> {
    let mut found = None;
    any_plain(concept, &mut |code| {
        found = meaning(code);
        found.is_some()
    });
    found
}

/// Whether a concept has this code, as the tables have it.
pub(super) fn is(concept: &Value<'_>, code: &str) -> bool {
    is_any(concept, &[code])
}

/// What an amount is, and how well its code says so: 0 is best.
fn meaning(category: &Value<'_>) -> Option<(FigureKind, usize)> {
    let (mut variable, mut meaning) = (None, None);
    any_plain(category, &mut |code| {
        // No other code of an amount has this sign in it.
        if code.contains('_') {
            let place = VARIABLES.iter().position(|(known, _)| *known == code);
            variable = variable.into_iter().chain(place).min();
        } else {
            let known = CODES
                .iter()
                .find_map(|(kind, known)| Some((*kind, known.iter().position(|known| *known == code)?)));
            meaning = meaning.into_iter().chain(known).min();
        }
        false
    });
    match variable {
        Some(place) => VARIABLES[place].1.map(|kind| (kind, 0)),
        None => meaning,
    }
}

/// The amounts of one list: `total`, or an `adjudication`.
pub(super) struct Amounts {
    /// What each is, how well its code says so, and the payer's name for it.
    own: Vec<(FigureKind, usize, NamedFigure)>,
    others: Vec<NamedFigure>,
}

impl Amounts {
    pub(super) fn read(list: &Value<'_>) -> Self {
        let mut amounts = Self { own: Vec::new(), others: Vec::new() };
        for element in each(list) {
            let Some(money) = Money::read(&element["amount"]) else { continue };
            let label = label(&element["category"]).unwrap_or_else(|| labels::words::AMOUNT.to_owned());
            let mut named = NamedFigure { label, money };
            let Some((kind, rank)) = meaning(&element["category"]) else {
                amounts.others.push(named);
                continue;
            };
            match amounts.own.iter_mut().find(|(known, ..)| *known == kind) {
                None => amounts.own.push((kind, rank, named)),
                // Of two amounts the one with the better code counts; the other is shown beside it.
                Some((_, known, counting)) => {
                    if rank < *known {
                        *known = rank;
                        std::mem::swap(counting, &mut named);
                    }
                    amounts.others.push(named);
                }
            }
        }
        amounts
    }

    /// The amounts of a line. What it costs in all stands for the charge, where no charge is stated.
    pub(super) fn of_line(item: &Value<'_>) -> Self {
        let mut amounts = Self::read(&item["adjudication"]);
        if amounts.figure(FigureKind::Charged).is_none()
            && let Some(money) = Money::read(&item["net"])
        {
            let named = NamedFigure { label: labels::words::AMOUNT.to_owned(), money };
            amounts.own.push((FigureKind::Charged, 0, named));
        }
        amounts
    }

    pub(super) fn figure(&self, kind: FigureKind) -> Option<&Money> {
        self.own.iter().find(|(known, ..)| *known == kind).map(|(.., named)| &named.money)
    }

    /// Those that have no place of their own.
    pub(super) fn others(self) -> Vec<NamedFigure> {
        self.others
    }
}

/// All figures of a claim.
pub(in crate::record) struct Figures {
    totals: Amounts,
    header: Amounts,
    payment: Option<Money>,
    lines: Vec<Amounts>,
}

impl Figures {
    pub(in crate::record) fn read(eob: &Value<'_>) -> Self {
        Self {
            totals: Amounts::read(&eob["total"]),
            header: Amounts::read(&eob["adjudication"]),
            payment: Money::read(&eob["payment"]["amount"]),
            lines: each(&eob["item"]).map(Amounts::of_line).collect(),
        }
    }

    /// The figure as the claim states it, else the sum of its lines.
    pub(in crate::record) fn figure(&self, kind: FigureKind) -> Option<Figure> {
        self.statements(kind).next()
    }

    /// Every statement of the figure, the best first.
    fn statements(&self, kind: FigureKind) -> impl Iterator<Item = Figure> {
        let payment = self.payment.as_ref().filter(|_| kind == FigureKind::PlanPaid);
        let stated = [
            (self.totals.figure(kind), FigureSource::Total),
            (self.header.figure(kind), FigureSource::Header),
            (payment, FigureSource::Payment),
        ];
        let stated =
            stated.into_iter().filter_map(|(money, source)| Some(Figure { money: money?.clone(), source }));
        // Summed only where it is asked for: most claims have totals.
        let sum = std::iter::once_with(move || self.sum(kind)).flatten();
        stated.chain(sum.map(|money| Figure { money, source: FigureSource::ItemSum }))
    }

    fn stating(&self, kind: FigureKind) -> impl Iterator<Item = &Money> {
        self.lines.iter().filter_map(move |line| line.figure(kind))
    }

    /// The sum over the lines that state it; `None` where none does, or where the currencies differ.
    fn sum(&self, kind: FigureKind) -> Option<Money> {
        let mut stating = self.stating(kind);
        let first = stating.next()?.clone();
        stating.try_fold(first, Money::plus)
    }

    /// Where two statements of the same figure differ.
    pub(super) fn discrepancies(&self) -> Vec<Discrepancy> {
        let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let mut found = Vec::new();
        for (kind, _) in CODES {
            let mut statements = self.statements(kind);
            let Some(stated) = statements.next() else { continue };
            let differs = |other: &Figure| {
                other.money.amount != stated.money.amount || other.money.currency != stated.money.currency
            };
            found.extend(statements.filter(differs).map(|other| Discrepancy {
                kind,
                stated: stated.clone(),
                lines_stating: if other.source == FigureSource::ItemSum {
                    count(self.stating(kind).count())
                } else {
                    0
                },
                lines: count(self.lines.len()),
                other,
            }));
        }
        found
    }

    /// What the claim states besides, the same amount under the same name once; and the amounts of each line.
    pub(super) fn into_others_and_lines(self) -> (Vec<NamedFigure>, Vec<Amounts>) {
        let mut others: Vec<NamedFigure> = Vec::new();
        for other in self.totals.others.into_iter().chain(self.header.others) {
            if !others.contains(&other) {
                others.push(other);
            }
        }
        (others, self.lines)
    }
}

#[cfg(test)]
mod tests {
    use crate::record::json::json;

    use super::*;

    fn line(codes: &[&str], text: &str) -> Value<'static> {
        let coding: Vec<Value<'_>> = codes.iter().map(|code| json!({"code": code})).collect();
        json!({"category": {"coding": coding}, "amount": crate::record::json::kept_text(text)})
    }

    fn said(figure: Option<Figure>) -> Option<(String, FigureSource)> {
        figure.map(|figure| (figure.money.amount.to_string(), figure.source))
    }

    #[test]
    fn a_figure_says_where_it_was_read() {
        let stated = line(&["submitted"], r#"{"value": 10.50}"#);
        let half = json!({"adjudication": [line(&["submitted"], r#"{"value": 5.25}"#)]});
        for (eob, expected) in [
            (json!({"total": [stated], "item": [half]}), Some(("10.50", FigureSource::Total))),
            (json!({"adjudication": stated}), Some(("10.50", FigureSource::Header))),
            (json!({"item": [half, half]}), Some(("10.50", FigureSource::ItemSum))),
            (json!({"total": [line(&["submitted"], r#"{"currency": "USD"}"#)], "item": [{}]}), None),
        ] {
            let figure = said(Figures::read(&eob).figure(FigureKind::Charged));
            assert_eq!(figure, expected.map(|(text, source)| (text.to_owned(), source)), "{eob}");
        }
        let paid = Figures::read(&json!({"payment": {"amount": {"value": 7}}}));
        assert_eq!(said(paid.figure(FigureKind::PlanPaid)), Some(("7".to_owned(), FigureSource::Payment)));
        assert_eq!(said(paid.figure(FigureKind::Charged)), None);
    }

    #[test]
    fn old_and_new_codes_and_whole_urls_are_the_same_figure() {
        let url = "https://bluebutton.cms.gov/resources/variables/";
        for (codes, kind) in [
            (vec!["submitted"], Some(FigureKind::Charged)),
            (vec!["SubmittedAmount"], Some(FigureKind::Charged)),
            (vec!["allowedamount"], Some(FigureKind::Allowed)),
            (vec!["copaymentamount"], Some(FigureKind::Copay)),
            (vec!["patientpayamount"], Some(FigureKind::MemberOwes)),
            (vec!["submitted", &format!("{url}rev_cntr_rate_amt")], None),
            (vec!["submitted", &format!("{url}rev_cntr_pmt_amt_amt")], Some(FigureKind::PlanPaid)),
            (vec![&format!("{url}line_alowd_chrg_amt")], Some(FigureKind::Allowed)),
            (vec!["drugcost"], None),
        ] {
            assert_eq!(meaning(&line(&codes, "{}")["category"]).map(|(kind, _)| kind), kind, "{codes:?}");
        }
    }

    #[test]
    fn of_two_amounts_of_one_kind_the_better_code_counts_and_none_is_lost() {
        let amounts = Amounts::read(&json!([
            line(&["paidtoprovider"], r#"{"value": 1}"#),
            line(&["benefit"], r#"{"value": 2}"#),
            line(&["benefit"], r#"{"value": 3}"#),
            line(&["discount"], r#"{"value": 4}"#),
        ]));
        assert_eq!(amounts.figure(FigureKind::PlanPaid).unwrap().amount.to_string(), "2");
        let others: Vec<_> = amounts.others().iter().map(|other| other.money.amount.to_string()).collect();
        assert_eq!(others, ["1", "3", "4"]);
    }

    #[test]
    fn lines_that_do_not_add_up_are_reported() {
        let half = json!({"adjudication": [line(&["submitted"], r#"{"value": 5.25}"#)]});
        for (total, differs) in [(r#"{"value": 10.5}"#, false), (r#"{"value": 11}"#, true)] {
            let eob = json!({"total": [line(&["submitted"], total)], "item": [half, half, {}]});
            let found = Figures::read(&eob).discrepancies();
            assert_eq!(found.len(), usize::from(differs));
            if let [found] = found.as_slice() {
                assert_eq!((found.kind, found.lines_stating, found.lines), (FigureKind::Charged, 2, 3));
                assert_eq!(
                    (found.stated.source, found.other.source),
                    (FigureSource::Total, FigureSource::ItemSum)
                );
            }
        }
        // A header that says something else than the total is one, too.
        let eob =
            json!({"total": [line(&["benefit"], r#"{"value": 1}"#)], "payment": {"amount": {"value": 2}}});
        assert_eq!(Figures::read(&eob).discrepancies().len(), 1);
    }

    #[test]
    fn lines_in_several_currencies_have_no_sum() {
        let lines = ["USD", "CAD"].map(|currency| json!({"adjudication": [line(&["submitted"], &format!(r#"{{"value": 1, "currency": "{currency}"}}"#))]}));
        assert!(Figures::read(&json!({"item": lines})).figure(FigureKind::Charged).is_none());
    }
}
