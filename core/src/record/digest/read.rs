//! Making the digest of a record.

use serde_json::Value;

use crate::fhir::Reference;
use crate::record::PartialDate;
use crate::record::digest::fact::facts;
use crate::record::digest::members::Members;
use crate::record::digest::{Digest, RecordKind};
use crate::record::json::{each, has_code, human_name, label, text};
use crate::record::money::decimal;
use crate::record::words::WordList;

/// Bytes of words that are kept of a record: what it is about, by far; not all lines of a very long claim.
const WORDS: usize = 2048;

/// The digest of a record, in its stored form. Every record has one: of what cannot be read, type and id alone.
pub(crate) fn digest(reference: &Reference, fetched: u64, json: &[u8]) -> Vec<u8> {
    let mut digest = Digest {
        resource_type: &reference.resource_type,
        id: &reference.id,
        fetched,
        kind: RecordKind::of_type(&reference.resource_type),
        hidden: false,
        date: None,
        title: None,
        detail: None,
        status: None,
        words: "",
        names: Vec::new(),
        facts: Vec::new(),
    };
    let Some(members) = Members::read(json) else { return digest.encode() };
    digest.kind = kind(digest.kind, &members);
    let (status, hidden) = status(&members);
    let date = date(digest.kind, &members);
    let names = names(digest.kind, &members);
    let title = title(digest.kind, &members);
    let detail = detail(digest.kind, &members);
    let mut words = WordList::new(WORDS);
    for said in [&title, &detail].into_iter().flatten() {
        words.add(said);
    }
    members.add_words(has_words, &mut words);
    let words = words.into_text();
    (digest.status, digest.hidden) = (status.as_deref(), hidden);
    (digest.date, digest.title, digest.detail) = (date.as_deref(), title.as_deref(), detail.as_deref());
    (digest.words, digest.names) = (&words, names.iter().map(String::as_str).collect());
    digest.facts = facts(digest.kind, digest.date, &members);
    digest.encode()
}

fn kind(of_type: RecordKind, members: &Members<'_>) -> RecordKind {
    match of_type {
        RecordKind::Claim if members.string("use").as_deref() == Some("preauthorization") => {
            RecordKind::PriorAuthorization
        }
        RecordKind::Observation => {
            let category = members.value("category");
            if has_code(&category, "laboratory") {
                RecordKind::LabResult
            } else if has_code(&category, "vital-signs") {
                RecordKind::VitalSign
            } else {
                RecordKind::Observation
            }
        }
        other => other,
    }
}

/// Status, and whether the record was entered in error.
fn status(members: &Members<'_>) -> (Option<String>, bool) {
    let code = |name: &str| each(&members.value(name)["coding"]).find_map(|coding| text(&coding["code"]));
    let stated = members.string("status").or_else(|| members.string("lifecycleStatus")).map(Into::into);
    let verification = code("verificationStatus");
    let in_error = |status: &Option<String>| status.as_deref() == Some("entered-in-error");
    let hidden = in_error(&stated) || in_error(&verification);
    let refuted = verification.filter(|status| status == "refuted");
    (refuted.or(stated).or_else(|| code("clinicalStatus")), hidden)
}

/// Where the date of a record of this kind stands, the best first.
fn date_members(kind: RecordKind) -> &'static [&'static str] {
    match kind {
        RecordKind::Claim | RecordKind::PriorAuthorization => &["billablePeriod"],
        RecordKind::Medication => &[
            "whenHandedOver",
            "whenPrepared",
            "authoredOn",
            "effectiveDateTime",
            "effectivePeriod",
            "dateAsserted",
        ],
        RecordKind::Condition | RecordKind::Allergy => {
            &["onsetDateTime", "onsetPeriod", "recordedDate", "lastOccurrence"]
        }
        RecordKind::Immunization => &["occurrenceDateTime", "recorded"],
        RecordKind::LabResult | RecordKind::VitalSign | RecordKind::Observation | RecordKind::Report => {
            &["effectiveDateTime", "effectivePeriod", "effectiveInstant", "issued"]
        }
        RecordKind::Procedure => &["performedDateTime", "performedPeriod"],
        RecordKind::Document => &["date", "context"],
        RecordKind::Goal => &["startDate", "statusDate"],
        RecordKind::Provenance => &["recorded", "occurredPeriod", "occurredDateTime"],
        _ => &["period", "date", "created"],
    }
}

fn date(kind: RecordKind, members: &Members<'_>) -> Option<String> {
    let stated = date_members(kind).iter().find_map(|name| {
        let value = members.value(name);
        [&value, &value["start"], &value["end"], &value["period"]["start"]].into_iter().find_map(valid_date)
    });
    stated.or_else(|| match kind {
        RecordKind::Claim | RecordKind::PriorAuthorization => {
            let items = members.value("item");
            let first = each(&items)
                .flat_map(|item| {
                    [valid_date(&item["servicedDate"]), valid_date(&item["servicedPeriod"]["start"])]
                })
                .flatten()
                .min();
            first.or_else(|| valid_date(&members.value("created")))
        }
        _ => None,
    })
}

fn valid_date(value: &Value) -> Option<String> {
    let text = value.as_str()?;
    PartialDate::parse(text).map(|date| date.as_str().to_owned())
}

