//! Prior authorizations: what the plan was asked to allow, and what it said.
//!
//! Source: the PDex prior authorization profile of `ExplanationOfBenefit` (`use` is `preauthorization`). The decision is
//! the extension `reviewAction` of an adjudication (Da Vinci PAS, X12 306); `outcome` only says that the request was handled.

use crate::record::claim::{self, ClaimDiagnosis, ClaimItem, ClaimProvider, meaning_of, units};
use crate::record::json::{Resolve, Value, each, label, referenced_name, text};
use crate::record::{ClaimKind, ClaimUse, Dates, Figure, FigureKind, Money, Origin, PartialDate, Quantity};
use rust_decimal::Decimal;

/// What the plan said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReviewDecision {
    /// Approved as asked.
    Approved,
    /// Approved in part.
    ApprovedInPart,
    /// Approved with changes.
    Modified,
    /// Not approved.
    Denied,
    /// Not decided yet.
    Pended,
    /// Withdrawn.
    Cancelled,
    /// No permission is needed.
    NotNeeded,
    /// Something else: see the text.
    Other,
}

/// The plan's answer.
#[derive(Clone, PartialEq, Eq)]
pub struct Review {
    /// What it said.
    pub decision: ReviewDecision,
    /// What it said, in words.
    pub text: Option<String>,
    /// Number of the authorization.
    pub number: Option<String>,
    /// Why, in its words.
    pub reasons: Vec<String>,
}

/// One thing that the plan was asked for.
#[derive(Clone, PartialEq, Eq)]
pub struct PriorAuthorizationItem {
    /// Number of the line.
    pub sequence: Option<String>,
    /// What was asked for.
    pub description: Option<String>,
    /// What was asked for, as a code with its system's short name.
    pub service_code: Option<String>,
    /// How much.
    pub quantity: Option<Quantity>,
    /// First day for which it was asked.
    pub service_start: Option<PartialDate>,
    /// Last day for which it was asked.
    pub service_end: Option<PartialDate>,
    /// The plan's answer to this line.
    pub review: Option<Review>,
    /// What the provider would charge.
    pub charged: Option<Money>,
    /// How many units the plan allows.
    pub allowed_units: Option<Decimal>,
    /// How many of them are used.
    pub consumed_units: Option<Decimal>,
}

/// A prior authorization.
#[derive(Clone, PartialEq, Eq)]
pub struct PriorAuthorization {
    /// Where it comes from.
    pub origin: Origin,
    /// Numbers of the authorization, as providers ask for them.
    pub numbers: Vec<String>,
    /// The payer's number of the request.
    pub request_number: Option<String>,
    /// Kind of care.
    pub kind: ClaimKind,
    /// FHIR status: `active`, `cancelled`, `draft`.
    pub status: Option<String>,
    /// FHIR outcome: whether the request was handled, not what was decided.
    pub outcome: Option<String>,
    /// Whose care it is about.
    pub patient_name: Option<String>,
    /// When it was asked for.
    pub requested: Option<PartialDate>,
    /// The time of the request, as the payer states it.
    pub period: Option<Dates>,
    /// When it is good.
    pub valid: Vec<Dates>,
    /// The plan's answer; that to its lines, where all are the same and nothing is said of the whole.
    pub review: Option<Review>,
    /// Who asked.
    pub provider: Option<String>,
    /// Where it is to happen.
    pub facility: Option<String>,
    /// Everybody who takes part in the care.
    pub care_team: Vec<ClaimProvider>,
    /// What was found.
    pub diagnoses: Vec<ClaimDiagnosis>,
    /// What the provider would charge.
    pub charged: Option<Figure>,
    /// What the plan would allow.
    pub allowed: Option<Figure>,
    /// The payer's own words.
    pub disposition: Option<String>,
    /// The payer's notes.
    pub notes: Vec<String>,
    /// What was asked for.
    pub items: Vec<PriorAuthorizationItem>,
}

