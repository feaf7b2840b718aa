//! Observations: laboratory results, vital signs, and what else was measured or asked.
//!
//! Source: `Observation` by US Core 3.1.1 and the vital signs profiles of FHIR R4.

use super::{ClinicalView, Coded, Concept, is_entered_in_error, names, notes};
use crate::fhir::Reference;
use crate::record::date::{Dates, PartialDate, When};
use crate::record::json::{Resolve, Value, each, referenced_name, text};
use crate::record::labels::words;
use crate::record::quantity::{range_in_words, ratio_in_words, words_between};
use crate::record::{Origin, Quantity};

/// What was found.
#[derive(Clone, PartialEq, Eq)]
pub struct ObservedValue {
    /// The value for people, whatever its kind: `6.3 %`, `Positive`, `1 : 128`.
    pub text: String,
    /// The value for programs, where it is a measured amount or a whole number.
    pub quantity: Option<Quantity>,
    /// The value for programs, where it is a code.
    pub concept: Option<Concept>,
}

/// Between what bounds a value is as expected.
#[derive(Clone, PartialEq, Eq)]
pub struct ReferenceRange {
    /// The range for people, as the laboratory wrote it, else from its bounds.
    pub text: String,
    /// Lower bound.
    pub low: Option<Quantity>,
    /// Upper bound.
    pub high: Option<Quantity>,
    /// What kind of range it is, such as `normal` or `therapeutic`.
    pub kind: Option<Concept>,
    /// Whom it is for, such as women.
    pub applies_to: Vec<Concept>,
    /// Ages that it is for.
    pub age: Option<String>,
}

/// A part of an observation, such as the systolic pressure.
#[derive(Clone, PartialEq, Eq)]
pub struct ObservationComponent {
    /// What was measured.
    pub name: Concept,
    /// What was found.
    pub value: Option<ObservedValue>,
    /// Why there is no value.
    pub absent_reason: Option<Concept>,
    /// How it is to be judged, such as `High`.
    pub interpretations: Vec<Concept>,
    /// What is expected.
    pub reference_ranges: Vec<ReferenceRange>,
}

/// Something that was measured, seen or asked.
#[derive(Clone, PartialEq, Eq)]
pub struct Observation {
    /// Where it comes from.
    pub origin: Origin,
    /// What was measured.
    pub name: Concept,
    /// What kind it is, such as `laboratory` or `vital-signs`.
    pub categories: Vec<Concept>,
    /// Status, such as `final`.
    pub status: Option<Coded>,
    /// When it was so.
    pub effective: Option<When>,
    /// When it was made known.
    pub issued: Option<PartialDate>,
    /// What was found.
    pub value: Option<ObservedValue>,
    /// Why there is no value.
    pub absent_reason: Option<Concept>,
    /// How it is to be judged, such as `High`.
    pub interpretations: Vec<Concept>,
    /// What is expected.
    pub reference_ranges: Vec<ReferenceRange>,
    /// Its parts, such as the two values of a blood pressure.
    pub components: Vec<ObservationComponent>,
    /// Observations that it groups.
    pub members: Vec<Reference>,
    /// Where in the body it was measured.
    pub body_site: Option<Concept>,
    /// How it was measured.
    pub method: Option<Concept>,
    /// Who measured it.
    pub performers: Vec<String>,
    /// What was examined, such as blood.
    pub specimen: Option<String>,
    /// What it was measured with.
    pub device: Option<String>,
    /// What was written beside it.
    pub notes: Vec<String>,
}

impl ClinicalView for Observation {
    const TYPE: &'static str = "Observation";

    fn read(origin: Origin, resource: &Value<'_>, resolve: &dyn Resolve) -> Option<Self> {
        if is_entered_in_error(resource) {
            return None;
        }
        let ObservationComponent { name, value, absent_reason, interpretations, reference_ranges } =
            part(resource);
        Some(Self {
            name,
            value,
            absent_reason,
            interpretations,
            reference_ranges,
            categories: Concept::all(&resource["category"]),
            status: Coded::read(&resource["status"], "observation-status"),
            effective: When::read(resource, "effective"),
            issued: PartialDate::read(&resource["issued"]),
            components: each(&resource["component"]).map(part).collect(),
            members: each(&resource["hasMember"])
                .filter_map(|member| resolve.reference(member["reference"].as_str()?))
                .collect(),
            body_site: Concept::read(&resource["bodySite"]),
            method: Concept::read(&resource["method"]),
            performers: names(&resource["performer"], resource, resolve),
            specimen: super::referenced_title(&resource["specimen"], resource, resolve),
            device: referenced_name(&resource["device"], resource, resolve),
            notes: notes(resource),
            origin,
        })
    }
}

impl Observation {
    /// When it was so, else when it was made known.
    pub(super) fn date(&self) -> Option<&PartialDate> {
        self.effective.as_ref().and_then(When::first).or(self.issued.as_ref())
    }

