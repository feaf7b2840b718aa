//! Claims: what was billed, what the plan paid, what the member owes.
//!
//! Source: `ExplanationOfBenefit` by CARIN Blue Button 1.1 and 2.0, its drafts, and Medicare's Blue Button. A figure is read
//! from the totals, else from the header's adjudication, else summed from the items, and says which it was. What is nowhere
//! stated stays not stated; an amount that has no place of its own is shown under the payer's name for it.

mod care;
mod decision;
mod figures;
mod information;
mod item;
mod kind;
mod related;

pub use care::{ClaimDiagnosis, ClaimProcedure, ClaimProvider};
use decision::Reasons;
pub use decision::{ClaimPayment, NetworkStatus, PaymentStatus};
pub use figures::{Discrepancy, Figure, FigureKind, FigureSource, NamedFigure};
pub use information::{BenefitBalance, ClaimInformation, PharmacyDetails};
pub use item::{ClaimItem, ClaimItemDetail};
pub use kind::{ClaimKind, ClaimUse};
pub use related::RelatedClaim;

use crate::fhir::Reference;
use crate::record::json::{Resolve, Value, each, has_code, referenced_name, text};
use crate::record::{Dates, Origin, PartialDate};

pub(super) use care::{care_team, diagnoses, facility, provider};
pub(super) use decision::payment_status;
pub(super) use figures::{Figures, meaning_of};
pub(super) use information::notes;
pub(super) use item::units;
pub(super) use kind::{claim_use, kind};
pub(crate) use related::{Adjustments, ClaimLinks};
use related::{REPLACED_BY, REPLACES, related};

/// A claim as the payer decided it.
#[derive(Clone, PartialEq, Eq)]
pub struct Claim {
    /// Where it comes from.
    pub origin: Origin,
    /// The payer's number of the claim.
    pub claim_number: Option<String>,
    /// Other numbers of the claim, such as that of a group of claims.
    pub other_numbers: Vec<String>,
    /// Kind of care.
    pub kind: ClaimKind,
    /// Claim or estimate. Prior authorizations have a view of their own.
    pub claim_use: ClaimUse,
    /// FHIR status: `active`, `cancelled`, `draft`.
    pub status: Option<String>,
    /// FHIR outcome: `complete`, `partial`, `error`, `queued`.
    pub outcome: Option<String>,
    /// The payer's own words on the outcome.
    pub disposition: Option<String>,
    /// Whose care it was.
    pub patient: Option<Reference>,
    /// Name of whose care it was.
    pub patient_name: Option<String>,
    /// First day of service.
    pub service_start: Option<PartialDate>,
    /// Last day of service.
    pub service_end: Option<PartialDate>,
    /// When the payer received it.
    pub received: Option<PartialDate>,
    /// When the payer made this record.
    pub created: Option<PartialDate>,
    /// Who decided it.
    pub insurer: Option<String>,
    /// The insurance that it was decided under, as a card's record.
    pub coverage: Option<Reference>,
    /// Who billed.
    pub provider: Option<String>,
    /// Where it happened.
    pub facility: Option<String>,
    /// Everybody who took part in the care.
    pub care_team: Vec<ClaimProvider>,
    /// Whether the plan paid as in or out of network.
    pub network: Option<NetworkStatus>,
    /// Whether who billed is in the network.
    pub billing_network: Option<NetworkStatus>,
    /// Whether who gave the care is in the network.
    pub rendering_network: Option<NetworkStatus>,
    /// Why the payer did not pay, in its words.
    pub denial_reasons: Vec<String>,
    /// Why amounts were adjusted.
    pub adjustment_reasons: Vec<String>,
    /// The payment.
    pub payment: Option<ClaimPayment>,
    /// What was found.
    pub diagnoses: Vec<ClaimDiagnosis>,
    /// What was done in a facility.
    pub procedures: Vec<ClaimProcedure>,
    /// Charged by the provider (`submitted`).
    pub charged: Option<Figure>,
    /// Allowed by the plan (`eligible`).
    pub allowed: Option<Figure>,
    /// Paid by the plan (`benefit`).
    pub plan_paid: Option<Figure>,
    /// Owed by the member (`memberliability`).
    pub member_owes: Option<Figure>,
    /// What of it counts to the deductible.
    pub deductible: Option<Figure>,
    /// What of it is a copay.
    pub copay: Option<Figure>,
    /// What of it is coinsurance.
    pub coinsurance: Option<Figure>,
    /// Not covered by the plan.
    pub not_covered: Option<Figure>,
    /// Amounts under any other name, such as a discount.
    pub other_figures: Vec<NamedFigure>,
    /// What is left of benefits.
    pub balances: Vec<BenefitBalance>,
    /// Where two statements of the same figure differ, such as a total and the sum of the lines.
    pub discrepancies: Vec<Discrepancy>,
    /// What a pharmacy's claim says of the prescription.
    pub pharmacy: Option<PharmacyDetails>,
    /// Anything else that the payer says, such as how the member was admitted.
    pub information: Vec<ClaimInformation>,
    /// The payer's notes.
    pub notes: Vec<String>,
    /// The claims that take this one's place: it does not count beside them.
    pub replaced_by: Vec<RelatedClaim>,
    /// The claims whose place this one takes.
    pub replaces: Vec<RelatedClaim>,
    /// The lines.
    pub items: Vec<ClaimItem>,
}

