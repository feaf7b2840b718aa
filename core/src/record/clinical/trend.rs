//! Trends: the values of one code over time, each unit in a series of its own.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::{Concept, Observation, ObservedValue};
use crate::record::Origin;
use crate::record::date::PartialDate;
use crate::sort::sort_by;

/// A value of a trend.
#[derive(Clone, PartialEq, Eq)]
pub struct TrendPoint {
    /// The observation that it is from.
    pub origin: Origin,
    /// When it was so.
    pub date: PartialDate,
    /// The number, with as many places as were written.
    pub value: Decimal,
    /// `<`, `<=`, `>=` or `>`, where the true value is below or above the number.
    pub comparator: Option<String>,
    /// How it is to be judged, such as `High`.
    pub interpretations: Vec<Concept>,
}

/// The values of one code in one unit, the oldest first.
#[derive(Clone, PartialEq, Eq)]
pub struct Trend {
    /// What was measured, as its newest value names it.
    pub name: Concept,
    /// The unit for people.
    pub unit: Option<String>,
    /// The unit's code, UCUM almost always.
    pub unit_code: Option<String>,
    /// The values. Two payers that tell of the same value give two points.
    pub points: Vec<TrendPoint>,
}

/// Gathers the values of a code, such as `4548-4` or `http://loinc.org|4548-4`, in observations and in their components.
/// What has no number or no date is in no series. Units are never converted; the series with most values comes first.
pub(crate) fn trends(observations: impl Iterator<Item = Observation>, code: &str) -> Vec<Trend> {
    let mut series: BTreeMap<Option<String>, Vec<(Concept, ObservedValue, TrendPoint)>> = BTreeMap::new();
    for observation in observations {
        if observation.status.as_ref().is_some_and(|status| status.is("cancelled")) {
            continue;
        }
        let Some(date) = observation.date().cloned() else { continue };
        let own = (observation.name, observation.value, observation.interpretations);
        let parts =
            observation.components.into_iter().map(|part| (part.name, part.value, part.interpretations));
        for (name, value, interpretations) in std::iter::once(own).chain(parts) {
            let Some(value) = value.filter(|_| name.has_code(code)) else { continue };
            let Some(quantity) = &value.quantity else { continue };
            let point = TrendPoint {
                origin: observation.origin.clone(),
                date: date.clone(),
                value: quantity.value,
                comparator: quantity.comparator.clone(),
                interpretations,
            };
            let unit = quantity.unit_code.clone().or_else(|| quantity.unit.clone());
            series.entry(unit).or_default().push((name, value, point));
        }
    }
    let mut trends: Vec<Trend> = series.into_values().filter_map(trend).collect();
    sort_by(&mut trends, |a, b| b.points.len().cmp(&a.points.len()));
    trends
}

fn trend(mut values: Vec<(Concept, ObservedValue, TrendPoint)>) -> Option<Trend> {
    sort_by(&mut values, |(_, _, a), (_, _, b)| a.date.cmp(&b.date));
    let (name, value, _) = values.last()?;
    let quantity = value.quantity.clone()?;
    Some(Trend {
        name: name.clone(),
        unit: quantity.unit,
        unit_code: quantity.unit_code,
        points: values.into_iter().map(|(_, _, point)| point).collect(),
    })
}

#[cfg(test)]
mod tests {
    use crate::record::json::{Value, json};

    use super::*;
    use crate::record::ClinicalView as _;
    use crate::record::json::Resolve;

    struct Nothing;

    impl Resolve for Nothing {
        fn resolve(&self, _: &str) -> Option<Value<'_>> {
            None
        }
    }

    fn observation(resource: &Value) -> Observation {
        let reference =
            crate::fhir::Reference { resource_type: "Observation".to_owned(), id: "1".to_owned() };
        let (connection, payer_name) = (String::new(), String::new());
        let origin = Origin { connection, payer_name, reference, fetched: 0, missing_since: None };
        Observation::read(origin, resource, &Nothing).unwrap()
    }

    fn glucose(date: &str, value: &str, unit: &str, code: Option<&str>) -> Observation {
        let value: Value = crate::record::json::kept_text(value);
        observation(&json!({
            "status": "final",
            "code": {"coding": [{"system": "http://loinc.org", "code": "2345-7", "display": "Glucose"}]},
            "effectiveDateTime": date,
            "valueQuantity": {"value": value, "unit": unit, "code": code},
        }))
    }

    #[test]
    fn units_are_kept_apart_and_values_exact() {
        let observations = [
            glucose("2022-03-01", "101.50", "mg/dL", Some("mg/dL")),
            glucose("2021", "99", "mg per dL", Some("mg/dL")),
            glucose("2023-01-01", "5.6", "mmol/L", Some("mmol/L")),
            glucose("2021-02-30", "7", "mg/dL", Some("mg/dL")),
            glucose("2022-01-01", "1e400", "mg/dL", Some("mg/dL")),
        ];
        let found = trends(observations.into_iter(), "http://loinc.org|2345-7");
        let told: Vec<_> = found
            .iter()
            .map(|trend| {
                let points =
                    trend.points.iter().map(|point| format!("{} {}", point.date.as_str(), point.value));
                (trend.unit.clone().unwrap(), points.collect::<Vec<_>>())
            })
            .collect();
        assert_eq!(
            told,
            [
                ("mg/dL".to_owned(), vec!["2021 99".to_owned(), "2022-03-01 101.50".to_owned()]),
                ("mmol/L".to_owned(), vec!["2023-01-01 5.6".to_owned()]),
            ]
        );
        let none = trends([glucose("2021", "1", "mg/dL", None)].into_iter(), "http://snomed.info/sct|2345-7");
        assert!(none.is_empty());
    }

    #[test]
    fn components_have_trends_too() {
        let pressure = observation(&json!({
            "status": "final",
            "code": {"coding": [{"system": "http://loinc.org", "code": "85354-9"}]},
            "effectiveDateTime": "2022-03-01",
            "component": [
                {"code": {"coding": [{"code": "8480-6"}]}, "valueQuantity": {"value": 120, "code": "mm[Hg]"}},
                {"code": {"coding": [{"code": "8462-4"}]}, "valueQuantity": {"value": 80, "code": "mm[Hg]"}},
            ],
        }));
        let found = trends([pressure].into_iter(), "8462-4");
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].points[0].value, Decimal::from(80));
    }
}
