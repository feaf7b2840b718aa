//! One ExplanationOfBenefit from the draft of a claim.

use serde_json::{Value, json};
use time::Duration;

use super::adjudication::{self, Manner};
use super::amounts::{Amounts, Sharing, adjudicate, refuse};
use super::draft::{Draft, Kind};
use super::{Fate, Insured};
use crate::data::builder::{Builder, Link, digits};
use crate::data::system;
use crate::data::value::{Coding, TODAY, bare, money, period};

const RELATED_CLAIM: &str = "http://terminology.hl7.org/CodeSystem/ex-relatedclaimrelationship";
const C4BB_RELATED_CLAIM: &str = system::carin!("C4BBRelatedClaimRelationshipCodes");
const PAYMENT_STATUS: &str = system::carin!("C4BBPayerClaimPaymentStatusCode");
const NO_AUTHORIZATION: Coding = Coding::new(
    system::CLAIM_ADJUSTMENT_REASON,
    "197",
    "Precertification/authorization/notification/pre-treatment absent.",
);

/// A claim's place in a chain of corrections.
struct Chain<'a> {
    number: &'a str,
    status: &'static str,
    related: Value,
}

/// Adds the claim; a replaced one with the one that replaced it.
pub(super) fn add(b: &mut Builder, insured: &Insured<'_>, draft: &Draft, fate: Fate) {
    let number = digits(&mut b.rng, 14);
    let lines = lines(b, draft, fate);
    if fate != Fate::Replaced {
        let chain = Chain { number: &number, status: "active", related: Value::Null };
        add_one(b, insured, draft, fate, &lines, &chain);
        return;
    }
    let correction = digits(&mut b.rng, 14);
    let related = |b: &Builder, code_system: &str, code: &str, number: &str| {
        json!([{
            "relationship": bare(code_system, code),
            "reference": {"system": b.own_system("claimnumber"), "value": number},
        }])
    };
    let replaced_by = related(b, C4BB_RELATED_CLAIM, "replacedby", &correction);
    let prior = related(b, RELATED_CLAIM, "prior", &number);
    // The first time, the plan had overlooked that the deductible was met.
    let charges: Vec<i64> = draft.lines.iter().map(|line| line.charge).collect();
    let mistaken =
        adjudicate(&mut b.rng, &charges, draft.allowed, Sharing::Deductible { left: 1_000_000, percent: 20 });
    let chain = Chain { number: &number, status: "cancelled", related: replaced_by };
    add_one(b, insured, draft, fate, &mistaken, &chain);
    let chain = Chain { number: &correction, status: "active", related: prior };
    add_one(b, insured, draft, Fate::Ordinary, &lines, &chain);
}

fn lines(b: &mut Builder, draft: &Draft, fate: Fate) -> Vec<Amounts> {
    let charges: Vec<i64> = draft.lines.iter().map(|line| line.charge).collect();
    match fate {
        Fate::Denied => refuse(&charges),
        Fate::OutOfNetwork => {
            adjudicate(&mut b.rng, &charges, (38, 45), Sharing::Deductible { left: 5_000, percent: 40 })
        }
        _ => adjudicate(&mut b.rng, &charges, draft.allowed, draft.sharing),
    }
}

