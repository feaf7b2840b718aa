//! Making the digest of a record.

use std::borrow::Cow;

use billfold_text::words::{WordList, add_words};

use crate::fhir::Reference;
use crate::record::claim::{self, ClaimLinks, service};
use crate::record::digest::fact::facts;
use crate::record::digest::{Digest, RecordKind};
use crate::record::json::{Value, codes, each, has_code, human_name, label, text};
use crate::record::labels;
use crate::record::money::decimal;
use crate::record::{Dates, PartialDate, is_entered_in_error};

/// Bytes of words that are kept of a record: what it is about, by far; not all lines of a very long claim.
const WORDS: usize = 2048;

/// Numbers of a claim, and claims that it names, of which each is kept at most so many.
const LINKS: usize = 32;

/// The digest of a record, in its stored form. Every record has one: of what cannot be read, which is `Null` here, type and id
/// alone.
pub(crate) fn digest(reference: &Reference, fetched: u64, resource: &Value<'_>) -> Vec<u8> {
    let of_type = RecordKind::of_type(&reference.resource_type);
    let kind = kind(of_type, resource);
    let date = date(kind, resource);
    let (title, detail) = (title(kind, resource), detail(kind, resource));
    let mut words = WordList::new(WORDS);
    for said in [&title, &detail].into_iter().flatten() {
        words.add(said);
    }
    add_words(resource, &mut words);
    let words = words.into_text();
    let is_claim = matches!(kind, RecordKind::Claim | RecordKind::PriorAuthorization);
    let mut claim = is_claim.then(|| ClaimLinks::read(resource));
    if let Some(claim) = &mut claim {
        claim.numbers.truncate(LINKS);
        claim.replaces.truncate(LINKS);
    }
    Digest {
        hidden: is_entered_in_error(resource),
        date: date.as_ref().map(PartialDate::as_str),
        title: title.as_deref(),
        detail: detail.as_deref(),
        status: status(resource),
        words: &words,
        names: names(kind, resource),
        facts: facts(kind, date.as_ref(), resource),
        categories: categories(kind, resource),
        codes: if of_type == RecordKind::Observation { measured(resource) } else { Vec::new() },
        claim,
        billed: is_claim.then(|| (claim::kind(resource), claim::payment_status(resource))),
        ..Digest::without_content(reference, fetched, kind)
    }
    .encode()
}

fn kind(of_type: RecordKind, resource: &Value<'_>) -> RecordKind {
    match of_type {
        RecordKind::Claim if resource["use"] == "preauthorization" => RecordKind::PriorAuthorization,
        RecordKind::Observation => {
            let category = &resource["category"];
            if has_code(category, "laboratory") {
                RecordKind::LabResult
            } else if has_code(category, "vital-signs") {
                RecordKind::VitalSign
            } else {
                RecordKind::Observation
            }
        }
        other => other,
    }
}

/// What says most of how the record stands.
fn status<'a>(resource: &'a Value<'a>) -> Option<&'a str> {
    let code = |name: &str| codes(&resource[name]).map(str::trim).find(|code| !code.is_empty());
    let stated = || resource["status"].as_str().or_else(|| resource["lifecycleStatus"].as_str());
    let refuted = code("verificationStatus").filter(|status| *status == "refuted");
    refuted.or_else(stated).or_else(|| code("clinicalStatus"))
}

/// Where the date of a record of this kind stands, the best first.
fn date_members(kind: RecordKind) -> &'static [&'static str] {
    match kind {
        RecordKind::Medication => &[
            "whenHandedOver",
            "whenPrepared",
            "authoredOn",
            "effectiveDateTime",
            "effectivePeriod",
            "dateAsserted",
        ],
        RecordKind::Condition => &[
            "onsetDateTime",
            "onsetPeriod",
            "onsetTiming",
            "recordedDate",
            "abatementDateTime",
            "abatementPeriod",
        ],
        RecordKind::Allergy => &["onsetDateTime", "onsetPeriod", "recordedDate", "lastOccurrence"],
        RecordKind::Immunization => &["occurrenceDateTime", "recorded"],
        RecordKind::LabResult | RecordKind::VitalSign | RecordKind::Observation | RecordKind::Report => {
            &["effectiveDateTime", "effectivePeriod", "effectiveTiming", "effectiveInstant", "issued"]
        }
        RecordKind::Procedure => &["performedDateTime", "performedPeriod"],
        RecordKind::Document => &["date", "context"],
        RecordKind::Goal => &["startDate", "statusDate"],
        RecordKind::Device => &["manufactureDate"],
        RecordKind::Provenance => &["recorded", "occurredPeriod", "occurredDateTime"],
        _ => &["period", "date", "created"],
    }
}

