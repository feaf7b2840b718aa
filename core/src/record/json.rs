//! Small readers over FHIR JSON.

use billfold_text::concept::words;
pub(super) use billfold_text::concept::{has_code, text};

use crate::fhir::Reference;
pub(crate) use crate::json::{Arena, Value, each, parse};
#[cfg(test)]
pub(super) use crate::json::{json, kept, kept_text, owned};
use crate::record::labels;

/// Finds the resource that a reference leads to, among the records of the same connection.
pub(crate) trait Resolve {
    /// The resource, if it is stored.
    fn resolve(&self, reference: &str) -> Option<Value<'_>>;

    /// The key of the record that a reference names, if it is one of the same payer.
    fn reference(&self, reference: &str) -> Option<Reference> {
        Reference::parse(reference, "")
    }
}

/// All codes of a CodeableConcept, or of an array of them.
pub(super) fn codes<'a>(concept: &'a Value<'a>) -> impl Iterator<Item = &'a str> {
    each(concept).flat_map(|concept| each(&concept["coding"])).filter_map(|coding| coding["code"].as_str())
}

/// What a CodeableConcept says for people: a coding's display, else its text, else our label for a code, else a code with
/// its system's short name, such as `SNOMED 73211009`.
pub(super) fn label(concept: &Value<'_>) -> Option<String> {
    let coded = || each(&concept["coding"]).filter(|coding| !says_absent(coding)).find_map(coding_label);
    words(concept).or_else(coded)
}

/// Whether a coding says only that the value is not known.
pub(super) fn says_absent(coding: &Value<'_>) -> bool {
    coding["system"].as_str().is_some_and(|system| system.ends_with("data-absent-reason"))
}

/// What a single Coding says for people, by the same rule.
pub(super) fn coding_label(coding: &Value<'_>) -> Option<String> {
    if let Some(display) = text(&coding["display"]) {
        return Some(display);
    }
    let code = text(&coding["code"])?;
    let system = coding["system"].as_str().unwrap_or_default();
    if let Some(label) = labels::label_of(system, &code) {
        return Some(label.to_owned());
    }
    Some(match labels::system_name(system) {
        Some(name) => format!("{name} {code}"),
        None => code,
    })
}

/// A HumanName, or the first of several, as one would say it.
pub(crate) fn human_name(names: &Value<'_>) -> Option<String> {
    let name = each(names).find(|name| name["use"] == "official").or_else(|| each(names).next())?;
    if let Some(text) = text(&name["text"]) {
        return Some(text);
    }
    let given = each(&name["given"]).filter_map(text);
    let parts: Vec<String> =
        given.chain(text(&name["family"])).chain(each(&name["suffix"]).filter_map(text)).collect();
    (!parts.is_empty()).then(|| parts.join(" "))
}

/// The name of what a reference leads to: its display, else the resource's own name, else the number by which it is
/// identified (a national provider identifier, where that is all that a payer says of somebody). A role is named by who has
/// it, else by where.
pub(super) fn referenced_name(
    reference: &Value<'_>,
    container: &Value<'_>,
    resolve: &dyn Resolve,
) -> Option<String> {
    let own_name = || {
        let resource = referenced(reference, container, resolve)?;
        let of = |member: &str| {
            let reference = &resource[member];
            text(&reference["display"])
                .or_else(|| referenced(reference, &resource, resolve).and_then(|named| name(&named)))
        };
        name(&resource).or_else(|| of("practitioner")).or_else(|| of("organization"))
    };
    text(&reference["display"]).or_else(own_name).or_else(|| identified(&reference["identifier"]))
}

/// The name that a resource has of its own.
fn name(resource: &Value<'_>) -> Option<String> {
    match &resource["name"] {
        Value::String(_) => text(&resource["name"]),
        names => human_name(names),
    }
    .or_else(|| each(&resource["deviceName"]).find_map(|name| text(&name["name"])))
}

fn identified(identifier: &Value<'_>) -> Option<String> {
    let value = text(&identifier["value"])?;
    let system = identifier["system"].as_str().unwrap_or_default();
    let is_npi =
        system.ends_with("us-npi") || system.ends_with("npi_num") || has_code(&identifier["type"], "npi");
    Some(if is_npi { format!("NPI {value}") } else { value })
}

/// The resource that a reference leads to: contained, or stored.
pub(super) fn referenced<'a>(
    reference: &Value<'_>,
    container: &Value<'a>,
    resolve: &'a dyn Resolve,
) -> Option<Value<'a>> {
    target(reference["reference"].as_str()?, container, resolve)
}

/// What is at the address that a reference has.
pub(super) fn target<'a>(
    address: &str,
    container: &Value<'a>,
    resolve: &'a dyn Resolve,
) -> Option<Value<'a>> {
    match address.strip_prefix('#') {
        Some(id) => each(&container["contained"]).find(|contained| contained["id"] == id).copied(),
        None => resolve.resolve(address),
    }
}

/// A one-line title of any record, for lists.
pub(crate) fn title(resource: &Value<'_>) -> Option<String> {
    let named = || match &resource["name"] {
        Value::String(name) => Some((*name).to_owned()),
        names => human_name(names),
    };
    ["code", "type", "vaccineCode", "medicationCodeableConcept", "category", "description", "specialty"]
        .iter()
        .find_map(|member| each(&resource[*member]).find_map(label))
        .or_else(named)
        .or_else(|| text(&resource["title"]))
        .or_else(|| text(&resource["description"]))
        .or_else(|| text(&resource["drugName"]))
}

#[cfg(test)]
mod tests {
    use crate::record::json::json;

    use super::*;

    #[test]
    fn labels_prefer_words_to_codes() {
        for (concept, expected) in [
            (json!({"coding": [{"code": "1"}, {"display": "Words"}], "text": "Text"}), Some("Words")),
            (json!({"coding": [{"code": "1"}], "text": "Text"}), Some("Text")),
            (json!({"coding": [{"system": "http://loinc.org", "code": "4548-4"}]}), Some("LOINC 4548-4")),
            (
                json!({"coding": [{"system": "http://snomed.info/sct", "code": "73211009"}]}),
                Some("SNOMED 73211009"),
            ),
            (
                json!({"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "AMB"}]}),
                Some("Outpatient visit"),
            ),
            (
                json!({"coding": [{"system": "http://terminology.hl7.org/CodeSystem/data-absent-reason", "code": "not-applicable"}]}),
                None,
            ),
            (json!({"coding": {"display": "No array"}}), Some("No array")),
            (json!("nonsense"), None),
            (json!(null), None),
        ] {
            assert_eq!(label(&concept).as_deref(), expected, "{concept}");
        }
    }

    #[test]
    fn names_are_said_as_people_say_them() {
        for (name, expected) in [
            (json!([{"family": "Lund", "given": ["Ada", "M."]}]), Some("Ada M. Lund")),
            (
                json!([{"use": "old", "text": "Old"}, {"use": "official", "text": "Ada Lund"}]),
                Some("Ada Lund"),
            ),
            (json!([{"given": []}]), None),
            (json!(7), None),
        ] {
            assert_eq!(human_name(&name).as_deref(), expected, "{name}");
        }
    }
}
