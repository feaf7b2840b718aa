//! The values of a resource that searches compare with.

use serde_json::Value;

use super::date::Span;
use super::parameters::{Form, Parameter};

/// A value of a search parameter in a resource.
#[derive(Debug)]
pub(super) enum Indexed {
    Token {
        system: Option<String>,
        code: String,
    },
    /// A relative reference, such as `Organization/1`.
    Reference(String),
    Date(Span),
    /// Lower case.
    Text(String),
}

/// The values of `parameter` in `resource`.
pub(super) fn values(parameter: &Parameter, resource: &Value, fhir_base: &str) -> Vec<Indexed> {
    let mut found = Vec::new();
    for path in parameter.paths {
        let segments: Vec<&str> = path.split('.').collect();
        walk(resource, &segments, &mut |value| index(parameter.form, value, fhir_base, &mut found));
    }
    found
}

/// Calls `visit` with every value at the path, through arrays.
fn walk(value: &Value, path: &[&str], visit: &mut impl FnMut(&Value)) {
    if let Value::Array(items) = value {
        for item in items {
            walk(item, path, visit);
        }
        return;
    }
    let Some((first, rest)) = path.split_first() else { return visit(value) };
    if let Some(suffix) = first.strip_prefix('~') {
        for extension in value["extension"].as_array().into_iter().flatten() {
            if extension["url"].as_str().is_some_and(|url| url.ends_with(suffix)) {
                let members = extension.as_object().into_iter().flatten();
                for (_, value) in members.filter(|(name, _)| name.starts_with("value")) {
                    walk(value, rest, visit);
                }
            }
        }
    } else if let Some(inner) = value.get(first) {
        walk(inner, rest, visit);
    }
}

fn index(form: Form, value: &Value, fhir_base: &str, found: &mut Vec<Indexed>) {
    match form {
        Form::Token => tokens(value, found),
        Form::Reference => {
            found.extend(value.as_str().and_then(|text| relative(text, fhir_base)).map(Indexed::Reference));
        }
        Form::Date => found.extend(span(value).map(Indexed::Date)),
        Form::Text => found.extend(value.as_str().map(|text| Indexed::Text(text.to_lowercase()))),
    }
}

/// A CodeableConcept has codings; a Coding and an Identifier have a system; a code and a boolean are bare.
fn tokens(value: &Value, found: &mut Vec<Indexed>) {
    match value {
        Value::String(code) => found.push(Indexed::Token { system: None, code: code.clone() }),
        Value::Bool(flag) => found.push(Indexed::Token { system: None, code: flag.to_string() }),
        Value::Object(members) => {
            for coding in members.get("coding").and_then(Value::as_array).into_iter().flatten() {
                tokens(coding, found);
            }
            let code = members.get("code").or_else(|| members.get("value")).and_then(Value::as_str);
            let system = members.get("system").and_then(Value::as_str).map(str::to_owned);
            found.extend(code.map(|code| Indexed::Token { system, code: code.to_owned() }));
        }
        _ => {}
    }
}

fn span(value: &Value) -> Option<Span> {
    match value {
        Value::String(text) => Span::parse(text),
        Value::Object(period) => {
            let bound = |name: &str| period.get(name).and_then(Value::as_str).and_then(Span::parse);
            Some(Span {
                start: bound("start").map_or(Span::ALWAYS.start, |span| span.start),
                end: bound("end").map_or(Span::ALWAYS.end, |span| span.end),
            })
        }
        _ => None,
    }
}

/// `reference` as `Type/id`, if it is one to this server.
fn relative(reference: &str, fhir_base: &str) -> Option<String> {
    let local = match reference.strip_prefix(fhir_base) {
        Some(rest) => rest.strip_prefix('/')?,
        None => reference,
    };
    let (kind, id) = local.split_once('/')?;
    let is_kind = kind.starts_with(|first: char| first.is_ascii_uppercase())
        && kind.bytes().all(|byte| byte.is_ascii_alphabetic());
    let id = id.split("/_history/").next().unwrap_or(id);
    (is_kind && !id.is_empty() && !id.contains('/')).then(|| format!("{kind}/{id}"))
}

/// Every reference in `resource` to this server, in the order in which they occur.
pub(super) fn references(resource: &Value, fhir_base: &str) -> Vec<String> {
    let mut found = Vec::new();
    collect(resource, fhir_base, &mut found);
    found
}

fn collect(value: &Value, fhir_base: &str, found: &mut Vec<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| collect(item, fhir_base, found)),
        Value::Object(members) => {
            for (name, inner) in members {
                match inner {
                    Value::String(text) if name == "reference" => {
                        if let Some(reference) = relative(text, fhir_base)
                            && !found.contains(&reference)
                        {
                            found.push(reference);
                        }
                    }
                    _ => collect(inner, fhir_base, found),
                }
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn references_are_local_and_relative() {
        let base = "http://127.0.0.1:1/fhir";
        assert_eq!(relative("Organization/1", base).as_deref(), Some("Organization/1"));
        assert_eq!(
            relative("http://127.0.0.1:1/fhir/Organization/1", base).as_deref(),
            Some("Organization/1")
        );
        assert_eq!(relative("Organization/1/_history/2", base).as_deref(), Some("Organization/1"));
        for other in ["#contained", "urn:uuid:1", "http://other.example/fhir/Organization/1", "Organization/"]
        {
            assert_eq!(relative(other, base), None, "{other}");
        }
    }

    #[test]
    fn values_are_found_through_arrays_and_extensions() {
        let drug = json!({"extension": [
            {"url": "http://example.org/usdf-PlanID-extension", "valueString": "40308VA0240008"},
            {"url": "http://example.org/usdf-DrugTierID-extension",
             "valueCodeableConcept": {"coding": [{"system": "s", "code": "generic"}]}},
        ]});
        let of = |name: &str| {
            let parameter = super::super::parameters::find("MedicationKnowledge", name).unwrap();
            values(parameter, &drug, "")
        };
        assert!(
            matches!(&of("DrugPlan")[..], [Indexed::Token { system: None, code }] if code == "40308VA0240008")
        );
        assert!(
            matches!(&of("DrugTier")[..], [Indexed::Token { system: Some(s), code }] if s == "s" && code == "generic")
        );
    }
}