fn add_one(
    b: &mut Builder,
    insured: &Insured<'_>,
    draft: &Draft,
    fate: Fate,
    lines: &[Amounts],
    chain: &Chain<'_>,
) {
    let manner = Manner {
        ballot_codes: fate == Fate::BallotCodes,
        states_member_liability: fate != Fate::NoMemberLiability,
        states_currency: fate != Fate::NoCurrency,
        two_totals: fate == Fate::TwoTotals,
        in_network: fate != Fate::OutOfNetwork,
        denial: (fate == Fate::Denied).then_some(NO_AUTHORIZATION),
    };
    let mut whole = lines.iter().fold(Amounts::default(), |sum, line| sum + *line);
    if fate == Fate::LinesOff {
        // A line of the claim is missing: the totals count it, the items do not.
        whole += Amounts { submitted: 3_150, eligible: 3_150, benefit: 3_150, ..Amounts::default() };
    }
    let link = b.link("ExplanationOfBenefit", "Claim");
    let created = (draft.end + Duration::days(9)).min(TODAY);
    let created_at = b.instant(created);
    let mut body = header(b, insured, draft, chain, &created_at);
    body["outcome"] = json!("complete");
    body["careTeam"] = Value::Array(care_team(b, draft));
    body["supportingInfo"] = Value::Array(supporting_info(b, draft, manner));
    body["diagnosis"] = diagnoses(draft);
    body["procedure"] = procedures(draft);
    body["insurance"] = json!([{"focal": true, "coverage": b.refer(insured.coverages.on(draft.start))}]);
    body["item"] = Value::Array(items(b, draft, lines, manner));
    let mut statuses = adjudication::statuses(b, manner);
    if draft.kind == Kind::Inpatient {
        statuses.extend(adjudication::amounts(&whole, manner));
    }
    body["adjudication"] = Value::Array(statuses);
    body["total"] = Value::Array(adjudication::totals(b, &whole, manner));
    body["payment"] = payment(&whole, manner, &(created + Duration::days(5)).min(TODAY).to_string());
    let profiles = [profile(b, draft.kind)];
    b.add(&link, &profiles, created, body);
}

fn profile(b: &Builder, kind: Kind) -> String {
    let name = match kind {
        Kind::Inpatient => "ExplanationOfBenefit-Inpatient-Institutional",
        Kind::Outpatient => "ExplanationOfBenefit-Outpatient-Institutional",
        Kind::Professional => "ExplanationOfBenefit-Professional-NonClinician",
        Kind::Pharmacy => "ExplanationOfBenefit-Pharmacy",
        // The guide has a profile for dental claims since 2.0.0 only; before, there is the general one.
        Kind::Oral if b.is_c4bb_1() => "ExplanationOfBenefit",
        Kind::Oral => "ExplanationOfBenefit-Oral",
    };
    b.c4bb(name)
}

fn header(b: &Builder, insured: &Insured<'_>, draft: &Draft, chain: &Chain<'_>, created: &str) -> Value {
    let (kind, text, sub_type) = match draft.kind {
        Kind::Inpatient => ("institutional", "Institutional", Some("inpatient")),
        Kind::Outpatient => ("institutional", "Institutional", Some("outpatient")),
        Kind::Professional => ("professional", "Professional", None),
        Kind::Pharmacy => ("pharmacy", "Pharmacy", None),
        Kind::Oral => ("oral", "Oral", None),
    };
    json!({
        "identifier": [{
            "type": bare(system::C4BB_IDENTIFIER_TYPE, "uc"),
            "system": b.own_system("claimnumber"),
            "value": chain.number,
        }],
        "status": chain.status,
        "type": {"coding": [{"system": system::CLAIM_TYPE, "code": kind}], "text": text},
        "subType": sub_type.map(|code| bare(system::carin!("C4BBInstitutionalClaimSubType"), code)),
        "use": "claim",
        "patient": b.refer(&insured.member.patient),
        "billablePeriod": period(draft.start, Some(draft.end)),
        "created": created,
        "insurer": b.refer(&insured.carers.payer),
        "provider": b.refer(&draft.provider),
        "payee": {
            "type": bare("http://terminology.hl7.org/CodeSystem/payeetype", "provider"),
            "party": b.refer(&draft.provider),
        },
        "related": chain.related,
    })
}