/// The date under which the record is listed, whoever lists it.
fn date(kind: RecordKind, resource: &Value<'_>) -> Option<PartialDate> {
    let first = |dates: Dates| dates.start.or(dates.end);
    if matches!(kind, RecordKind::Claim | RecordKind::PriorAuthorization) {
        return first(service(resource)).or_else(|| PartialDate::read(&resource["created"]));
    }
    date_members(kind).iter().find_map(|name| {
        let value = &resource[*name];
        Dates::read(value).or_else(|| Dates::read(&value["period"])).and_then(first)
    })
}

/// What it is filed under.
fn categories<'a>(kind: RecordKind, resource: &'a Value<'a>) -> Vec<Cow<'a, str>> {
    if !kind.is_history() || matches!(kind, RecordKind::Claim | RecordKind::PriorAuthorization) {
        return Vec::new();
    }
    let of_coding = |coding: &'a Value<'a>| {
        let code = coding["code"].as_str()?.trim();
        Some(match coding["system"].said() {
            Some(system) => Cow::Owned([system, "|", code].concat()),
            None => Cow::Borrowed(code),
        })
    };
    if kind == RecordKind::Encounter {
        return each(&resource["class"]).filter_map(of_coding).collect();
    }
    let of_category = |category: &'a Value<'a>| {
        let code = category.as_str().map(|code| Cow::Borrowed(code.trim()));
        code.into_iter().chain(each(&category["coding"]).filter_map(of_coding))
    };
    each(&resource["category"]).flat_map(of_category).collect()
}

fn measured<'a>(observation: &'a Value<'a>) -> Vec<&'a str> {
    let components = each(&observation["component"]).flat_map(|component| codes(&component["code"]));
    codes(&observation["code"]).chain(components).map(str::trim).collect()
}

fn title(kind: RecordKind, resource: &Value<'_>) -> Option<String> {
    let labelled = |name: &str| each(&resource[name]).find_map(label);
    let said = |name: &str| text(&resource[name]);
    let display = |name: &str| each(&resource[name]).find_map(|reference| text(&reference["display"]));
    match kind {
        RecordKind::Claim | RecordKind::PriorAuthorization => display("provider"),
        RecordKind::Coverage => {
            let plan = each(&resource["class"])
                .find(|class| has_code(&class["type"], "plan"))
                .and_then(|class| text(&class["name"]).or_else(|| text(&class["value"])));
            plan.or_else(|| display("payor"))
        }
        RecordKind::Medication => labelled("medicationCodeableConcept")
            .or_else(|| display("medicationReference"))
            .or_else(|| contained_medication(resource)),
        RecordKind::Immunization => labelled("vaccineCode"),
        RecordKind::Encounter => labelled("type").or_else(|| text(&resource["class"]["display"])),
        RecordKind::Document => labelled("type").or_else(|| said("description")),
        RecordKind::CareTeam => said("name").or_else(|| labelled("category")),
        RecordKind::CarePlan => {
            said("title").or_else(|| labelled("category")).or_else(|| said("description"))
        }
        RecordKind::Goal => labelled("description"),
        RecordKind::Device => {
            let name = each(&resource["deviceName"]).find_map(|name| text(&name["name"]));
            name.or_else(|| labelled("type"))
        }
        RecordKind::Person => human_name(&resource["name"]),
        RecordKind::Provider | RecordKind::Formulary => said("name")
            .or_else(|| human_name(&resource["name"]))
            .or_else(|| said("title"))
            .or_else(|| display("practitioner"))
            .or_else(|| display("participatingOrganization"))
            .or_else(|| labelled("code")),
        RecordKind::Provenance => labelled("activity"),
        _ => labelled("code").or_else(|| said("name")).or_else(|| said("title")).or_else(|| labelled("type")),
    }
}

