//! What a year's claims sum to, by payer and person.
//!
//! A claim counts once: what was cancelled, drafted or replaced does not, nor do estimates and prior authorizations. A sum
//! says how many of its claims do not state the figure, and never takes that for zero. Currencies are kept apart.

use crate::fhir::Reference;
use crate::record::claim::{Adjustments, ClaimLinks, Figures};
use crate::record::json::{Resolve, Value, referenced_name};
use crate::record::{FigureKind, Money};

/// The sum of one figure.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct YearSum {
    /// The sum, one for each currency; none where no claim states the figure.
    pub amounts: Vec<Money>,
    /// How many claims state it.
    pub claims_stating: u64,
    /// How many claims do not.
    pub claims_not_stating: u64,
}

/// The sums of one person's claims at one payer.
#[derive(Clone, PartialEq, Eq)]
pub struct YearSums {
    /// The connection that brought the claims.
    pub connection: String,
    /// Name of the payer.
    pub payer_name: String,
    /// The person, as [`Person::id`](crate::wallet::Person::id) has it.
    pub person: String,
    /// Whose care it was, as the payer names them.
    pub patient: Option<Reference>,
    /// Name of whose care it was.
    pub patient_name: Option<String>,
    /// How many claims are counted.
    pub claims: u64,
    /// Charged by providers.
    pub charged: YearSum,
    /// Paid by the plan.
    pub plan_paid: YearSum,
    /// Owed by the member.
    pub member_owes: YearSum,
    /// What of it counts to the deductible.
    pub deductible: YearSum,
    /// What counts to the out-of-pocket limit: deductible, copay and coinsurance, as far as a claim states them.
    pub out_of_pocket: YearSum,
}

/// What a year's claims sum to.
#[derive(Clone, PartialEq, Eq)]
pub struct YearToDate {
    /// The year, by the first day of service.
    pub year: i32,
    /// The sums.
    pub sums: Vec<YearSums>,
    /// Claims of the year that do not count because another took their place.
    pub replaced: u64,
    /// Claims of the year that do not count because they were cancelled, or are drafts.
    pub not_active: u64,
    /// Claims, whatever their year, that state no date of service.
    pub undated: u64,
}

/// What of a claim is summed.
pub(crate) struct YearClaim {
    patient: Option<Reference>,
    patient_name: Option<String>,
    figures: [Option<Money>; 4],
    out_of_pocket: Option<Vec<Money>>,
}

impl YearClaim {
    /// Reads an `ExplanationOfBenefit` that counts.
    pub(crate) fn read(eob: &Value<'_>, resolve: &dyn Resolve) -> Self {
        let figures = Figures::read(eob);
        let money = |kind| figures.figure(kind).map(|figure| figure.money);
        let parts: Vec<Money> = [FigureKind::Deductible, FigureKind::Copay, FigureKind::Coinsurance]
            .into_iter()
            .filter_map(money)
            .collect();
        Self {
            patient: eob["patient"]["reference"].as_str().and_then(|text| resolve.reference(text)),
            // Only what the claim itself says: the record is read once for all claims of a patient.
            patient_name: referenced_name(&eob["patient"], eob, &Unstored),
            figures: [
                FigureKind::Charged,
                FigureKind::PlanPaid,
                FigureKind::MemberOwes,
                FigureKind::Deductible,
            ]
            .map(money),
            out_of_pocket: (!parts.is_empty()).then_some(parts),
        }
    }
}

/// Nothing beside the claim itself.
struct Unstored;

impl Resolve for Unstored {
    fn resolve(&self, _: &str) -> Option<Value<'_>> {
        None
    }
}

impl YearSum {
    /// Adds what one claim states of the figure.
    fn add<'a>(&mut self, stated: impl Iterator<Item = &'a Money>) {
        let mut is_stated = false;
        for money in stated {
            is_stated = true;
            let same = self.amounts.iter_mut().find(|amount| amount.currency == money.currency);
            match same.map(|sum| (sum.clone().plus(money), sum)) {
                Some((Some(more), sum)) => *sum = more,
                // Another currency, or a sum that cannot be kept exactly: beside, rather than wrong.
                _ => self.amounts.push(money.clone()),
            }
        }
        *if is_stated { &mut self.claims_stating } else { &mut self.claims_not_stating } += 1;
    }
}