impl PriorAuthorization {
    /// Reads an `ExplanationOfBenefit`. `None` for one that is no prior authorization, or was entered in error.
    pub(crate) fn read(origin: Origin, eob: &Value<'_>, resolve: &dyn Resolve) -> Option<Self> {
        if claim::claim_use(eob) != ClaimUse::PriorAuthorization || eob["status"] == "entered-in-error" {
            return None;
        }
        let items: Vec<PriorAuthorizationItem> = each(&eob["item"]).map(item).collect();
        let review = Review::read(&eob["adjudication"]).or_else(|| common(&items));
        let figures = claim::Figures::read(eob);
        let mut numbers: Vec<String> = each(&eob["preAuthRef"]).filter_map(text).collect();
        for number in review.iter().filter_map(|review| review.number.as_ref()) {
            if !numbers.contains(number) {
                numbers.push(number.clone());
            }
        }
        Some(Self {
            numbers,
            request_number: claim::numbers(eob).0,
            kind: claim::kind(eob),
            status: text(&eob["status"]),
            outcome: text(&eob["outcome"]),
            patient_name: referenced_name(&eob["patient"], eob, resolve),
            requested: PartialDate::read(&eob["created"]),
            period: Dates::read(&eob["billablePeriod"]),
            valid: each(&eob["preAuthRefPeriod"]).filter_map(Dates::read).collect(),
            review,
            provider: claim::provider(eob, resolve),
            facility: claim::facility(eob, resolve),
            care_team: claim::care_team(eob, resolve),
            diagnoses: claim::diagnoses(eob, resolve),
            charged: figures.figure(FigureKind::Charged),
            allowed: figures.figure(FigureKind::Allowed),
            disposition: text(&eob["disposition"]),
            notes: claim::notes(eob),
            items,
            origin,
        })
    }

    /// The date that sorts it.
    pub(crate) fn date(&self) -> Option<&PartialDate> {
        self.requested.as_ref().or_else(|| self.period.as_ref().and_then(Dates::first))
    }
}

fn item(item: &Value<'_>) -> PriorAuthorizationItem {
    let (review, consumed_units) = (Review::read(&item["adjudication"]), units(item, "consumedunits"));
    let ClaimItem {
        sequence,
        description,
        service_code,
        quantity,
        service_start,
        service_end,
        charged,
        allowed_units,
        ..
    } = ClaimItem::read(item);
    PriorAuthorizationItem {
        sequence,
        description,
        service_code,
        quantity,
        service_start,
        service_end,
        review,
        charged,
        allowed_units,
        consumed_units,
    }
}

/// The answer to all lines, where it is the same.
fn common(items: &[PriorAuthorizationItem]) -> Option<Review> {
    let first = items.first()?.review.as_ref()?;
    let same = |item: &PriorAuthorizationItem| {
        item.review.as_ref().is_some_and(|review| review.decision == first.decision)
    };
    items.iter().all(same).then(|| first.clone())
}

fn ends_with<'a>(holder: &'a Value<'a>, end: &'a str) -> impl Iterator<Item = &'a Value<'a>> {
    each(&holder["extension"])
        .filter(move |extension| extension["url"].as_str().is_some_and(|url| url.ends_with(end)))
}

impl Review {
    /// The first review among adjudications.
    fn read(adjudications: &Value<'_>) -> Option<Self> {
        let action =
            each(adjudications).find_map(|adjudication| ends_with(adjudication, "reviewAction").next())?;
        let code = ends_with(action, "reviewActionCode").map(|part| &part["valueCodeableConcept"]).next();
        let code = code.unwrap_or(&Value::Null);
        let decision = meaning_of(code, |code| {
            Some(match code {
                "a1" => ReviewDecision::Approved,
                "a2" => ReviewDecision::ApprovedInPart,
                "a3" => ReviewDecision::Denied,
                "a4" => ReviewDecision::Pended,
                "a6" => ReviewDecision::Modified,
                "c" => ReviewDecision::Cancelled,
                "na" => ReviewDecision::NotNeeded,
                _ => return None,
            })
        });
        Some(Self {
            decision: decision.unwrap_or(ReviewDecision::Other),
            text: label(code),
            number: ends_with(action, "number").find_map(|part| text(&part["valueString"])),
            reasons: ends_with(action, "easonCode")
                .filter_map(|part| label(&part["valueCodeableConcept"]))
                .collect(),
        })
    }
}