fn care_team(b: &Builder, draft: &Draft) -> Vec<Value> {
    let member = |(place, (role, clinician, taxonomy)): (usize, &(&'static str, Link, Option<Coding>))| {
        let mut member = json!({
            "sequence": place + 1,
            "provider": b.refer(clinician),
            "role": bare(system::C4BB_CARE_TEAM_ROLE, role),
        });
        if let Some(taxonomy) = taxonomy {
            member["qualification"] = taxonomy.concept();
        }
        member
    };
    draft.team.iter().enumerate().map(member).collect()
}

fn supporting_info(b: &Builder, draft: &Draft, manner: Manner) -> Vec<Value> {
    let mut infos = draft.info.clone();
    if b.is_c4bb_1() {
        let status = if manner.in_network { "contracted" } else { "noncontracted" };
        infos.push(json!({
            "category": bare(system::C4BB_SUPPORTING_INFO, "billingnetworkcontractingstatus"),
            "code": bare(system::C4BB_PAYER_STATUS, status),
        }));
    }
    for (place, info) in infos.iter_mut().enumerate() {
        info["sequence"] = json!(place + 1);
    }
    infos
}

fn diagnoses(draft: &Draft) -> Value {
    if draft.diagnoses.is_empty() {
        return Value::Null;
    }
    let diagnosis = |(place, condition): (usize, &&crate::data::tables::conditions::Condition)| {
        let kind = if place == 0 {
            bare(system::DIAGNOSIS_TYPE, "principal")
        } else {
            bare(system::carin!("C4BBClaimDiagnosisType"), "secondary")
        };
        json!({
            "sequence": place + 1, "diagnosisCodeableConcept": condition.icd10.concept(), "type": [kind],
        })
    };
    draft.diagnoses.iter().enumerate().map(diagnosis).collect()
}

fn procedures(draft: &Draft) -> Value {
    let procedure = |code: Coding| {
        json!([{
            "sequence": 1,
            "type": [bare(system::carin!("C4BBClaimProcedureType"), "principal")],
            "date": draft.start.to_string(),
            "procedureCodeableConcept": code.concept(),
        }])
    };
    draft.procedure.map_or(Value::Null, procedure)
}

fn items(b: &Builder, draft: &Draft, lines: &[Amounts], manner: Manner) -> Vec<Value> {
    let item = |(place, (line, amounts)): (usize, (&super::draft::Line, &Amounts))| {
        let service = line.service.map_or_else(
            || Coding::new(system::DATA_ABSENT, "not-applicable", "Not Applicable").concept(),
            Coding::concept,
        );
        let mut item = json!({"sequence": place + 1});
        if !draft.diagnoses.is_empty() {
            item["diagnosisSequence"] = json!([1]);
        }
        if let Some(revenue) = line.revenue {
            item["revenue"] = revenue.concept();
        }
        item["productOrService"] = service;
        if draft.start == draft.end {
            item["servicedDate"] = json!(draft.start.to_string());
        } else {
            item["servicedPeriod"] = period(draft.start, Some(draft.end));
        }
        if let Some(location) = draft.place {
            item["locationCodeableConcept"] = location.concept();
        }
        item["quantity"] = json!({"value": line.quantity});
        let mut adjudications = adjudication::amounts(amounts, manner);
        if b.is_c4bb_1() {
            let network = if manner.in_network { "innetwork" } else { "outofnetwork" };
            adjudications.push(json!({"category": bare(system::C4BB_PAYER_STATUS, network)}));
        }
        adjudications.extend(adjudication::denial(b, manner));
        item["adjudication"] = Value::Array(adjudications);
        item
    };
    draft.lines.iter().zip(lines).enumerate().map(item).collect()
}

fn payment(whole: &Amounts, manner: Manner, date: &str) -> Value {
    let status = match manner {
        Manner { denial: Some(_), .. } => "denied",
        Manner { in_network: false, .. } => "partiallypaid",
        _ => "paid",
    };
    let mut amount = money(whole.benefit);
    if let (false, Value::Object(amount)) = (manner.states_currency, &mut amount) {
        amount.remove("currency");
    }
    json!({"type": bare(PAYMENT_STATUS, status), "date": date, "amount": amount})
}
