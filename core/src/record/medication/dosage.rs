//! How a drug is to be taken, in words.

use crate::record::json::{Value, each, label, text};
use crate::record::labels::{self, words};
use crate::record::money::decimal;
use crate::record::quantity::{in_words, range_in_words};

/// What a Dosage says for people: its text, else what is written for the patient, else its parts.
pub(super) fn in_text(dosages: &Value<'_>) -> Option<String> {
    let dosage = |dosage: &Value<'_>| {
        text(&dosage["text"]).or_else(|| text(&dosage["patientInstruction"])).or_else(|| from_parts(dosage))
    };
    each(dosages).filter_map(dosage).reduce(|a, b| format!("{a}; {b}"))
}

/// The parts of a Dosage, such as `1 tablet, 2 × per day, oral, as needed`.
fn from_parts(dosage: &Value<'_>) -> Option<String> {
    let dose = each(&dosage["doseAndRate"])
        .find_map(|dose| in_words(&dose["doseQuantity"]).or_else(|| range_in_words(&dose["doseRange"])));
    let timing = &dosage["timing"];
    let when = label(&timing["code"]).or_else(|| repeat(&timing["repeat"]));
    let as_needed = match dosage["asNeededBoolean"].as_bool() {
        Some(true) => Some(words::AS_NEEDED.to_owned()),
        _ => label(&dosage["asNeededCodeableConcept"]).map(|why| format!("{} {why}", words::AS_NEEDED_FOR)),
    };
    let parts = [dose, when, label(&dosage["route"]), as_needed, text_of_instructions(dosage)];
    parts.into_iter().flatten().reduce(|a, b| format!("{a}, {b}"))
}

fn text_of_instructions(dosage: &Value<'_>) -> Option<String> {
    each(&dosage["additionalInstruction"]).filter_map(label).reduce(|a, b| format!("{a}, {b}"))
}

/// How often, such as `2 × per day` or `1 × every 8 hours`.
fn repeat(repeat: &Value<'_>) -> Option<String> {
    let period = decimal(&repeat["period"])?.normalize();
    let unit = repeat["periodUnit"].as_str()?;
    let times = match decimal(&repeat["frequency"]) {
        Some(times) => format!("{} × ", times.normalize()),
        None => String::new(),
    };
    if period == 1.into() {
        return Some(format!("{times}{}", labels::label("timing-per", unit)?));
    }
    Some(format!("{times}{} {period} {}", words::EVERY, labels::label("ucum", unit)?))
}

#[cfg(test)]
mod tests {
    use crate::record::json::json;

    use super::*;

    #[test]
    fn a_dosage_is_told_in_its_own_words_or_by_its_parts() {
        let parts = json!({
            "doseAndRate": [{"doseQuantity": {"value": 1, "unit": "tablet"}}],
            "timing": {"repeat": {"frequency": 2, "period": 1, "periodUnit": "d"}},
            "route": {"text": "oral"},
            "asNeededBoolean": true,
        });
        for (dosages, expected) in [
            (
                json!([{"text": "One in the morning"}, {"text": "one at night"}]),
                Some("One in the morning; one at night"),
            ),
            (json!([{"patientInstruction": "With food", "text": " "}]), Some("With food")),
            (json!([parts]), Some("1 tablet, 2 × per day, oral, as needed")),
            (
                json!({"timing": {"repeat": {"frequency": 1, "period": 8.0, "periodUnit": "h"}}, "asNeededCodeableConcept": {"text": "pain"}}),
                Some("1 × every 8 hours, as needed for pain"),
            ),
            (json!([{"timing": {"code": {"text": "BID"}}}]), Some("BID")),
            (json!([{"timing": {"repeat": {"period": 1, "periodUnit": "parsec"}}}]), None),
            (json!([{"asNeededBoolean": false}]), None),
            (json!("twice"), None),
        ] {
            assert_eq!(in_text(&dosages).as_deref(), expected, "{dosages}");
        }
    }
}