impl Claim {
    /// Reads an `ExplanationOfBenefit`. `None` for what was entered in error.
    pub(crate) fn read(origin: Origin, eob: &Value<'_>, resolve: &dyn Resolve) -> Option<Self> {
        if eob["status"] == "entered-in-error" {
            return None;
        }
        let (figures, reasons) = (Figures::read(eob), Reasons::of_claim(eob));
        let (claim_number, other_numbers) = numbers(eob);
        let Dates { start, end } = service(eob);
        let stated = [
            FigureKind::Charged,
            FigureKind::Allowed,
            FigureKind::PlanPaid,
            FigureKind::MemberOwes,
            FigureKind::Deductible,
            FigureKind::Copay,
            FigureKind::Coinsurance,
            FigureKind::NotCovered,
        ];
        let [charged, allowed, plan_paid, member_owes, deductible, copay, coinsurance, not_covered] =
            stated.map(|kind| figures.figure(kind));
        let discrepancies = figures.discrepancies();
        let (other_figures, lines) = figures.into_others_and_lines();
        Some(Self {
            claim_number,
            other_numbers,
            kind: kind(eob),
            claim_use: claim_use(eob),
            status: text(&eob["status"]),
            outcome: text(&eob["outcome"]),
            disposition: text(&eob["disposition"]),
            patient: eob["patient"]["reference"].as_str().and_then(|text| resolve.reference(text)),
            patient_name: referenced_name(&eob["patient"], eob, resolve),
            service_start: start,
            service_end: end,
            received: information::received(eob),
            created: PartialDate::read(&eob["created"]),
            insurer: referenced_name(&eob["insurer"], eob, resolve),
            coverage: coverage(eob, resolve),
            provider: provider(eob, resolve),
            facility: facility(eob, resolve),
            care_team: care_team(eob, resolve),
            network: decision::network(eob, &reasons),
            billing_network: decision::billing_network(eob, &reasons),
            rendering_network: decision::rendering_network(eob, &reasons),
            denial_reasons: decision::denial_reasons(eob, &reasons),
            adjustment_reasons: decision::adjustment_reasons(eob, &reasons),
            payment: ClaimPayment::read(eob, resolve),
            diagnoses: diagnoses(eob, resolve),
            procedures: care::procedures(eob, resolve),
            charged,
            allowed,
            plan_paid,
            member_owes,
            deductible,
            copay,
            coinsurance,
            not_covered,
            balances: information::balances(eob),
            discrepancies,
            other_figures,
            pharmacy: PharmacyDetails::read(eob),
            information: information::information(eob, resolve),
            notes: notes(eob),
            replaced_by: related(eob, REPLACED_BY, resolve),
            replaces: related(eob, REPLACES, resolve),
            items: each(&eob["item"])
                .zip(lines)
                .map(|(item, amounts)| ClaimItem::with(item, amounts))
                .collect(),
            origin,
        })
    }
}

/// The payer's number (`uc`: unique claim id), and the others.
pub(super) fn numbers(eob: &Value<'_>) -> (Option<String>, Vec<String>) {
    let mut numbers = numbers_of(eob).map(str::to_owned);
    (numbers.next(), numbers.collect())
}

fn numbers_of<'a>(eob: &'a Value<'a>) -> impl Iterator<Item = &'a str> {
    let numbers = |unique: bool| {
        each(&eob["identifier"])
            .filter(move |identifier| has_code(&identifier["type"], "uc") == unique)
            .filter_map(|identifier| identifier["value"].said())
    };
    numbers(true).chain(numbers(false))
}

/// `billablePeriod`, else the span of the lines.
pub(super) fn service(eob: &Value<'_>) -> Dates {
    if let Some(dates) = Dates::read(&eob["billablePeriod"]).filter(|dates| dates.start.is_some()) {
        return dates;
    }
    let (starts, ends): (Vec<_>, Vec<_>) =
        each(&eob["item"]).map(item::serviced).map(|dates| (dates.start, dates.end)).unzip();
    let stated_end = PartialDate::read(&eob["billablePeriod"]["end"]);
    Dates {
        start: starts.into_iter().flatten().min().or_else(|| stated_end.clone()),
        end: stated_end.or_else(|| ends.into_iter().flatten().max()),
    }
}