    /// Whether it, or one of its components, has this code.
    pub(crate) fn tells_of(&self, code: &str) -> bool {
        self.name.has_code(code) || self.components.iter().any(|component| component.name.has_code(code))
    }
}

/// What an observation and each of its components have in common.
fn part(part: &Value<'_>) -> ObservationComponent {
    ObservationComponent {
        name: Concept::named(&part["code"], words::UNNAMED_OBSERVATION),
        value: value(part),
        absent_reason: Concept::read_absence(&part["dataAbsentReason"]),
        interpretations: Concept::all(&part["interpretation"]),
        reference_ranges: each(&part["referenceRange"]).filter_map(range).collect(),
    }
}

/// Reads `value[x]`, of whichever of its eleven kinds.
fn value(part: &Value<'_>) -> Option<ObservedValue> {
    let of_words = |text: String| ObservedValue { text, quantity: None, concept: None };
    let of_quantity = |quantity: Quantity| ObservedValue {
        text: quantity.to_text(),
        quantity: Some(quantity),
        concept: None,
    };
    if let Some(quantity) = Quantity::read(&part["valueQuantity"]) {
        return Some(of_quantity(quantity));
    }
    if let Some(concept) = Concept::read(&part["valueCodeableConcept"]) {
        return Some(ObservedValue { text: concept.text.clone(), quantity: None, concept: Some(concept) });
    }
    if let Some(value) = crate::record::money::decimal(&part["valueInteger"]) {
        return Some(of_quantity(Quantity { value, comparator: None, unit: None, unit_code: None }));
    }
    let truth = |truth: bool| if truth { words::YES } else { words::NO }.to_owned();
    let dates = |dates: Dates| {
        let text = |date: Option<PartialDate>| date.map_or("…".to_owned(), |date| date.as_str().to_owned());
        format!("{} – {}", text(dates.start), text(dates.end))
    };
    text(&part["valueString"])
        .or_else(|| part["valueBoolean"].as_bool().map(truth))
        .or_else(|| range_in_words(&part["valueRange"]))
        .or_else(|| ratio_in_words(&part["valueRatio"]))
        .or_else(|| part["valueSampledData"].is_object().then(|| words::SAMPLED_DATA.to_owned()))
        .or_else(|| text(&part["valueTime"]))
        .or_else(|| PartialDate::read(&part["valueDateTime"]).map(|date| date.as_str().to_owned()))
        .or_else(|| Dates::read(&part["valuePeriod"]).map(dates))
        .map(of_words)
}

fn range(range: &Value<'_>) -> Option<ReferenceRange> {
    let (low, high) = (Quantity::read(&range["low"]), Quantity::read(&range["high"]));
    Some(ReferenceRange {
        text: text(&range["text"]).or_else(|| words_between(low.as_ref(), high.as_ref()))?,
        low,
        high,
        kind: Concept::read(&range["type"]),
        applies_to: Concept::all(&range["appliesTo"]),
        age: range_in_words(&range["age"]),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_of_every_kind_is_told() {
        for (part, expected) in [
            (r#"{"valueQuantity": {"value": 6.30, "unit": "%"}}"#, Some("6.30 %")),
            (r#"{"valueQuantity": {"value": 5, "comparator": "<", "unit": "mg/dL"}}"#, Some("< 5 mg/dL")),
            (r#"{"valueCodeableConcept": {"coding": [{"display": "Positive"}]}}"#, Some("Positive")),
            (r#"{"valueString": "Pale yellow"}"#, Some("Pale yellow")),
            (r#"{"valueBoolean": false}"#, Some("No")),
            (r#"{"valueInteger": 0}"#, Some("0")),
            (
                r#"{"valueRange": {"low": {"value": 2}, "high": {"value": 5, "unit": "/HPF"}}}"#,
                Some("2 – 5 /HPF"),
            ),
            (
                r#"{"valueRatio": {"numerator": {"value": 1}, "denominator": {"value": 128}}}"#,
                Some("1 : 128"),
            ),
            (r#"{"valueSampledData": {"data": "1 2 3"}}"#, Some("A series of measured values")),
            (r#"{"valueTime": "14:30:00"}"#, Some("14:30:00")),
            (r#"{"valueDateTime": "2021-03"}"#, Some("2021-03")),
            (r#"{"valuePeriod": {"start": "2021-03-01"}}"#, Some("2021-03-01 – …")),
            (r#"{"valueDateTime": "2021-02-30"}"#, None),
            (r#"{"valueQuantity": {"value": 1e400}}"#, None),
            (r#"{"valueQuantity": {"unit": "%"}}"#, None),
            (r#"{"valueBoolean": "yes"}"#, None),
            (r"{}", None),
        ] {
            let value = value(&crate::record::json::kept_text(part));
            assert_eq!(value.map(|value| value.text).as_deref(), expected, "{part}");
        }
    }
}
