//! Claims: what was billed, what the plan paid, what the member owes.
//!
//! Source: `ExplanationOfBenefit` by CARIN Blue Button. A figure is read from the totals, else from the header's
//! adjudication, else summed from the items, and says which it was. What is nowhere stated stays not stated.

use serde_json::Value;

use crate::record::json::{Resolve, codes, each, has_code, label, period, referenced_name, text};
use crate::record::money::decimal;
use crate::record::{Figure, FigureSource, Money, Origin};

/// What kind of care was billed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClaimKind {
    /// A stay in a hospital or another facility.
    Inpatient,
    /// A visit to a facility without a stay.
    Outpatient,
    /// A physician or another professional.
    Professional,
    /// Prescription drugs.
    Pharmacy,
    /// Dental care.
    Oral,
    /// Eye care.
    Vision,
    /// The record does not say.
    Other,
}

/// What an explanation of benefit is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClaimUse {
    /// Care that was given.
    Claim,
    /// A request for permission (PDex prior authorization).
    PriorAuthorization,
    /// An estimate.
    Predetermination,
}

/// Whether the provider was in the plan's network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NetworkStatus {
    /// In network.
    In,
    /// Out of network.
    Out,
    /// Something between, or not applicable.
    Other,
}

/// One line of a claim.
#[derive(Clone, PartialEq, Eq)]
pub struct ClaimItem {
    /// Number of the line.
    pub sequence: Option<String>,
    /// What was done or given.
    pub description: Option<String>,
    /// First day of service.
    pub service_date: Option<String>,
    /// Charged by the provider.
    pub charged: Option<Money>,
    /// Paid by the plan.
    pub plan_paid: Option<Money>,
    /// Owed by the member.
    pub member_owes: Option<Money>,
}

/// A claim as the payer decided it.
#[derive(Clone, PartialEq, Eq)]
pub struct Claim {
    /// Where it comes from.
    pub origin: Origin,
    /// The payer's number of the claim.
    pub claim_number: Option<String>,
    /// Kind of care.
    pub kind: ClaimKind,
    /// Claim, prior authorization, or estimate.
    pub claim_use: ClaimUse,
    /// FHIR status: `active`, `cancelled`, `draft`, `entered-in-error`.
    pub status: Option<String>,
    /// FHIR outcome: `complete`, `partial`, `error`, `queued`.
    pub outcome: Option<String>,
    /// First day of service, as precise as the payer wrote it.
    pub service_start: Option<String>,
    /// Last day of service, as precise as the payer wrote it.
    pub service_end: Option<String>,
    /// Who billed.
    pub provider: Option<String>,
    /// Where it happened.
    pub facility: Option<String>,
    /// In or out of network.
    pub network: Option<NetworkStatus>,
    /// Why the payer did not pay, in its words.
    pub denial_reasons: Vec<String>,
    /// What was found.
    pub diagnoses: Vec<String>,
    /// Charged by the provider (`submitted`).
    pub charged: Option<Figure>,
    /// Allowed by the plan (`eligible`).
    pub allowed: Option<Figure>,
    /// Paid by the plan (`benefit`).
    pub plan_paid: Option<Figure>,
    /// Owed by the member (`memberliability`).
    pub member_owes: Option<Figure>,
    /// Part of it that counts to the deductible.
    pub deductible: Option<Figure>,
    /// Part of it that is a copay.
    pub copay: Option<Figure>,
    /// Part of it that is coinsurance.
    pub coinsurance: Option<Figure>,
    /// Not covered by the plan.
    pub not_covered: Option<Figure>,
    /// Whether a stated total differs from the sum of its lines.
    pub lines_differ: bool,
    /// The claim that takes this one's place, as a relative reference or number.
    pub replaced_by: Option<String>,
    /// The claim whose place this one takes.
    pub replaces: Option<String>,
    /// The lines.
    pub items: Vec<ClaimItem>,
}

