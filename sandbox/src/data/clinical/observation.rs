//! Observations: laboratory values, vital signs, and what members say about themselves.

use rand::Rng;
use serde_json::{Value, json};
use time::Date;

use super::{Progress, Record};
use crate::data::builder::{Builder, Link, us_core};
use crate::data::system;
use crate::data::tables::labs::{self, Analyte, Panel};
use crate::data::tables::specialties::LABORATORY;
use crate::data::value::{Coding, codings, decimal, quantity};

const LABORATORY_CATEGORY: Coding = Coding::new(system::OBSERVATION_CATEGORY, "laboratory", "Laboratory");
const VITAL_SIGNS: Coding = Coding::new(system::OBSERVATION_CATEGORY, "vital-signs", "Vital Signs");
const SOCIAL_HISTORY: Coding = Coding::new(system::OBSERVATION_CATEGORY, "social-history", "Social History");
const SURVEY: Coding = Coding::new(system::OBSERVATION_CATEGORY, "survey", "Survey");
const BASE_VITAL_SIGNS: &str = "http://hl7.org/fhir/StructureDefinition/vitalsigns";

/// When and at which visit something was observed.
#[derive(Clone, Copy)]
pub(super) struct At<'a> {
    pub day: Date,
    pub encounter: &'a Link,
    pub progress: Progress,
}

fn observation(b: &mut Builder, record: &Record<'_>, at: At<'_>, category: Coding, code: &Value) -> Value {
    let time = b.instant(at.day);
    json!({
        "status": "final",
        "category": [category.concept()],
        "code": code,
        "subject": record.subject(b),
        "encounter": b.refer(at.encounter),
        "effectiveDateTime": time,
    })
}

/// Adds the values of a panel and the report that groups them.
pub(super) fn add_panel(b: &mut Builder, record: &Record<'_>, at: At<'_>, panel: &Panel) {
    let mut results = Vec::new();
    for analyte in panel.analytes {
        results.push(add_analyte(b, record, at, analyte));
    }
    let report = b.link("DiagnosticReport", panel.report.display);
    let laboratory = &record.carers.practices[LABORATORY].organization;
    let (effective, issued) = (b.instant(at.day), b.instant(at.day));
    let body = json!({
        "status": "final",
        "category": [Coding::new("http://terminology.hl7.org/CodeSystem/v2-0074", "LAB", "Laboratory").concept()],
        "code": panel.report.concept(),
        "subject": record.subject(b),
        "encounter": b.refer(at.encounter),
        "effectiveDateTime": effective.clone().min(issued.clone()),
        "issued": effective.max(issued),
        "performer": [b.refer(laboratory)],
        "result": results.iter().map(|result| b.refer(result)).collect::<Vec<_>>(),
    });
    b.add(&report, &[us_core("diagnosticreport-lab")], at.day, body);
}

fn add_analyte(b: &mut Builder, record: &Record<'_>, at: At<'_>, analyte: &Analyte) -> Link {
    let link = b.link("Observation", analyte.code.display);
    let mut body = observation(b, record, at, LABORATORY_CATEGORY, &analyte.code.concept());
    body["performer"] = json!([b.refer(&record.carers.practices[LABORATORY].organization)]);
    let measure = |units: i64| quantity(units, analyte.places, analyte.unit, analyte.ucum);
    if b.rng.gen_ratio(1, 60) {
        // The specimen was spoiled: a result without a value.
        body["dataAbsentReason"] = Coding::new(system::DATA_ABSENT, "error", "Error").concept();
    } else {
        let value = at.progress.along(b, analyte.trend, analyte.spread).max(1);
        body["valueQuantity"] = measure(value);
        body["interpretation"] = json!([interpretation(analyte, value).concept()]);
    }
    let bound = |units: i64| decimal(units, analyte.places);
    let mut range = json!({});
    let text = match (analyte.low, analyte.high) {
        (Some(low), Some(high)) => format!("{} - {} {}", bound(low), bound(high), analyte.unit),
        (None, Some(high)) => format!("< {} {}", bound(high), analyte.unit),
        (Some(low), None) => format!("> {} {}", bound(low), analyte.unit),
        (None, None) => String::new(),
    };
    if let Some(low) = analyte.low {
        range["low"] = measure(low);
    }
    if let Some(high) = analyte.high {
        range["high"] = measure(high);
    }
    range["text"] = json!(text);
    body["referenceRange"] = json!([range]);
    b.add(&link, &[us_core("observation-lab")], at.day, body);
    link
}

fn interpretation(analyte: &Analyte, value: i64) -> Coding {
    if analyte.high.is_some_and(|high| value > high) {
        Coding::new(system::INTERPRETATION, "H", "High")
    } else if analyte.low.is_some_and(|low| value < low) {
        Coding::new(system::INTERPRETATION, "L", "Low")
    } else {
        Coding::new(system::INTERPRETATION, "N", "Normal")
    }
}