impl YearToDate {
    /// Nothing yet.
    pub(crate) fn new(year: i32) -> Self {
        Self { year, sums: Vec::new(), replaced: 0, not_active: 0, undated: 0 }
    }

    /// Whether a claim is one that the year's sums have. Notes why, where it is not.
    pub(crate) fn counts(&mut self, key: &Reference, claim: &ClaimLinks<'_>, others: &Adjustments) -> bool {
        if !claim.is_claim {
            return false;
        }
        match claim.year {
            None => self.undated += 1,
            Some(year) if year != self.year => {}
            Some(_) if !claim.is_active => self.not_active += 1,
            Some(_) if claim.is_replaced || others.is_replaced(key) => self.replaced += 1,
            Some(_) => return true,
        }
        false
    }

    /// Adds claims of one connection that count.
    pub(crate) fn add(
        &mut self,
        (connection, payer_name, person): (&str, &str, &str),
        claims: &[YearClaim],
        resolve: &dyn Resolve,
    ) {
        for claim in claims {
            let place = self
                .sums
                .iter()
                .position(|sums| sums.connection == connection && sums.patient == claim.patient)
                .unwrap_or_else(|| {
                    let stored = || {
                        let patient = claim.patient.as_ref()?.to_text();
                        let reference = [("reference", Value::String(&patient))];
                        referenced_name(&Value::Object(&reference), &Value::Null, resolve)
                    };
                    self.sums.push(YearSums {
                        connection: connection.to_owned(),
                        payer_name: payer_name.to_owned(),
                        person: person.to_owned(),
                        patient: claim.patient.clone(),
                        patient_name: claim.patient_name.clone().or_else(stored),
                        claims: 0,
                        charged: YearSum::default(),
                        plan_paid: YearSum::default(),
                        member_owes: YearSum::default(),
                        deductible: YearSum::default(),
                        out_of_pocket: YearSum::default(),
                    });
                    self.sums.len() - 1
                });
            let sums = &mut self.sums[place];
            sums.claims += 1;
            let [charged, plan_paid, member_owes, deductible] = &claim.figures;
            sums.charged.add(charged.iter());
            sums.plan_paid.add(plan_paid.iter());
            sums.member_owes.add(member_owes.iter());
            sums.deductible.add(deductible.iter());
            sums.out_of_pocket.add(claim.out_of_pocket.iter().flatten());
        }
    }
}

crate::secret::opaque_debug!(YearSum, YearSums, YearToDate);

#[cfg(test)]
mod tests {
    use crate::record::json::json;

    use super::*;
    use crate::record::samples::alone::Nothing;