crate::secret::opaque_debug!(PriorAuthorization, PriorAuthorizationItem, Review);

#[cfg(test)]
mod tests {
    use crate::record::json::json;

    use super::*;
    use crate::record::samples::alone;

    fn review(code: &str) -> Value<'static> {
        let pas = "http://hl7.org/fhir/us/davinci-pas/StructureDefinition/extension-";
        json!({"extension": [{"url": format!("{pas}reviewAction"), "extension": [
            {"url": "number", "valueString": "AUTH1"},
            {"url": "reasonCode", "valueCodeableConcept": {"text": "Not necessary"}},
            {"url": format!("{pas}reviewActionCode"), "valueCodeableConcept": {"coding": [{"code": code}]}},
        ]}], "category": {"coding": [{"code": "submitted"}]}, "amount": {"value": 100}})
    }

    fn read(eob: &Value) -> Option<PriorAuthorization> {
        PriorAuthorization::read(alone::origin("ExplanationOfBenefit"), eob, &alone::Nothing)
    }

    #[test]
    fn the_decision_is_the_review_never_the_outcome() {
        for (code, decision) in [
            ("A1", ReviewDecision::Approved),
            ("A2", ReviewDecision::ApprovedInPart),
            ("A3", ReviewDecision::Denied),
            ("A4", ReviewDecision::Pended),
            ("A6", ReviewDecision::Modified),
            ("CT", ReviewDecision::Other),
        ] {
            let view = read(
                &json!({"use": "preauthorization", "outcome": "complete", "adjudication": [review(code)]}),
            );
            let found = view.unwrap().review.unwrap();
            assert_eq!(found.decision, decision, "{code}");
            assert_eq!(
                (found.number.as_deref(), found.reasons.as_slice()),
                (Some("AUTH1"), ["Not necessary".to_owned()].as_slice())
            );
        }
        let silent = read(&json!({"use": "preauthorization", "outcome": "complete"})).unwrap();
        assert!(silent.review.is_none() && silent.charged.is_none());
    }

    #[test]
    fn lines_speak_for_the_whole_where_they_agree() {
        let line = |code: &str| json!({"adjudication": [review(code)]});
        let all = read(&json!({"use": "preauthorization", "item": [line("A1"), line("A1")]})).unwrap();
        assert_eq!(all.review.unwrap().decision, ReviewDecision::Approved);
        let some = read(&json!({"use": "preauthorization", "item": [line("A1"), line("A3")]})).unwrap();
        assert!(some.review.is_none() && some.items[1].review.is_some());
    }

    #[test]
    fn periods_are_read_as_arrays_and_alone() {
        let period = json!({"start": "2026-01-01", "end": "2026-03-31"});
        for periods in [json!([period, period]), period] {
            let view =
                read(&json!({"use": "preauthorization", "preAuthRef": "A9", "preAuthRefPeriod": periods}))
                    .unwrap();
            assert_eq!(view.valid[0].end.as_ref().map(PartialDate::as_str), Some("2026-03-31"));
            assert_eq!(view.numbers, ["A9"]);
        }
    }

    #[test]
    fn a_claim_is_no_prior_authorization() {
        assert!(read(&json!({"use": "claim"})).is_none());
        assert!(read(&json!({"use": "preauthorization", "status": "entered-in-error"})).is_none());
    }
}
