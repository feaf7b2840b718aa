//! The words by which a record is found.

use crate::json::Value;
use crate::words::WordList;

/// Adds the words of a resource that are about the record, and not about whose it is or how it is kept.
pub fn add_words<'a>(resource: &Value<'a>, list: &mut WordList<'a>) {
    for (name, value) in resource.members() {
        if !is_aside(name) {
            add(value, is_word(name), list);
        }
    }
}

fn add<'a>(value: &Value<'a>, is_said: bool, list: &mut WordList<'a>) {
    match value {
        Value::String(text) if is_said => list.add(text),
        Value::Array(elements) => elements.iter().for_each(|element| add(element, is_said, list)),
        Value::Object(members) => {
            for (name, value) in members.iter().filter(|(name, _)| !is_dull(name)) {
                add(value, is_word(name), list);
            }
        }
        _ => {}
    }
}

/// Whether text under this name is for people.
fn is_word(name: &str) -> bool {
    matches!(
        name,
        "display"
            | "text"
            | "name"
            | "title"
            | "description"
            | "family"
            | "given"
            | "suffix"
            | "value"
            | "city"
            | "valueString"
            | "conclusion"
            | "drugName"
            | "alias"
            | "lotNumber"
            | "manufacturer"
    )
}

/// Whether what is under this name has no words that anybody searches for.
fn is_dull(name: &str) -> bool {
    matches!(
        name,
        "extension"
            | "adjudication"
            | "div"
            | "system"
            | "code"
            | "url"
            | "reference"
            | "data"
            | "unit"
            | "type"
            | "category"
            | "use"
            | "role"
    )
}

/// Whether a member of a resource is about whose it is or how it is kept.
fn is_aside(name: &str) -> bool {
    matches!(
        name,
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