fn title(kind: RecordKind, members: &Members<'_>) -> Option<String> {
    let labelled = |name: &str| each(&members.value(name)).find_map(label);
    let said =
        |name: &str| members.string(name).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    let display = |name: &str| each(&members.value(name)).find_map(|reference| text(&reference["display"]));
    match kind {
        RecordKind::Claim | RecordKind::PriorAuthorization => display("provider"),
        RecordKind::Coverage => {
            let class = members.value("class");
            let plan = each(&class)
                .find(|class| has_code(&class["type"], "plan"))
                .and_then(|class| text(&class["name"]).or_else(|| text(&class["value"])));
            plan.or_else(|| display("payor"))
        }
        RecordKind::Medication => labelled("medicationCodeableConcept")
            .or_else(|| display("medicationReference"))
            .or_else(|| contained_medication(members)),
        RecordKind::Immunization => labelled("vaccineCode"),
        RecordKind::Encounter => labelled("type").or_else(|| text(&members.value("class")["display"])),
        RecordKind::Document => labelled("type").or_else(|| said("description")),
        RecordKind::CareTeam => said("name").or_else(|| labelled("category")),
        RecordKind::CarePlan => {
            said("title").or_else(|| labelled("category")).or_else(|| said("description"))
        }
        RecordKind::Goal => labelled("description"),
        RecordKind::Device => {
            let names = members.value("deviceName");
            let name = each(&names).find_map(|name| text(&name["name"]));
            name.or_else(|| labelled("type"))
        }
        RecordKind::Person => human_name(&members.value("name")),
        RecordKind::Provider | RecordKind::Formulary => said("name")
            .or_else(|| human_name(&members.value("name")))
            .or_else(|| said("title"))
            .or_else(|| display("practitioner"))
            .or_else(|| display("participatingOrganization"))
            .or_else(|| labelled("code")),
        RecordKind::Provenance => labelled("activity"),
        _ => labelled("code").or_else(|| said("name")).or_else(|| said("title")).or_else(|| labelled("type")),
    }
}

fn contained_medication(members: &Members<'_>) -> Option<String> {
    let reference = members.value("medicationReference");
    let id = reference["reference"].as_str()?.strip_prefix('#')?.to_owned();
    let contained = members.value("contained");
    each(&contained).find(|resource| resource["id"] == id.as_str()).and_then(|found| label(&found["code"]))
}

fn detail(kind: RecordKind, members: &Members<'_>) -> Option<String> {
    let labelled = |name: &str| each(&members.value(name)).find_map(label);
    match kind {
        RecordKind::Claim | RecordKind::PriorAuthorization => {
            labelled("subType").or_else(|| labelled("type"))
        }
        RecordKind::Coverage | RecordKind::Provider => labelled("type").or_else(|| labelled("specialty")),
        RecordKind::Medication => {
            let dosages = [members.value("dosageInstruction"), members.value("dosage")];
            dosages.iter().flat_map(each).find_map(|dosage| text(&dosage["text"]))
        }
        RecordKind::LabResult | RecordKind::VitalSign | RecordKind::Observation => observed(members),
        RecordKind::Immunization | RecordKind::Procedure => labelled("statusReason"),
        RecordKind::Allergy => {
            let reaction = members.value("reaction");
            each(&reaction).flat_map(|reaction| each(&reaction["manifestation"])).find_map(label)
        }
        RecordKind::Encounter => labelled("reasonCode"),
        RecordKind::Report => labelled("category"),
        RecordKind::Document => members.string("description").map(Into::into),
        _ => None,
    }
}

/// What was observed, in words: of the whole, else of its parts.
fn observed(members: &Members<'_>) -> Option<String> {
    let whole = ["valueQuantity", "valueCodeableConcept", "valueString", "valueInteger", "valueBoolean"];
    if let Some(said) = whole.iter().find_map(|name| observed_value(&members.value(name))) {
        return Some(said);
    }
    let components = members.value("component");
    let parts = each(&components).filter_map(|component| {
        observed_value(&component["valueQuantity"])
            .or_else(|| observed_value(&component["valueCodeableConcept"]))
    });
    parts.reduce(|all, part| format!("{all} / {part}"))
}

fn observed_value(value: &Value) -> Option<String> {
    match value {
        Value::Null | Value::Array(_) => None,
        Value::Bool(flag) => Some(if *flag { "Yes" } else { "No" }.to_owned()),
        Value::Number(number) => Some(number.to_string()),
        Value::String(_) => text(value),
        Value::Object(_) => label(value).or_else(|| {
            // As written: a number that cannot be kept exactly is left to the view, which says so.
            let amount = decimal(&value["value"])?;
            let unit = text(&value["unit"]).or_else(|| text(&value["code"])).unwrap_or_default();
            let comparator = text(&value["comparator"]).unwrap_or_default();
            Some(format!("{comparator}{amount} {unit}").trim().to_owned())
        }),
    }
}

/// References to what names the record or somebody in it, the title's first.
fn names(kind: RecordKind, members: &Members<'_>) -> Vec<String> {
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
        _ => &[],
    };
    let mut names = Vec::new();
    for name in members_with_names {
        let value = members.value(name);
        let references = each(&value).filter_map(|reference| text(&reference["reference"]));
        names.extend(references.filter(|reference| !reference.starts_with('#')));
    }
    names.truncate(8);
    names
}

/// Whether the words of this member are about the record, and not about whose it is or how it is kept.
fn has_words(member: &str) -> bool {
    !matches!(
        member,
        "resourceType"
            | "id"
            | "meta"
            | "text"
            | "contained"
            | "extension"
            | "modifierExtension"
            | "implicitRules"
            | "language"
            | "subject"
            | "patient"
            | "beneficiary"
            | "status"
            | "total"
            | "adjudication"
            | "supportingInfo"
            | "insurance"
            | "processNote"
            | "photo"
            | "link"
            | "entry"
            | "target"
            | "agent"
    )
}
