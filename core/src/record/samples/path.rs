//! Paths into a resource, in the spelling of the guides' tables.

use crate::record::json::{Value, each, has_code};

/// What stands at a path such as `item.adjudication[category=submitted].amount`. Members are taken one by one of arrays.
/// `a|b` takes either member; `[member=code]` keeps what has this code, or this text, there; `[member$=end]` what ends so.
pub(super) fn find<'a>(resource: &'a Value<'a>, path: &str) -> Vec<&'a Value<'a>> {
    let mut found = vec![resource];
    for segment in path.split('.') {
        let (names, filter) = match segment.split_once('[') {
            Some((names, filter)) => (names, filter.strip_suffix(']')),
            None => (segment, None),
        };
        found = found
            .into_iter()
            .flat_map(|value| names.split('|').flat_map(move |name| each(&value[name])))
            .filter(|value| filter.is_none_or(|filter| keeps(value, filter)))
            .collect();
    }
    found.retain(|value| says_something(value));
    found
}

fn keeps(value: &Value<'_>, filter: &str) -> bool {
    if let Some((member, end)) = filter.split_once("$=") {
        return value[member].as_str().is_some_and(|text| text.ends_with(end));
    }
    let (member, wanted) = filter.split_once('=').expect("a filter has an equals sign");
    match &value[member] {
        Value::String(text) => *text == wanted,
        Value::Bool(is_so) => is_so.to_string() == wanted,
        concept => has_code(concept, wanted),
    }
}

/// Whether there is anything to show: not in an empty text, nor in a concept that only says why there is none.
fn says_something(value: &Value<'_>) -> bool {
    match value {
        Value::Null => false,
        // What the samples of Medicare's Blue Button have in the place of what changes with every run.
        Value::String(text) => !text.trim().is_empty() && *text != "IGNORED_FIELD",
        Value::Object(members) => {
            let only_absence = value.has("coding")
                && !value.has("text")
                && each(&value["coding"]).all(|coding| {
                    coding["system"].as_str().is_some_and(|system| system.ends_with("data-absent-reason"))
                });
            // An extension in the place of a value, such as the reason why there is none.
            !only_absence && members.iter().any(|(member, _)| *member != "extension")
        }
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use crate::record::json::json;

    use super::*;

    #[test]
    fn paths_find_what_the_tables_mean() {
        let resource = json!({
            "item": [
                {"adjudication": [{"category": {"coding": [{"code": "submitted"}]}, "amount": {"value": 1}}]},
                {"adjudication": [{"category": {"coding": [{"code": "benefit"}]}, "amount": {"value": 2}}], "net": {"value": 3}},
            ],
            "extension": [{"url": "http://x/C4DIC-Logo-extension", "valueDate": "2026"}],
            "type": {"coding": [{"system": "http://x/data-absent-reason", "code": "unknown"}]},
        });
        for (path, expected) in [
            ("item.adjudication.amount.value", vec![json!(1), json!(2)]),
            ("item.adjudication[category=benefit].amount.value", vec![json!(2)]),
            ("item.net|gross.value", vec![json!(3)]),
            ("extension[url$=C4DIC-Logo-extension].valueDate", vec![json!("2026")]),
            ("type", vec![]),
            ("nothing.at.all", vec![]),
        ] {
            assert_eq!(find(&resource, path), expected.iter().collect::<Vec<_>>(), "{path}");
        }
    }
}