    fn amount(code: &str, value: &str, currency: &str) -> Value<'static> {
        json!({"category": {"coding": [{"code": code}]}, "amount": {"value": value, "currency": currency}})
    }

    fn eob(id: &str, totals: &Value<'_>) -> Value<'static> {
        json!({"id": id, "status": "active", "use": "claim", "patient": {"reference": "Patient/1"},
            "billablePeriod": {"start": "2026-03-01"}, "total": totals})
    }

    fn with<'a>(eob: Value<'a>, member: &str, value: Value<'a>) -> Value<'a> {
        let mut eob = crate::record::json::owned(&eob);
        eob[member] = crate::record::json::owned(&value);
        crate::record::json::kept(&eob)
    }

    fn year(eobs: &[Value]) -> YearToDate {
        let key = |eob: &Value<'_>| Reference {
            resource_type: "ExplanationOfBenefit".to_owned(),
            id: eob["id"].as_str().unwrap().to_owned(),
        };
        let links: Vec<_> = eobs.iter().map(|eob| (key(eob), ClaimLinks::read(eob))).collect();
        let all: Vec<_> = links.iter().map(|(key, links)| (key.clone(), links)).collect();
        let others = Adjustments::of(&all, &Nothing);
        let mut year = YearToDate::new(2026);
        for (eob, (key, links)) in eobs.iter().zip(&links) {
            if year.counts(key, links, &others) {
                year.add(("c", "Payer", "p"), &[YearClaim::read(eob, &Nothing)], &Nothing);
            }
        }
        year
    }

    fn said(sum: &YearSum) -> Vec<String> {
        sum.amounts.iter().map(|money| format!("{} {}", money.amount, money.currency)).collect()
    }

    #[test]
    fn sums_say_what_is_not_stated_and_keep_currencies_apart() {
        let found = year(&[
            eob(
                "1",
                &json!([
                    amount("submitted", "10.10", "USD"),
                    amount("deductible", "4", "USD"),
                    amount("copay", "1", "USD")
                ]),
            ),
            eob("2", &json!([amount("submitted", "0.90", "USD"), amount("memberliability", "0", "USD")])),
            eob("3", &json!([amount("submitted", "7", "CAD")])),
            with(
                eob("4", &json!([amount("submitted", "99", "USD")])),
                "patient",
                json!({"reference": "Patient/2", "display": "Ada"}),
            ),
            with(
                eob("5", &json!([amount("submitted", "99", "USD")])),
                "billablePeriod",
                json!({"start": "2025-12-31"}),
            ),
            with(eob("6", &json!([])), "billablePeriod", json!({})),
        ]);
        let [first, second] = found.sums.as_slice() else { panic!("two people") };
        assert_eq!((first.claims, second.claims, found.undated), (3, 1, 1));
        assert_eq!(said(&first.charged), ["11.00 USD", "7 CAD"]);
        assert_eq!(
            (said(&first.member_owes), first.member_owes.claims_not_stating),
            (vec!["0 USD".to_owned()], 2)
        );
        assert_eq!(
            (said(&first.out_of_pocket), first.out_of_pocket.claims_stating),
            (vec!["5 USD".to_owned()], 1)
        );
        assert_eq!((said(&first.plan_paid), first.plan_paid.claims_not_stating), (vec![], 3));
        assert_eq!(second.patient_name.as_deref(), Some("Ada"));
    }

    #[test]
    fn a_claim_counts_once() {
        let totals = || json!([amount("submitted", "1", "USD")]);
        let prior = |related: Value| json!([{"relationship": {"coding": [{"code": "prior"}]}, "claim": related["claim"], "reference": related["reference"]}]);
        let by_reference = || prior(json!({"claim": {"reference": "ExplanationOfBenefit/1"}}));
        let by_number = || prior(json!({"reference": {"value": "N1"}}));
        let one = || with(eob("1", &totals()), "identifier", json!([{"value": "N1"}]));
        let replaced = json!([{"relationship": {"coding": [{"code": "replacedby"}]}, "claim": {"reference": "ExplanationOfBenefit/9"}}]);
        for (name, eobs, counted, left_out) in [
            ("alone", vec![one()], 1, (0, 0)),
            (
                "replaced by reference",
                vec![one(), with(eob("2", &totals()), "related", by_reference())],
                1,
                (1, 0),
            ),
            ("replaced by number", vec![one(), with(eob("2", &totals()), "related", by_number())], 1, (1, 0)),
            ("says so itself", vec![with(one(), "related", replaced)], 0, (1, 0)),
            ("names itself", vec![with(one(), "related", by_number())], 1, (0, 0)),
            ("cancelled", vec![with(one(), "status", json!("cancelled"))], 0, (0, 1)),
            ("entered in error", vec![with(one(), "status", json!("entered-in-error"))], 0, (0, 0)),
            ("prior authorization", vec![with(one(), "use", json!("preauthorization"))], 0, (0, 0)),
            (
                "replaced by what was cancelled",
                vec![
                    one(),
                    with(with(eob("2", &totals()), "related", by_reference()), "status", json!("cancelled")),
                ],
                1,
                (0, 1),
            ),
        ] {
            let found = year(&eobs);
            let claims: u64 = found.sums.iter().map(|sums| sums.claims).sum();
            assert_eq!((claims, (found.replaced, found.not_active)), (counted, left_out), "{name}");
        }
    }
}