/// Codes by which payers name each figure; the first that is found counts. The older ones are those of the drafts of
/// CARIN Blue Button that some payers still write.
const CHARGED: &[&str] = &["submitted", "submittedamount"];
const ALLOWED: &[&str] = &["eligible", "allowed", "allowedamount"];
const PLAN_PAID: &[&str] = &["benefit", "paidtoprovider", "paymentamount"];
const MEMBER_OWES: &[&str] = &["memberliability", "patientpayamount", "patientliability"];
const DEDUCTIBLE: &[&str] = &["deductible", "deductibleamount"];
const COPAY: &[&str] = &["copay", "copaymentamount"];
const COINSURANCE: &[&str] = &["coinsurance", "coinsuranceamount"];
const NOT_COVERED: &[&str] = &["noncovered", "noncoveredamount"];

impl Claim {
    /// Reads an `ExplanationOfBenefit`.
    pub(crate) fn read(origin: Origin, eob: &Value, resolve: &dyn Resolve) -> Self {
        let figure = |codes: &[&str]| figure(eob, codes);
        let related = |relationship: &str| {
            let related =
                each(&eob["related"]).find(|related| has_code(&related["relationship"], relationship))?;
            text(&related["claim"]["reference"]).or_else(|| text(&related["reference"]["value"]))
        };
        let (service_start, service_end) = service_period(eob);
        Self {
            claim_number: each(&eob["identifier"])
                .find(|identifier| has_code(&identifier["type"], "uc"))
                .or_else(|| each(&eob["identifier"]).next())
                .and_then(|identifier| text(&identifier["value"])),
            kind: kind(eob),
            claim_use: match eob["use"].as_str() {
                Some("preauthorization") => ClaimUse::PriorAuthorization,
                Some("predetermination") => ClaimUse::Predetermination,
                _ => ClaimUse::Claim,
            },
            status: text(&eob["status"]),
            outcome: text(&eob["outcome"]),
            service_start,
            service_end,
            provider: referenced_name(&eob["provider"], eob, resolve),
            facility: referenced_name(&eob["facility"], eob, resolve),
            network: network(eob),
            denial_reasons: denial_reasons(eob),
            diagnoses: each(&eob["diagnosis"])
                .filter_map(|diagnosis| label(&diagnosis["diagnosisCodeableConcept"]))
                .collect(),
            charged: figure(CHARGED),
            allowed: figure(ALLOWED),
            plan_paid: figure(PLAN_PAID),
            member_owes: figure(MEMBER_OWES),
            deductible: figure(DEDUCTIBLE),
            copay: figure(COPAY),
            coinsurance: figure(COINSURANCE),
            not_covered: figure(NOT_COVERED),
            lines_differ: [CHARGED, PLAN_PAID, MEMBER_OWES].iter().any(|codes| lines_differ(eob, codes)),
            replaced_by: related("replacedby"),
            replaces: related("prior"),
            items: each(&eob["item"]).map(item).collect(),
            origin,
        }
    }
}

fn kind(eob: &Value) -> ClaimKind {
    let named = |name: &str| {
        let profiles = each(&eob["meta"]["profile"]).filter_map(Value::as_str);
        profiles.map(str::to_ascii_lowercase).any(|profile| profile.contains(name))
    };
    for (name, kind) in [
        ("inpatient", ClaimKind::Inpatient),
        ("outpatient", ClaimKind::Outpatient),
        ("pharmacy", ClaimKind::Pharmacy),
        ("oral", ClaimKind::Oral),
        ("vision", ClaimKind::Vision),
        ("professional", ClaimKind::Professional),
    ] {
        if named(name) {
            return kind;
        }
    }
    let subtype = |code: &str| has_code(&eob["subType"], code);
    for code in codes(&eob["type"]) {
        match code {
            "pharmacy" => return ClaimKind::Pharmacy,
            "oral" => return ClaimKind::Oral,
            "vision" => return ClaimKind::Vision,
            "professional" => return ClaimKind::Professional,
            "institutional" if subtype("inpatient") => return ClaimKind::Inpatient,
            "institutional" => return ClaimKind::Outpatient,
            _ => {}
        }
    }
    ClaimKind::Other
}