fn contained_medication(resource: &Value<'_>) -> Option<String> {
    let reference = &resource["medicationReference"];
    let id = reference["reference"].as_str()?.strip_prefix('#')?;
    each(&resource["contained"]).find(|resource| resource["id"] == id).and_then(|found| label(&found["code"]))
}

fn detail(kind: RecordKind, resource: &Value<'_>) -> Option<String> {
    let labelled = |name: &str| each(&resource[name]).find_map(label);
    match kind {
        RecordKind::Claim | RecordKind::PriorAuthorization => {
            labelled("subType").or_else(|| labelled("type"))
        }
        RecordKind::Coverage | RecordKind::Provider => labelled("type").or_else(|| labelled("specialty")),
        RecordKind::Medication => {
            let dosages = each(&resource["dosageInstruction"]).chain(each(&resource["dosage"]));
            { dosages }.find_map(|dosage| text(&dosage["text"]))
        }
        RecordKind::LabResult | RecordKind::VitalSign | RecordKind::Observation => observed(resource),
        RecordKind::Immunization | RecordKind::Procedure => labelled("statusReason"),
        RecordKind::Allergy => {
            let manifestations =
                each(&resource["reaction"]).flat_map(|reaction| each(&reaction["manifestation"]));
            { manifestations }.find_map(label)
        }
        RecordKind::Encounter => labelled("reasonCode"),
        RecordKind::Report => labelled("category"),
        RecordKind::Document => text(&resource["description"]),
        _ => None,
    }
}

/// What was observed, in words: of the whole, else of its parts.
fn observed(resource: &Value<'_>) -> Option<String> {
    let whole = ["valueQuantity", "valueCodeableConcept", "valueString", "valueInteger", "valueBoolean"];
    if let Some(said) = whole.iter().find_map(|name| observed_value(&resource[*name])) {
        return Some(said);
    }
    let parts = each(&resource["component"]).filter_map(|component| {
        observed_value(&component["valueQuantity"])
            .or_else(|| observed_value(&component["valueCodeableConcept"]))
    });
    parts.reduce(|all, part| format!("{all} / {part}"))
}

fn observed_value(value: &Value<'_>) -> Option<String> {
    match value {
        Value::Null | Value::Array(_) => None,
        Value::Bool(flag) => Some(if *flag { labels::words::YES } else { labels::words::NO }.to_owned()),
        Value::Number(number) => Some((*number).to_owned()),
        Value::String(_) => text(value),
        Value::Object(_) => label(value).or_else(|| {
            // As written: a number that cannot be kept exactly is left to the view, which says so.
            let amount = decimal(&value["value"])?.to_string();
            let unit = value["unit"].said().or_else(|| value["code"].said());
            let comparator = value["comparator"].said().unwrap_or_default();
            Some(match unit {
                Some(unit) => [comparator, &amount, " ", unit].concat(),
                None => [comparator, &amount].concat(),
            })
        }),
    }
}

/// References to what names the record or somebody in it, the title's first; of a provenance, to what it is of.
fn names<'a>(kind: RecordKind, resource: &'a Value<'a>) -> Vec<&'a str> {
    let members_with_names: &[&str] = match kind {
        RecordKind::Claim | RecordKind::PriorAuthorization => &["provider", "facility"],
        RecordKind::Coverage => &["payor"],
        RecordKind::Medication => &["medicationReference", "requester"],
        RecordKind::Encounter => &["serviceProvider"],
        RecordKind::LabResult | RecordKind::VitalSign | RecordKind::Observation | RecordKind::Report => {
            &["performer"]
        }
        RecordKind::Provider => &["practitioner", "organization"],
        RecordKind::Formulary => &["subject"],
        RecordKind::Document => &["author"],
        RecordKind::Provenance => &["target"],
        _ => &[],
    };
    let references = members_with_names
        .iter()
        .flat_map(|name| each(&resource[*name]))
        .filter_map(|reference| reference["reference"].said())
        .filter(|reference| !reference.starts_with('#'));
    references.take(if kind == RecordKind::Provenance { usize::MAX } else { 8 }).collect()
}