/// The focal insurance, else the first.
fn coverage(eob: &Value<'_>, resolve: &dyn Resolve) -> Option<Reference> {
    let insurances = || each(&eob["insurance"]);
    let insurance =
        insurances().find(|insurance| insurance["focal"] == true).or_else(|| insurances().next())?;
    resolve.reference(insurance["coverage"]["reference"].as_str()?)
}

crate::secret::opaque_debug!(
    Claim,
    ClaimDiagnosis,
    ClaimProcedure,
    ClaimProvider,
    ClaimPayment,
    Discrepancy,
    Figure,
    NamedFigure,
    BenefitBalance,
    ClaimInformation,
    PharmacyDetails,
    ClaimItem,
    ClaimItemDetail,
    RelatedClaim,
);

#[cfg(test)]
mod tests {
    use crate::record::json::json;

    use super::*;
    use crate::record::samples::alone;

    fn read(eob: &Value) -> Option<Claim> {
        Claim::read(alone::origin("ExplanationOfBenefit"), eob, &alone::Nothing)
    }

    #[test]
    fn what_is_not_stated_stays_not_stated() {
        // A "Basis" claim of 2.0 has no money at all.
        let claim = read(&json!({"item": [{"productOrService": {"text": "Visit"}}]})).unwrap();
        let figures =
            [&claim.charged, &claim.allowed, &claim.plan_paid, &claim.member_owes, &claim.deductible];
        assert!(figures.into_iter().all(Option::is_none) && claim.other_figures.is_empty());
        assert!(claim.discrepancies.is_empty() && claim.service_start.is_none() && claim.pharmacy.is_none());
        assert_eq!(claim.items.len(), 1);
    }

    #[test]
    fn the_time_of_service_is_the_claims_or_its_lines() {
        let lines = json!([{"servicedDate": "2026-03"}, {"servicedPeriod": {"start": "2026-02-28", "end": "2026-03-04"}}]);
        let text = |date: Option<PartialDate>| date.map(|date| date.as_str().to_owned());
        for (eob, start, end) in [
            (json!({"billablePeriod": {"start": "2026-01-01"}, "item": lines}), Some("2026-01-01"), None),
            (json!({"item": lines}), Some("2026-02-28"), Some("2026-03-04")),
            (
                json!({"billablePeriod": {"start": "2026-02-30"}, "item": lines}),
                Some("2026-02-28"),
                Some("2026-03-04"),
            ),
            (json!({"billablePeriod": {"end": "2026-05"}}), Some("2026-05"), Some("2026-05")),
            (json!({}), None, None),
        ] {
            let claim = read(&eob).unwrap();
            let found = (text(claim.service_start), text(claim.service_end));
            assert_eq!(found, (start.map(str::to_owned), end.map(str::to_owned)), "{eob}");
        }
    }

    #[test]
    fn adjustments_name_the_claims_that_they_change() {
        let related =
            |code: &str, claim: Value| json!({"relationship": {"coding": [{"code": code}]}, "claim": claim});
        let claim = read(&json!({"related": [
            related("prior", json!({"reference": "ExplanationOfBenefit/7"})),
            related("replacedby", json!({"identifier": {"value": "N9"}})),
            {"relationship": {"coding": [{"code": "prior"}]}, "reference": {"value": "N7"}},
            related("associated", json!({"reference": "ExplanationOfBenefit/8"})),
            related("prior", json!({})),
        ]}))
        .unwrap();
        let said: Vec<_> = claim
            .replaces
            .iter()
            .map(|one| (one.reference.as_ref().map(Reference::to_text), one.number.clone()))
            .collect();
        assert_eq!(said, [(Some("ExplanationOfBenefit/7".to_owned()), None), (None, Some("N7".to_owned()))]);
        assert!(claim.replaced_by.len() == 1 && claim.replaced_by[0].number.as_deref() == Some("N9"));
    }

    #[test]
    fn the_unique_number_comes_first_and_none_is_lost() {
        let number = |code: &str, value: &str| json!({"type": {"coding": [{"code": code}]}, "value": value});
        let claim =
            read(&json!({"identifier": [number("x", "1"), number("uc", "2"), number("uc", "3")]})).unwrap();
        assert_eq!(
            (claim.claim_number.as_deref(), claim.other_numbers),
            (Some("2"), vec!["3".to_owned(), "1".to_owned()])
        );
    }

    #[test]
    fn a_claim_entered_in_error_is_none() {
        assert!(read(&json!({"status": "entered-in-error"})).is_none());
    }
}