/// `billablePeriod`, else the span of the lines.
fn service_period(eob: &Value) -> (Option<String>, Option<String>) {
    let (start, end) = period(&eob["billablePeriod"]);
    if start.is_some() {
        return (start, end);
    }
    let spans = each(&eob["item"]).map(serviced);
    let (starts, ends): (Vec<_>, Vec<_>) = spans.unzip();
    (starts.into_iter().flatten().min(), ends.into_iter().flatten().max())
}

fn serviced(item: &Value) -> (Option<String>, Option<String>) {
    match &item["servicedPeriod"] {
        Value::Null => period(&item["servicedDate"]),
        serviced => period(serviced),
    }
}

fn network(eob: &Value) -> Option<NetworkStatus> {
    let adjudications =
        || each(&eob["adjudication"]).chain(each(&eob["item"]).flat_map(|item| each(&item["adjudication"])));
    let in_adjudication = adjudications()
        .filter(|adjudication| has_code(&adjudication["category"], "benefitpaymentstatus"))
        .flat_map(|adjudication| codes(&adjudication["reason"]).chain(codes(&adjudication["category"])));
    let in_information = each(&eob["supportingInfo"])
        .filter(|information| has_code(&information["category"], "benefitpaymentstatus"))
        .flat_map(|information| codes(&information["code"]));
    // CARIN Blue Button 1.1 also puts it among the totals.
    let in_totals = each(&eob["total"]).flat_map(|total| codes(&total["category"]));
    for code in in_adjudication.chain(in_information).chain(in_totals) {
        match code {
            "innetwork" => return Some(NetworkStatus::In),
            "outofnetwork" => return Some(NetworkStatus::Out),
            "other" | "notapplicable" => return Some(NetworkStatus::Other),
            _ => {}
        }
    }
    None
}

fn denial_reasons(eob: &Value) -> Vec<String> {
    let mut reasons: Vec<String> = each(&eob["adjudication"])
        .chain(each(&eob["item"]).flat_map(|item| each(&item["adjudication"])))
        .filter(|adjudication| {
            ["denialreason", "rejectreason"].iter().any(|code| has_code(&adjudication["category"], code))
        })
        .filter_map(|adjudication| label(&adjudication["reason"]))
        .chain(text(&eob["disposition"]).filter(|_| eob["outcome"] == "error"))
        .collect();
    reasons.dedup();
    reasons
}

fn figure(eob: &Value, codes: &[&str]) -> Option<Figure> {
    codes.iter().find_map(|code| {
        let total = amount(&eob["total"], code).map(|money| Figure { money, source: FigureSource::Total });
        let header =
            || amount(&eob["adjudication"], code).map(|money| Figure { money, source: FigureSource::Header });
        let sum = || item_sum(eob, code).map(|money| Figure { money, source: FigureSource::ItemSum });
        total.or_else(header).or_else(sum)
    })
}

fn amount(list: &Value, code: &str) -> Option<Money> {
    each(list)
        .find(|element| has_code(&element["category"], code))
        .and_then(|element| Money::read(&element["amount"]))
}

/// The sum over the lines that state it; `None` where none does, or where the currencies differ.
fn item_sum(eob: &Value, code: &str) -> Option<Money> {
    let amounts = each(&eob["item"]).filter_map(|item| amount(&item["adjudication"], code));
    amounts.map(Some).reduce(|sum, money| sum?.plus(&money?)).flatten()
}