/// Adds what is measured at every visit.
pub(super) fn add_vital_signs(b: &mut Builder, record: &Record<'_>, at: At<'_>) {
    let story = record.member.story;
    add_blood_pressure(b, record, at);
    let weight = at.progress.along(b, story.weight, 4);
    // In tenths: weight in tenths of a kilogram over the square of the height in centimetres, times 10,000.
    let body_mass_index = weight * 10_000 / (story.height * story.height);
    let pulse = b.rng.gen_range(62..86);
    let breaths = b.rng.gen_range(12..19);
    let saturation = b.rng.gen_range(95..100);
    let temperature = b.rng.gen_range(363..372);
    let vital = |b: &mut Builder, codes: &[Coding], value: Value| {
        let link = b.link("Observation", codes[0].display);
        let mut body = observation(b, record, at, VITAL_SIGNS, &codings(codes, codes[0].display));
        body["valueQuantity"] = value;
        b.add(&link, &[BASE_VITAL_SIGNS.to_owned()], at.day, body);
    };
    vital(b, &[labs::WEIGHT], quantity(weight, 1, "kg", "kg"));
    vital(b, &[labs::BODY_MASS_INDEX], quantity(body_mass_index, 1, "kg/m2", "kg/m2"));
    vital(b, &[labs::HEART_RATE], quantity(pulse, 0, "beats/minute", "/min"));
    vital(b, &[labs::RESPIRATORY_RATE], quantity(breaths, 0, "breaths/minute", "/min"));
    vital(b, &[labs::OXYGEN_SATURATION, labs::PULSE_OXIMETRY], quantity(saturation, 0, "%", "%"));
    if at.progress.step == 0 {
        vital(b, &[labs::HEIGHT], quantity(story.height, 0, "cm", "cm"));
        vital(b, &[labs::TEMPERATURE], quantity(temperature, 1, "Cel", "Cel"));
    }
}

fn add_blood_pressure(b: &mut Builder, record: &Record<'_>, at: At<'_>) {
    let systolic = at.progress.along(b, record.member.story.systolic, 5);
    let diastolic = systolic * 3 / 5 + b.rng.gen_range(-3..=3);
    let link = b.link("Observation", labs::BLOOD_PRESSURE.display);
    let mut body = observation(b, record, at, VITAL_SIGNS, &labs::BLOOD_PRESSURE.concept());
    let component = |code: Coding, value: i64| json!({"code": code.concept(), "valueQuantity": quantity(value, 0, "mmHg", "mm[Hg]")});
    body["component"] = json!([component(labs::SYSTOLIC, systolic), component(labs::DIASTOLIC, diastolic)]);
    b.add(&link, &["http://hl7.org/fhir/StructureDefinition/bp".to_owned()], at.day, body);
}

/// Adds whether the member smokes.
pub(super) fn add_smoking_status(b: &mut Builder, record: &Record<'_>, at: At<'_>) {
    let link = b.link("Observation", labs::SMOKING_STATUS.display);
    let mut body = observation(b, record, at, SOCIAL_HISTORY, &labs::SMOKING_STATUS.concept());
    body["issued"] = body["effectiveDateTime"].clone();
    body["valueCodeableConcept"] = record.member.story.smoking.concept();
    b.add(&link, &[us_core("smokingstatus")], at.day, body);
}

/// Adds the score of the depression questionnaire.
pub(super) fn add_phq9(b: &mut Builder, record: &Record<'_>, at: At<'_>, scores: (i64, i64)) {
    let score = at.progress.along(b, scores, 1).max(0);
    let link = b.link("Observation", labs::PHQ9_SCORE.display);
    let mut body = observation(b, record, at, SURVEY, &labs::PHQ9_SCORE.concept());
    body["valueQuantity"] = quantity(score, 0, "{score}", "{score}");
    b.add(&link, &[us_core("observation-survey")], at.day, body);
}

/// Adds a throat swab that found streptococci: a result in words, not in numbers.
pub(super) fn add_throat_swab(b: &mut Builder, record: &Record<'_>, at: At<'_>) {
    let link = b.link("Observation", labs::STREP_ANTIGEN.display);
    let mut body = observation(b, record, at, LABORATORY_CATEGORY, &labs::STREP_ANTIGEN.concept());
    body["valueCodeableConcept"] = Coding::snomed("10828004", "Positive").concept();
    body["interpretation"] = json!([Coding::new(system::INTERPRETATION, "A", "Abnormal").concept()]);
    b.add(&link, &[us_core("observation-lab")], at.day, body);
}

/// Adds the color of the urine: a result as plain text.
pub(super) fn add_urine_color(b: &mut Builder, record: &Record<'_>, at: At<'_>) {
    let link = b.link("Observation", labs::URINE_COLOR.display);
    let mut body = observation(b, record, at, LABORATORY_CATEGORY, &labs::URINE_COLOR.concept());
    body["valueString"] = json!(if b.rng.gen_bool(0.5) { "Yellow" } else { "Pale yellow" });
    b.add(&link, &[us_core("observation-lab")], at.day, body);
}