fn lines_differ(eob: &Value, codes: &[&str]) -> bool {
    codes.iter().any(|code| {
        let stated = amount(&eob["total"], code).or_else(|| amount(&eob["adjudication"], code));
        matches!((stated, item_sum(eob, code)), (Some(stated), Some(sum)) if stated.amount != sum.amount)
    })
}

fn item(item: &Value) -> ClaimItem {
    let figure = |codes: &[&str]| codes.iter().find_map(|code| amount(&item["adjudication"], code));
    ClaimItem {
        sequence: decimal(&item["sequence"]).map(|number| number.to_string()),
        description: label(&item["productOrService"]).or_else(|| label(&item["revenue"])),
        service_date: serviced(item).0,
        charged: figure(CHARGED).or_else(|| Money::read(&item["net"])),
        plan_paid: figure(PLAN_PAID),
        member_owes: figure(MEMBER_OWES),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::fhir::Reference;

    struct Nothing;

    impl Resolve for Nothing {
        fn resolve(&self, _: &str) -> Option<Value> {
            None
        }
    }

    fn read(eob: &Value) -> Claim {
        let reference = Reference { resource_type: "ExplanationOfBenefit".to_owned(), id: "1".to_owned() };
        Claim::read(
            Origin { connection: String::new(), payer_name: String::new(), reference, fetched: 0 },
            eob,
            &Nothing,
        )
    }

    fn line(code: &str, text: &str) -> Value {
        json!({"category": {"coding": [{"code": code}]}, "amount": serde_json::from_str::<Value>(text).unwrap()})
    }

    #[test]
    fn a_figure_says_where_it_was_read() {
        let total = read(&json!({"total": [line("submitted", r#"{"value": 10.50}"#)]}));
        let header = read(&json!({"adjudication": [line("submitted", r#"{"value": 10.50}"#)]}));
        let item = json!({"adjudication": [line("submitted", r#"{"value": 5.25}"#)]});
        let sum = read(&json!({"item": [item, item]}));
        for (claim, source) in
            [(total, FigureSource::Total), (header, FigureSource::Header), (sum, FigureSource::ItemSum)]
        {
            let figure = claim.charged.unwrap();
            assert_eq!((figure.money.amount.to_string().as_str(), figure.source), ("10.50", source));
        }
    }

    #[test]
    fn what_is_not_stated_stays_not_stated() {
        let claim = read(&json!({"total": [line("benefit", r#"{"currency": "USD"}"#)], "item": [{}]}));
        assert!(claim.plan_paid.is_none() && claim.member_owes.is_none() && claim.charged.is_none());
        assert!(!claim.lines_differ);
    }

    #[test]
    fn lines_that_do_not_add_up_are_reported() {
        let item = json!({"adjudication": [line("submitted", r#"{"value": 5.25}"#)]});
        for (total, differ) in [(r#"{"value": 10.5}"#, false), (r#"{"value": 11}"#, true)] {
            assert_eq!(
                read(&json!({"total": [line("submitted", total)], "item": [item, item]})).lines_differ,
                differ
            );
        }
    }

    #[test]
    fn the_kind_comes_from_profile_or_type() {
        let typed = |code: &str, subtype: &str| json!({"type": {"coding": [{"code": code}]}, "subType": {"coding": [{"code": subtype}]}});
        for (eob, kind) in [
            (
                json!({"meta": {"profile": ["http://x/C4BB-ExplanationOfBenefit-Outpatient-Institutional|1.1.0"]}}),
                ClaimKind::Outpatient,
            ),
            (
                json!({"meta": {"profile": "http://x/C4BB-ExplanationOfBenefit-Pharmacy"}}),
                ClaimKind::Pharmacy,
            ),
            (typed("institutional", "inpatient"), ClaimKind::Inpatient),
            (typed("institutional", "outpatient"), ClaimKind::Outpatient),
            (typed("oral", ""), ClaimKind::Oral),
            (json!({}), ClaimKind::Other),
        ] {
            assert_eq!(read(&eob).kind, kind, "{eob}");
        }
    }
}
